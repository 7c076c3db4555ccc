"""Which dimension reaches which line, under which Intacct field and id."""

import pytest

from tests.rules.building import accounts_of, run_of
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, Codes

KINDS = {
    "W": "earning",
    "V": "earning",
    "D": "deduction",
    "X": "tax_employer",
    "A": "accrual",
    "B": "benefit",
    "N": "net_pay",
}
HOME = {"employee": "E", "department": "D", "location": "L", "project": "P", "task": "T", "site": "S"}


def sent(cards, field, dimensions=("project", "task", "site"), categories=None, **changes):
    run = run_of(KINDS, [HOME], [("E", code, amount) for code, amount in cards], dimensions=dimensions)
    lines = create_records(run, accounts_of(KINDS, categories=categories or {}, **changes)).lines
    if field not in lines:
        return None
    return [(row["category"], row["normal_side"], row[field]) for row in lines.to_dict("records")]


def test_all_dimensions_reach_all_lines_unless_the_setup_says_otherwise():
    for field, value in {"DEPARTMENT": "D", "LOCATION": "L", "PROJECTID": "P", "TASKID": "T", "GLDIMSITE": "S"}.items():
        assert sent([("D", "1.00"), ("W", "1.00")], field) == [("D", "credit", value), ("W", "debit", value)]


def test_employees_reach_no_line_unless_the_setup_says_so():
    assert sent([("W", "1.00")], "EMPLOYEEID") is None
    assert sent([("D", "1.00"), ("W", "1.00")], "EMPLOYEEID", gl_lines={"employee": "expense"}) == [
        ("D", "credit", ""), ("W", "debit", "E"),
    ]  # fmt: skip
    ids = {"E": Codes(intacct="emp-7")}
    assert sent([("D", "1.00")], "EMPLOYEEID", gl_lines={"employee": "all"}, employees=ids) == [
        ("D", "credit", "emp-7")
    ]


def test_expense_is_the_debit_of_cost_categories_that_are_an_expense():
    cards = [(code, "1.00") for code in ("W", "V", "D", "X", "A", "B", "N")]
    payout = {"V": CategoryAccounts("VD", "VC", expense=False)}
    got = sent(cards, "PROJECTID", categories=payout, gl_lines={"project": "expense"})
    assert [(code, side) for code, side, value in got if value] == [(c, "debit") for c in ("W", "X", "A", "B")]


def test_a_swapped_expense_line_stays_an_expense_line():
    assert sent([("W", "-1.00"), ("D", "-1.00")], "PROJECTID", gl_lines={"project": "expense"}) == [
        ("W", "debit", "P"), ("D", "credit", ""),
    ]  # fmt: skip


def test_a_dimension_that_reaches_no_line_has_no_field():
    assert sent([("W", "1.00")], "PROJECTID", gl_lines={"project": "none"}) is None


def test_the_id_sent_is_the_tabs_else_the_code_itself():
    tabs = {"departments": {"D": Codes(gl="1", intacct="200")}, "dimensions": {"project": {"P": Codes(gl="9")}}}
    assert sent([("W", "1.00")], "DEPARTMENT", **tabs) == [("W", "debit", "200")]
    assert sent([("W", "1.00")], "PROJECTID", **tabs) == [("W", "debit", "P")]


def test_a_further_dimension_has_the_field_the_setup_names():
    assert sent([("W", "1.00")], "GLDIMPLACE", intacct_fields={"site": "GLDIMPLACE"}) == [("W", "debit", "S")]


@pytest.mark.parametrize(
    "dimensions, fields, code",
    [
        (("cost center",), {}, "field_name"),
        (("site",), {"site": "A><B"}, "field_name"),
        (("site",), {"site": "LOCATION"}, "field_twice"),
        (("a", "A"), {}, "field_twice"),
        (("account",), {}, "dimension_name"),
        (("LOCATION",), {}, "dimension_name"),
    ],
)
def test_fields_that_cannot_be_are_errors(dimensions, fields, code):
    run = run_of(KINDS, [HOME], [("E", "W", "1.00")], dimensions=dimensions)
    found = create_records(run, accounts_of(KINDS, intacct_fields=fields)).findings.errors
    assert [f.code for f in found] == [code]


def test_such_a_dimension_may_stand_where_it_reaches_no_line():
    run = run_of(KINDS, [HOME], [("E", "N", "1.00")], dimensions=("cost center",))
    assert not create_records(run, accounts_of(KINDS, gl_lines={"cost center": "none"})).findings
