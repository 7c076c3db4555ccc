"""What in a setup does not fit the payrolls it is for: missing, doubtful and unused parts, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbench.fields import STANDARD_DIMENSIONS
from workbench.findings import Finding, Findings
from workbench.money import show
from workbench.rules.batch import make_batch
from workbench.rules.chart_checks import check_chart
from workbench.rules.coverage import coverage_of
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import distinct_texts
from workbench.rules.setup import Setup
from workbench.rules.sides import COST_CLASSES, other_side
from workbench.rules.structure import parse_structure

PAGE = "account_setup"
# Of the findings on records, those that are mended in the setup.
_OF_SETUP = (
    "benefit_not_posted", "part_left_out", "overwrite_contradiction", "payout_overwritten", "earning_without_units",
    "task_without_project", "cost_type_without_task", "employee_ids", "field_name", "field_twice", "dimension_name",
    "too_large",
)  # fmt: skip


def check_setup(
    setup: Setup,
    runs: Sequence[PostedRun],
    chart: pd.DataFrame | None = None,
    values: Mapping[str, pd.DataFrame] | None = None,
) -> Findings:
    """Coverage and lint of a setup for these runs, also against chart and dimension values of Intacct where known."""
    made = [create_records(run, setup) for run in runs]
    found: list[Finding] = []
    for run, records in zip(runs, made, strict=True):
        found += _unmapped(run, records, setup)
        found += [f for f in records.findings if f.code in _OF_SETUP]
        lines = make_batch(records, description="").lines
        found += check_chart(lines, chart, values)
        found += _wrong_type(records, setup, chart)
    found += _unused_everywhere([r.findings for r in made])
    found += _same_account(setup, runs)
    found += _payouts(setup, runs)
    found += _unknown_names(setup, runs)
    severity = {"error": 0, "warning": 1, "note": 2}
    return Findings(sorted(dict.fromkeys(found), key=lambda f: severity[f.severity]))


def _unmapped(run: PostedRun, records: GLRecords, setup: Setup) -> Iterator[Finding]:
    covered = coverage_of(run, records, setup)
    open_sides = covered[covered["unmapped"] != 0]
    for row in open_sides.to_dict("records"):
        code, side = row["category"], row["side"]
        sides = covered[covered["category"] == code]
        both = len(sides) == 2 and bool((sides["unmapped"] != 0).all())
        what = f"{code} {row['name']} has no {side} account for {show(row['unmapped'])}"
        if row["class"] == "net_pay":
            what += ": every record is out by its net pay"
        elif len(sides) == 2 and not both:
            what += f", but a {other_side(side)} account: records are out by it"
        remedy = f"Enter the {side} account of {code} under Account setup, Payroll category"
        remedy += ", or set post: false if it is not to be posted." if both else "."
        yield Finding(
            "category_unmapped", "error", f"{what}.", remedy,
            column=side, run=run.code, category=code, amount=row["unmapped"], page=PAGE,
        )  # fmt: skip


def _unused_everywhere(findings: Sequence[Findings]) -> Iterator[Finding]:
    """Overwrite rows that no run uses."""
    unused = [{f.value: f for f in found if f.code == "overwrite_unused"} for found in findings]
    for value in dict.fromkeys(value for one in unused for value in one):
        if all(value in one for one in unused):
            yield replace(unused[0][value], message=unused[0][value].message.replace("this run", "these runs"))


def _wrong_type(records: GLRecords, setup: Setup, chart: pd.DataFrame | None) -> Iterator[Finding]:
    """Cost on a balance sheet account, or a liability on an income statement account."""
    if chart is None:
        return
    kinds = dict(zip(chart["account"], chart["type"], strict=True))
    names = ("category", "normal_side", "account", "category_class")
    for row in (dict(zip(names, texts, strict=True)) for texts in distinct_texts(records.table, names)):
        expense = row["normal_side"] == "debit" and setup.category(row["category"]).expense
        wanted = "incomestatement" if expense and row["category_class"] in COST_CLASSES else "balancesheet"
        kind = kinds.get(row["account"], "")
        if kind in ("incomestatement", "balancesheet") and kind != wanted:
            is_now, should = ("a balance sheet", "cost") if expense else ("an income statement", "a liability")
            yield Finding(
                "account_type", "warning",
                f"The {row['normal_side']} of {row['category']} is {should}, "
                f"but account {row['account']} is {is_now} account.",
                "Check the account; for a payout from a liability set expense: false.",
                column=row["normal_side"], value=row["account"], category=row["category"], page=PAGE,
            )  # fmt: skip


def _same_account(setup: Setup, runs: Sequence[PostedRun]) -> Iterator[Finding]:
    used = {code for run in runs for code in run.paycards["category"].unique()}
    for code, accounts in sorted(setup.categories.items()):
        if code in used and accounts.debit and accounts.debit == accounts.credit:
            message = f"Category {code} debits and credits the same account {accounts.debit}: it washes out."
            yield Finding(
                "same_account",
                "warning",
                message,
                "Check one of the two.",
                value=accounts.debit,
                category=code,
                page=PAGE,
            )


def _payouts(setup: Setup, runs: Sequence[PostedRun]) -> Iterator[Finding]:
    """A payout must debit the liability its accrual credits, and no account that takes the accrual's cost."""
    classes = {
        code: kind for run in runs for code, kind in zip(run.categories["code"], run.categories["class"], strict=True)
    }
    accruals = [setup.category(code) for code, kind in classes.items() if kind == "accrual"]
    liabilities, costs = {a.credit for a in accruals} - {""}, {a.debit for a in accruals} - {""}
    for code in sorted(code for code, kind in classes.items() if kind == "earning"):
        accounts = setup.category(code)
        if not accounts.expense and accounts.debit in costs:
            what = f"is a payout (expense: false) but debits {accounts.debit}, which also takes the cost of the accrual"
            yield _payout(code, what, "Let it debit the liability the accrual credits.")
        elif accounts.expense and accounts.debit in liabilities:
            what = f"debits {accounts.debit}, the liability of an accrual, but counts as an expense"
            yield _payout(code, what, "Set expense: false for a payout from a liability.")


