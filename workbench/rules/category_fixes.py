"""Mends on the Payroll category tab and the switches of a setup: not posted, payouts, reach, basis."""

from __future__ import annotations

from dataclasses import replace

from workbench.fields import dimension_of
from workbench.findings import Finding
from workbench.rules.known import Fix, Known
from workbench.rules.setup import Setup, with_category, with_codes, with_reach


def not_posted(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Say that a category without any account is not to be posted; a side that stands alone balances the record."""
    accounts = setup.category(finding.category)
    if accounts.debit or accounts.credit or known.class_of(finding.category) not in known.two_sided:
        return None
    wanted = with_category(setup, finding.category, replace(accounts, post=False))
    return Fix(f"Say that {finding.category} is not posted (post: false)", wanted)


def payout(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Make a payout one, or let it debit the liability of the accrual."""
    code = finding.category
    accounts = setup.category(code)
    if accounts.expense and known.class_of(code) == "earning":
        return Fix(f"Say that {code} is paid from a liability (expense: false)", _expense(setup, code))
    accruals = [setup.category(one) for one in known.categories_of("accrual")]
    liabilities = {one.credit for one in accruals if one.debit == accounts.debit} - {""}
    if accounts.expense or len(liabilities) != 1:
        return None
    liability = liabilities.pop()
    wanted = with_category(setup, code, replace(accounts, debit=liability))
    return Fix(f"Let {code} debit {liability}, which its accrual credits", wanted)


def account_type(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """An earning that debits a balance sheet account is a payout."""
    earning = known.class_of(finding.category) == "earning" and finding.column == "debit"
    return payout(finding, setup, known) if earning and setup.category(finding.category).expense else None


def _expense(setup: Setup, code: str) -> Setup:
    return with_category(setup, code, replace(setup.category(code), expense=False))


def by_amount(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Spread employer cost by what was earned, where earnings have no hours."""
    return Fix("Spread employer cost by amount", replace(setup, distribution_basis="amount"))


def no_employee_ids(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Keep employee ids off the ledger."""
    return Fix("Keep employee ids off the lines", with_reach(setup, "employee", "none"))


def required_dimension(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Let the dimensions an account requires reach its lines."""
    row = known.account(finding.value)
    if row is None:
        return None
    wanted, named = setup, []
    for field in filter(None, (one.strip() for one in row["required_dimensions"].split(","))):
        dimension = known.dimension_of(field, setup) or dimension_of(field)
        reach = setup.reach(dimension)
        wider = "expense" if reach == "none" and row["type"] == "incomestatement" else "all"
        if reach != "all" and reach != wider and dimension in known.dimensions:
            wanted = with_reach(wanted, dimension, wider)
            named.append(f"{dimension} reach {'every line' if wider == 'all' else 'expense lines'}")
    return Fix(f"Let {' and '.join(named)}", wanted) if named else None


def same_reach(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """Let the project (and task) reach the lines that the task (or cost type) reaches."""
    order = ("none", "expense", "all")
    below = ("project",) if finding.code == "task_without_project" else ("project", "task")
    above = "task" if finding.code == "task_without_project" else "cost_type"
    wanted, reach = setup, setup.reach(above)
    for name in below:
        if order.index(setup.reach(name)) < order.index(reach):
            wanted = with_reach(wanted, name, reach)
    where = "every line" if reach == "all" else "expense lines"
    return Fix(f"Let {' and '.join(below)} reach {where}, as {above} does", wanted)


def part_as_id(finding: Finding, setup: Setup, known: Known) -> Fix | None:
    """The part of a code like those of its neighbors: all of them are their Intacct id, or all their own code."""
    dimension = finding.column.rpartition("_")[0]
    tab = setup.codes(dimension)
    filled = {code: row for code, row in tab.items() if row.gl}
    mine = setup.intacct_of(dimension, finding.value)
    same = all(row.gl == (row.intacct or code) for code, row in filled.items())
    if not finding.value or not filled or not same:
        return None
    row = replace(tab[finding.value], gl=mine) if finding.value in tab else None
    wanted = with_codes(setup, dimension, finding.value, row) if row else None
    return Fix(f"Enter {mine} as the part of {dimension} {finding.value}, its Intacct id", wanted) if wanted else None
