"""Carrying one export to its end: send at most once, believe only what was read back, wait when nothing is known.

Every change is a compare-and-set in the ledger; the draft is sent only after "sending" is on disk. Whoever finds
"sending" after a crash finds an unknown outcome, never a reason to send.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import Busy, GatewayError, NotSent, SenderRefused, SignInRefused, WorkbenchError
from workbench.flows import horizon, readback
from workbench.flows.connections import ONCE_MORE
from workbench.flows.connections import gateway as open_gateway
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import create_draft
from workbench.gateway.outcome import Outcome
from workbench.store import exports as ledger
from workbench.store.exports import Row

NOW = timedelta(0)
MOST_TRIES = 6  # sendings known not to have been executed, before a person is asked

_NO_ABSENCE = {"absent_reads": 0, "last_absent_at": None, "problem": ""}

Wait = timedelta | None  # how long until the next step; None when the export is at rest


def step(desk: Desk, key: str) -> Wait:
    """Take the export one step further and say when the next one is due."""
    with desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None or row["state"] not in ledger.UNFINISHED:
        return None
    desk = desk.at(row["workspace"])
    if row["state"] == "sending":
        return _found_sending(desk, row)
    try:
        with open_gateway(desk, row["interface"], ONCE_MORE) as gateway:  # the ledger has the patience
            return _STEPS[row["state"]](desk, gateway, row)
    except GatewayError as problem:
        return _cannot_talk(desk, row, problem)
    except WorkbenchError as problem:  # no connection, a secret that cannot be read: nothing was sent in this step
        return _cannot_talk(desk, row, NotSent(problem.message, problem.remedy))


def _horizon(row: Row) -> timedelta:
    return timedelta(seconds=row["horizon_seconds"])


def _ticks(desk: Desk) -> dict[str, Any]:
    boot, seconds = desk.ticks()
    return {"sent_boot": boot, "sent_ticks": round(seconds * 1000)}


def _elapsed(desk: Desk, row: Row) -> timedelta:
    return horizon.elapsed(row, desk.clock(), desk.ticks())


def _move(desk: Desk, row: Row, state: str, **changes: Any) -> bool:
    with desk.write() as conn:
        return ledger.move(conn, row, state, desk.clock(), desk.actor, **changes)


def _rest(desk: Desk, row: Row, state: str, **changes: Any) -> Wait:
    """Move to a state in which nothing happens by itself; when someone else was first, look at it again."""
    return None if _move(desk, row, state, next_check_at=None, **changes) else NOW


# planned: look whether it is there already, then write "sending" to disk, then send


def _send(desk: Desk, gateway: Gateway, row: Row) -> Wait:
    earlier = readback.find_earlier(gateway, row, _keys_before(desk, row))
    if earlier:
        there = ", ".join(f"{h.reference} (record {h.record_no}, {h.state})" for h in earlier)
        problem = (
            f"An earlier draft of these records is in Intacct after all: {there}. Delete it there, then export again."
        )
        return _rest(desk, row, "failed", problem=problem)
    found = readback.look(gateway, row)
    if found.headers:
        return _conclude(desk, row, found)
    sent_at = desk.clock()
    if not _move(desk, row, "sending", sent_at=sent_at, **_ticks(desk), **_NO_ABSENCE):
        return NOW
    with desk.read() as conn:
        mine = ledger.get(conn, row["key"])
    assert mine is not None
    if not _still_mine(desk, mine, row["fence"] + 1, sent_at):
        if mine["fence"] == row["fence"] + 1:  # slept, and nobody moved it meanwhile; else it is theirs
            _move(desk, mine, "planned", sent_at=None)
        return NOW
    outcome = create_draft(gateway, row["payload"], row["key"], horizon.longest_pause(_horizon(row)).total_seconds())
    return _outcome(desk, mine, outcome)


def _still_mine(desk: Desk, mine: Row, fence: int, sent_at: datetime) -> bool:
    """Nobody else moved the export, and this process did not sleep between deciding and sending."""
    waited = desk.clock() - sent_at
    return (
        mine["state"] == "sending" and mine["fence"] == fence and NOW <= waited < horizon.longest_pause(_horizon(mine))
    )


def _keys_before(desk: Desk, row: Row) -> list[str]:
    """Every other export that ever held one of these records, whatever became of it."""
    with desk.read() as conn:
        records = ledger.records_of(conn, row["key"])
        held = ledger.holding(conn, row["kind"], row["company"], row["run"], records)
    return sorted({other["key"] for other in held if other["key"] != row["key"]})


def _outcome(desk: Desk, row: Row, outcome: Outcome) -> Wait:
    problem = " ".join(part for part in (outcome.message, outcome.remedy) if part)
    match outcome.kind:
        case "sent":
            _move(desk, row, "sent", record_no=outcome.record_no, problem="")
            return NOW
        case "not_sent" | "not_executed":
            return _try_again(desk, row, problem)
        case "rejected" | "auth":
            return _rest(desk, row, "failed", problem=problem)
        case _:
            _move(desk, row, "unknown", problem=problem)
            return horizon.next_look(_elapsed(desk, row), _horizon(row))


def _try_again(desk: Desk, row: Row, problem: str) -> Wait:
    """Plan it again after something that cannot have been executed; after several tries ask a person."""
    tries = row["tries"] + 1
    if tries >= MOST_TRIES:
        return _rest(desk, row, "failed", problem=f"Nothing was sent. {problem}", tries=0)
    moved = _move(desk, row, "planned", problem=problem, tries=tries, sent_at=None)
    return horizon.backoff(tries, _horizon(row)) if moved else NOW


# sending, found by someone who is not sending: nobody can say what became of it


def _found_sending(desk: Desk, row: Row) -> Wait:
    problem = "The worker stopped while sending; Intacct is read until it is known whether the draft arrived."
    _move(desk, row, "unknown", problem=problem)
    return NOW


# sent and unknown: only reading back can tell


def _read_back(desk: Desk, gateway: Gateway, row: Row) -> Wait:
    beyond = _elapsed(desk, row) >= _horizon(row)
    found = readback.look(gateway, row, thoroughly=beyond)
    if found.headers:
        return _conclude(desk, row, found)
    return _not_there(desk, row)


def settle(desk: Desk, row: Row, found: readback.Found) -> None:
    """A person asked again about an export at rest: take what Intacct holds now."""
    if found.headers:
        _conclude(desk, row, found)


def _conclude(desk: Desk, row: Row, found: readback.Found) -> Wait:
    """The journal is there: once and equal, once and different, or more than once."""
    header = found.one
    if header is None:
        numbers = ", ".join(h.record_no for h in found.headers)
        there = f"Intacct holds {len(found.headers)} journals with this reference (records {numbers})."
        problem = f"{there} Delete all but one there, then resolve."
        return _rest(desk, row, "duplicate", problem=problem)
    changes: dict[str, Any] = {
        "record_no": header.record_no,
        "batch_no": header.batch_no,
        "intacct_state": header.state,
        "differences": readback.as_rows(found.differences),
    }
    if header.state.lower() != "draft":
        problem = f"The journal is in Intacct in state {header.state}, not as a draft. Check there who posted it."
        return _rest(desk, row, "mismatch", problem=problem, **changes)
    if len(found.differences):
        problem = f"The draft in Intacct differs from what was sent in {len(found.differences)} places."
        return _rest(desk, row, "mismatch", problem=problem, **changes)
    return _rest(desk, row, "confirmed", problem="", confirmed_at=desk.clock(), **changes)


def _not_there(desk: Desk, row: Row) -> Wait:
    """Absence is believed only when two reads, apart and both beyond the horizon, found nothing."""
    now, limit = desk.clock(), _horizon(row)
    elapsed = _elapsed(desk, row)
    if elapsed < limit:
        wait = horizon.next_look(elapsed, limit)
        with desk.write() as conn:
            ledger.note(conn, row["key"], next_check_at=now + wait)
        return wait
    gap, last = horizon.absent_gap(limit), row["last_absent_at"]
    if last is None:
        _move(desk, row, row["state"], absent_reads=row["absent_reads"] + 1, last_absent_at=now)
        return gap
    if now - last < gap:
        return gap - (now - last)
    if row["state"] == "sent":
        problem = f"Intacct accepted the draft as record {row['record_no']}, but it is not there any more."
        return _rest(desk, row, "removed", problem=problem, absent_reads=row["absent_reads"] + 1, last_absent_at=now)
    problem = "The draft did not arrive: two reads after the waiting time found nothing."
    return _rest(desk, row, "absent", problem=problem, absent_reads=row["absent_reads"] + 1, last_absent_at=now)


def _cannot_talk(desk: Desk, row: Row, problem: GatewayError) -> Wait:
    """Reading failed: before sending that is a reason to try again, afterwards to keep reading."""
    if row["state"] == "planned":
        if isinstance(problem, (SenderRefused, SignInRefused)):
            return _rest(desk, row, "failed", problem=f"Nothing was sent. {problem}")
        return _try_again(desk, row, str(problem))
    with desk.write() as conn:
        ledger.note(conn, row["key"], problem=f"Intacct cannot be read at the moment. {problem}")
    floor = timedelta(seconds=5) if isinstance(problem, Busy) else timedelta(seconds=1)
    return max(min(floor, _horizon(row) / 16), horizon.next_look(_elapsed(desk, row), _horizon(row)))


_STEPS = {"planned": _send, "sent": _read_back, "unknown": _read_back}
