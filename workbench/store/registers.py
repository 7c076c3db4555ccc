"""Register templates in the store, one per name and client company."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.database import workspace
from workbench.store.register_tables import register_templates

Row = dict[str, Any]


def _is(conn: sa.Connection, name: str) -> sa.ColumnElement[bool]:
    return (register_templates.c.workspace == workspace(conn)) & (register_templates.c.name == name)


def get(conn: sa.Connection, name: str) -> Row | None:
    """One template; None when there is none by that name."""
    found = conn.execute(sa.select(register_templates).where(_is(conn, name))).first()
    return dict(found._mapping) if found else None


def put(
    conn: sa.Connection, name: str, answers: str, titles: list[str], employees: list[str], at: datetime, actor: str
) -> None:
    """Keep a template in place of the one of that name."""
    delete(conn, name)
    row = {"workspace": workspace(conn), "name": name, "answers": answers, "titles": titles, "employees": employees}
    conn.execute(register_templates.insert().values(**row, saved_at=at, saved_by=actor))


def delete(conn: sa.Connection, name: str) -> None:
    """Remove a template."""
    conn.execute(register_templates.delete().where(_is(conn, name)))


def listing(conn: sa.Connection) -> list[Row]:
    """Every template by name."""
    mine = sa.select(register_templates).where(register_templates.c.workspace == workspace(conn))
    return [dict(row._mapping) for row in conn.execute(mine.order_by(register_templates.c.name))]
