"""The export ledger: a row per draft, changed only by compare-and-set with a fence, every change in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.database import workspace
from workbench.store.tables import export_records, exports

UNFINISHED = ("planned", "sending", "sent", "unknown")  # a worker still has something to do
UNAPPROVED = ("due", "asked")  # a confirmed timesheet of which a worker still has to see that it is approved
NOT_LIVE = ("failed", "superseded", "withdrawn")  # proven not to be in Intacct: the records are free again

_INTENT_LOCK = 7_402_261_186

Row = Mapping[str, Any]

# Built once: putting these together takes longer than SQLite takes to carry them out.
_BY_KEY = sa.select(exports).where(exports.c.key == sa.bindparam("mine_key"))
_PRESSED_AT = sa.select(exports.c.created_at).where(exports.c.key == sa.bindparam("mine_key"))
_IF_MINE = exports.update().where(
    (exports.c.key == sa.bindparam("mine_key"))
    & (exports.c.state == sa.bindparam("mine_state"))
    & (exports.c.fence == sa.bindparam("mine_fence"))
)
_TO_DO = exports.c.state.in_(UNFINISHED) | exports.c.approval.in_(UNAPPROVED) & (exports.c.state == "confirmed")
_IF_MY_ATTEMPT = exports.update().where(
    (exports.c.key == sa.bindparam("mine_key")) & (exports.c.attempt == sa.bindparam("mine_attempt")) & _TO_DO
)
_BY_KEY_ALONE = exports.update().where(exports.c.key == sa.bindparam("mine_key"))
_NOT_LIVE_ANY_MORE = export_records.update().where(export_records.c.key == sa.bindparam("mine_key")).values(live=False)
_WORK = [exports.c[name] for name in ("key", "kind", "manifest", "part", "company", "attempt", "next_check_at")]
_UNFINISHED = sa.select(*_WORK).where(_TO_DO).order_by(exports.c.manifest, exports.c.part)
_BATCH_UNFINISHED = _UNFINISHED.where(exports.c.manifest == sa.bindparam("mine_manifest"))
_HOLDING = (
    sa.select(export_records.c.record, export_records.c.live, exports.c.key, exports.c.revision, exports.c.state)
    .select_from(export_records.join(exports, exports.c.key == export_records.c.key))
    .where(
        export_records.c.kind == sa.bindparam("of_kind"),
        export_records.c.company == sa.bindparam("of_company"),
        export_records.c.run == sa.bindparam("of_run"),
    )
)
_MINE, _OTHER = export_records.alias("mine"), export_records.alias("other")
_SAME = [_MINE.c[name] == _OTHER.c[name] for name in ("record", "kind", "company", "run")]
_HELD_BEFORE = (
    sa.select(_MINE.c.key.label("mine"), _OTHER.c.key.label("other"))
    .distinct()
    .where(_MINE.c.key.in_(sa.bindparam("mine_keys", expanding=True)), _MINE.c.key != _OTHER.c.key, *_SAME)
    .order_by(_OTHER.c.key)
)
_RECORDS = sa.select(export_records.c.record).where(export_records.c.key == sa.bindparam("mine_key"))
_HEAVY = ("payload", "batch_lines", "record_lines")
_HELD = sa.select(sa.func.count()).where(export_records.c.key == exports.c.key).scalar_subquery().label("records")
_HELD_ELSEWHERE = sa.exists().where(*_SAME, _OTHER.c.live).correlate(_MINE)
_FREE = sa.exists().where(_MINE.c.key == exports.c.key, ~_HELD_ELSEWHERE).correlate(exports)
_OPEN = sa.case((exports.c.state == "failed", _FREE), else_=sa.false()).label("not_exported_since")
_EVERYWHERE = sa.select(*[c for c in exports.c if c.name not in _HEAVY], _HELD, _OPEN).order_by(
    exports.c.created_at.desc(), exports.c.manifest, exports.c.part
)
_LISTING = _EVERYWHERE.where(exports.c.workspace == sa.bindparam("of_workspace"))
_OF_RUN = exports.c.run == sa.bindparam("of_run")
_LISTING_OF_RUN = {False: _LISTING.where(_OF_RUN), True: _EVERYWHERE.where(_OF_RUN)}
_INSERT, _INSERT_RECORDS = exports.insert(), export_records.insert()
_OF_PART = (
    "key",
    "part",
    "parts",
    "state",
    "record_no",
    "debit_cents",
    "whole_cents",
    "fence",
    "next_check_at",
    "problem",
)
_PARTS = (
    sa.select(*[exports.c[name] for name in _OF_PART])
    .where(exports.c.manifest == sa.bindparam("mine_manifest"))
    .order_by(exports.c.part)
)


def to_do(row: Row) -> bool:
    """Whether a worker still has something to do for an export."""
    return row["state"] in UNFINISHED or (row["state"] == "confirmed" and row["approval"] in UNAPPROVED)


def one_intent_at_a_time(conn: sa.Connection) -> None:
    """Wait for whoever is writing an intent, until the end of the transaction: of two equal ones the second sees it."""
    if conn.dialect.name == "postgresql":  # SQLite's writer already holds the only lock there is
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_INTENT_LOCK)))


def insert(conn: sa.Connection, row: dict[str, Any], records: Sequence[str], at: datetime, actor: str) -> None:
    """Write the intent: the export, the records it holds, and the audit row, in the caller's transaction."""
    conn.execute(_INSERT, row)
    shared = {name: row[name] for name in ("key", "kind", "workspace", "company", "run")}
    conn.execute(_INSERT_RECORDS, [{**shared, "record": record, "live": True} for record in records])
    said = ("run", "revision", "company", "entity", "journal", "lines", "debit_cents", "credit_cents", "payload_sha256")
    detail = {name: row[name] for name in said} | {"records": len(records), "reason": row.get("reason", "")}
    audit.append(conn, at, actor, "planned", row["key"], detail)


