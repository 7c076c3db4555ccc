"""Lines changed by hand: what each was and became. A change is taken back, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.tables import edits, runs

Row = dict[str, Any]


def in_force(conn: sa.Connection, run_id: int) -> list[Row]:
    """The changes of a run that were not taken back, in the order they were made."""
    chosen = sa.select(edits).where(edits.c.run_id == run_id, edits.c.dropped_at.is_(None)).order_by(edits.c.id)
    return [dict(row._mapping) for row in conn.execute(chosen)]


def listing(conn: sa.Connection, run_id: int) -> list[Row]:
    """Every change of a run, those taken back included, the newest first."""
    chosen = sa.select(edits).where(edits.c.run_id == run_id).order_by(edits.c.id.desc())
    return [dict(row._mapping) for row in conn.execute(chosen)]


def get(conn: sa.Connection, id: int) -> Row | None:
    """One change of a run as it stands, with the code of its run as ``run``."""
    chosen = sa.select(edits, runs.c.code.label("run")).join(runs, runs.c.id == edits.c.run_id)
    mine = (runs.c.workspace == workspace(conn)) & runs.c.replaced_at.is_(None) & (edits.c.id == id)
    found = conn.execute(chosen.where(mine)).first()
    return dict(found._mapping) if found else None


def add(
    conn: sa.Connection, run_id: int, employee: str, line_key: str, before: Mapping[str, str], after: Mapping[str, str],
    note: str, at: datetime, actor: str,
) -> int:  # fmt: skip
    """Write a change down."""
    row = {
        "run_id": run_id, "employee": employee, "line_key": line_key, "before": dict(before), "after": dict(after),
        "note": note, "edited_at": at, "edited_by": actor,
    }  # fmt: skip
    number = int(conn.execute(edits.insert().values(**row).returning(edits.c.id)).scalar_one())
    detail = {"employee": employee, "line": line_key, "before": dict(before), "after": dict(after), "note": note}
    audit.append(conn, at, actor, "line changed", f"edit {number}", detail)
    return number


def take_back(conn: sa.Connection, ids: Sequence[int], at: datetime, actor: str) -> None:
    """Take changes back; they stay written down."""
    for number in ids:
        mine = (edits.c.id == number) & edits.c.dropped_at.is_(None)
        if conn.execute(edits.update().where(mine).values(dropped_at=at)).rowcount:
            audit.append(conn, at, actor, "line change taken back", f"edit {number}", {})
