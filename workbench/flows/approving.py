"""The step after confirmed: a submitted timesheet is approved, and believed to be so only when Intacct says it is.

Approving twice does no harm, so a lost answer is settled by reading the state and asking again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import GatewayError, SenderRefused, SignInRefused
from workbench.flows import horizon
from workbench.gateway.gateway import Gateway
from workbench.gateway.outcome import Outcome
from workbench.gateway.timesheets import APPROVED, MOST_TOGETHER, Standing, approve_sheets, standings
from workbench.store import audit, sheet_exports
from workbench.store import exports as ledger
from workbench.store.exports import Row

NOW = timedelta(0)
MOST_TRIES = 6  # askings, or looks that found nothing, before a person is asked
ASK_FOR = (
    "The timesheet stands in Intacct as submitted. Ask the Sage Intacct administrator to give the role of the web "
    "services user the right to approve timesheets (Time > Timesheets: List and Approve; Projects: API Proxy to act "
    "for others), or have it approved there under Time > Staff Timesheets; then press Approve again."
)

Wait = timedelta | None


def approve(desk: Desk, gateway: Gateway, row: Row) -> Wait:
    """Read where confirmed timesheets of a batch stand, ask for the approval of those that wait; when to look again."""
    with desk.read() as conn:
        rows = [row, *sheet_exports.beside(conn, row, ("confirmed",), MOST_TOGETHER - 1)]
    now = standings(gateway, [one["record_no"] for one in rows])
    waiting = [one for one in rows if _waits(desk, one, now.get(one["record_no"]))]
    asked = _ask(desk, gateway, waiting, now) if waiting else {}
    with desk.read() as conn:
        mine = ledger.get(conn, row["key"])
    if mine is None or not ledger.to_do(mine):
        return None
    soon = asked.get(row["key"], "") == "sent" and mine["tries"] == 1
    return NOW if soon else horizon.backoff(mine["tries"], _horizon(row))


def cannot_talk(desk: Desk, row: Row, problem: GatewayError) -> Wait:
    """Intacct cannot be read: keep asking later; a refused sign-in rests, for all of the batch, until a person acts."""
    if isinstance(problem, (SenderRefused, SignInRefused)):
        return _refuse_all(desk, row, f"Not approved. {problem}")
    return _later(desk, row, f"Intacct cannot be asked at the moment. {problem}")


def _waits(desk: Desk, row: Row, standing: Standing | None) -> bool:
    """Whether approval is still to be asked for; everything else is settled here by what Intacct says."""
    if standing is None:
        _missed(desk, row)
        return False
    told = {"intacct_state": standing.state, "tries": 0}
    if standing.state == APPROVED:
        _set(desk, [row], "approved", problem="", **told)
        return False
    if not standing.waiting:
        problem = f"The timesheet is {standing.state} in Intacct; only a submitted one can be approved. See there why."
        _set(desk, [row], "refused", problem=problem, **told)
        return False
    if row["tries"] >= MOST_TRIES:
        problem = row["problem"] or "Intacct took the approval, but somebody else has to approve it as well."
        _set(desk, [row], "refused", problem=f"{problem} It is {standing.state} there.", **told)
        return False
    return True


def _missed(desk: Desk, row: Row) -> None:
    """Not there: a read may be old, so it is believed after several."""
    if row["tries"] + 1 < MOST_TRIES:
        _note(desk, row, tries=row["tries"] + 1)
        return
    problem = f"Timesheet record {row['record_no']} was read back equal, but it is not in Intacct any more."
    with desk.write() as conn:
        ledger.move(conn, row, "removed", desk.clock(), desk.actor, problem=problem, next_check_at=None)


def _ask(desk: Desk, gateway: Gateway, rows: Sequence[Row], now: Mapping[str, Standing]) -> dict[str, str]:
    """Ask for the approval of these in one request; gives what kind of answer each had."""
    rows = _set(desk, rows, "asked", each=lambda one: {"tries": one["tries"] + 1})
    if not rows:
        return {}
    within = horizon.longest_pause(_horizon(rows[0])).total_seconds()
    wanted = {one["key"]: (one["record_no"], now[one["record_no"]].waiting) for one in rows}
    outcomes = approve_sheets(gateway, wanted, within)
    refused = [one for one in rows if outcomes[one["key"]].kind == "rejected"]
    _judge_refused(desk, gateway, refused, outcomes)
    for one in rows:
        outcome = outcomes[one["key"]]
        if outcome.kind == "auth":
            _refuse_all(desk, one, f"Not approved. {_said(outcome)}")
            break
        if outcome.kind not in ("sent", "rejected"):
            _note(desk, one, problem=_said(outcome))
    return {key: outcome.kind for key, outcome in outcomes.items()}


def _judge_refused(desk: Desk, gateway: Gateway, rows: Sequence[Row], outcomes: Mapping[str, Outcome]) -> None:
    """A refusal may mean that it was approved meanwhile: the state says."""
    there = standings(gateway, [one["record_no"] for one in rows]) if rows else {}
    for one in rows:
        standing = there.get(one["record_no"])
        if standing is not None and standing.state == APPROVED:
            _set(desk, [one], "approved", problem="", intacct_state=APPROVED, tries=0)
        else:
            said = outcomes[one["key"]]
            remedy = ASK_FOR if "permission" in said.message.lower() else said.remedy
            problem = f"Not approved. {said.message} {remedy}".strip()
            _set(desk, [one], "refused", problem=problem, tries=0)


def _refuse_all(desk: Desk, row: Row, problem: str) -> Wait:
    """Nothing of the batch is asked for again by itself: signing in again and again locks the user out."""
    with desk.read() as conn:
        rows = [row, *sheet_exports.beside(conn, row, ("confirmed",))]
        rows = sheet_exports.still(conn, rows)
    _set(desk, rows, "refused", problem=problem, tries=0)
    return None


def _later(desk: Desk, row: Row, problem: str) -> Wait:
    tries = row["tries"] + 1
    if tries >= MOST_TRIES:
        _set(desk, [row], "refused", problem=f"Not approved. {problem}", tries=0)
        return None
    _note(desk, row, problem=problem, tries=tries)
    return horizon.backoff(tries, _horizon(row))


def _set(desk: Desk, rows: Sequence[Row], approval: str, each: Any = None, **changes: Any) -> list[Row]:
    """Write down how far their approval is, in one transaction; gives those nobody else moved meanwhile."""
    now = desk.clock()
    with desk.write() as conn:
        audit.hold(conn)
        moved = [
            one
            for one in rows
            if sheet_exports.set_approval(conn, one, approval, now, desk.actor, **changes | (each(one) if each else {}))
        ]
        return sheet_exports.still(conn, moved)


def _note(desk: Desk, row: Row, **changes: Any) -> None:
    with desk.write() as conn:
        ledger.note(conn, row["key"], **changes)


def _said(outcome: Outcome) -> str:
    return " ".join(part for part in (outcome.message, outcome.remedy) if part)


def _horizon(row: Row) -> timedelta:
    return timedelta(seconds=row["horizon_seconds"])
