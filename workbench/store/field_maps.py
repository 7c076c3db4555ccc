"""Every saved version of a field map, as its file; the last one of a name is in force."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.time_tables import field_maps

Row = dict[str, Any]


def latest(conn: sa.Connection, name: str) -> Row | None:
    """The version in force; None when none was saved."""
    found = conn.execute(sa.select(field_maps).where(_mine(conn, name)).order_by(field_maps.c.id.desc()).limit(1))
    row = found.first()
    return dict(row._mapping) if row else None


def version(conn: sa.Connection, name: str, number: int) -> Row | None:
    """One version by its number."""
    row = conn.execute(sa.select(field_maps).where(_mine(conn, name), field_maps.c.id == number)).first()
    return dict(row._mapping) if row else None


def add(conn: sa.Connection, name: str, content: str, at: datetime, actor: str, note: str) -> int:
    """Put a version in force and give its number; content equal to the one in force changes nothing."""
    if conn.dialect.name == "postgresql":  # two who save at once do so one after the other
        conn.execute(sa.text("LOCK TABLE field_maps IN SHARE ROW EXCLUSIVE MODE"))
    digest, before = hashlib.sha256(content.encode()).hexdigest(), latest(conn, name)
    if before and before["content_sha256"] == digest:
        return int(before["id"])
    row = {
        "workspace": workspace(conn), "name": name, "content": content, "content_sha256": digest, "saved_at": at,
        "saved_by": actor, "note": note,
    }  # fmt: skip
    number = int(conn.execute(field_maps.insert().values(**row).returning(field_maps.c.id)).scalar_one())
    detail = {"name": name, "content_sha256": digest, "note": note}
    audit.append(conn, at, actor, "field map saved", f"field map {number}", detail)
    return number


def listing(conn: sa.Connection, name: str) -> list[Row]:
    """Every version, the newest first, without its content."""
    chosen = sa.select(*(c for c in field_maps.c if c.name != "content")).where(_mine(conn, name))
    return [dict(row._mapping) for row in conn.execute(chosen.order_by(field_maps.c.id.desc()))]


def _mine(conn: sa.Connection, name: str) -> sa.ColumnElement[bool]:
    return (field_maps.c.workspace == workspace(conn)) & (field_maps.c.name == name)
