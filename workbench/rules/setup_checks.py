"""What in a setup does not fit the payrolls it is for: missing, doubtful and unused parts, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pandas as pd

from workbench.findings import Finding, Findings
from workbench.rules.account_fit_checks import check_payouts, check_same_account, check_types
from workbench.rules.batch import make_batch
from workbench.rules.chart_checks import check_chart
from workbench.rules.code_checks import check_codes, check_spare_accounts
from workbench.rules.coverage_checks import check_coverage
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.job_cost_checks import check_structure
from workbench.rules.job_cost_lines import fields_of
from workbench.rules.known import Known
from workbench.rules.name_checks import check_names
from workbench.rules.overwrite_checks import check_overwrites
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup

STALE_AFTER = timedelta(days=14)
# Of the findings on records, those that are mended in the setup.
_OF_SETUP = (
    "benefit_not_posted", "part_left_out", "overwrite_contradiction", "payout_overwritten", "earning_without_units",
    "task_without_project", "cost_type_without_task", "employee_ids", "field_name", "field_twice", "dimension_name",
    "too_large",
)  # fmt: skip
_ORDER = {"error": 0, "warning": 1, "note": 2}


def check_setup(
    setup: Setup,
    runs: Sequence[PostedRun],
    chart: pd.DataFrame | None = None,
    values: Mapping[str, pd.DataFrame] | None = None,
    *,
    made: Sequence[GLRecords] | None = None,
    age: timedelta | None = None,
) -> Findings:
    """Coverage and lint of a setup for these runs, also against chart and dimension values of Intacct where known.

    What its active job cost structures name is looked at too; their hours are checked where records are made of them.
    ``made``: the records of the runs under this setup, where they are there already; ``age``: how long ago chart and
    values were read. Errors first.
    """
    made = [create_records(run, setup) for run in runs] if made is None else made
    known = Known(runs, chart, values or {})
    found: list[Finding] = []
    for run, records in zip(runs, made, strict=True):
        found += check_coverage(run, records, setup)
        found += [f for f in records.findings if f.code in _OF_SETUP]
        found += check_chart(make_batch(records, description="").lines, chart, values)
        found += check_types(records, setup, known)
        for structure in (one for one in setup.job_cost if one.active):
            found += check_structure(run, structure, None, fields_of(run, setup, structure))
    found += check_overwrites(setup, known, made)
    found += check_same_account(setup, runs)
    found += check_payouts(setup, known)
    found += check_names(setup, known)
    found += check_codes(setup, known)
    found += check_spare_accounts(setup, known, found)
    found += _age(age)
    return Findings(sorted(dict.fromkeys(found), key=lambda f: _ORDER[f.severity]))


def check_each(
    runs: Sequence[PostedRun],
    setups: Sequence[Setup],
    chart: pd.DataFrame | None = None,
    values: Mapping[str, pd.DataFrame] | None = None,
    *,
    made: Sequence[GLRecords] | None = None,
    age: timedelta | None = None,
) -> Findings:
    """The findings of several runs, each under its own setup; runs of the same setup are looked at together."""
    found: list[Finding] = []
    for setup in {id(one): one for one in setups}.values():
        mine = [at for at, own in enumerate(setups) if own is setup]
        there = None if made is None else [made[at] for at in mine]
        found += check_setup(setup, [runs[at] for at in mine], chart, values, made=there, age=age)
    return Findings(sorted(dict.fromkeys(found), key=lambda f: _ORDER[f.severity]))


def _age(age: timedelta | None) -> Iterator[Finding]:
    if age is not None and age > STALE_AFTER:
        yield Finding(
            "codes_old", "warning",
            f"The codes were read from Intacct {age.days} days ago; accounts and dimensions may have changed since.",
            "Refresh the Code Finder.", page="gl_codes",
        )  # fmt: skip
