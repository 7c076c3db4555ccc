"""What stands in place of debit and credit for worked time: paid hours, days of the period, no blank left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.fields import STANDARD_DIMENSIONS, TIMESHEET_FIELD
from workbench.findings import Finding, Findings, Severity
from workbench.frames import JOB_COST_LINES, TIMESHEET_ENTRIES
from workbench.money import decimal_to_ints
from workbench.rules.coding import add_up, encode
from workbench.rules.job_cost_codes import check_codes
from workbench.rules.job_cost_faults import Fault
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import JobCostStructure

STRUCTURES, RECORDS, RUNS, SETUP = "job_cost_structures", "job_cost", "payroll_runs", "account_setup"
TAKEN = {*JOB_COST_LINES.names, *TIMESHEET_ENTRIES.names, *TIMESHEET_FIELD.values(), "record_lines"}
_NAMED = 100  # findings about single employees; beyond that they are counted


@dataclass(frozen=True, eq=False)
class Checked:
    """What was found, and per employee why the record cannot be exported, or why its units differ from the paycard."""

    findings: Findings
    causes: Mapping[str, str]
    differences: Mapping[str, str]


def check_structure(
    run: PostedRun, structure: JobCostStructure, employees: Sequence[str] | None, fields: Mapping[str, str]
) -> Findings:
    """What the structure itself, the names of dimensions and fields, and the choice of employees have against them."""
    named = (*_names(run, structure), *_dimension_names(run), *_field_names(fields))
    return Findings((*_structure(structure), *named, *_unknown_employees(run, employees)))


def _structure(structure: JobCostStructure) -> Iterator[Finding]:
    if not structure.active:
        yield Finding(
            "structure_inactive", "error", f"The job cost structure {structure.name} is not active.",
            "Set its status to active, or choose another structure.", value=structure.name, page=STRUCTURES,
        )  # fmt: skip
    if not structure.categories:
        yield Finding(
            "structure_without_categories", "error",
            f"The job cost structure {structure.name} has no payroll category: it exports nothing.",
            "Choose the payroll categories to export.", value=structure.name, page=STRUCTURES,
        )  # fmt: skip


def _names(run: PostedRun, structure: JobCostStructure) -> Iterator[Finding]:
    for code in sorted(set(structure.categories) - set(run.categories["code"])):
        message = f"The structure exports category {code}, which this payroll does not have."
        yield Finding("category_unknown", "note", message, "Check its code, or remove it.", category=code,
                      page=STRUCTURES)  # fmt: skip
    known = {"department", "location", *STANDARD_DIMENSIONS, *run.dimensions}
    for name in sorted(name for name, place in structure.dimensions.items() if place and name not in known):
        message = f"The structure exports {name}, which is no dimension of this payroll; it is not sent."
        yield Finding("dimension_unknown", "warning", message, "Check its name, or set it to blank.", value=name,
                      page=STRUCTURES)  # fmt: skip


def _dimension_names(run: PostedRun) -> Iterator[Finding]:
    for name in run.dimensions:
        if name in TAKEN:
            message = f"A dimension cannot be called {name!r}; timesheets have a column of that name."
            yield Finding("dimension_name", "error", message, "Rename the dimension in dimensions.csv.", value=name,
                          page=RUNS)  # fmt: skip


def _field_names(fields: Mapping[str, str]) -> Iterator[Finding]:
    """Two dimensions in one field, or a field that Intacct cannot have."""
    used: dict[str, str] = {}
    for key, field in fields.items():
        remedy = "Give the dimension its own Intacct field in the setup (intacct_fields), or do not send it."
        if not field.isascii() or not field.isidentifier() or not field.isupper():
            message = f"Dimension {key} would be sent as {field!r}, which cannot be a field of Intacct."
            yield Finding("field_name", "error", message, remedy, value=field, page=SETUP)
        elif field in used:
            message = f"Dimensions {used[field]} and {key} would both be sent as {field}."
            yield Finding("field_twice", "error", message, remedy, value=field, page=SETUP)
        used[field] = key


def _unknown_employees(run: PostedRun, employees: Sequence[str] | None) -> Iterator[Finding]:
    there = {*run.paycards["employee"].unique(), *run.labor["employee"].unique()}
    for employee in sorted(set(employees or ()) - there):
        yield Finding(
            "unknown_employee", "error", f"Employee {employee} is not in run {run.code}.", "Check the employee number.",
            run=run.code, employee=employee, value=employee, page=RECORDS,
        )  # fmt: skip


def check_lines(
    run: PostedRun,
    structure: JobCostStructure,
    staff: Sequence[str],
    lines: pd.DataFrame,
    open_blanks: Mapping[str, np.ndarray],
    fields: Mapping[str, str],
    time_types: pd.DataFrame | None,
    values: Mapping[str, pd.DataFrame] | None,
) -> Checked:
    """Everything there is to say of the lines, each once per cause with its employees and hours."""
    faults = [
        *check_codes(lines, fields, time_types, values),
        *_blanks(structure, lines, open_blanks),
        *_days(run, lines),
        *_units(lines),
    ]
    faults = [one for one in faults if one.rows.any()]
    causes: dict[str, str] = {}
    for fault in (one for one in faults if one.severity == "error"):
        for employee in fault.employees(lines):
            causes.setdefault(employee, fault.message)
    told, differences = _paid(run, structure, staff, lines)
    return Checked(Findings([*(fault.finding(lines) for fault in faults), *told]), causes, differences)


def _blanks(structure: JobCostStructure, lines: pd.DataFrame, open_blanks: Mapping[str, np.ndarray]) -> Iterator[Fault]:
    """A blank worked value is an error where a home value makes it a choice; with neither there is nothing to send."""
    for key, rows in open_blanks.items():
        name = key.replace("_", " ")
        yield Fault(
            "worked_blank", "error", f"Worked {name} is blank while the employee has a home {name}",
            f"Complete the labor records, or let the structure take the home value where {name} is blank.",
            rows, column=key, page=STRUCTURES,
        )  # fmt: skip
    for key, place in structure.dimensions.items():
        if place and key in lines.columns:
            rows = (lines[key] == "").to_numpy(dtype=bool) & ~open_blanks.get(key, np.zeros(len(lines), dtype=bool))
            name = key.replace("_", " ")
            yield Fault("not_on_entry", "note", f"{place.capitalize()} {name} is blank; none is sent",
                        "Nothing to do where this time belongs to none; else complete the payroll.",
                        rows, column=key, page=RUNS)  # fmt: skip


def _days(run: PostedRun, lines: pd.DataFrame) -> Iterator[Fault]:
    if not len(run.paycards):
        return
    worked = lines["work_date"]
    outside = ((worked < run.period_start) | (worked > run.period_end)).to_numpy(dtype=bool)
    yield Fault(
        "outside_period", "warning", f"The work date is outside {run.period_start} to {run.period_end}",
        "Check the dates; late time goes to the week it was worked in.", outside, page=RUNS,
    )  # fmt: skip


def _units(lines: pd.DataFrame) -> Iterator[Fault]:
    units = units_of(lines)
    yield Fault(
        "no_units", "warning", "The labor record has no hours; it gives no timesheet entry",
        "Give it its hours, or leave it: its amount is listed as not exported.", units == 0, page=RUNS,
    )  # fmt: skip


def _paid(
    run: PostedRun, structure: JobCostStructure, staff: Sequence[str], lines: pd.DataFrame
) -> tuple[list[Finding], dict[str, str]]:
    """Units per employee and category against those of the regular paycard."""
    table = _units_compared(run, structure, staff, lines)
    told = [(row, _difference(row)) for row in table[~table["unknown"]].itertuples(index=False)]
    differences: dict[str, str] = {}
    for row, said in told:
        differences.setdefault(row.employee, said)
    found = [_differs(run, f"{row.employee}: {said}.", row.employee, row.category) for row, said in told[:_NAMED]]
    if len(told) > _NAMED:
        rest = f"{len(told) - _NAMED} more employees and categories have other worked than paid units."
        found.append(_differs(run, rest))
    for category, without in table[table["unknown"]].groupby("category"):
        said = f"The paycards of {len(without)} employees say no units of {category}; the labor records stand."
        found.append(_differs(run, said, category=str(category), severity="note"))
    return found, differences


def _difference(row: Any) -> str:
    worked, paid = (f"{Decimal(int(n)).scaleb(-4).normalize():f}" for n in (row.worked, row.paid))
    if not row.lines:
        return f"{paid} paid units of {row.category} have no labor record"
    return f"{worked} worked units of {row.category}, {paid} paid"


def _differs(
    run: PostedRun, said: str, employee: str = "", category: str = "", severity: Severity = "warning"
) -> Finding:
    remedy = "Compare labor and paycard; only labor records become timesheet entries."
    return Finding(
        "hours_differ", severity, said, remedy, run=run.code, employee=employee, category=category, page=RUNS
    )


def _units_compared(
    run: PostedRun, structure: JobCostStructure, staff: Sequence[str], lines: pd.DataFrame
) -> pd.DataFrame:
    """Where worked and paid units differ: employee, category, worked, paid, lines, unknown."""
    cards = regular_cards(run, structure, staff)
    names, (of_line, of_card) = encode([lines["employee"], cards["employee"]])
    codes, (line_code, card_code) = encode([lines["category"], cards["category"]])
    key = np.concatenate([of_line, of_card]).astype(np.int64) * codes.size + np.concatenate([line_code, card_code])
    of_lines = (units_of(lines), np.zeros(len(lines), dtype=np.int64), np.ones(len(lines), dtype=np.int64))
    paid_units = units_of(cards)
    of_cards = (np.zeros(len(cards), dtype=np.int64), paid_units, np.zeros(len(cards), dtype=np.int64))
    key, (worked, paid, count) = add_up(key, *(np.concatenate(p) for p in zip(of_lines, of_cards, strict=True)))
    frame = pd.DataFrame(
        {
            "employee": [names.texts[k // codes.size] for k in key],
            "category": [codes.texts[k % codes.size] for k in key],
            "worked": worked,
            "paid": paid,
            "lines": count,
            "unknown": (paid == 0) & (count > 0),
        }
    )
    return frame[worked != paid]


def regular_cards(run: PostedRun, structure: JobCostStructure, staff: Sequence[str]) -> pd.DataFrame:
    """The paycard lines that labor records explain: regular ones of the structure's categories."""
    cards = run.paycards
    mine = cards["category"].isin(structure.categories) & (cards["paycard_type"] == "regular")
    return cards[mine & cards["employee"].isin(list(staff))]


def units_of(frame: pd.DataFrame) -> np.ndarray:
    """Units in ten-thousandths; a missing one counts zero."""
    return decimal_to_ints(pa.array(frame["units"], type=pa.decimal128(18, 4)))
