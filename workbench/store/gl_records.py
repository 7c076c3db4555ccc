"""GL records in the store: the lines of one press of Create as one Arrow table, a row per record beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store.arrow import unpack
from workbench.store.database import workspace
from workbench.store.tables import creations, export_records, exports, gl_records, run_tables

Row = dict[str, Any]
KIND = "gl"
_AT_ONCE = 500  # employees named in one statement
_LINES = 1 << 16  # lines compressed together


def pack_lines(table: pa.Table) -> bytes:
    """Lines in their compact form as compressed Arrow IPC."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1), unify_dictionaries=True)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=_LINES)
    return bytes(sink.getvalue())


def unpack_lines(content: bytes, employees: Collection[str] | None = None) -> pa.Table:
    """The lines that were packed; of the given employees at least, without opening what holds none of theirs."""
    reader = pa.ipc.open_file(pa.py_buffer(content))
    if employees is None or reader.num_record_batches < 2:
        return reader.read_all()
    whose = pa.ipc.IpcReadOptions(included_fields=[reader.schema.get_field_index("employee")])
    names = pa.ipc.open_file(pa.py_buffer(content), options=whose)
    wanted = pa.array(sorted(employees), pa.large_string())
    holding = [
        at for at in range(reader.num_record_batches)
        if pc.any(pc.is_in(_distinct(names.get_batch(at).column(0)), wanted)).as_py()
    ]  # fmt: skip
    return pa.Table.from_batches([reader.get_batch(at) for at in holding], reader.schema)


def _distinct(names: pa.DictionaryArray) -> pa.Array:
    return names.dictionary.take(pc.unique(names.indices))


def add_creation(
    conn: sa.Connection, run_id: int, setup_id: int | None, content: bytes, findings: Sequence[Mapping[str, Any]],
    at: datetime, actor: str,
) -> int:  # fmt: skip
    """Write one press of Create and give its number."""
    row = {
        "run_id": run_id, "setup_id": setup_id, "created_at": at, "created_by": actor, "content": content,
        "findings": list(findings),
    }  # fmt: skip
    return int(conn.execute(creations.insert().values(**row).returning(creations.c.id)).scalar_one())


def put(conn: sa.Connection, run_id: int, rows: Sequence[Row]) -> None:
    """Put these records in the place of those of the same employees; lines no record refers to are let go."""
    employees = [row["employee"] for row in rows]
    for at in range(0, len(employees), _AT_ONCE):
        mine = gl_records.c.employee.in_(employees[at : at + _AT_ONCE])
        conn.execute(gl_records.delete().where(gl_records.c.run_id == run_id, mine))
    if rows:
        conn.execute(gl_records.insert(), [{"run_id": run_id, **row} for row in rows])
    used = sa.select(gl_records.c.creation_id).where(gl_records.c.run_id == run_id)
    conn.execute(creations.delete().where(creations.c.run_id == run_id, creations.c.id.not_in(used)))


def change(conn: sa.Connection, run_id: int, row: Row) -> None:
    """Write what a record has become; its lines stay as they were created."""
    mine = (gl_records.c.run_id == run_id) & (gl_records.c.employee == row["employee"])
    conn.execute(gl_records.update().where(mine).values(**row))


def rows(conn: sa.Connection, run_id: int, employees: Collection[str] | None = None) -> list[Row]:
    """The records of a run, of all or of the given employees."""
    chosen = sa.select(gl_records).where(gl_records.c.run_id == run_id)
    if employees is not None and len(employees) <= _AT_ONCE:
        chosen = chosen.where(gl_records.c.employee.in_(sorted(employees)))
    found = [dict(row._mapping) for row in conn.execute(chosen)]
    return found if employees is None else [row for row in found if row["employee"] in employees]


def creation(conn: sa.Connection, id: int) -> Row:
    """One press of Create with its lines packed."""
    return dict(conn.execute(sa.select(creations).where(creations.c.id == id)).one()._mapping)


def versions(conn: sa.Connection, run_id: int) -> dict[int, int]:
    """The setup version that made each press of Create of a run; 0 where there was no setup."""
    chosen = sa.select(creations.c.id, creations.c.setup_id).where(creations.c.run_id == run_id)
    return {row.id: row.setup_id or 0 for row in conn.execute(chosen)}


def live(conn: sa.Connection, run: str) -> dict[str, tuple[str, str]]:
    """For each employee whose record is in a live export: its key and its state."""
    joined = export_records.join(exports, exports.c.key == export_records.c.key)
    chosen = sa.select(export_records.c.record, exports.c.key, exports.c.state).select_from(joined)
    here = (export_records.c.workspace == workspace(conn)) & (export_records.c.run == run)
    mine = chosen.where(here, export_records.c.kind == KIND, export_records.c.live)
    return {row.record: (row.key, row.state) for row in conn.execute(mine)}


def run_table(conn: sa.Connection, run_id: int, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One of the run's own tables, or only these of its columns."""
    chosen = sa.select(run_tables.c.content).where(run_tables.c.run_id == run_id, run_tables.c.name == name)
    return unpack(conn.execute(chosen).scalar_one(), columns)
