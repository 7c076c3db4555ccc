"""A timesheet as sent against what Intacct holds: entries compared in hours, in cost to the cent and in every field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from workbench.frames import TIMESHEET_ENTRIES

ONLY_SENT, ONLY_FOUND, AMOUNT = "only sent", "only in Intacct", "amount differs"
NUMBERS = ("units", "cost", "employer_taxes", "fringes")
TOLD_APART = ("work_date", "time_type", "billable", "notes")
COLUMNS = ("where", *TOLD_APART, *(f"{name}_{side}" for name in NUMBERS for side in ("sent", "found")))
NOT_SENT = ("record_lines",)  # columns of entries that say where they come from

Identity = tuple[str, ...]
Amounts = tuple[Decimal, ...]


def entry_fields(entries: pd.DataFrame) -> list[str]:
    """The columns of timesheet entries that are fields of an entry in Intacct."""
    known = {*TIMESHEET_ENTRIES.names, *NOT_SENT}
    return [str(name) for name in entries.columns if name not in known]


def compare_entries(sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The differences between two sets of timesheet entries; no rows when they are equal.

    Entries pair off one by one, equal ones counted; a field one side lacks is blank, an amount not sent is none.
    Columns: where, work_date, time_type, billable, notes, units_sent, units_found, cost_sent ..., the fields.
    """
    known = {*TIMESHEET_ENTRIES.names, *NOT_SENT}
    fields = list(dict.fromkeys(str(c) for frame in (sent, found) for c in frame.columns if c not in known))
    ours, theirs = (_counted(frame, fields) for frame in (sent, found))
    left = (_by_identity(ours - theirs), _by_identity(theirs - ours))
    rows = [row for identity in sorted({*left[0], *left[1]}) for row in _paired(identity, fields, left)]
    return pd.DataFrame(rows, columns=[*COLUMNS, *fields])


def _counted(frame: pd.DataFrame, fields: Sequence[str]) -> Counter[tuple[Identity, Amounts]]:
    rows = frame.to_dict("records")
    return Counter((_identity(row, fields), tuple(_number(row.get(name)) for name in NUMBERS)) for row in rows)


def _identity(row: dict[Any, Any], fields: Sequence[str]) -> Identity:
    return tuple(_text(row.get(name)) for name in (*TOLD_APART, *fields))


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA else str(value)


def _number(value: Any) -> Decimal:
    """An amount that is not there counts as none: 7.5 and 7.5000 are equal."""
    return Decimal(0) if value is None or pd.isna(value) else Decimal(value)


def _by_identity(counted: Counter[tuple[Identity, Amounts]]) -> dict[Identity, list[Amounts]]:
    found: defaultdict[Identity, list[Amounts]] = defaultdict(list)
    for identity, amounts in sorted(counted.elements()):
        found[identity].append(amounts)
    return found


def _paired(
    identity: Identity, fields: Sequence[str], left: tuple[dict[Identity, list[Amounts]], ...]
) -> Iterator[dict[str, Any]]:
    ours, theirs = (side.get(identity, []) for side in left)
    told = dict(zip((*TOLD_APART, *fields), identity, strict=True))
    for place in range(max(len(ours), len(theirs))):
        sent = ours[place] if place < len(ours) else None
        found = theirs[place] if place < len(theirs) else None
        where = AMOUNT if sent and found else ONLY_SENT if sent else ONLY_FOUND
        yield {"where": where} | told | _amounts("sent", sent) | _amounts("found", found)


def _amounts(side: str, amounts: Amounts | None) -> dict[str, str]:
    """Numbers as people read them; blank where there is none."""
    given = amounts or [Decimal(0)] * len(NUMBERS)
    return {
        f"{name}_{side}": format(one.normalize(), "f") if one and amounts else ""
        for name, one in zip(NUMBERS, given, strict=True)
    }
