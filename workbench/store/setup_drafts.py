"""Edits of the setup's draft: written once, never changed; publishing and discarding end a draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.database import workspace
from workbench.store.setup_tables import setup_edits, setups

Row = dict[str, Any]
ENDS = ("publish", "discard")
_PLAIN = [column for column in setup_edits.c if column.name != "changes"]


def hold(conn: sa.Connection) -> None:
    """Let nobody else edit the draft until the transaction ends."""
    if conn.dialect.name == "postgresql":  # SQLite's writer already holds the only lock there is
        conn.execute(sa.text("LOCK TABLE setup_edits IN SHARE ROW EXCLUSIVE MODE"))


def last(conn: sa.Connection) -> Row | None:
    """The last edit, publish or discard, without its changes; None when there never was any."""
    mine = sa.select(*_PLAIN).where(setup_edits.c.workspace == workspace(conn))
    found = conn.execute(mine.order_by(setup_edits.c.number.desc()).limit(1)).first()
    return dict(found._mapping) if found else None


def since_start(conn: sa.Connection, number: int | None = None) -> list[Row]:
    """The edits and undos of the draft as it stands, or as it stood after one of its edits, oldest first."""
    here = setup_edits.c.workspace == workspace(conn)
    here = here if number is None else here & (setup_edits.c.number <= number)
    ended = sa.select(sa.func.max(setup_edits.c.number)).where(here, setup_edits.c.kind.in_(ENDS)).scalar_subquery()
    mine = sa.select(setup_edits).where(here, setup_edits.c.number > sa.func.coalesce(ended, 0))
    return [dict(row._mapping) for row in conn.execute(mine.order_by(setup_edits.c.number))]


def that_made(conn: sa.Connection, version: int) -> list[Row]:
    """The edits and undos that were published as a version, oldest first; none for one published otherwise."""
    here = setup_edits.c.workspace == workspace(conn)
    ends = sa.select(setup_edits.c.number).where(here, setup_edits.c.kind == "publish", setup_edits.c.base == version)
    end = conn.execute(ends.limit(1)).scalar() or 0
    return since_start(conn, end - 1) if end else []


def add(
    conn: sa.Connection, kind: str, base: int, changes: Sequence[Sequence[str]], at: datetime, actor: str, note: str,
    undoes: int | None = None,
) -> Row:  # fmt: skip
    """Write an edit, undo, publish or discard, and give it as it was written; ``hold`` the draft before."""
    before = last(conn)
    number, chain = (before["number"] + 1, before["chain"]) if before else (1, "")
    row = {
        "workspace": workspace(conn), "number": number, "kind": kind, "base": base, "undoes": undoes,
        "changes": [list(change) for change in changes], "edited_at": at, "edited_by": actor, "note": note,
    }  # fmt: skip
    upon = conn.execute(sa.select(setups.c.content_sha256).where(setups.c.id == base)).scalar() or ""
    said = json.dumps([chain, upon, *(str(value) for value in row.values())], ensure_ascii=False)
    row["chain"] = hashlib.sha256(said.encode()).hexdigest()
    conn.execute(setup_edits.insert().values(**row))
    return row
