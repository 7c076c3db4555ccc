"""The rules of a GL record read once more, slowly and in plain Python: dictionaries, Decimals and loops.

It shares nothing with the code it judges but the frozen values of a setup.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

DEBIT_AND_CREDIT = ("benefit", "tax_employer", "accrual")
FIELDS = {
    "department": "DEPARTMENT", "location": "LOCATION", "project": "PROJECTID", "task": "TASKID",
    "cost_type": "COSTTYPEID", "class": "CLASSID", "employee": "EMPLOYEEID",
}  # fmt: skip


class Payroll:
    """One run: ``categories`` code to class, ``employees`` code to home values, paycard lines and labor as dicts."""

    def __init__(self, categories, employees, paycards, labor, dimensions):
        self.categories, self.employees, self.paycards, self.labor = categories, employees, paycards, labor
        self.dimensions = dimensions
        self.keys = ("department", "location", *dimensions)

    def home(self, employee):
        return tuple(self.employees[employee].get(key, "") for key in self.keys)

    def group(self, record):
        """The worked values; a blank department or location falls back to home, a blank dimension stays blank."""
        home = self.home(record["employee"])
        worked = [record.get(key, "") for key in self.keys]
        return tuple(
            w or (h if key in ("department", "location") else "")
            for key, w, h in zip(self.keys, worked, home, strict=True)
        )


def sides_of(kind):
    if kind == "earning":
        return ("debit",)
    return ("debit", "credit") if kind in DEBIT_AND_CREDIT else ("credit",)


def in_proportion(amount, weights):
    """Whole cents by largest remainder over the groups whose weight is positive; None when there is none."""
    positive = sorted((group, weight) for group, weight in weights.items() if weight > 0)
    if not positive:
        return None
    cents, total = int(abs(amount) * 100), sum(Fraction(w) for _, w in positive)
    exact = {group: cents * Fraction(weight) / total for group, weight in positive}
    shares = {group: int(e) for group, e in exact.items()}
    left = cents - sum(shares.values())
    for group in sorted(exact, key=lambda g: (-(exact[g] - shares[g]), g))[:left]:
        shares[group] += 1
    sign = -1 if amount < 0 else 1
    return {group: sign * Decimal(share) / 100 for group, share in shares.items()}


def earning_shares(payroll, line):
    employee, amount = line["employee"], line["amount"]
    home = {payroll.home(employee): amount}
    labor = [r for r in payroll.labor if (r["employee"], r["category"]) == (employee, line["category"])]
    if line["type"] != "regular" or not labor:
        return home
    groups = defaultdict(Decimal)
    for record in labor:
        groups[payroll.group(record)] += record["amount"]
    total = sum(groups.values())
    if total == amount:
        return dict(groups)
    sign = -1 if total < 0 else 1
    return in_proportion(amount, {g: sign * a for g, a in groups.items()}) or home


def cost_shares(payroll, line, basis):
    employee, weights = line["employee"], defaultdict(Decimal)
    name = "units" if basis == "hours" else "amount"
    earnings = {code for code, kind in payroll.categories.items() if kind == "earning"}
    with_labor = set()
    for record in payroll.labor:
        if record["employee"] == employee and record["category"] in earnings:
            with_labor.add(record["category"])
            weights[payroll.group(record)] += record[name] or 0
    for card in payroll.paycards:
        if card["employee"] == employee and card["type"] == "regular" and card["category"] in earnings - with_labor:
            weights[payroll.home(employee)] += card[name] or 0
    return in_proportion(line["amount"], weights) or {payroll.home(employee): line["amount"]}


def overwrite_account(setup, dimensions, values, side):
    """The account the overwrite rows give, None for none, ValueError when the winners contradict each other."""
    order = ("employee", *dimensions, "location", "department", "category")
    fitting = [
        row for row in setup.overwrite if getattr(row, side) and all(values.get(k) == v for k, v in row.keys.items())
    ]
    if not fitting:
        return None
    most = max(len(row.keys) for row in fitting)
    best = [row for row in fitting if len(row.keys) == most]
    for key in order:
        having = [row for row in best if key in row.keys]
        if having and len(having) < len(best):
            best = having
    accounts = {getattr(row, side) for row in best}
    if len(accounts) > 1:
        raise ValueError("contradiction")
    return accounts.pop()


def structure_account(setup, values, side):
    """The composed account: blank parts go with the separator before them."""
    pieces = re.split(r"\{([^}]*)\}", setup.structure)
    texts, names = pieces[0::2], pieces[1::2]
    account, survived = "", False
    for position, name in enumerate(names):
        owner, kind = name.rsplit("_", 1)
        if name == "category_gl":
            value = getattr(setup.categories[values["category"]], side)
        elif kind == "code":
            value = values.get(owner, "")
        else:
            tabs = {"department": setup.departments, "location": setup.locations, "employee": setup.employees}
            tab = tabs[owner] if owner in tabs else setup.dimensions.get(owner, {})
            row = tab.get(values.get(owner, ""))
            value = row.gl if row else ""
        if value:
            account += (texts[position] if survived or position == 0 else "") + value
            survived = True
    if names and survived and value:
        account += texts[-1]
    return account


def account_of(setup, dimensions, values, side):
    try:
        found = overwrite_account(setup, dimensions, values, side)
    except ValueError:
        return ""
    if found is not None:
        return found
    category = setup.categories.get(values["category"])
    return structure_account(setup, values, side) if category and getattr(category, side) else ""


def sent_fields(setup, kind, expense, side, values):
    """The Intacct fields of a line; ``side`` is the normal one."""
    is_expense = side == "debit" and expense and kind in ("earning", *DEBIT_AND_CREDIT)
    sent = {}
    for name, value in values.items():
        reach = setup.gl_lines.get(name) or ("none" if name == "employee" else "all")
        if name == "category" or not value or reach == "none" or (reach == "expense" and not is_expense):
            continue
        tabs = {"department": setup.departments, "location": setup.locations, "employee": setup.employees}
        row = (tabs[name] if name in tabs else setup.dimensions.get(name, {})).get(value)
        field = FIELDS.get(name) or setup.intacct_fields.get(name) or "GLDIM" + name.upper()
        sent[field] = (row.intacct if row else "") or value
    return sent


def record_lines(payroll, setup):
    """Every line of every record: (employee, category, side, account, amount, group values, fields sent)."""
    lines = []
    for employee in sorted({card["employee"] for card in payroll.paycards}):
        for card in [c for c in payroll.paycards if c["employee"] == employee]:
            lines += paycard_lines(payroll, setup, card)
    return lines


def paycard_lines(payroll, setup, card):
    code, kind, employee = card["category"], payroll.categories[card["category"]], card["employee"]
    tab = setup.categories.get(code)
    debit, credit = (tab.debit, tab.credit) if tab else ("", "")
    if (tab and not tab.post) or card["amount"] == 0:
        return []
    if (
        kind == "benefit"
        and not debit
        and not credit
        and not any(r.keys.get("category") == code for r in setup.overwrite)
    ):
        return []
    lines = []
    for side in sides_of(kind):
        if side == "credit":
            shares = {payroll.home(employee): card["amount"]}
        elif kind == "earning":
            shares = earning_shares(payroll, card)
        else:
            shares = cost_shares(payroll, card, setup.distribution_basis)
        for group in sorted(shares):
            if shares[group] == 0:
                continue
            values = dict(zip(payroll.keys, group, strict=True)) | {"employee": employee, "category": code}
            account = account_of(setup, payroll.dimensions, values, side)
            sent = sent_fields(setup, kind, tab.expense if tab else True, side, values)
            other = {"debit": "credit", "credit": "debit"}[side]
            lines.append(
                (employee, code, side if shares[group] > 0 else other, account, abs(shares[group]), group, sent)
            )
    return lines


def record_summary(lines):
    """Per employee: debit, credit, lines without an account."""
    found = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    for employee, _, side, account, amount, _, _ in lines:
        if account:
            found[employee][side == "credit"] += amount
        else:
            found[employee][2] += 1
    return {employee: tuple(sums) for employee, sums in found.items()}


def batch(lines):
    """Lines of equal account, side and fields added up: {(side, account, fields): amount}."""
    sums = defaultdict(Decimal)
    for _, _, side, account, amount, _, sent in lines:
        sums[side, account, tuple(sorted(sent.items()))] += amount
    return dict(sums)
