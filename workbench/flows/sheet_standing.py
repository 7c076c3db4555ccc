"""Where each employee's week stands: not exported yet, exported as it is, or changed since and how to put it right."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from workbench.findings import Finding, Findings
from workbench.flows.export_key import export_key
from workbench.money import ZERO
from workbench.rules.job_cost_difference import job_cost_difference
from workbench.rules.timesheet_reconcile import entry_fields
from workbench.store.arrow import unpack
from workbench.store.sheet_exports import Held

KIND = "timesheet"
COSTS = ("cost", "employer_taxes", "fringes")

Standing = Literal["new", "exported", "changed", "correction", "further"]

_SENT = ("employee_id", "week_start", "work_date", "time_type", "units", "billable", "notes", *COSTS)
_ONE_ONLY = "Intacct may take only one timesheet of an employee and week; it says so then, and nothing changes there."


@dataclass(frozen=True, eq=False)
class Sheet:
    """One timesheet as it would be sent; ``standing``: new, exported already, changed since, a correction, or a further
    one of a week that was exported with the categories of another structure.

    ``cost`` is all labor cost on it; ``there`` the key of the export that holds the week.
    """

    reference: str
    employee: str
    week_start: date
    week_end: date
    entries: int
    units: Decimal
    content_sha256: str
    cost: Decimal
    record: str
    revision: int
    supersedes: str
    standing: Standing
    there: str
    lines: pd.DataFrame = field(repr=False)

    @property
    def goes(self) -> bool:
        """Whether exporting the batch sends it."""
        return self.standing in ("new", "correction", "further")


class Weeks:
    """Entries by employee and week, as the ledger names them, each with the fingerprint of what is sent."""

    def __init__(self, entries: pd.DataFrame) -> None:
        self.entries = entries
        names = [record_of(*of) for of in zip(entries["employee"], entries["week_start"], strict=True)]
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            self._places[name].append(place)

    @cached_property
    def lines(self) -> dict[str, pd.DataFrame]:
        """The entries of each week, in their order."""
        return {name: self.entries.iloc[places].reset_index(drop=True) for name, places in self._places.items()}

    @cached_property
    def contents(self) -> dict[str, str]:
        """The fingerprint of each: whose week, and its entries in any order; a value that is blank counts not."""
        rows = _said(self.entries)
        return {name: _digest(rows[place] for place in places) for name, places in self._places.items()}

    def differing(self, held: Sequence[Held]) -> list[str]:
        """The live exports of weeks that are not simply what one of them holds."""
        live = _by(held, lambda one: one.week if one.live else "")
        return [
            one.key
            for week, several in live.items()
            if week in self._places and [one.content for one in several] != [self.contents[week]]
            for one in several
        ]


def record_of(employee: str, week_start: date) -> str:
    """What the ledger calls an employee's week."""
    return f"{employee} {week_start.isoformat()}"


def sheets_of(
    weeks: Weeks,
    place: tuple[str, str, str],
    held: Sequence[Held],
    packed: Mapping[str, bytes],
    correct: bool,
    categories: Collection[str],
) -> tuple[Sheet, ...]:
    """A sheet per week; ``place``: company, entity, run; ``packed``: what live exports of differing weeks hold.

    ``categories`` are the structure's: what was exported of others is another structure's and is left as it is.
    """
    live, ever = _by(held, lambda one: one.week if one.live else ""), _by(held, lambda one: one.record)
    sheets = []
    for week, now in weeks.lines.items():
        mine = [(one, _of(categories, packed.get(one.key))) for one in live.get(week, [])]
        standing, record, lines = _standing(week, now, mine, correct)
        content = weeks.contents[week] if lines is now else _digest(_said(lines))
        there = next((one for one, held_lines in mine if held_lines is None or len(held_lines)), None)
        there = there or (mine[0][0] if mine else None)
        if there is not None and standing in ("exported", "changed"):
            sheets.append(_sheet(there.key, record, lines, content, there.revision, "", standing, there.key))
            continue
        before = ever.get(record, [])
        revision = max((one.revision + 1 for one in before), default=0)
        superseded = [one.key for one in before if one.state == "superseded"]
        key = export_key(place[0], place[1], KIND, place[2], [record], revision)
        supersedes = superseded[-1] if superseded else ""
        sheets.append(_sheet(key, record, lines, content, revision, supersedes, standing, there.key if there else ""))
    return tuple(sheets)


def _of(categories: Collection[str], packed: bytes | None) -> pd.DataFrame | None:
    """What an export holds of these categories; None where it holds just what would be sent."""
    if packed is None:
        return None
    lines = unpack(packed)
    return lines[lines["category"].isin(list(categories))]


