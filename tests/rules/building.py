"""Posted runs made by hand for the tests of the rules: a few words per line, everything else a default."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa

from workbench import frames
from workbench.money import parse_column
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import CategoryAccounts, Setup
from workbench.rules.setup_yaml import read_setup

SAMPLE = Path(__file__).parents[2] / "workbench" / "samples" / "ontario-2026-bw03"
SCALE = {"money": 2, "hours": 4, "rate": 6}
DAYS = {"period_start": "2026-01-26", "period_end": "2026-02-08", "pay_date": "2026-02-13", "work_date": "2026-01-26"}


def frame_of(rows, schema, dimensions=()):
    """A frame of the schema from dictionaries of text; what a row does not say is blank."""
    columns = {}
    for column in schema.columns:
        texts = pa.array([row.get(column.name, DAYS.get(column.name, "")) for row in rows], pa.string())
        if column.kind in SCALE:
            texts, bad = parse_column(texts, SCALE[column.kind])
            assert not any(bad.to_pylist()), rows
        elif column.kind == "date":
            texts = texts.cast(pa.date32())
        columns[column.name] = pd.Series(texts, dtype=frames.DTYPE[column.kind])
    for name in dimensions:
        columns[name] = pd.Series([row.get(name, "") for row in rows], dtype="str")
    return frames.conform(pd.DataFrame(columns), schema, tuple(dimensions))


def run_of(categories, employees, paycards, labor=(), dimensions=("project", "task"), code="R"):
    """A run: ``categories`` code to class, employees as dictionaries, paycards and labor as (employee, category,
    amount, further columns)."""

    def lines(rows, **defaults):
        return [
            {"run": code, "employee": e, "category": c, "amount": a, **defaults, **dict(*more)}
            for e, c, a, *more in rows
        ]

    return PostedRun(
        code=code,
        paycards=frame_of(lines(paycards, paycard_type="regular", payroll_group="G"), frames.PAYCARDS),
        labor=frame_of(lines(labor), frames.LABOR, dimensions),
        employees=frame_of(list(employees), frames.EMPLOYEES, dimensions),
        categories=frame_of(
            [{"code": c, "name": f"name of {c}", "class": k} for c, k in categories.items()], frames.CATEGORIES
        ),
        departments=frame_of([], frames.DEPARTMENTS),
        locations=frame_of([], frames.LOCATIONS),
        dimension_values=frame_of([], frames.DIMENSIONS),
        payroll_groups=frame_of([{"code": "G"}], frames.PAYROLL_GROUPS),
        dimensions=tuple(dimensions),
    )


def accounts_of(used, /, **changes):
    """A setup that gives every used category both accounts, its code with D or C; ``changes`` are more fields of it."""
    tab = {c: CategoryAccounts(f"{c}D", f"{c}C") for c in used} | changes.pop("categories", {})
    return Setup(categories=tab, **changes)


def sample_run():
    """The Ontario sample's run."""

    def rows(name):
        with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    dimensions = ("project", "task", "cost_type", "class")
    return PostedRun(
        code="2026-BW03",
        paycards=frame_of(rows("paycards"), frames.PAYCARDS),
        labor=frame_of(rows("labor"), frames.LABOR, dimensions),
        employees=frame_of(rows("employees"), frames.EMPLOYEES, dimensions),
        categories=frame_of(rows("categories"), frames.CATEGORIES),
        departments=frame_of(rows("departments"), frames.DEPARTMENTS),
        locations=frame_of(rows("locations"), frames.LOCATIONS),
        dimension_values=frame_of(rows("dimensions"), frames.DIMENSIONS),
        payroll_groups=frame_of(rows("payroll_groups"), frames.PAYROLL_GROUPS),
        dimensions=dimensions,
    )


def sample_setup():
    """The Ontario sample's setup."""
    return read_setup((SAMPLE / "setup.yaml").read_text(encoding="utf-8"))[0]


def brief(records, *columns):
    """The lines as plain tuples: side, account, amount and the named columns."""
    lines = records.lines
    return [
        (row["side"], row["account"], str(row["amount"]), *(row[c] for c in columns))
        for row in lines.to_dict("records")
    ]
