"""Saved connections, one per interface; passwords are in them sealed only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.database import workspace
from workbench.store.tables import connections

Row = dict[str, Any]


def get(conn: sa.Connection, interface: str) -> Row | None:
    """The connection of an interface, None when none is saved."""
    found = conn.execute(sa.select(connections).where(_mine(conn, interface))).first()
    return dict(found._mapping) if found else None


def _mine(conn: sa.Connection, interface: str) -> sa.ColumnElement[bool]:
    return (connections.c.workspace == workspace(conn)) & (connections.c.interface == interface)


def put(conn: sa.Connection, row: Row) -> None:
    """Save the connection of ``row["interface"]`` in place of the one before."""
    conn.execute(connections.delete().where(_mine(conn, row["interface"])))
    conn.execute(connections.insert().values(**{"workspace": workspace(conn), **row}))


def listing(conn: sa.Connection) -> list[Row]:
    """All saved connections, without their secrets."""
    shown = [column for column in connections.c if column.name != "secrets"]
    chosen = sa.select(*shown).where(connections.c.workspace == workspace(conn)).order_by(connections.c.interface)
    return [dict(row._mapping) for row in conn.execute(chosen)]


def note_test(
    conn: sa.Connection, interface: str, saved_at: datetime, tested_at: datetime, test: dict[str, Any]
) -> bool:
    """Keep the outcome of a test, unless the connection was saved anew meanwhile."""
    chosen = _mine(conn, interface) & (connections.c.saved_at == saved_at)
    return conn.execute(connections.update().where(chosen).values(tested_at=tested_at, test=test)).rowcount == 1


def set_active(conn: sa.Connection, interface: str, active: bool) -> bool:
    """Turn an interface on or off; False when it has no connection."""
    chosen = connections.update().where(_mine(conn, interface))
    return conn.execute(chosen.values(active=active)).rowcount == 1
