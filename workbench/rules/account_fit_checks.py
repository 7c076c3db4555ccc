"""Accounts that do not fit what is booked on them: their type, their normal balance, the same one twice, payouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.findings import Finding
from workbench.rules.gl_records import GLRecords
from workbench.rules.known import Known
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import distinct_texts
from workbench.rules.setup import Setup
from workbench.rules.sides import COST_CLASSES

PAGE = "account_setup"
_NAMES = ("category", "normal_side", "account", "category_class")
_TYPES = ("incomestatement", "balancesheet")
# A deduction may pay back an advance, and net pay may leave a bank account: assets are right there.
_ASSETS_TOO = ("deduction", "net_pay")


def check_types(records: GLRecords, setup: Setup, known: Known) -> Iterator[Finding]:
    """Cost on a balance sheet account, a liability on an income statement account, either on the wrong balance."""
    for texts in distinct_texts(records.table, _NAMES):
        line = dict(zip(_NAMES, texts, strict=True))
        row = known.account(line["account"])
        if row is not None:
            expense = line["normal_side"] == "debit" and setup.category(line["category"]).expense
            cost = expense and line["category_class"] in COST_CLASSES
            yield from _type(line, row, cost, expense) if row["type"] in _TYPES else _no_type(line, row)


def _type(line: Mapping[str, str], row: Mapping[str, str], cost: bool, expense: bool) -> Iterator[Finding]:
    if row["type"] != ("incomestatement" if cost else "balancesheet"):
        is_now, should = ("a balance sheet", "cost") if expense else ("an income statement", "a liability")
        yield _finding(
            "account_type", line, f"is {should}, but account {line['account']} is {is_now} account",
            "Check the account; for a payout from a liability set expense: false.",
        )  # fmt: skip
    elif cost and row["normal_balance"] == "credit":
        what = f"is cost, but account {line['account']} {row['title']} is revenue by its normal balance"
        yield _finding("account_balance", line, what, "Check the account.")
    elif not cost and row["normal_balance"] == "debit" and line["category_class"] not in _ASSETS_TOO:
        what = f"is a liability, but account {line['account']} {row['title']} is an asset by its normal balance"
        yield _finding("account_balance", line, what, "Check the account.")


def _no_type(line: Mapping[str, str], row: Mapping[str, str]) -> Iterator[Finding]:
    if row["type"]:
        what = f"goes to account {line['account']}, a {row['type']} account, which takes no amounts"
        yield _finding("account_type", line, what, "Map an account that is posted to.")


def _finding(code: str, line: Mapping[str, str], what: str, remedy: str) -> Finding:
    return Finding(
        code, "warning", f"The {line['normal_side']} of {line['category']} {what}.", remedy,
        column=line["normal_side"], value=line["account"], category=line["category"], page=PAGE,
    )  # fmt: skip


def check_same_account(setup: Setup, runs: Sequence[PostedRun]) -> Iterator[Finding]:
    """A used category that debits and credits one account."""
    used = {code for run in runs for code in run.paycards["category"].unique()}
    for code, accounts in sorted(setup.categories.items()):
        if code in used and accounts.debit and accounts.debit == accounts.credit:
            message = f"Category {code} debits and credits the same account {accounts.debit}: it washes out."
            yield Finding(
                "same_account", "warning", message, "Check one of the two.",
                value=accounts.debit, category=code, page=PAGE,
            )  # fmt: skip


def check_payouts(setup: Setup, known: Known) -> Iterator[Finding]:
    """A payout must debit the liability its accrual credits, and no account that takes the accrual's cost."""
    accruals = [setup.category(code) for code in known.categories_of("accrual")]
    liabilities, costs = {a.credit for a in accruals} - {""}, {a.debit for a in accruals} - {""}
    for code in known.categories_of("earning"):
        accounts = setup.category(code)
        if not accounts.expense and accounts.debit in costs:
            what = f"is a payout (expense: false) but debits {accounts.debit}, which also takes the cost of the accrual"
            yield _payout(code, what, "Let it debit the liability the accrual credits.")
        elif accounts.expense and accounts.debit in liabilities:
            what = f"debits {accounts.debit}, the liability of an accrual, but counts as an expense"
            yield _payout(code, what, "Set expense: false for a payout from a liability.")


def _payout(code: str, what: str, remedy: str) -> Finding:
    return Finding("payout", "warning", f"Earning {code} {what}.", remedy, category=code, page=PAGE)
