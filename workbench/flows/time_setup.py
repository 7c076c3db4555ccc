"""How the company keeps time, as it was read or as a person said: week start, timesheet length, labor cost posting."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Findings
from workbench.flows import connections, job_cost_codes
from workbench.gateway.patience import Patience
from workbench.gateway.weeks import company_time
from workbench.rules.setup import JobCostStructure, Setup
from workbench.store import audit, settings

INTERFACE = "job_cost_export"
PAGE = "job_cost_structures"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAME = "company time"
_GOOD_FOR, _TRY_AGAIN = timedelta(hours=1), timedelta(minutes=10)
_LOOK_BACK, _LOOK_AHEAD = timedelta(days=400), timedelta(days=60)


@dataclass(frozen=True)
class TimeSetup:
    """What is known of the company; ``week_starts``: 1 Monday to 7 Sunday, Monday where nobody knows.

    ``week_source``: "said" by a person, read from its "entities" or "timesheets", or blank. ``sheets_begin``,
    ``sheet_days`` and ``labor_cost_posted`` are None where unknown; ``posting_source`` is "said", "read" or blank.
    """

    week_starts: int = 1
    week_source: str = ""
    sheets_begin: int | None = None
    sheet_days: int | None = None
    labor_cost_posted: bool | None = None
    posting_source: str = ""
    read_at: str = ""  # blank: never read
    tried_at: str = ""  # when it was last tried to read


def time_setup(desk: Desk) -> TimeSetup:
    """What is known; read from the company when it was not for an hour and can be."""
    known = _kept(desk)
    if not _is_due(desk, known) or connections.saved_connection(desk, INTERFACE) is None:
        return known
    try:
        return refresh_time_setup(desk, connections.ONCE_MORE)
    except WorkbenchError:
        return _keep(desk, replace(known, tried_at=desk.clock().isoformat()))


def _is_due(desk: Desk, known: TimeSetup) -> bool:
    if not known.tried_at:
        return True
    good_for = _GOOD_FOR if known.tried_at == known.read_at else _TRY_AGAIN
    return desk.clock() - datetime.fromisoformat(known.tried_at) > good_for


def refresh_time_setup(desk: Desk, patience: Patience = connections.PATIENT) -> TimeSetup:
    """Read it from the company; what a person said stays. Raises the error tree, and then nothing changes."""
    today, now = desk.today(), desk.clock().isoformat()
    with connections.gateway(desk, INTERFACE, patience) as gateway:
        found = company_time(gateway, start=today - _LOOK_BACK, end=today + _LOOK_AHEAD)
        job_cost_codes.read_codes(desk, gateway)
    before = _kept(desk)
    known = replace(before, sheets_begin=found.sheets_begin, sheet_days=found.sheet_days, read_at=now, tried_at=now)
    if known.week_source != "said":
        known = replace(known, week_starts=found.week_starts or 1, week_source=found.week_source)
    if known.posting_source != "said":
        read = "" if found.labor_cost_posted is None else "read"
        known = replace(known, labor_cost_posted=found.labor_cost_posted, posting_source=read)
    changed = replace(known, read_at="", tried_at="") != replace(before, read_at="", tried_at="")
    return _keep(desk, known, "time setup read" if changed else "")


def say_week_start(desk: Desk, day: int | None) -> TimeSetup:
    """The day timesheets begin on, 1 Monday to 7 Sunday; None takes back what was said and reads it again."""
    if day is not None and day not in range(1, 8):
        raise ValueError(f"{day} is not a weekday; 1 is Monday, 7 is Sunday.")
    known = replace(_kept(desk), week_starts=day or 1, week_source="said" if day else "")
    return _keep(desk, known if day else replace(known, tried_at=""), "week start said")


def say_labor_cost_posted(desk: Desk, posted: bool | None) -> TimeSetup:
    """Whether Intacct posts labor cost to the ledger; None takes back what was said and reads it again."""
    known = replace(_kept(desk), labor_cost_posted=posted, posting_source="" if posted is None else "said")
    return _keep(desk, known if posted is not None else replace(known, tried_at=""), "labor cost posting said")


def read_at(known: TimeSetup) -> datetime | None:
    """When it was read."""
    return datetime.fromisoformat(known.read_at) if known.read_at else None


def check_time(known: TimeSetup, setup: Setup, structure: JobCostStructure) -> Findings:
    """A week start that is only assumed, sheets that are no weeks, and labor cost that is booked twice."""
    return Findings((*_week(known), *_posting(known, setup, structure)))


def _week(known: TimeSetup) -> list[Finding]:
    found = []
    if not known.week_source:
        found.append(
            Finding(
                "week_start_assumed", "warning",
                "The day timesheets begin on is not known; Monday is assumed.",
                "Read it from Intacct or say it on Job cost structures; a sheet that begins on another day is refused.",
                page=PAGE,
            )
        )  # fmt: skip
    if known.sheets_begin not in (None, known.week_starts):
        begins, weeks = (WEEKDAYS[day - 1] for day in (known.sheets_begin or 1, known.week_starts))
        found.append(
            Finding(
                "week_start_disputed", "warning",
                f"Weeks are taken to begin on {weeks}, but the timesheets in Intacct begin on {begins}.",
                "Say which it is on Job cost structures; a sheet that begins on another day is refused.", page=PAGE,
            )
        )  # fmt: skip
    if known.sheet_days not in (None, 7):
        found.append(
            Finding(
                "sheets_are_no_weeks", "warning",
                f"Timesheets of this company last {known.sheet_days} days; one per week is made here.",
                "Let the company's timesheets last a week, or expect that Intacct refuses a second one in its period.",
                page=PAGE,
            )
        )  # fmt: skip
    return found


def _posting(known: TimeSetup, setup: Setup, structure: JobCostStructure) -> list[Finding]:
    booked = [c for c in structure.categories if setup.category(c).post and setup.category(c).debit]
    if known.labor_cost_posted is False or not booked:
        return []
    codes = ", ".join(booked)
    choice = (
        "Choose one: switch labor cost posting off under Time > Configuration in Intacct; or let the journal's wages "
        "go to the clearing account that the time posting credits; or set post: false for these categories."
    )
    if known.labor_cost_posted:
        said = f"Intacct posts labor cost of timesheets to the ledger, and the journal posts the wages of {codes} too."
        return [Finding("labor_cost_posted_twice", "warning", f"{said} The cost would be booked twice.", choice,
                        page=PAGE)]  # fmt: skip
    said = f"Whether Intacct posts labor cost of timesheets is not known; the journal posts the wages of {codes}."
    return [
        Finding("labor_cost_posting_unknown", "note", said,
                "Look under Time > Configuration in Intacct and say it on Job cost structures.", page=PAGE)
    ]  # fmt: skip


def _kept(desk: Desk) -> TimeSetup:
    """What is kept for the company and entity of the connection."""
    with desk.read() as conn:
        kept: dict[str, Any] = settings.get(conn, _NAME) or {}
    return TimeSetup(**kept["known"]) if kept.get("place") == _place(desk) else TimeSetup()


def _place(desk: Desk) -> list[str]:
    connection = connections.saved_connection(desk, INTERFACE)
    return [connection.company, connection.entity] if connection else ["", ""]


def _keep(desk: Desk, known: TimeSetup, event: str = "") -> TimeSetup:
    place = _place(desk)
    with desk.write() as conn:
        settings.put(conn, _NAME, {"place": place, "known": asdict(known)})
        if event:
            audit.append(conn, desk.clock(), desk.actor, event, place[0], asdict(known))
    return known
