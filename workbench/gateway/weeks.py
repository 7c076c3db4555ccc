"""How this company keeps time: the day its weeks begin on, how long a timesheet is, whether labor cost is posted.

The entities say when weeks begin; where they do not, or not all the same, the timesheets there are tell. No documented
call tells of labor cost posting: the employees do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.errors import Rejected
from workbench.gateway.gateway import Gateway
from workbench.gateway.lookup import available
from workbench.gateway.query import Page, Where, between, equal, query_function, read_page
from workbench.gateway.reads import is_missing
from workbench.gateway.values import date_text, flag, read_date

# UNCONFIRMED: how the week start of an entity is coded; the timesheets of the company say it when there are any.
WEEKDAY = {**{str(day): day for day in range(1, 8)}, "0": 7} | {
    name: day
    for day, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), start=1)
}
_ENOUGH = 200  # timesheets looked at


@dataclass(frozen=True)
class CompanyTime:
    """What was found; None where the company does not tell. ``week_starts``: 1 Monday to 7 Sunday."""

    week_starts: int | None
    week_source: str  # "entities", "timesheets" or blank
    sheets_begin: int | None  # the day the timesheets there are begin on, where all begin on one
    sheet_days: int | None
    labor_cost_posted: bool | None


def company_time(gateway: Gateway, *, start: date, end: date) -> CompanyTime:
    """How the company keeps time, as far as it tells; ``start`` to ``end``: begin dates of timesheets to look at."""
    sheets = _sheets(gateway, start, end)
    begins = {first.isoweekday() for first, _ in sheets}
    lengths = {(last - first).days + 1 for first, last in sheets if last >= first}
    entity, begin, days = _only(_entity_weeks(gateway)), _only(begins), _only(lengths)
    source = "entities" if entity else "timesheets" if begin else ""
    return CompanyTime(entity or begin, source, begin, days, _labor_cost_posted(gateway))


def _only(found: set[int]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None


def _sheets(gateway: Gateway, start: date, end: date) -> list[tuple[date, date]]:
    """First and last day of some timesheets."""
    fields = ["RECORDNO", "BEGINDATE", "ENDDATE"]
    where = between("BEGINDATE", date_text(start), date_text(end))
    asked = query_function("TIMESHEET", fields, where, after=0, pagesize=_ENOUGH, show_private=True)
    try:
        page: Page = read_page(gateway.read(asked), fields, 0, _ENOUGH)
    except Rejected as refusal:
        if not is_missing(refusal):
            raise
        return []
    dated = zip(page.columns["BEGINDATE"], page.columns["ENDDATE"], strict=True)
    return [(read_date(first), read_date(last)) for first, last in dated if first and last]


def _entity_weeks(gateway: Gateway) -> set[int]:
    """The week starts of the entity signed in to, or of all at the top level; blank ones say nothing."""
    entity = gateway.credentials.entity
    where = equal("LOCATIONID", entity) if entity else None
    told = _column(gateway, "LOCATIONENTITY", "LOCATIONID", "WEEKSTART", where)
    return {WEEKDAY[text.lower()] for text in told or () if text.lower() in WEEKDAY}


def _labor_cost_posted(gateway: Gateway) -> bool | None:
    """UNCONFIRMED as the sign of it: whether any active employee is set to have actual cost posted."""
    told = _column(gateway, "EMPLOYEE", "EMPLOYEEID", "POSTACTUALCOST", equal("STATUS", "active"))
    return None if not told or not any(told) else any(flag(text) for text in told)


def _column(gateway: Gateway, name: str, key: str, field: str, where: Where | None) -> Sequence[str] | None:
    """One optional field of an object; None where the company or the user's role lacks the object."""
    try:
        return available(gateway, name, [key], [field], where)[field]
    except Rejected as refusal:
        if not is_missing(refusal):
            raise
        return None
