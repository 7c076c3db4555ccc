"""What the ledger holds of timesheets besides: those that are sent together, and how far their approval is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.store import audit
from workbench.store.exports import UNAPPROVED, Row, get
from workbench.store.tables import export_records, exports

SAID = {"due": "approval due", "asked": "approval asked", "approved": "approved", "refused": "approval refused"}
MOST_AT_ONCE = 500  # values of one filter

_IF_MINE = exports.update().where(
    (exports.c.key == sa.bindparam("mine_key"))
    & (exports.c.state == "confirmed")
    & (exports.c.fence == sa.bindparam("mine_fence"))
    & (exports.c.approval == sa.bindparam("mine_approval"))
)
_LIGHT = [c for c in exports.c if c.name not in ("payload", "batch_lines", "record_lines")]
_RECORD = (
    sa.select(export_records.c.record)
    .where(export_records.c.key == exports.c.key)
    .limit(1)
    .scalar_subquery()
    .label("record")
)


def beside(conn: sa.Connection, row: Row, states: Sequence[str], most: int | None = None) -> list[Row]:
    """Other exports of the same batch in one of the states, in their order; confirmed ones only while unapproved."""
    chosen = sa.select(exports).where(exports.c.manifest == row["manifest"], exports.c.key != row["key"])
    chosen = chosen.where(exports.c.state.in_(states)).order_by(exports.c.part)
    if "confirmed" in states:
        chosen = chosen.where(exports.c.approval.in_(UNAPPROVED))
    return [dict(one._mapping) for one in conn.execute(chosen.limit(most) if most is not None else chosen)]


@dataclass(frozen=True)
class Held:
    """An export that holds, or held, an employee's week."""

    record: str
    live: bool
    key: str
    run: str
    batch: str
    revision: int
    state: str
    approval: str
    content: str
    record_no: str

    @property
    def week(self) -> str:
        """The employee and week, a correction's being those it corrects."""
        return self.record.partition(" +")[0]

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        state = "approved" if self.approval == "approved" else self.state
        return f"{state}, record {self.record_no}" if self.record_no else state


def held(conn: sa.Connection, kind: str, company: str, run: str) -> list[Held]:
    """Every export, live or not, of the weeks of a run."""
    here = (export_records.c.kind == kind) & (export_records.c.company == company)
    return _held(conn, here & (export_records.c.run == run))


def held_elsewhere(conn: sa.Connection, kind: str, company: str, run: str, records: Sequence[str]) -> list[Held]:
    """Live exports of the same weeks from other runs."""
    here = (export_records.c.kind == kind) & (export_records.c.company == company) & export_records.c.live
    found: list[Held] = []
    for start in range(0, len(records), MOST_AT_ONCE):
        some = export_records.c.record.in_(records[start : start + MOST_AT_ONCE])
        found += _held(conn, here & (export_records.c.run != run) & some)
    return found


def _held(conn: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[Held]:
    mine = export_records.c
    chosen = (
        sa.select(
            mine.record, mine.live, mine.key, mine.run, exports.c.manifest.label("batch"), exports.c.revision,
            exports.c.state, exports.c.approval, exports.c.payload_sha256.label("content"), exports.c.record_no,
        )
        .select_from(export_records.join(exports, exports.c.key == mine.key))
        .where(wanted)
        .order_by(mine.record, exports.c.revision)
    )  # fmt: skip
    return [Held(**row._mapping) for row in conn.execute(chosen)]


def rows_of(conn: sa.Connection, keys: Iterable[str]) -> dict[str, Row]:
    """Those of the exports that are in the ledger, each with the record it holds, without payload and lines."""
    found: dict[str, Row] = {}
    every = list(dict.fromkeys(keys))
    for start in range(0, len(every), MOST_AT_ONCE):
        chosen = sa.select(*_LIGHT, _RECORD).where(exports.c.key.in_(every[start : start + MOST_AT_ONCE]))
        found |= {one.key: dict(one._mapping) for one in conn.execute(chosen)}
    return found


def keys_of(conn: sa.Connection, manifest: str) -> list[str]:
    """The sheets of a batch, in their order."""
    chosen = sa.select(exports.c.key).where(exports.c.manifest == manifest).order_by(exports.c.part)
    return list(conn.execute(chosen).scalars())


def lines_of(conn: sa.Connection, keys: Sequence[str]) -> dict[str, bytes]:
    """The packed entries of exports, by key."""
    found: dict[str, bytes] = {}
    for start in range(0, len(keys), MOST_AT_ONCE):
        chosen = sa.select(exports.c.key, exports.c.batch_lines).where(
            exports.c.key.in_(keys[start : start + MOST_AT_ONCE])
        )
        found |= {one.key: one.batch_lines for one in conn.execute(chosen)}
    return found


def still(conn: sa.Connection, rows: Sequence[Row]) -> list[Row]:
    """These exports as they are now."""
    return [now for now in (get(conn, row["key"]) for row in rows) if now is not None]


def set_approval(conn: sa.Connection, row: Row, approval: str, at: datetime, actor: str, **changes: Any) -> bool:
    """Compare-and-set how far the approval of a confirmed timesheet is; False when someone else was first.

    The state and its fence stay as they are: whether a sheet is in Intacct does not hang on its approval.
    """
    mine = {f"mine_{name}": row[name] for name in ("key", "fence", "approval")}
    if conn.execute(_IF_MINE, {**mine, "approval": approval, **changes}).rowcount != 1:
        return False
    said = {name: changes[name] for name in ("problem", "intacct_state", "reason", "tries") if changes.get(name)}
    audit.append(conn, at, actor, SAID[approval], row["key"], {"from": row["approval"], **said})
    return True
