"""Which rights each interface needs in Intacct, found out by reading one record of everything its pages read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.errors import GatewayError, Rejected
from workbench.gateway.causes import WHO, cause_of, leading
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import query_function
from workbench.gateway.reads import is_missing
from workbench.gateway.reply import Trouble
from workbench.gateway.timesheet_rights import timesheet_rights
from workbench.gateway.verdict import Diagnosis, Failed, Step, diagnose


@dataclass(frozen=True)
class Need:
    """Something an interface reads: its words, its object, where the right is given, and whether it is never empty."""

    words: str
    object: str
    permission: str
    never_empty: bool = False


_ACCOUNTS = Need("accounts", "GLACCOUNT", "General Ledger > Accounts", never_empty=True)
_JOURNALS = Need("journals", "GLJOURNAL", "General Ledger > Journals", never_empty=True)
_ENTRIES = Need("journal entries", "GLBATCH", "General Ledger > Journal Entries")
_LINES = Need("journal entry lines", "GLENTRY", "General Ledger > Journal Entries")
_SHEETS = Need("timesheets", "TIMESHEET", "Time & Expenses > Timesheets")
_HOURS = Need("timesheet entries", "TIMESHEETENTRY", "Time & Expenses > Timesheets")
_TYPES = Need("time types", "TIMETYPE", "Time & Expenses > Time Types", never_empty=True)
_PEOPLE = Need("employees", "EMPLOYEE", "Company or Time & Expenses > Employees", never_empty=True)

NEEDED: dict[str, tuple[Need, ...]] = {
    "gl_export": (_ACCOUNTS, _JOURNALS, _ENTRIES, _LINES),
    "time_import": (_HOURS, _SHEETS, _TYPES, _PEOPLE),
    "job_cost_export": (_SHEETS, _HOURS, _TYPES, _PEOPLE),
}
USEFUL = (
    Need("departments", "DEPARTMENT", "Company > Departments"),
    Need("locations", "LOCATION", "Company > Locations"),
    Need("projects", "PROJECT", "Projects > Projects"),
    Need("tasks", "TASK", "Projects > Tasks"),
    Need("cost types", "COSTTYPE", "Projects > Cost Types"),
    Need("classes", "CLASS", "Company > Classes"),
    Need("employees", "EMPLOYEE", "Company > Employees"),
)
NOT_TRIED = {"gl_export": "creating journal entries is not tried here, it would write: the round-trip proof does"}


def rights(gateway: Gateway, interface: str) -> Iterator[Step]:
    """Read one record of everything the pages need; what is only useful may be missing."""
    for need in NEEDED[interface]:
        found = _peek(gateway, need)
        if isinstance(found, GatewayError):
            raise Failed("rights", _refused(found, need))
        if not found and need.never_empty:
            raise Failed("rights", _nothing(need))
        yield Step("rights", True, f"reads {need.words}")
    yield Step("rights", True, "reads dimensions" + _not_read(gateway))
    if interface in NOT_TRIED:
        yield Step("rights", True, NOT_TRIED[interface])
    if interface == "job_cost_export":
        yield from timesheet_rights(gateway)


def _not_read(gateway: Gateway) -> str:
    missing = []
    for need in USEFUL:
        found = _peek(gateway, need)
        if isinstance(found, Rejected) and is_missing(found):
            missing.append(need.words)
        elif isinstance(found, GatewayError):
            raise Failed("rights", diagnose(found))
    return f", but not {', '.join(missing)}" if missing else ""


def _peek(gateway: Gateway, need: Need) -> int | GatewayError:
    """How many records came back where one was asked for, or why it cannot be read."""
    try:
        asked = query_function(need.object, ["RECORDNO"], None, after=0, pagesize=1, show_private=True)
        return len(gateway.read(asked).records())
    except GatewayError as error:
        return error


def _refused(error: GatewayError, need: Need) -> Diagnosis:
    told = diagnose(error)
    kind = cause_of(leading(Trouble(*one) for one in error.errors)).name if error.errors else ""
    if kind == "permission":
        return replace(
            told,
            cause=f"The web services user lacks a permission: it may not read {need.words}.",
            remedy=f"Give the user's role List and View on {need.permission}.",
        )
    if kind == "object":
        return replace(told, cause=f"The company does not have {need.words}: the part of Sage Intacct is not there.")
    return told


def _nothing(need: Need) -> Diagnosis:
    return Diagnosis(
        cause=f"Sage Intacct shows no {need.words} at all: the user probably lacks the permission, or there are none.",
        remedy=f"Give the user's role List and View on {need.permission}; look there whether any are set up.",
        who=WHO["administrator"],
        where="Sage Intacct: Company > Admin > Roles",
        text=f"0 records of {need.object}",
    )
