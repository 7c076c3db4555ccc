"""What is to be said of GL records besides their balance: each finding once per cause, with amount and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa

from workbench.fields import INTACCT_FIELD
from workbench.findings import Finding, Findings
from workbench.frames import RECORD_LINES
from workbench.money import decimal_of, decimal_to_ints, show, to_cents
from workbench.rules.accounts import AccountFinder
from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import add_up
from workbench.rules.distribution import Earnings
from workbench.rules.overwrite import contradictions
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import FURTHER
from workbench.rules.sent_fields import fields_of
from workbench.rules.setup import Setup

SETUP_PAGE, RECORDS_PAGE = "account_setup", "gl_records"
_NAMED = 100  # findings about single employees; beyond that they are counted
_MOST = Decimal(10) ** 15  # what sums of whole cents hold with room to spare
_TAKEN = {*RECORD_LINES.names, *FURTHER, "memo"}


def check_run(run: PostedRun, setup: Setup, employees: Sequence[str] | None) -> Findings:
    """What forbids creating records at all, and employees that are not in the run."""
    return Findings((*_too_large(run), *_names(run, setup), *_unknown_employees(run, employees)))


def _too_large(run: PostedRun) -> Iterator[Finding]:
    for frame, column, most in ((run.paycards, "amount", _MOST), (run.labor, "amount", _MOST)):
        if float(np.abs(to_cents(frame[column]).astype(float)).sum()) > float(most) * 100:
            yield _refusal("too_large", f"The {column}s of the run add up to more than {most:,}.", "Check the files.")
    for frame in (run.paycards, run.labor):
        units = decimal_to_ints(pa.array(frame["units"], type=pa.decimal128(18, 4)))
        if float(np.abs(units.astype(float)).sum()) > 1e17:
            yield _refusal(
                "too_large", "The units of the run add up to more than 10,000,000,000,000.", "Check the files."
            )


def _refusal(code: str, message: str, remedy: str) -> Finding:
    return Finding(code, "error", message, remedy, page="payroll_runs")


def _names(run: PostedRun, setup: Setup) -> Iterator[Finding]:
    for dimension in run.dimensions:
        if dimension in _TAKEN or dimension in INTACCT_FIELD.values():
            message = f"A dimension cannot be called {dimension!r}; lines have a column of that name."
            yield _refusal("dimension_name", message, "Rename the dimension in dimensions.csv.")
    used: dict[str, str] = {}
    for key, field in fields_of(setup, ("department", "location", *run.dimensions)).items():
        if not field.isascii() or not field.isidentifier():
            message = f"Dimension {key} would be sent as {field!r}, which cannot be a field of Intacct."
            yield _field("field_name", message, key, field)
        elif field in used:
            yield _field("field_twice", f"Dimensions {used[field]} and {key} are both sent as {field}.", key, field)
        used.setdefault(field, key)


def _field(code: str, message: str, key: str, field: str) -> Finding:
    remedy = f"Name the Intacct field of {key} under intacct_fields, or set gl_lines of {key} to none."
    return Finding(code, "error", message, remedy, column="intacct_fields", value=field, page=SETUP_PAGE)


def _unknown_employees(run: PostedRun, employees: Sequence[str] | None) -> Iterator[Finding]:
    paid = set(run.paycards["employee"].unique()) if employees is not None else set()
    for employee in sorted(set(employees or ()) - paid):
        message = f"Employee {employee} is not paid in run {run.code}; there is no record to create."
        yield Finding(
            "not_in_run", "warning", message, "Choose another run or leave the employee out.",
            run=run.code, employee=employee, page=RECORDS_PAGE,
        )  # fmt: skip


def check_records(
    run: CodedRun, setup: Setup, posted: np.ndarray, earnings: Earnings, accounts: AccountFinder, whole: bool
) -> Findings:
    """What setup and payroll say about each other; unused overwrite rows only when the ``whole`` run is made."""
    return Findings(
        (
            *contradictions(setup.overwrite),
            *_benefits_left_out(run, setup, posted),
            *_dropped_parts(accounts),
            *(_unused_rows(setup, accounts) if whole else ()),
            *_payouts_caught(run, setup, accounts),
            *_negative_net_pay(run),
            *(_without_units(run, earnings) if setup.distribution_basis == "hours" else ()),
        )
    )


def _benefits_left_out(run: CodedRun, setup: Setup, posted: np.ndarray) -> Iterator[Finding]:
    for at, code in enumerate(run.categories.texts):
        mine = (run.paycards.category == at) & (run.paycards.cents != 0)
        if not posted[at] and setup.category(code).post and mine.any():
            cents = int(np.abs(run.paycards.cents[mine]).sum())
            yield Finding(
                "benefit_not_posted", "warning",
                f"Benefit {_named(run, at)} has neither a debit nor a credit account: {show(cents)} is not posted.",
                "Enter both accounts, or set post: false to say that this is meant.",
                run=run.code, category=code, amount=decimal_of(cents), page=SETUP_PAGE,
            )  # fmt: skip


def _named(run: CodedRun, category: int) -> str:
    return f"{run.categories.texts[category]} {run.names[category]}".strip()


def _dropped_parts(accounts: AccountFinder) -> Iterator[Finding]:
    for part, code in sorted({dropped for answer in accounts.answers for dropped in answer.dropped}):
        dimension = part.rpartition("_")[0]
        what = f"for {dimension} {code}" if code else f"on lines without {dimension}"
        yield Finding(
            "part_left_out", "warning", f"The structure's part {part} is blank {what}; accounts are made without it.",
            f"Enter the GL value of {dimension} {code} under Account setup." if code else "Check that this is meant.",
            column=part, value=code, page=SETUP_PAGE,
        )  # fmt: skip


def _unused_rows(setup: Setup, accounts: AccountFinder) -> Iterator[Finding]:
    used = {answer.winner for answer in accounts.answers}
    beaten = {at for answer in accounts.answers for at in answer.beaten}
    disputed = {at for answer in accounts.answers if answer.contradiction for at in answer.beaten}
    for at, row in enumerate(setup.overwrite):
        if at not in used and at not in disputed:
            why = "another row always wins over it" if at in beaten else "no line of this run fits it"
            yield Finding(
                "overwrite_unused", "warning", f"Overwrite row {at + 1} ({row.words()}) is not used: {why}.",
                "Check its keys, or remove it.",
                value=str(at + 1), category=row.keys.get("category", ""), page=SETUP_PAGE,
            )  # fmt: skip


def _payouts_caught(run: CodedRun, setup: Setup, accounts: AccountFinder) -> Iterator[Finding]:
    caught = {
        (answer.winner, int(category))
        for answer, category in zip(accounts.answers, accounts.categories, strict=True)
        if answer.winner >= 0 and "category" not in setup.overwrite[answer.winner].keys
    }
    for at, category in sorted(caught):
        code, row = run.categories.texts[category], setup.overwrite[at]
        if not setup.category(code).expense:
            yield Finding(
                "payout_overwritten", "warning",
                f"Overwrite row {at + 1} ({row.words()}) names no category and catches {_named(run, category)}, "
                "which is paid out of a liability.",
                "Add the category to the row's keys, or a row for this category.",
                value=str(at + 1), category=code, page=SETUP_PAGE,
            )  # fmt: skip


def _negative_net_pay(run: CodedRun) -> Iterator[Finding]:
    cards = run.paycards
    net = np.flatnonzero(run.in_class("net_pay")[cards.category])
    kinds = sorted({kind for _, kind, _ in run.origins})
    kind = np.array([kinds.index(k) for _, k, _ in run.origins], dtype=np.int64)[cards.origin[net]]
    key, (cents,) = add_up(cards.employee[net].astype(np.int64) * max(len(kinds), 1) + kind, cards.cents[net])
    owing = np.flatnonzero(cents < 0)
    for at in owing[:_NAMED]:
        employee, kind_of = run.employees.texts[key[at] // len(kinds)], kinds[key[at] % len(kinds)]
        yield _owes(run, employee, f"Net pay of {employee} ({kind_of}) is {show(int(cents[at]))}", int(cents[at]))
    if len(owing) > _NAMED:
        yield _owes(
            run, "", f"{len(owing) - _NAMED} more employees have negative net pay", int(cents[owing[_NAMED:]].sum())
        )


def _owes(run: CodedRun, employee: str, what: str, cents: int) -> Finding:
    return Finding(
        "negative_net_pay", "warning", f"{what}: the employee owes this amount.",
        "Check that the correction is meant and how it is paid back.",
        run=run.code, employee=employee, amount=decimal_of(cents), page=RECORDS_PAGE,
    )  # fmt: skip


def _without_units(run: CodedRun, earnings: Earnings) -> Iterator[Finding]:
    """Earnings with an amount and no units: under the hours basis they draw no employer cost."""
    mine, cards, alone = earnings.of_earnings, run.paycards, earnings.alone
    pair, (cents, units) = add_up(
        earnings.labor.owner[mine], np.abs(earnings.labor.weight[mine]), np.abs(earnings.labor_units[mine])
    )
    category = np.concatenate((pair % run.categories.size, cards.category[alone]))
    cents, units = np.concatenate((cents, np.abs(cards.cents[alone]))), np.concatenate((units, cards.units[alone]))
    bare = (units == 0) & (cents != 0)
    for at in np.unique(category[bare]):
        found = bare & (category == at)
        total = int(cents[found].sum())
        yield Finding(
            "earning_without_units", "warning",
            f"Earning {_named(run, at)} has no units for {int(found.sum())} employees ({show(total)}): employer cost "
            "spread by hours takes no account of it.",
            "Give the earning its hours, or choose distribution by amount.",
            run=run.code, category=run.categories.texts[at], amount=decimal_of(total), page=SETUP_PAGE,
        )  # fmt: skip