def get(conn: sa.Connection, key: str) -> Row | None:
    """The whole row of one export."""
    found = conn.execute(_BY_KEY, {"mine_key": key}).first()
    return None if found is None else dict(found._mapping)


def pressed_at(conn: sa.Connection, key: str) -> datetime:
    """When the intent to export was written; the caller knows that it was."""
    return cast(datetime, conn.execute(_PRESSED_AT, {"mine_key": key}).scalar_one())


def move(conn: sa.Connection, row: Row, state: str, at: datetime, actor: str, **changes: Any) -> bool:
    """Compare-and-set from the state and fence of ``row`` to ``state``; False when someone else was first."""
    mine = {f"mine_{name}": row[name] for name in ("key", "state", "fence")}
    if conn.execute(_IF_MINE, {**mine, "state": state, "fence": row["fence"] + 1, **changes}).rowcount != 1:
        return False
    if state in NOT_LIVE:
        conn.execute(_NOT_LIVE_ANY_MORE, {"mine_key": row["key"]})
    said = ("problem", "record_no", "batch_no", "intacct_state", "reason", "tries", "absent_reads", "approval")
    detail = {"from": row["state"]} | {name: changes[name] for name in said if changes.get(name)}
    audit.append(conn, at, actor, state, row["key"], detail)
    return True


def note(conn: sa.Connection, key: str, **changes: Any) -> None:
    """Write down what was read without changing the state (differences, the state in Intacct)."""
    conn.execute(_BY_KEY_ALONE, {"mine_key": key, **changes})


def hand_over(conn: sa.Connection, key: str, attempt: int, next_check_at: datetime) -> bool:
    """Take the next attempt of an unfinished export; False when another attempt was handed out or it is finished."""
    mine = {"mine_key": key, "mine_attempt": attempt}
    return conn.execute(_IF_MY_ATTEMPT, {**mine, "attempt": attempt + 1, "next_check_at": next_check_at}).rowcount == 1


def unfinished(conn: sa.Connection) -> list[Row]:
    """Key, batch, company and attempt of every export a worker still has to carry."""
    return [dict(row._mapping) for row in conn.execute(_UNFINISHED)]


def unfinished_beside(conn: sa.Connection, manifest: str) -> list[Row]:
    """Those of one batch or journal."""
    return [dict(row._mapping) for row in conn.execute(_BATCH_UNFINISHED, {"mine_manifest": manifest})]


def holding(conn: sa.Connection, kind: str, company: str, run: str, records: Sequence[str]) -> list[Row]:
    """Every export, live or not, that ever held one of the records: record, key, live, revision, state."""
    asked = {"of_kind": kind, "of_company": company, "of_run": run}
    wanted = set(records)
    return [dict(row._mapping) for row in conn.execute(_HOLDING, asked) if row.record in wanted]


def held_before(conn: sa.Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    """For each of the exports every other one, live or not, that ever held one of its records of that run."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for row in conn.execute(_HELD_BEFORE, {"mine_keys": list(keys)}):
        before[row.mine].append(row.other)
    return before


def parts_of(conn: sa.Connection, manifest: str) -> list[Row]:
    """The parts of one journal, in their order: key, part, state, record number, debits, the debits of the whole."""
    return [dict(row._mapping) for row in conn.execute(_PARTS, {"mine_manifest": manifest})]


def records_of(conn: sa.Connection, key: str) -> list[str]:
    """The records an export holds, sorted."""
    return sorted(conn.execute(_RECORDS, {"mine_key": key}).scalars())


def listing(conn: sa.Connection, run: str | None = None, *, everywhere: bool = False) -> list[Row]:
    """Every export of the workspace (or of all of them), newest first, without its payload and lines.

    ``not_exported_since``: it was refused, and one of its records is in no other export yet.
    """
    asked: Row = {} if everywhere else {"of_workspace": workspace(conn)}
    if run is None:
        chosen = _EVERYWHERE if everywhere else _LISTING
    else:
        chosen, asked = _LISTING_OF_RUN[everywhere], {**asked, "of_run": run}
    return [dict(row._mapping) for row in conn.execute(chosen, asked)]


def anchors(conn: sa.Connection) -> dict[str, str]:
    """The anchor each export carried into Intacct."""
    return {row.key: row.anchor for row in conn.execute(sa.select(exports.c.key, exports.c.anchor))}
