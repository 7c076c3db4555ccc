"""Small facts the store remembers by name."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workbench.store.database import workspace
from workbench.store.tables import settings


def get(conn: sa.Connection, name: str) -> Any:
    """The value kept under ``name``, None when there is none."""
    return conn.execute(sa.select(settings.c.value).where(_mine(conn, name))).scalar()


def _mine(conn: sa.Connection, name: str) -> sa.ColumnElement[bool]:
    return (settings.c.workspace == workspace(conn)) & (settings.c.name == name)


def put(conn: sa.Connection, name: str, value: Any) -> None:
    """Keep ``value`` (plain JSON) under ``name``."""
    if conn.execute(settings.update().where(_mine(conn, name)).values(value=value)).rowcount == 0:
        conn.execute(settings.insert().values(workspace=workspace(conn), name=name, value=value))
