"""What somebody decided of single time entries: skipped or accepted, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.time_tables import time_decisions

Row = dict[str, Any]
_AT_ONCE = 500


def listing(conn: sa.Connection, company: str) -> list[Row]:
    """Every decision that stands: record, decision, reason, decided_at, decided_by."""
    chosen = sa.select(*(c for c in time_decisions.c if c.name not in ("workspace", "company")))
    mine = chosen.where(_mine(conn, company)).order_by(time_decisions.c.record)
    return [dict(row._mapping) for row in conn.execute(mine)]


def put(
    conn: sa.Connection, company: str, records: Sequence[int], decision: str, reason: str, at: datetime, actor: str
) -> None:
    """Decide of these entries; with a blank decision take back what was decided."""
    for first in range(0, len(records), _AT_ONCE):
        some = time_decisions.c.record.in_(records[first : first + _AT_ONCE])
        conn.execute(time_decisions.delete().where(_mine(conn, company), some))
    if decision and records:
        row = {"workspace": workspace(conn), "company": company, "decision": decision, "reason": reason}
        stamp = {"decided_at": at, "decided_by": actor}
        conn.execute(time_decisions.insert(), [{**row, **stamp, "record": record} for record in records])
    detail = {"decision": decision or "taken back", "reason": reason, "entries": len(records)}
    detail["records"] = [int(one) for one in records[:100]]
    audit.append(conn, at, actor, "time entries decided", company, detail)


def _mine(conn: sa.Connection, company: str) -> sa.ColumnElement[bool]:
    return (time_decisions.c.workspace == workspace(conn)) & (time_decisions.c.company == company)
