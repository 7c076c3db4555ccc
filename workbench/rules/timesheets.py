"""Weekly timesheets of job cost records: one per employee and week, an entry per labor record or added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from workbench.findings import Finding, Findings
from workbench.frames import NOT_EXPORTED, SHEETS, TIMESHEET_ENTRIES, conform
from workbench.money import HOURS, MONEY, from_cents, ints_to_decimal, to_cents
from workbench.rules.coding import encode
from workbench.rules.job_cost import JobCostRecords, create_of
from workbench.rules.job_cost_checks import RECORDS, units_of
from workbench.rules.job_cost_faults import Fault
from workbench.rules.job_cost_lines import dates_of, days, week_of
from workbench.rules.labor_cost import KINDS

Summarize = Literal["entry", "day", "period"]
ADDS_UP_TO_NONE = "its hours are none, or add up to none"
COSTS = ("cost", *KINDS)
_A_DAY = 24 * 10_000


@dataclass(frozen=True)
class SheetParameters:
    """What is asked besides date and description.

    ``billable`` and ``notes`` are put on every entry ("{text}" in the notes becomes the labor record's own text).
    ``summarize``: an entry per labor record, per day, or per period (week of the sheet, dated its first day worked).
    ``labor_cost``: send what was paid and what it cost besides. ``when_blank``: "error" or "home" instead of what the
    structure says.
    """

    billable: bool = False
    notes: str = ""
    summarize: Summarize = "entry"
    labor_cost: bool = False
    when_blank: str = ""


@dataclass(frozen=True, eq=False)
class Timesheets:
    """Timesheets as they would be sent.

    ``entries``: TIMESHEET_ENTRIES, a column per timesheet entry field, ``record_lines`` (the lines of the employee's
    record it is made of). ``sheets``: SHEETS. ``not_exported``: NOT_EXPORTED, with the entries the whole paycards.
    ``findings``: of the records and of the sheets.
    """

    records: JobCostRecords
    description: str
    parameters: SheetParameters
    entries: pd.DataFrame
    sheets: pd.DataFrame
    not_exported: pd.DataFrame
    findings: Findings


def make_timesheets(
    records: JobCostRecords, *, description: str, parameters: SheetParameters = SheetParameters()
) -> Timesheets:
    """The timesheets these records give, one per employee and week, and everything that speaks against them."""
    structure = records.source.structure
    if parameters.when_blank not in ("", structure.when_blank):
        structure = replace(structure, when_blank=parameters.when_blank)
        records = create_of(replace(records.source, structure=structure))
    made = _added_up(records, parameters)
    there = made["units"].to_numpy() != 0
    entries = _entries(records, made[there], parameters)
    rest = _with_rest(records.not_exported, made[~there])
    findings = records.findings + check_entries(entries, records.week_starts)
    return Timesheets(records, description, parameters, entries, _sheets(entries), rest, findings)


def _added_up(records: JobCostRecords, parameters: SheetParameters) -> pd.DataFrame:
    """Lines as entries to be: whole ten-thousandths and cents; equal ones of a day or week added up when asked."""
    lines, fields = records.lines, list(records.fields.values())
    frame = lines[["employee", "employee_id", "category", "time_type", "text", *fields]].assign(
        week=days(lines["week_start"]),
        day=days(lines["work_date"]),
        units=units_of(lines),
        **{name: to_cents(lines[name]) for name in COSTS},
        record_lines=lines["line"].astype("str"),
    )
    if parameters.summarize == "entry":
        return frame
    keys = ["employee", "employee_id", "week", "category", "time_type", *fields]
    if parameters.summarize == "day":
        keys.insert(3, "day")
    sums = dict.fromkeys(("units", *COSTS), "sum")
    rules = {"day": "min", **sums, "text": _texts, "record_lines": ", ".join}
    grouped = frame.groupby(keys, sort=False, as_index=False)
    return grouped.agg({name: how for name, how in rules.items() if name not in keys})


def _texts(texts: pd.Series) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _entries(records: JobCostRecords, made: pd.DataFrame, parameters: SheetParameters) -> pd.DataFrame:
    _, (who,) = encode([made["employee"]])
    first = made["record_lines"].str.split(",").str[0].astype("int64").to_numpy()
    made = made.iloc[np.lexsort((first, made["day"].to_numpy(), made["week"].to_numpy(), who))].reset_index(drop=True)
    cost = {name: from_cents(made[name].to_numpy()) for name in COSTS}
    if not parameters.labor_cost:
        cost = dict.fromkeys(COSTS, pd.Series(pd.NA, index=made.index, dtype=MONEY))
    entries = made.assign(
        week_start=dates_of(made["week"].to_numpy()),
        week_end=dates_of(made["week"].to_numpy() + 6),
        line=made.groupby(["employee", "week"], sort=False).cumcount() + 1,
        work_date=dates_of(made["day"].to_numpy()),
        units=_hours(made["units"]),
        billable=parameters.billable,
        notes=_notes(made["text"], parameters.notes),
        **cost,
    )
    return conform(entries, TIMESHEET_ENTRIES)[[*TIMESHEET_ENTRIES.names, *records.fields.values(), "record_lines"]]


def _notes(texts: pd.Series, notes: str) -> list[str]:
    return [notes.replace("{text}", text).strip() for text in texts]


def _hours(ten_thousandths: pd.Series) -> pd.Series:
    return pd.Series(ints_to_decimal(ten_thousandths.to_numpy(), 4), dtype=HOURS)


def _sheets(entries: pd.DataFrame) -> pd.DataFrame:
    """A row per employee and week."""
    keys = ["employee", "week_start", "week_end"]
    grouped = entries.assign(
        units=units_of(entries), cost=to_cents(entries["cost"]), sent=entries["cost"].notna()
    ).groupby(keys, sort=False, as_index=False)
    sheets = grouped.agg(entries=("line", "size"), units=("units", "sum"), cost=("cost", "sum"), sent=("sent", "any"))
    cost = from_cents(sheets["cost"].to_numpy()).where(sheets["sent"])
    return conform(sheets.assign(units=_hours(sheets["units"]), cost=cost).drop(columns="sent"), SHEETS)


def _with_rest(rest: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """What is on no sheet, with the entries that have no hours."""
    if not len(left):
        return rest
    added = left.groupby(["employee", "category"], as_index=False)[["units", *COSTS]].sum()
    money = {name: from_cents(added[name].to_numpy()) for name in COSTS}
    more = conform(added.assign(units=_hours(added["units"]), reason=ADDS_UP_TO_NONE, **money), NOT_EXPORTED)
    whole = pd.concat([rest, more], ignore_index=True)
    return whole.sort_values(["employee", "category", "reason"], ignore_index=True)


def check_entries(entries: pd.DataFrame, week_starts: int) -> Findings:
    """What is to be said of entries as they would be sent: days outside their week, long days, hours taken back."""
    if not len(entries):
        return Findings([Finding("no_entry", "error", "There is no hour to export.", "Choose employees who worked in "
                                 "the structure's categories.", page=RECORDS)])  # fmt: skip
    shown = entries.assign(run="")
    return Findings(fault.finding(shown) for fault in _faults(entries, week_starts) if fault.rows.any())


def _faults(entries: pd.DataFrame, week_starts: int) -> Iterator[Fault]:
    week, day, units = days(entries["week_start"]), days(entries["work_date"]), units_of(entries)
    yield Fault(
        "outside_week", "error", "The work date is outside its week, or the week begins on a wrong day",
        "Set the day weeks begin on as it is in Intacct, and create the records again.",
        week_of(day, week_starts) != week, page=RECORDS,
    )  # fmt: skip
    total = pd.Series(units).groupby([entries["employee"], entries["work_date"]]).transform("sum").to_numpy()
    yield Fault(
        "long_day", "warning", "More than 24 hours on one day; a company may refuse the timesheet",
        "Check the days, or send an entry per day instead of one per period.", total > _A_DAY, page=RECORDS,
    )  # fmt: skip
    yield Fault(
        "negative_units", "warning", "The entry takes hours back; a company may refuse negative hours",
        "Summarize per day or period, so that they are taken off the hours they correct.", units < 0, page=RECORDS,
    )  # fmt: skip
