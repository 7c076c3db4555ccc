"""Every published version of the setup, as its reviewable file; the last one is in force."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.tables import setups

Row = dict[str, Any]


def latest(conn: sa.Connection) -> Row | None:
    """The version in force; None when there is none yet."""
    mine = sa.select(setups).where(setups.c.workspace == workspace(conn))
    found = conn.execute(mine.order_by(setups.c.id.desc()).limit(1)).first()
    return dict(found._mapping) if found else None


def version(conn: sa.Connection, id: int) -> Row | None:
    """One version by its number."""
    mine = (setups.c.workspace == workspace(conn)) & (setups.c.id == id)
    found = conn.execute(sa.select(setups).where(mine)).first()
    return dict(found._mapping) if found else None


def add(conn: sa.Connection, content: str, at: datetime, actor: str, note: str) -> int:
    """Put a version in force and give its number; content equal to the one in force changes nothing."""
    if conn.dialect.name == "postgresql":  # two who publish at once do so one after the other
        conn.execute(sa.text("LOCK TABLE setups IN SHARE ROW EXCLUSIVE MODE"))
    digest, before = hashlib.sha256(content.encode()).hexdigest(), latest(conn)
    if before and before["content_sha256"] == digest:
        return int(before["id"])
    row = {
        "workspace": workspace(conn),
        "content": content,
        "content_sha256": digest,
        "saved_at": at,
        "saved_by": actor,
        "note": note,
    }
    number = int(conn.execute(setups.insert().values(**row).returning(setups.c.id)).scalar_one())
    audit.append(conn, at, actor, "setup published", f"setup {number}", {"content_sha256": digest, "note": note})
    return number


def listing(conn: sa.Connection) -> list[Row]:
    """Every version, the newest first, without its content."""
    chosen = sa.select(*(c for c in setups.c if c.name != "content")).where(setups.c.workspace == workspace(conn))
    return [dict(row._mapping) for row in conn.execute(chosen.order_by(setups.c.id.desc()))]