def _payout(code: str, what: str, remedy: str) -> Finding:
    return Finding("payout", "warning", f"Earning {code} {what}.", remedy, category=code, page=PAGE)


def _unknown_names(setup: Setup, runs: Sequence[PostedRun]) -> Iterator[Finding]:
    """Dimensions and categories the setup speaks of and no payroll has."""
    if not runs:
        return
    known = {"department", "location", "employee", "category", *STANDARD_DIMENSIONS} | {
        d for r in runs for d in r.dimensions
    }
    for at, row in enumerate(setup.overwrite):
        for name in sorted(set(row.keys) - known):
            yield _unknown(name, f"Overwrite row {at + 1} has the key {name}, which is no dimension; it fits no line")
    for tab in ("gl_lines", "intacct_fields", "dimensions"):
        for name in sorted(set(getattr(setup, tab)) - known):
            yield _unknown(name, f"{tab} names {name}, which is no dimension of the payroll")
    for name in sorted(parse_structure(setup.structure).dimensions - known):
        yield _unknown(
            name, f"The structure has a part of {name}, which is no dimension of the payroll; it is left out"
        )
    codes = {code for run in runs for code in run.categories["code"]}
    for code in sorted(set(setup.categories) - codes):
        message = f"The setup has category {code}, which is no category of the payroll."
        yield Finding("category_unknown", "note", message, "Check its code, or remove it.", category=code, page=PAGE)


def _unknown(name: str, what: str) -> Finding:
    return Finding("dimension_unknown", "warning", f"{what}.", "Check the spelling.", value=name, page=PAGE)
