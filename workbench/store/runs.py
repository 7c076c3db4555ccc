"""Posted runs in the store: a header row each, and the run's own tables, written once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from workbench.errors import NotFound, StoreError
from workbench.store import arrow
from workbench.store.database import workspace
from workbench.store.tables import export_records, run_tables, runs

Connection = sa.Connection
Row = dict[str, Any]
COLUMNS = [column.name for column in runs.c]


def current(conn: sa.Connection, code: str) -> Row | None:
    """The header of the run as it stands; in a write transaction it stays so until the end."""
    chosen = sa.select(runs).where(
        runs.c.workspace == workspace(conn), runs.c.code == code, runs.c.replaced_at.is_(None)
    )
    found = conn.execute(_held(conn, chosen)).first()
    return dict(found._mapping) if found else None


def _held(conn: sa.Connection, chosen: sa.Select[Any]) -> sa.Select[Any]:
    # An export of a run and its replacement must not pass each other unseen (SQLite has one writer anyway).
    return chosen if conn.get_execution_options().get("reading") else chosen.with_for_update()


def current_id(conn: sa.Connection, code: str) -> int:
    """The id of the run as it stands; NotFound when it was never loaded."""
    row = current(conn, code)
    if row is None:
        raise NotFound(
            f"There is no run {code}.", "Load the payroll on the Payroll runs page, or check the run's code."
        )
    return int(row["id"])


def listing(conn: sa.Connection) -> list[Row]:
    """The headers of all current runs, the latest pay date first."""
    mine = (runs.c.workspace == workspace(conn)) & runs.c.replaced_at.is_(None)
    chosen = sa.select(runs).where(mine).order_by(runs.c.pay_date.desc(), runs.c.code)
    return [dict(row._mapping) for row in conn.execute(chosen)]


def add(conn: sa.Connection, header: Row, tables: Mapping[str, bytes]) -> int:
    """Write a run and its packed tables; the id. StoreError when the code has a current run."""
    try:
        row = {"workspace": workspace(conn), **header}
        run_id: int = conn.execute(runs.insert().values(**row).returning(runs.c.id)).scalar_one()
    except sa.exc.IntegrityError:
        said = f"The run {header['code']} was loaded by someone else at the same moment."
        raise StoreError(said, "Load it again; equal content changes nothing.") from None
    conn.execute(run_tables.insert(), [{"run_id": run_id, "name": n, "content": c} for n, c in tables.items()])
    return run_id


def retire(conn: sa.Connection, run_id: int, at: datetime) -> None:
    """Take a run out of use; it stays for the exports made from it."""
    conn.execute(runs.update().where(runs.c.id == run_id).values(replaced_at=at))


def tables(conn: sa.Connection, run_id: int) -> dict[str, pd.DataFrame]:
    """The run's own tables by name."""
    chosen = sa.select(run_tables.c.name, run_tables.c.content).where(run_tables.c.run_id == run_id)
    return {row.name: arrow.unpack(row.content) for row in conn.execute(chosen)}


def live_exports(conn: sa.Connection, code: str) -> list[str]:
    """The keys of the exports that hold records of the run in Intacct or on their way to it."""
    mine = (export_records.c.workspace == workspace(conn)) & (export_records.c.run == code) & export_records.c.live
    chosen = sa.select(export_records.c.key).distinct().where(mine)
    return sorted(conn.execute(chosen).scalars())