def _standing(
    week: str, lines: pd.DataFrame, live: Sequence[tuple[Held, pd.DataFrame | None]], correct: bool
) -> tuple[Standing, str, pd.DataFrame]:
    """How a week stands, and what of it would be sent under which name."""
    if not live:
        return "new", week, lines
    exported = [held for _, held in live if held is not None]
    if len(exported) < len(live):
        return "exported", week, lines
    taken = {one.record for one, _ in live}
    name = next(f"{week} +{n}" for n in range(1, len(taken) + 2) if f"{week} +{n}" not in taken)
    if not any(len(held) for held in exported):
        return "further", name, lines
    lacking = job_cost_difference(pd.concat(exported, ignore_index=True), lines).entries
    if not len(lacking):
        return "exported", week, lines
    sendable = lacking[(lacking["units"] != 0).to_numpy(dtype=bool)].reset_index(drop=True)
    if not correct or not len(sendable):
        return "changed", week, lines
    return "correction", name, sendable


def _sheet(
    key: str,
    record: str,
    lines: pd.DataFrame,
    content: str,
    revision: int,
    supersedes: str,
    standing: Standing,
    there: str,
) -> Sheet:
    first = {name: lines[name].iat[0] for name in ("employee", "week_start", "week_end")}
    return Sheet(
        reference=key,
        employee=first["employee"],
        week_start=first["week_start"],
        week_end=first["week_end"],
        entries=len(lines),
        units=sum(lines["units"].dropna(), Decimal(0)),
        content_sha256=content,
        cost=sum((amount for name in COSTS for amount in lines[name].dropna()), ZERO),
        record=record,
        revision=revision,
        supersedes=supersedes,
        standing=standing,
        there=there,
        lines=lines,
    )


def _said(entries: pd.DataFrame) -> list[list[tuple[str, str]]]:
    """What every entry says in Intacct, a name and a text for each value."""
    names = [*_SENT, *entry_fields(entries)]
    columns = [["" if blank else str(cell) for cell, blank in _cells(entries[name])] for name in names]
    return [[(n, cell) for n, cell in zip(names, row, strict=True) if cell] for row in zip(*columns, strict=True)]


def _cells(column: pd.Series) -> Iterator[tuple[Any, bool]]:
    return zip(column.astype(object).tolist(), column.isna().tolist(), strict=True)


def _digest(rows: Iterable[Sequence[tuple[str, str]]]) -> str:
    return hashlib.sha256(json.dumps(sorted(map(sorted, rows)), ensure_ascii=False).encode()).hexdigest()


def _by(held: Iterable[Held], name: Any) -> dict[str, list[Held]]:
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for one in held:
        if name(one):
            found[name(one)].append(one)
    return dict(found)


def findings_of(sheets: Sequence[Sheet], held: Sequence[Held], elsewhere: Sequence[Held]) -> Findings:
    """What is to be said of weeks that were exported before."""
    by_key = {one.key: one for one in held}
    return Findings(_findings(sheets, by_key, elsewhere))


def _findings(sheets: Sequence[Sheet], by_key: Mapping[str, Held], elsewhere: Sequence[Held]) -> Iterator[Finding]:
    same = sum(sheet.standing == "exported" for sheet in sheets)
    if same:
        message = f"{same} of {len(sheets)} timesheets are exported already with the same content."
        yield Finding("already_exported", "note", message, "They are not sent again.", page="exports")
    for sheet in sheets:
        if sheet.standing == "changed":
            yield _changed(sheet, by_key[sheet.there])
        elif sheet.standing == "correction":
            message = f"{_week(sheet)}: a timesheet of {sheet.units:,.2f} hours corrects {sheet.there}."
            yield Finding("correction", "warning", message, _ONE_ONLY, employee=sheet.employee, page="exports")
        elif sheet.standing == "further":
            message = f"{_week(sheet)}: {sheet.there} holds hours of other categories; these go as a further timesheet."
            yield Finding("further_sheet", "warning", message, _ONE_ONLY, employee=sheet.employee, page="exports")
    going = {sheet.record for sheet in sheets if sheet.standing == "new"}
    for one in elsewhere:
        if one.record in going:
            message = f"{one.record} was exported from run {one.run} as well ({one.key}, {one.where})."
            yield Finding("week_of_another_run", "warning", message, _ONE_ONLY, value=one.key, page="exports")


def _changed(sheet: Sheet, there: Held) -> Finding:
    message = (
        f"{_week(sheet)}: the labor changed since it was exported as {there.key} ({there.where}); it is "
        f"{sheet.units:,.2f} hours now. It is not sent again."
    )
    remedy = (
        "While it is not approved in Intacct, decline and delete it there (Time > Staff Timesheets), supersede its "
        "export and export the week again. Once it is approved, export the difference as a timesheet of its own."
    )
    who, key = sheet.employee, there.key
    return Finding("changed_since_export", "warning", message, remedy, employee=who, value=key, page="exports")


def _week(sheet: Sheet) -> str:
    return f"{sheet.employee}, week of {sheet.week_start}"
