"""Carrying one export to its end: send at most once, believe only what was read back, wait when nothing is known.

Every change is a compare-and-set in the ledger; the draft is sent only after "sending" is on disk. Whoever finds
"sending" after a crash finds an unknown outcome, never a reason to send. Timesheets of a batch travel together: a step
takes its siblings along, each by its own compare-and-set, and every sibling's own step would do as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import Busy, GatewayError, NotSent, SenderRefused, SignInRefused, WorkbenchError
from workbench.flows import approving, companions, horizon, readback
from workbench.flows.connections import ONCE_MORE
from workbench.flows.connections import gateway as open_gateway
from workbench.flows.export_kinds import kind_of
from workbench.gateway.gateway import Gateway
from workbench.gateway.outcome import Outcome
from workbench.store import audit, sheet_exports
from workbench.store import exports as ledger
from workbench.store.exports import Row

NOW = timedelta(0)
MOST_TRIES = 6  # sendings known not to have been executed, before a person is asked

_NOTHING_READ = {"absent_reads": 0, "last_absent_at": None, "differed_at": None, "problem": ""}

Wait = timedelta | None  # how long until the next step; None when the export is at rest


def step(desk: Desk, key: str) -> Wait:
    """Take the export one step further and say when the next one is due."""
    with desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None or not ledger.to_do(row):
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


def _until_next_look(desk: Desk, row: Row) -> timedelta:
    return horizon.until_next_look(row, desk.clock(), desk.ticks())


def _is_beyond(looked: horizon.Look, row: Row) -> bool:
    return looked.since_sent(row) >= _horizon(row)


def _move(desk: Desk, row: Row, state: str, **changes: Any) -> bool:
    with desk.write() as conn:
        return ledger.move(conn, row, state, desk.clock(), desk.actor, **changes)


def _rest(desk: Desk, row: Row, state: str, **changes: Any) -> Wait:
    """Move to a state in which nothing happens by itself; when someone else was first, look at it again."""
    return None if _move(desk, row, state, next_check_at=None, **changes) else NOW


# planned: look whether it is there already, then write "sending" to disk, then send


def _send(desk: Desk, gateway: Gateway, row: Row) -> Wait:
    kind, rows = kind_of(row), [row, *companions.beside(desk, row, ("planned",))]
    looked = horizon.Look(desk)
    before = kind.before(desk, gateway, rows, _keys_before(desk, rows))
    settled: dict[str, Wait] = {}
    for one in rows:
        there = before[one["key"]]
        if there.in_the_way:
            settled[one["key"]] = _rest(desk, one, "failed", problem=there.in_the_way)
        elif there.found.headers:
            settled[one["key"]] = _conclude(desk, one, there.found, looked)
    if row["key"] in settled:
        return settled[row["key"]]
    sent_at = desk.clock()
    if looked.ago(sent_at) > horizon.OLDEST_LOOK:
        return _try_again(desk, row, "Too much time passed between looking into Intacct and sending.")
    ahead = _write_ahead(desk, [one for one in rows if one["key"] not in settled], sent_at)
    if not ahead:
        return NOW
    with desk.read() as conn:
        now = sheet_exports.still(conn, ahead)
    mine = []
    for one, was in zip(now, ahead, strict=True):
        if _still_mine(desk, one, was["fence"] + 1, sent_at):
            mine.append(one)
        elif one["fence"] == was["fence"] + 1:  # slept, and nobody moved it meanwhile; else it is theirs
            _move(desk, one, "planned", sent_at=None)
    if not mine:
        return NOW
    outcomes = kind.send(gateway, mine, horizon.longest_pause(_horizon(row)).total_seconds())
    waits = {one["key"]: _outcome(desk, one, outcomes[one["key"]]) for one in mine}
    companions.note_due(desk, {key: wait for key, wait in waits.items() if key != row["key"]})
    companions.explain(desk, gateway, kind, [one for one in mine if outcomes[one["key"]].kind == "rejected"])
    return waits.get(row["key"], NOW)


def _write_ahead(desk: Desk, rows: Sequence[Row], sent_at: datetime) -> list[Row]:
    """Write "sending" to disk for each, in one transaction; gives those nobody else moved meanwhile, as they were."""
    now, ticks = desk.clock(), _ticks(desk)
    with desk.write() as conn:
        audit.hold(conn)  # before any row of the ledger is held: two that send at once never wait for each other
        return [
            one
            for one in rows
            if ledger.move(conn, one, "sending", now, desk.actor, sent_at=sent_at, **ticks, **_NOTHING_READ)
        ]


def _still_mine(desk: Desk, mine: Row, fence: int, sent_at: datetime) -> bool:
    """Nobody else moved the export, and this process did not sleep between deciding and sending."""
    waited = desk.clock() - sent_at
    return (
        mine["state"] == "sending" and mine["fence"] == fence and NOW <= waited < horizon.longest_pause(_horizon(mine))
    )


def _keys_before(desk: Desk, rows: Sequence[Row]) -> Mapping[str, Sequence[str]]:
    """For each every other export that ever held one of its records, whatever became of it."""
    with desk.read() as conn:
        return ledger.held_before(conn, [row["key"] for row in rows])


def _outcome(desk: Desk, row: Row, outcome: Outcome) -> Wait:
    problem = " ".join(part for part in (outcome.message, outcome.remedy) if part)
    match outcome.kind:
        case "sent":
            _move(desk, row, "sent", record_no=outcome.record_no, problem="")
            return NOW
        case "not_sent" | "not_executed":
            return _try_again(desk, row, problem)
        case "rejected":
            return _rest(desk, row, "failed", problem=problem)
        case "auth":
            return _fail_all(desk, row, problem)
        case _:
            _move(desk, row, "unknown", problem=problem)
            return _until_next_look(desk, row)


def _try_again(desk: Desk, row: Row, problem: str) -> Wait:
    """Plan it again after something that cannot have been executed; after several tries ask a person."""
    tries = row["tries"] + 1
    if tries >= MOST_TRIES:
        return _rest(desk, row, "failed", problem=f"Nothing was sent. {problem}", tries=0)
    moved = _move(desk, row, "planned", problem=problem, tries=tries, sent_at=None)
    return horizon.backoff(tries, _horizon(row)) if moved else NOW


def _fail_all(desk: Desk, row: Row, problem: str) -> Wait:
    """A refused sign-in concerns every sibling that waits to be sent: trying with each would lock the user out."""
    if kind_of(row).together > 1:
        for one in companions.beside(desk, row, ("planned",), most=companions.EVERY):
            _rest(desk, one, "failed", problem=problem)
    return _rest(desk, row, "failed", problem=problem)


# sending, found by someone who is not sending: nobody can say what became of it


def _found_sending(desk: Desk, row: Row) -> Wait:
    sent = kind_of(row).words.sent
    problem = f"The worker stopped while sending; Intacct is read until it is known whether the {sent} arrived."
    _move(desk, row, "unknown", problem=problem)
    return NOW


# sent and unknown: only reading back can tell


def _read_back(desk: Desk, gateway: Gateway, row: Row) -> Wait:
    looked = horizon.Look(desk)
    beyond = _is_beyond(looked, row)
    others = companions.beside(desk, row, ("sent", "unknown"))
    alike = [one for one in others if _is_beyond(looked, one) == beyond]  # the rest waits for its own look
    every = kind_of(row).look(gateway, [row, *others], beyond)
    waits = {one["key"]: _conclude(desk, one, every[one["key"]], looked) for one in others if every[one["key"]].headers}
    waits |= {one["key"]: _not_there(desk, one, looked) for one in alike if not every[one["key"]].headers}
    companions.note_due(desk, waits)
    found = every[row["key"]]
    return _conclude(desk, row, found, looked) if found.headers else _not_there(desk, row, looked)


def settle(desk: Desk, row: Row, found: readback.Found, looked: horizon.Look) -> None:
    """A person asked again about an export at rest: take what Intacct holds now."""
    if found.headers:
        _conclude(desk, row, found, looked)


def _conclude(desk: Desk, row: Row, found: readback.Found, looked: horizon.Look) -> Wait:
    """It is there: once and equal, once and different, or more than once."""
    header, kind = found.one, kind_of(row)
    if header is None:
        numbers = ", ".join(h.record_no for h in found.headers)
        there = f"Intacct holds {len(found.headers)} {kind.words.many} with this reference (records {numbers})."
        problem = f"{there} Delete all but one there, then resolve."
        return _rest(desk, row, "duplicate", problem=problem)
    changes: dict[str, Any] = {
        "record_no": header.record_no,
        "batch_no": header.batch_no,
        "intacct_state": header.state,
        "differences": readback.as_rows(found.differences),
    }
    if header.state.lower() not in kind.states:
        problem = f"The {kind.words.there} is in Intacct in state {header.state}, {kind.words.wrong_state}"
        return _rest(desk, row, "mismatch", problem=problem, **changes)
    if len(found.differences):
        return _differs(desk, row, len(found.differences), changes, looked)
    rests = _rest(desk, row, "confirmed", problem="", confirmed_at=desk.clock(), differed_at=None, **changes)
    return NOW if row["approval"] in ledger.UNAPPROVED else rests


def _differs(desk: Desk, row: Row, places: int, changes: dict[str, Any], looked: horizon.Look) -> Wait:
    """A difference is believed when a second read, a minute later, still finds one: what is read may be that old.

    The minute counts from the end of the first read, which may itself have taken long, to the beginning of the second.
    """
    now, sent = desk.clock(), kind_of(row).words.sent
    problem = f"The {sent} in Intacct differs from what was sent in {places} place{'s' if places > 1 else ''}."
    missing = horizon.apart(row["differed_at"], looked.at, horizon.absent_gap(_horizon(row)))
    if not missing or row["state"] in ("mismatch", "duplicate"):
        return _rest(desk, row, "mismatch", problem=problem, differed_at=None, **changes)
    if row["differed_at"] is not None and now >= row["differed_at"]:
        return missing
    again = f"{problem} It is read again, in case it was not all there yet."
    begun = {} if row["sent_at"] else {"sent_at": looked.at, **_ticks(desk)}  # found before it was sent from here
    state = "sent" if row["state"] == "sent" else "unknown"
    due = {"differed_at": now, "next_check_at": now + missing}
    return missing if _move(desk, row, state, problem=again, **due, **begun, **changes) else NOW


def _not_there(desk: Desk, row: Row, looked: horizon.Look) -> Wait:
    """Absence is believed only when two reads, apart and both beyond the horizon, found nothing."""
    now, limit = desk.clock(), _horizon(row)
    if looked.since_sent(row) < limit:
        wait = _until_next_look(desk, row)
        with desk.write() as conn:
            ledger.note(conn, row["key"], next_check_at=desk.clock() + wait)
        return wait
    last, read = row["last_absent_at"], {"absent_reads": row["absent_reads"] + 1, "last_absent_at": now}
    missing = horizon.apart(last, looked.at, horizon.absent_gap(limit))
    if missing:
        if last is None or now < last:
            _move(desk, row, row["state"], **read)
        return missing
    sent = kind_of(row).words.sent
    if row["state"] == "sent":
        problem = f"Intacct accepted the {sent} as record {row['record_no']}, but it is not there any more."
        return _rest(desk, row, "removed", problem=problem, **read)
    problem = f"The {sent} did not arrive: two reads after the waiting time found nothing."
    return _rest(desk, row, "absent", problem=problem, **read)


def _cannot_talk(desk: Desk, row: Row, problem: GatewayError) -> Wait:
    """Reading failed: before sending that is a reason to try again, afterwards to keep reading."""
    if row["state"] == "confirmed":
        return approving.cannot_talk(desk, row, problem)
    if row["state"] == "planned":
        if isinstance(problem, (SenderRefused, SignInRefused)):
            return _fail_all(desk, row, f"Nothing was sent. {problem}")
        return _try_again(desk, row, str(problem))
    with desk.write() as conn:
        ledger.note(conn, row["key"], problem=f"Intacct cannot be read at the moment. {problem}")
    floor = timedelta(seconds=5) if isinstance(problem, Busy) else timedelta(seconds=1)
    return max(min(floor, _horizon(row) / 16), _until_next_look(desk, row))


_STEPS = {"planned": _send, "sent": _read_back, "unknown": _read_back, "confirmed": approving.approve}
