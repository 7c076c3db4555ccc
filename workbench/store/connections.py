"""Saved connections, one per interface; passwords are in them sealed only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.tables import connections

Row = dict[str, Any]


def get(conn: sa.Connection, interface: str) -> Row | None:
    """The connection of an interface, None when none is saved."""
    found = conn.execute(sa.select(connections).where(connections.c.interface == interface)).first()
    return dict(found._mapping) if found else None


def put(conn: sa.Connection, row: Row) -> None:
    """Save the connection of ``row["interface"]`` in place of the one before."""
    conn.execute(connections.delete().where(connections.c.interface == row["interface"]))
    conn.execute(connections.insert().values(**row))


def listing(conn: sa.Connection) -> list[Row]:
    """All saved connections, without their secrets."""
    shown = [column for column in connections.c if column.name != "secrets"]
    return [dict(row._mapping) for row in conn.execute(sa.select(*shown).order_by(connections.c.interface))]


def note_test(
    conn: sa.Connection, interface: str, saved_at: datetime, tested_at: datetime, test: dict[str, Any]
) -> bool:
    """Keep the outcome of a test, unless the connection was saved anew meanwhile."""
    chosen = (connections.c.interface == interface) & (connections.c.saved_at == saved_at)
    return conn.execute(connections.update().where(chosen).values(tested_at=tested_at, test=test)).rowcount == 1


def set_active(conn: sa.Connection, interface: str, active: bool) -> bool:
    """Turn an interface on or off; False when it has no connection."""
    chosen = connections.update().where(connections.c.interface == interface)
    return conn.execute(chosen.values(active=active)).rowcount == 1
