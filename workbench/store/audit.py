"""The audit trail: append-only, every row chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from workbench.store.tables import audit, audit_end

GENESIS = "0" * 64
_CHAIN_LOCK = 7_402_261_185
_LAST = sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
_INSERT = audit.insert()
_ENDS_WITH = audit_end.update()  # it has one row
_EVERYTHING = sa.select(audit).order_by(audit.c.seq)

Row = dict[str, Any]


def append(conn: sa.Connection, at: datetime, actor: str, event: str, object: str, detail: dict[str, Any]) -> str:
    """Write one row in the caller's transaction and return its hash, the new head of the chain."""
    hold(conn)
    last = conn.execute(_LAST).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    at = at.astimezone(UTC)
    digest = _hash(seq, at, actor, event, object, detail, previous)
    row = {"seq": seq, "at": at, "actor": actor, "event": event, "object": object, "detail": detail}
    conn.execute(_INSERT, row | {"previous": previous, "hash": digest})
    conn.execute(_ENDS_WITH, {"seq": seq, "hash": digest})
    return digest


def hold(conn: sa.Connection) -> None:
    """Let nobody else append until the transaction ends: the head stays what it is, and whoever waits sees its rows."""
    if conn.dialect.name == "postgresql":  # SQLite's writer already holds the only lock there is
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN_LOCK)))


def head(conn: sa.Connection) -> str:
    """The hash of the last row."""
    return conn.execute(sa.select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).scalar() or GENESIS


def end(conn: sa.Connection) -> tuple[int, str]:
    """Number and hash of the last row, as written down beside the trail when it was added."""
    kept = conn.execute(sa.select(audit_end.c.seq, audit_end.c.hash)).first()
    return (kept.seq, kept.hash) if kept else (0, "")


def rows(conn: sa.Connection, object: str) -> list[Row]:
    """The history of one object, oldest first."""
    chosen = sa.select(audit.c.at, audit.c.actor, audit.c.event, audit.c.detail).where(audit.c.object == object)
    return [dict(row._mapping) for row in conn.execute(chosen.order_by(audit.c.seq))]


def listing(conn: sa.Connection) -> list[Row]:
    """Every row without its detail, oldest first."""
    chosen = sa.select(*[c for c in audit.c if c.name != "detail"]).order_by(audit.c.seq)
    return [dict(row._mapping) for row in conn.execute(chosen)]


def broken(conn: sa.Connection) -> list[str]:
    """What is wrong with the chain, in sentences; empty when every row is as it was written."""
    return breaks(conn.execute(_EVERYTHING))


def breaks(rows: Iterable[Any]) -> list[str]:
    """The sentences of ``broken`` for rows in the order of their numbers."""
    problems, previous, expected = [], GENESIS, 1
    for row in rows:
        if row.seq != expected:
            problems.append(f"Row {expected} is missing.")
        if row.previous != previous:
            problems.append(f"Row {row.seq} does not follow the row before it.")
        if row.hash != _hash(row.seq, row.at, row.actor, row.event, row.object, row.detail, row.previous):
            problems.append(f"Row {row.seq} was changed after it was written.")
        previous, expected = row.hash, row.seq + 1
    return problems


def _hash(seq: int, at: datetime, actor: str, event: str, object: str, detail: Any, previous: str) -> str:
    row = [seq, at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), actor, event, object, detail, previous]
    return hashlib.sha256(
        json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()
