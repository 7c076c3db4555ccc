"""GL records in the store: the lines of one press of Create as one Arrow table, a row per record beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from workbench.store.arrow import unpack
from workbench.store.tables import creations, export_records, exports, gl_records, run_tables

Row = dict[str, Any]
KIND = "gl"
_AT_ONCE = 500  # employees named in one statement


def pack_lines(table: pa.Table) -> bytes:
    """Lines in their compact form as compressed Arrow IPC."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1), unify_dictionaries=True)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def unpack_lines(content: bytes) -> pa.Table:
    """The lines that were packed."""
    return pa.ipc.open_file(pa.py_buffer(content)).read_all()


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


def rows(conn: sa.Connection, run_id: int) -> list[Row]:
    """The records of a run by employee."""
    chosen = sa.select(gl_records).where(gl_records.c.run_id == run_id).order_by(gl_records.c.employee)
    return [dict(row._mapping) for row in conn.execute(chosen)]


def creation(conn: sa.Connection, id: int) -> Row:
    """One press of Create with its lines packed."""
    return dict(conn.execute(sa.select(creations).where(creations.c.id == id)).one()._mapping)


def live(conn: sa.Connection, run: str) -> dict[str, tuple[str, str]]:
    """For each employee whose record is in a live export: its key and its state."""
    joined = export_records.join(exports, exports.c.key == export_records.c.key)
    chosen = sa.select(export_records.c.record, exports.c.key, exports.c.state).select_from(joined)
    mine = chosen.where(export_records.c.kind == KIND, export_records.c.run == run, export_records.c.live)
    return {row.record: (row.key, row.state) for row in conn.execute(mine)}


def run_table(conn: sa.Connection, run_id: int, name: str) -> pd.DataFrame:
    """One of the run's own tables."""
    chosen = sa.select(run_tables.c.content).where(run_tables.c.run_id == run_id, run_tables.c.name == name)
    return unpack(conn.execute(chosen).scalar_one())
