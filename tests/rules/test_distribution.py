"""Who bears an amount, case by case."""

from decimal import Decimal

import pytest

from tests.rules.building import accounts_of, brief, run_of
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, OverwriteRow

KINDS = {
    "W": "earning",
    "OT": "earning",
    "D": "deduction",
    "B": "benefit",
    "X": "tax_employer",
    "A": "accrual",
    "N": "net_pay",
}
HOME = {"employee": "E", "department": "HD", "location": "HL", "project": "HP", "task": "HT"}


def lines(paycards, labor=(), setup=None, employees=(HOME,), columns=("department", "location", "project", "task")):
    run = run_of(KINDS, employees, paycards, labor)
    return brief(create_records(run, setup or accounts_of(KINDS)), *columns)


def work(category, amount, units="1", employee="E", **places):
    return (employee, category, amount, {"units": units, **places})


def test_every_credit_is_one_line_at_home():
    assert lines([("E", "D", "10.00"), ("E", "N", "90.00")], [work("W", "0.00", project="P")]) == [
        ("credit", "DC", "10.00", "HD", "HL", "HP", "HT"),
        ("credit", "NC", "90.00", "HD", "HL", "HP", "HT"),
    ]


def test_an_earning_without_labor_is_one_line_at_home():
    assert lines([("E", "W", "10.00")], [work("OT", "5.00", project="P")]) == [
        ("debit", "WD", "10.00", "HD", "HL", "HP", "HT")
    ]


def test_labor_that_adds_up_gives_each_group_its_own_amount():
    labor = [work("W", "3.00", project="P2"), work("W", "4.00", project="P1"), work("W", "3.00", project="P2")]
    assert lines([("E", "W", "10.00")], labor) == [
        ("debit", "WD", "4.00", "HD", "HL", "P1", ""),
        ("debit", "WD", "6.00", "HD", "HL", "P2", ""),
    ]


def test_a_group_of_the_other_sign_swaps_its_side_and_a_group_of_zero_vanishes():
    labor = [
        work("W", "12.00", project="A"),
        work("W", "-2.00", project="B"),
        work("W", "5.00", project="C"),
        work("W", "-5.00", project="C"),
    ]
    assert [line[:5] for line in lines([("E", "W", "10.00")], labor, columns=("project", "department"))] == [
        ("debit", "WD", "12.00", "A", "HD"),
        ("credit", "WD", "2.00", "B", "HD"),
    ]


def test_labor_that_does_not_add_up_is_followed_in_proportion():
    labor = [work("W", "10.00", project="A"), work("W", "20.00", project="B"), work("W", "-3.00", project="C")]
    assert lines([("E", "W", "100.00")], labor, columns=("project",)) == [
        ("debit", "WD", "33.33", "A"),
        ("debit", "WD", "66.67", "B"),
    ]


def test_the_proportion_takes_the_amounts_with_the_sign_of_their_total():
    labor = [work("W", "-10.00", project="A"), work("W", "-30.00", project="B"), work("W", "5.00", project="C")]
    assert lines([("E", "W", "8.00")], labor, columns=("project",)) == [
        ("debit", "WD", "2.00", "A"),
        ("debit", "WD", "6.00", "B"),
    ]


def test_labor_without_any_amount_leaves_the_earning_at_home():
    assert lines([("E", "W", "8.00")], [work("W", "0.00", project="A")], columns=("project",)) == [
        ("debit", "WD", "8.00", "HP")
    ]


def test_several_lines_of_one_category_are_posted_one_by_one():
    labor = [work("W", "30.00", project="A"), work("W", "70.00", project="B")]
    cards = [("E", "W", "100.00"), ("E", "W", "-40.00", {"paycard_type": "adjustment"}), ("E", "W", "10.00")]
    assert lines(cards, labor, columns=("project",)) == [
        ("debit", "WD", "30.00", "A"), ("debit", "WD", "70.00", "B"),
        ("credit", "WD", "40.00", "HP"),
        ("debit", "WD", "3.00", "A"), ("debit", "WD", "7.00", "B"),
    ]  # fmt: skip


