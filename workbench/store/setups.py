"""Every published version of the setup, as its reviewable file, with the first day it is in force."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.setup_tables import setups

Row = dict[str, Any]


BEGINNING = date(1900, 1, 1)  # before every payroll
_PLAIN = [column for column in setups.c if column.name != "content"]


def latest(conn: sa.Connection) -> Row | None:
    """The newest version without its content; None when there is none yet."""
    return _newest(conn, sa.true())


def in_force(conn: sa.Connection, day: date) -> Row | None:
    """The version in force for a day: the newest that starts on it or before; None when there is none."""
    return _newest(conn, setups.c.effective_from <= day)


def version(conn: sa.Connection, id: int) -> Row | None:
    """One version by its number, without its content."""
    return _newest(conn, setups.c.id == id)


def before(conn: sa.Connection, id: int) -> Row | None:
    """The version published before one, without its content."""
    return _newest(conn, setups.c.id < id)


def first_day(conn: sa.Connection) -> date | None:
    """The earliest day any version is in force; None when there is none."""
    mine = sa.select(sa.func.min(setups.c.effective_from)).where(setups.c.workspace == workspace(conn))
    day: date | None = conn.execute(mine).scalar()
    return day


def _newest(conn: sa.Connection, wanted: sa.ColumnElement[bool]) -> Row | None:
    mine = sa.select(*_PLAIN).where(setups.c.workspace == workspace(conn), wanted)
    found = conn.execute(mine.order_by(setups.c.id.desc()).limit(1)).first()
    return dict(found._mapping) if found else None


def content(conn: sa.Connection, id: int) -> str:
    """The reviewable file of a version."""
    return str(conn.execute(sa.select(setups.c.content).where(setups.c.id == id)).scalar_one())


def hold(conn: sa.Connection) -> None:
    """Two who publish at once do so one after the other."""
    if conn.dialect.name == "postgresql":  # SQLite's writer already holds the only lock there is
        conn.execute(sa.text("LOCK TABLE setups IN SHARE ROW EXCLUSIVE MODE"))


def add(
    conn: sa.Connection, content: str, at: datetime, actor: str, note: str, effective_from: date = BEGINNING,
    changes: int | None = None,
) -> int:  # fmt: skip
    """Put a version in force and give its number; content and first day of the newest version change nothing."""
    hold(conn)
    digest, before = hashlib.sha256(content.encode()).hexdigest(), latest(conn)
    if before and (before["content_sha256"], before["effective_from"]) == (digest, effective_from):
        return int(before["id"])
    row = {
        "workspace": workspace(conn), "content": content, "content_sha256": digest, "saved_at": at, "saved_by": actor,
        "note": note, "effective_from": effective_from, "base": before["id"] if before else None, "changes": changes,
    }  # fmt: skip
    number = int(conn.execute(setups.insert().values(**row).returning(setups.c.id)).scalar_one())
    said = {"content_sha256": digest, "note": note, "effective_from": effective_from.isoformat()}
    audit.append(conn, at, actor, "setup published", f"setup {number}", said)
    return number


def listing(conn: sa.Connection) -> list[Row]:
    """Every version, the newest first, without its content."""
    chosen = sa.select(*_PLAIN).where(setups.c.workspace == workspace(conn))
    return [dict(row._mapping) for row in conn.execute(chosen.order_by(setups.c.id.desc()))]
