"""Time approved late: entries of days before the period whose approval came since the last import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workbench.errors import Rejected
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import MOST_VALUES, RECORD, Where, all_of, equal, one_of
from workbench.gateway.reads import is_missing
from workbench.gateway.values import date_text

_ENTRY_KEY = "TIMESHEETENTRYKEY"


def late_entries(gateway: Gateway, approved: Where, since: date, start: date, changed: str) -> list[int]:
    """The record numbers of approved entries of days before ``start`` that were approved on ``since`` or later.

    The approval history (TIMESHEETAPPROVAL, EVENTDATE) says when. An entry that has none there, and every entry where
    the company or the role lacks the history, counts by ``changed``, the field with the time of its last change; where
    that is blank too, nothing tells, and no entry is late.
    """
    before = all_of(approved, Where("lessthan", "ENTRYDATE", (date_text(start),)))
    told = _approved_since(gateway, since)
    numbers = set() if told is None else told
    if changed:
        touched = _numbers(gateway, all_of(before, _from(changed, since)))
        numbers = numbers | (touched - (set() if told is None else _with_history(gateway, sorted(touched - numbers))))
    return sorted(_still(gateway, before, sorted(numbers)))


def in_parts(numbers: Sequence[int]) -> list[Where]:
    """Filters for these record numbers, as many at a time as a filter takes."""
    texts = [str(one) for one in numbers]
    return [one_of(RECORD, texts[at : at + MOST_VALUES]) for at in range(0, len(texts), MOST_VALUES)]


def _from(field: str, since: date) -> Where:
    return Where("greaterthanorequalto", field, (f"{date_text(since)} 00:00:00",))


def _approved_since(gateway: Gateway, since: date) -> set[int] | None:
    """The entries approved since by the history; None where there is none to be had."""
    where = all_of(equal("STATE", "Approved"), _from("EVENTDATE", since))
    try:
        return set(map(int, filter(None, gateway.columns("TIMESHEETAPPROVAL", [_ENTRY_KEY], where)[_ENTRY_KEY])))
    except Rejected as refusal:
        if is_missing(refusal):
            return None
        raise


def _with_history(gateway: Gateway, numbers: Sequence[int]) -> set[int]:
    """Those of the entries whose approval the history knows."""
    found: set[int] = set()
    for part in in_parts(numbers):
        asked = all_of(equal("STATE", "Approved"), Where("in", _ENTRY_KEY, part.values))
        found |= set(map(int, gateway.columns("TIMESHEETAPPROVAL", [_ENTRY_KEY], asked)[_ENTRY_KEY]))
    return found


def _numbers(gateway: Gateway, where: Where | None) -> set[int]:
    return set(map(int, gateway.columns("TIMESHEETENTRY", [], where)[RECORD]))


def _still(gateway: Gateway, before: Where | None, numbers: Sequence[int]) -> set[int]:
    """Those that are approved now and of a day before the period."""
    return set().union(*(_numbers(gateway, all_of(before, part)) for part in in_parts(numbers)))
