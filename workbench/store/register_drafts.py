"""Registers in work, one per person and client company: a reload of the page loses nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.database import workspace
from workbench.store.register_tables import register_drafts


def _mine(conn: sa.Connection, actor: str) -> sa.ColumnElement[bool]:
    return (register_drafts.c.workspace == workspace(conn)) & (register_drafts.c.actor == actor)


def get(conn: sa.Connection, actor: str) -> dict[str, Any] | None:
    """The register that somebody works on; None when there is none."""
    found = conn.execute(sa.select(register_drafts).where(_mine(conn, actor))).first()
    return dict(found._mapping) if found else None


def begin(conn: sa.Connection, actor: str, name: str, content: bytes, at: datetime) -> None:
    """Keep a file as the register in work, in place of an earlier one."""
    drop(conn, actor)
    row = {"workspace": workspace(conn), "actor": actor, "name": name, "content": content}
    conn.execute(register_drafts.insert().values(**row, answers="", template="", saved_at=at))


def keep(conn: sa.Connection, actor: str, answers: str, template: str, labor: bytes | None, at: datetime) -> None:
    """Keep what was answered so far."""
    values = {"answers": answers, "template": template, "labor": labor, "saved_at": at}
    conn.execute(register_drafts.update().where(_mine(conn, actor)).values(**values))


def drop(conn: sa.Connection, actor: str) -> None:
    """Be done with the register in work."""
    conn.execute(register_drafts.delete().where(_mine(conn, actor)))
