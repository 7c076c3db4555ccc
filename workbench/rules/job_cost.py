"""The job cost records of a posted run: one per employee, a line per labor record, checked where a journal balances."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.findings import Findings
from workbench.frames import JOB_COST_RECORDS, conform
from workbench.money import HOURS, from_cents, ints_to_decimal
from workbench.rules.coding import encode
from workbench.rules.job_cost_checks import TAKEN, Checked, check_lines, check_structure, regular_cards, units_of
from workbench.rules.job_cost_lines import days, fields_of, make_lines
from workbench.rules.labor_cost import KINDS, labor_cost
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import JobCostStructure, Setup

MONDAY = 1
Values = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Source:
    """What records were made from: equal sources give equal records."""

    run: PostedRun
    setup: Setup
    structure: JobCostStructure
    employees: tuple[str, ...] | None
    time_types: pd.DataFrame | None
    values: Values | None
    week_starts: int
    said: Findings = Findings()  # noqa: RUF009 - a tuple that cannot change


@dataclass(frozen=True, eq=False)
class JobCostRecords:
    """The job cost records of some employees of one run under one structure.

    ``lines``: JOB_COST_LINES, a column per dimension, a column per timesheet entry field (blank is not sent).
    ``records``: JOB_COST_RECORDS, a row per employee with lines or paid units. ``not_exported``: NOT_EXPORTED, what
    of the employees' earnings, employer taxes and fringes is on none of the lines; with the lines it is the paycards.
    """

    run: str
    structure: str
    lines: pd.DataFrame
    records: pd.DataFrame
    not_exported: pd.DataFrame
    findings: Findings
    dimensions: tuple[str, ...]
    fields: Mapping[str, str]  # of each dimension, the timesheet entry field that carries it
    week_starts: int  # 1 Monday to 7 Sunday
    source: Source

    def of(self, employees: Sequence[str]) -> JobCostRecords:
        """The records of these employees alone, checked by themselves."""
        return create_of(replace(self.source, employees=tuple(employees)))


def create_job_cost(
    run: PostedRun,
    setup: Setup,
    structure: JobCostStructure,
    employees: Sequence[str] | None = None,
    *,
    time_types: pd.DataFrame | None = None,
    values: Values | None = None,
    week_starts: int = MONDAY,
    said: Findings = Findings(),  # noqa: B008
) -> JobCostRecords:
    """The job cost records of all employees of a run, or the given ones, and everything that speaks against them.

    ``time_types`` (name, status) and ``values`` per dimension (code, status, parent, project, entity) as read from
    Intacct; None is not known and not checked, which a finding says. ``said``: what else is to be said of them.
    """
    chosen = None if employees is None else tuple(employees)
    return create_of(Source(run, setup, structure, chosen, time_types, values, week_starts, said))


def create_of(source: Source) -> JobCostRecords:
    """The records a source gives."""
    run, setup, structure = _named_apart(source.run), source.setup, source.structure
    staff = _staff(source)
    lines, open_blanks = make_lines(run, setup, structure, staff, source.week_starts)
    exported = run.labor["category"].isin(structure.categories).to_numpy(dtype=bool)
    cost = labor_cost(run, setup.distribution_basis, staff, exported)
    rows = lines["labor_row"].to_numpy()
    lines = lines.assign(**{name: from_cents(getattr(cost, name)[rows]) for name in ("cost", *KINDS)})
    fields = fields_of(run, setup, structure)
    checked = check_lines(run, structure, staff, lines, open_blanks, fields, source.time_types, source.values)
    at_large = check_structure(source.run, structure, source.employees, fields)
    forbidden = next((f.message for f in at_large.errors if not f.employee), "")
    findings = at_large + checked.findings + source.said
    records = _records(run, structure, staff, lines, list(fields.values()), checked, forbidden)
    return JobCostRecords(
        run.code,
        structure.name,
        lines,
        records,
        cost.rest,
        findings,
        run.dimensions,
        fields,
        source.week_starts,
        source,
    )


def _named_apart(run: PostedRun) -> PostedRun:
    """The run without dimensions that are called like a column of the lines; a finding says so."""
    kept = tuple(name for name in run.dimensions if name not in TAKEN)
    return run if kept == run.dimensions else replace(run, dimensions=kept)


def _staff(source: Source) -> list[str]:
    """Everyone asked for who is in the run."""
    there = {*source.run.paycards["employee"].unique(), *source.run.labor["employee"].unique()}
    return sorted(there if source.employees is None else there & set(source.employees))


def hours(ten_thousandths: np.ndarray) -> pd.Series:
    """An hours column from ten-thousandths."""
    return pd.Series(ints_to_decimal(ten_thousandths, 4), dtype=HOURS)


def _records(
    run: PostedRun,
    structure: JobCostStructure,
    staff: Sequence[str],
    lines: pd.DataFrame,
    fields: list[str],
    checked: Checked,
    forbidden: str,
) -> pd.DataFrame:
    """A row per employee with lines or paid units."""
    paid = regular_cards(run, structure, staff)
    names, (of_line, of_card) = encode([lines["employee"], paid["employee"]])
    size = names.size
    worked, paid_units = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(worked, of_line, units_of(lines))
    np.add.at(paid_units, of_card, units_of(paid))
    timed = units_of(lines) != 0
    entries = np.bincount(of_line[timed], minlength=size)
    sheets = np.unique(np.stack([of_line[timed], days(lines["week_start"])[timed]]), axis=1)
    blocked = checked.causes
    causes = [forbidden or blocked.get(e, "") for e in names.texts]
    differs = [checked.differences.get(e, "") for e in names.texts]
    frame = pd.DataFrame(
        {
            "employee": pd.Series(names.texts, dtype="str"),
            "units": hours(worked),
            "paid_units": hours(paid_units),
            "difference": hours(worked - paid_units),
            "weeks": np.bincount(sheets[0], minlength=size).astype("int64"),
            "entries": entries.astype("int64"),
            "ok": [not cause for cause in causes],
            "cause": pd.Series([c or d for c, d in zip(causes, differs, strict=True)], dtype="str"),
            "fingerprint": pd.Series(_fingerprints(lines, of_line, size, fields), dtype="str"),
        }
    )
    return conform(frame, JOB_COST_RECORDS)


def _fingerprints(lines: pd.DataFrame, employee: np.ndarray, size: int, fields: list[str]) -> list[str]:
    """A sha256 per employee over everything of a line that can reach Intacct."""
    said = ["employee_id", "time_type", "work_date", "units", "cost", *KINDS, "text", *fields]
    digests = [hashlib.sha256() for _ in range(size)]
    columns = [lines[name].astype(object).tolist() for name in said]
    for who, row in zip(employee.tolist(), zip(*columns, strict=True), strict=True):
        digests[who].update(json.dumps([str(cell) for cell in row], ensure_ascii=False).encode())
    return [one.hexdigest() for one in digests]
