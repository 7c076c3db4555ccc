"""The workspaces of a store: one per client company; the first one has no name."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workbench.store.tables import workspaces


def listing(conn: sa.Connection) -> list[str]:
    """The names of all further workspaces, in order."""
    return list(conn.execute(sa.select(workspaces.c.name).order_by(workspaces.c.name)).scalars())


def add(conn: sa.Connection, name: str, at: datetime) -> bool:
    """Begin a workspace; False when there is one of that name."""
    if name in listing(conn):
        return False
    conn.execute(workspaces.insert().values(name=name, created_at=at))
    return True
