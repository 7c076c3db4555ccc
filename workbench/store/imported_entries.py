"""The labor records made of approved time: those that stand, month by month, and what each import wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from workbench.store.arrow import pack, unpack
from workbench.store.database import workspace
from workbench.store.time_tables import imported_months, time_imports

Connection = sa.Connection
Row = dict[str, Any]


def hold(conn: sa.Connection) -> None:
    """Let nobody else change imported labor until the transaction ends."""
    if conn.dialect.name == "postgresql":  # SQLite has one writer anyway
        conn.execute(sa.text("LOCK TABLE imported_months IN SHARE ROW EXCLUSIVE MODE"))


def months(
    conn: sa.Connection, company: str, first: date, last: date, records: tuple[int, int] | None = None
) -> dict[date, pd.DataFrame]:
    """The labor records of every month from ``first`` to ``last``, and of months that hold entry numbers in between."""
    days: sa.ColumnElement[bool] = imported_months.c.month.between(first.replace(day=1), last)
    if records is not None:
        low, high = records
        days |= (imported_months.c.first_record <= high) & (imported_months.c.last_record >= low)
    chosen = sa.select(imported_months.c.month, imported_months.c.content).where(_mine(conn, company), days)
    return {row.month: unpack(row.content) for row in conn.execute(chosen.order_by(imported_months.c.month))}


def put(conn: sa.Connection, company: str, frames: Mapping[date, pd.DataFrame]) -> None:
    """Write these months anew; a month without records is forgotten."""
    for month, frame in frames.items():
        conn.execute(imported_months.delete().where(_mine(conn, company), imported_months.c.month == month))
        if len(frame):
            numbers = frame["record"]
            row = {
                "workspace": workspace(conn), "company": company, "month": month, "entries": len(frame),
                "first_record": int(numbers.min()), "last_record": int(numbers.max()), "content": pack(frame),
            }  # fmt: skip
            conn.execute(imported_months.insert().values(**row))


def add_import(conn: sa.Connection, row: Row, content: pd.DataFrame) -> int:
    """Write down one import with what it wrote and took away; its number."""
    whole = {"workspace": workspace(conn), **row, "content": pack(content)}
    return int(conn.execute(time_imports.insert().values(**whole).returning(time_imports.c.id)).scalar_one())


def imports(conn: sa.Connection) -> list[Row]:
    """Every import that changed something, the newest first, without what it wrote."""
    chosen = sa.select(*(c for c in time_imports.c if c.name not in ("content", "findings", "workspace")))
    mine = chosen.where(time_imports.c.workspace == workspace(conn)).order_by(time_imports.c.id.desc())
    return [dict(row._mapping) for row in conn.execute(mine)]


def import_content(conn: sa.Connection, number: int) -> pd.DataFrame | None:
    """What one import wrote and took away; None when there is none of that number."""
    mine = (time_imports.c.workspace == workspace(conn)) & (time_imports.c.id == number)
    content = conn.execute(sa.select(time_imports.c.content).where(mine)).scalar()
    return None if content is None else unpack(content)


def companies(conn: sa.Connection) -> list[str]:
    """The companies labor was imported from."""
    chosen = sa.select(imported_months.c.company).distinct().where(imported_months.c.workspace == workspace(conn))
    return sorted(conn.execute(chosen).scalars())


def _mine(conn: sa.Connection, company: str) -> sa.ColumnElement[bool]:
    return (imported_months.c.workspace == workspace(conn)) & (imported_months.c.company == company)