def test_only_regular_lines_follow_labor_but_employer_cost_of_any_type_follows_the_earnings():
    labor = [work("W", "100.00", units="3", project="A"), work("W", "0.00", units="1", project="B")]
    cards = [("E", "W", "100.00", {"paycard_type": "bonus"}), ("E", "X", "8.00", {"paycard_type": "correction"})]
    assert lines(cards, labor, columns=("project",)) == [
        ("debit", "WD", "100.00", "HP"),
        ("debit", "XD", "6.00", "A"), ("debit", "XD", "2.00", "B"), ("credit", "XC", "8.00", "HP"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["B", "X", "A"])
def test_employer_cost_follows_labor_and_earnings_without_labor_at_home(kind):
    labor = [work("W", "60.00", units="6", project="A"), work("D", "99.00", units="99", project="Z")]
    cards = [("E", "W", "60.00", {"units": "6"}), ("E", "OT", "20.00", {"units": "2"}), ("E", kind, "4.00")]
    assert lines(cards, labor, columns=("project",))[2:] == [
        ("debit", f"{kind}D", "3.00", "A"), ("debit", f"{kind}D", "1.00", "HP"), ("credit", f"{kind}C", "4.00", "HP"),
    ]  # fmt: skip


def test_adjustments_of_earnings_do_not_draw_employer_cost():
    cards = [("E", "W", "10.00", {"units": "1", "paycard_type": "adjustment"}), ("E", "X", "1.00")]
    labor = [work("OT", "5.00", units="5", project="A")]
    assert lines(cards, labor, columns=("project",))[1] == ("debit", "XD", "1.00", "A")


def test_the_basis_decides_between_units_and_amounts():
    labor = [work("W", "90.00", units="1", project="A"), work("W", "10.00", units="3", project="B")]
    cards = [("E", "W", "100.00"), ("E", "X", "4.00")]
    by_hours = lines(cards, labor, columns=("project",))
    by_amount = lines(cards, labor, accounts_of(KINDS, distribution_basis="amount"), columns=("project",))
    assert by_hours[2:4] == [("debit", "XD", "1.00", "A"), ("debit", "XD", "3.00", "B")]
    assert by_amount[2:4] == [("debit", "XD", "3.60", "A"), ("debit", "XD", "0.40", "B")]


def test_weights_that_are_not_positive_are_left_out_and_without_any_left_cost_stays_at_home():
    some = [
        work("W", "5.00", units="4", project="A"),
        work("W", "5.00", units="-1", project="B"),
        work("W", "5.00", units="", project="C"),
    ]
    assert lines([("E", "X", "7.00")], some, columns=("project",))[0] == ("debit", "XD", "7.00", "A")
    none = [work("W", "5.00", units="", project="A"), work("W", "5.00", units="-1", project="B")]
    assert lines([("E", "X", "7.00")], none, columns=("project",))[0] == ("debit", "XD", "7.00", "HP")
    reversal = [work("W", "-5.00", units="-1", project="A")]
    basis = accounts_of(KINDS, distribution_basis="amount")
    assert lines([("E", "X", "-7.00")], reversal, basis, columns=("project",))[0] == ("credit", "XD", "7.00", "HP")


def test_blank_worked_places_fall_back_to_home_and_blank_dimensions_stay_blank():
    labor = [work("W", "4.00"), work("W", "6.00", department="WD", task="T")]
    assert lines([("E", "W", "10.00")], labor) == [
        ("debit", "WD", "4.00", "HD", "HL", "", ""),
        ("debit", "WD", "6.00", "WD", "HL", "", "T"),
    ]


def test_labor_at_home_and_earnings_at_home_are_one_group_only_where_every_dimension_agrees():
    same = [work("W", "1.00", project="HP", task="HT")]
    other = [work("W", "1.00", project="HP")]
    cards = [("E", "OT", "1.00", {"units": "1"}), ("E", "X", "1.01")]
    assert len(lines(cards, same)) == 3 and len(lines(cards, other)) == 4


def test_groups_sort_by_code_point_blank_first_and_ties_go_to_the_first():
    labor = [work("W", "0.00", project=p) for p in ("é", "a", "Z", "10", "9", "")]
    got = lines([("E", "X", "0.06"), ("E", "A", "0.01")], labor, columns=("project",))
    assert [line[3] for line in got[:6]] == ["", "10", "9", "Z", "a", "é"]
    assert [line for line in got if line[1] == "AD"] == [("debit", "AD", "0.01", "")]


def test_groups_count_dimensions_that_reach_no_line():
    labor = [work("W", "0.00", task="T1"), work("W", "0.00", task="T2"), work("W", "0.00", project="P")]
    setup = accounts_of(KINDS, gl_lines={"task": "none"})
    got = lines([("E", "X", "1.00")], labor, setup)
    assert [line[2] for line in got if line[0] == "debit"] == ["0.34", "0.33", "0.33"]


def test_negative_amounts_swap_the_side_and_keep_account_distribution_and_dimensions():
    labor = [work("W", "0.00", units="1", project="A"), work("W", "0.00", units="2", project="B")]
    setup = accounts_of(KINDS, gl_lines={"project": "expense"}, categories={"X": CategoryAccounts("XD", "XC")})
    run = run_of(KINDS, [HOME], [("E", "X", "-3.00"), ("E", "D", "-40.00"), ("E", "N", "-1.00")], labor)
    assert brief(create_records(run, setup), "project", "PROJECTID") == [
        ("credit", "XD", "1.00", "A", "A"), ("credit", "XD", "2.00", "B", "B"), ("debit", "XC", "3.00", "HP", ""),
        ("debit", "DC", "40.00", "HP", ""), ("debit", "NC", "1.00", "HP", ""),
    ]  # fmt: skip


def test_a_tax_adjustment_of_minus_40_is_a_debit_of_the_liability_and_balances():
    cards = [("E", "D", "-40.00", {"paycard_type": "adjustment"}), ("E", "N", "40.00", {"paycard_type": "adjustment"})]
    records = create_records(run_of(KINDS, [HOME], cards), accounts_of(KINDS))
    assert brief(records) == [("debit", "DC", "40.00"), ("credit", "NC", "40.00")] and records.balanced


def test_a_zero_line_makes_no_line_even_where_its_labor_only_moves_amounts():
    labor = [work("W", "5.00", project="A"), work("W", "-5.00", project="B")]
    assert lines([("E", "W", "0.00")], labor) == []


def test_labor_that_adds_up_to_zero_counts_with_its_own_signs():
    labor = [work("W", "5.00", project="A"), work("W", "-5.00", project="B")]
    assert lines([("E", "W", "3.00")], labor, columns=("project",)) == [("debit", "WD", "3.00", "A")]


def test_zero_lines_and_zero_shares_make_no_line():
    labor = [work("W", "0.00", units="1", project=p) for p in ("A", "B", "C")]
    assert lines([("E", "W", "0.00"), ("E", "X", "0.02"), ("E", "D", "0.00")], labor, columns=("project",)) == [
        ("debit", "XD", "0.01", "A"), ("debit", "XD", "0.01", "B"), ("credit", "XC", "0.02", "HP"),
    ]  # fmt: skip


def test_an_employee_of_zeros_has_an_empty_balanced_record():
    records = create_records(run_of(KINDS, [HOME], [("E", "W", "0.00")]), accounts_of(KINDS)).records
    assert records["employee"].tolist() == ["E"] and records["balanced"].tolist() == [True]
    assert str(records["debit"][0]) == "0.00" and records["lines"].tolist() == [0]


def test_each_employee_follows_their_own_earnings():
    staff = [HOME, {**HOME, "employee": "F", "project": "FP"}]
    cards = [("F", "X", "2.00"), ("E", "X", "2.00")]
    got = lines(cards, [work("W", "1.00", project="A")], employees=staff, columns=("employee", "project"))
    assert [line[3:] for line in got if line[0] == "debit"] == [("E", "A"), ("F", "FP")]


def test_large_amounts_and_many_units_stay_exact():
    labor = [
        work("W", "0.00", units="999999999.9999", project="A"),
        work("W", "0.00", units="999999999.9998", project="B"),
    ]
    got = lines([("E", "X", "9999999999.99")], labor, columns=("project",))
    assert sum(Decimal(line[2]) for line in got if line[0] == "debit") == Decimal("9999999999.99")


def test_amounts_beyond_what_can_be_added_exactly_are_refused():
    cards = [("E", "W", "9999999999999.99")] * 200
    records = create_records(run_of(KINDS, [HOME], cards), accounts_of(KINDS))
    assert [f.code for f in records.findings.errors] == ["too_large"] and not len(records.records)


def test_post_false_gives_no_line_whatever_overwrites_say():
    setup = accounts_of(
        KINDS,
        categories={"X": CategoryAccounts("1", "2", post=False)},
        overwrite=(OverwriteRow({"category": "X"}, "9", "9"),),
    )
    assert lines([("E", "X", "2.00"), ("E", "W", "1.00")], setup=setup, columns=()) == [("debit", "WD", "1.00")]


def test_a_benefit_without_accounts_is_left_out_with_a_warning():
    setup = accounts_of(KINDS, categories={"B": CategoryAccounts()})
    records = create_records(run_of(KINDS, [HOME], [("E", "B", "2.00"), ("E", "B", "-0.50")]), setup)
    assert not len(records.lines) and records.balanced
    assert [(f.code, f.severity, f.category, str(f.amount)) for f in records.findings] == [
        ("benefit_not_posted", "warning", "B", "2.50")
    ]


def test_a_benefit_named_by_an_overwrite_row_has_its_lines_with_or_without_account():
    row = OverwriteRow({"category": "B", "project": "A"}, debit="9")
    setup = accounts_of(KINDS, categories={"B": CategoryAccounts()}, overwrite=(row,))
    labor = [work("W", "1.00", project="A"), work("W", "1.00", project="B")]
    assert lines([("E", "B", "2.00")], labor, setup, columns=("project",)) == [
        ("debit", "9", "1.00", "A"), ("debit", "", "1.00", "B"), ("credit", "", "2.00", "HP"),
    ]  # fmt: skip


def test_an_overwrite_row_without_the_category_does_not_bring_a_benefit_back():
    setup = accounts_of(
        KINDS, categories={"B": CategoryAccounts()}, overwrite=(OverwriteRow({"project": "HP"}, "9", "9"),)
    )
    assert lines([("E", "B", "2.00")], setup=setup) == []


@pytest.mark.parametrize("kind", ["X", "A"])
def test_other_two_sided_categories_without_accounts_keep_their_lines(kind):
    setup = accounts_of(KINDS, categories={kind: CategoryAccounts()})
    records = create_records(run_of(KINDS, [HOME], [("E", kind, "2.00")]), setup)
    assert brief(records) == [("debit", "", "2.00"), ("credit", "", "2.00")]
    assert records.records["missing_accounts"].tolist() == [2] and not records.balanced


def test_the_categories_of_another_employee_do_not_explain_a_line():
    staff = [HOME, {**HOME, "employee": "F"}]
    got = lines(
        [("E", "W", "5.00"), ("F", "W", "7.00")], [work("W", "7.00", employee="F", project="A")], employees=staff
    )
    assert [(line[2], line[5]) for line in got] == [("5.00", "HP"), ("7.00", "A")]
