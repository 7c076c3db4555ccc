"""Gross to net and labor to pay, against a plain loop over Decimals on made-up payrolls."""

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.payroll_columns import Sheet
from workbench.rules.payroll_ties import identical_findings, labor_findings, net_pay_findings

CLASSES = {"W": "earning", "D": "deduction", "T": "tax_employee", "B": "benefit", "N": "net_pay"}
RUNS, PEOPLE, TYPES = ["R1", "R2"], ["E1", "E2", "E3"], ["regular", "adjustment"]
cents = st.integers(-3, 3).map(lambda n: str(Decimal(n).scaleb(-2)))
paycard = st.tuples(
    st.sampled_from(RUNS), st.sampled_from(PEOPLE), st.sampled_from(list(CLASSES)), st.sampled_from(TYPES), cents
)
labor_line = st.tuples(st.sampled_from(RUNS), st.sampled_from(PEOPLE), st.sampled_from(["W", "B"]), cents)


def sheet(name, columns, lines):
    cells = list(zip(*lines, strict=True)) if lines else [[] for _ in columns]
    table = pa.table({c: pa.array(v, pa.string()) for c, v in zip(columns, cells, strict=True)})
    raw = SimpleNamespace(name=name, file=f"{name}.csv", table=table, told={}, whole=True, row=lambda line: line + 2)
    return Sheet(raw)


def paycards_of(lines):
    return sheet("paycards", ["run", "employee", "category", "paycard_type", "amount"], lines)


@given(st.lists(paycard, min_size=1, max_size=40))
def test_net_pay_differs_exactly_where_a_plain_sum_says_so(lines):
    sign = {"earning": 1, "deduction": -1, "tax_employee": -1, "net_pay": -1, "benefit": 0}
    expected = defaultdict(Decimal)
    for run, person, category, _, amount in lines:
        expected[run, person] += sign[CLASSES[category]] * Decimal(amount)
    found = net_pay_findings(paycards_of(lines), sheet("categories", ["code", "class"], list(CLASSES.items())))
    assert {(f.run, f.employee): f.amount for f in found} == {key: out for key, out in expected.items() if out}


@given(st.lists(paycard, min_size=1, max_size=40), st.lists(labor_line, max_size=40))
def test_labor_differs_exactly_where_a_plain_sum_says_so(lines, worked):
    expected = defaultdict(Decimal)
    for run, person, category, amount in worked:
        expected[run, person, category] += Decimal(amount)
    for run, person, category, kind, amount in lines:
        if kind == "regular" and (run, person, category) in expected:
            expected[run, person, category] -= Decimal(amount)
    labor = sheet("labor", ["run", "employee", "category", "amount"], worked)
    found = labor_findings(paycards_of(lines), labor)
    assert {(f.run, f.employee, f.category): f.amount for f in found} == {key: d for key, d in expected.items() if d}


@given(st.lists(paycard, min_size=1, max_size=40))
def test_a_line_is_identical_exactly_when_an_earlier_one_says_the_same(lines):
    first: dict = {}
    expected = []
    for row, line in enumerate(((*keys, Decimal(amount)) for *keys, amount in lines), start=2):
        if line in first:
            expected.append((row, f"row {first[line]};"))
        first.setdefault(line, row)
    found = identical_findings(paycards_of(lines))
    assert [f.row for f in found] == [row for row, _ in expected]
    assert all(said in f.message for f, (_, said) in zip(found, expected, strict=True))


def test_sums_of_huge_amounts_stay_exact():
    lines = [("R", "E", "W", "regular", "9999999999999.99"), ("R", "E", "N", "regular", "9999999999999.98")] * 100
    categories = sheet("categories", ["code", "class"], list(CLASSES.items()))
    (found,) = net_pay_findings(paycards_of(lines), categories)
    assert found.amount == Decimal("1.00")
