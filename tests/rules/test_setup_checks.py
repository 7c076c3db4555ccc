"""Coverage in money, and the lint of a setup."""

import pandas as pd

from tests.rules.building import accounts_of, run_of, sample_run, sample_setup
from workbench.frames import CHART, conform
from workbench.rules.coverage import coverage
from workbench.rules.setup import CategoryAccounts, Codes, JobCostStructure, OverwriteRow, with_category
from workbench.rules.setup_checks import check_setup

KINDS = {
    "W": "earning",
    "V": "earning",
    "D": "deduction",
    "B": "benefit",
    "A": "accrual",
    "X": "tax_employer",
    "N": "net_pay",
}
STAFF = [{"employee": "E", "department": "D1"}]
CARDS = [("E", "W", "10.00", {"units": "1"}), ("E", "B", "3.00"), ("E", "X", "2.00"), ("E", "N", "10.00")]


def chart_of(*rows):
    names = ("account", "type", "status", "required_dimensions")
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows]).assign(title="", normal_balance="")
    return conform(frame, CHART)


def check(cards=CARDS, chart=None, values=None, **changes):
    run = run_of(KINDS, STAFF, cards, dimensions=("project",))
    found = check_setup(accounts_of(KINDS, **changes), [run], chart, values)
    return [f for f in found if f.code not in ("chart_unknown", "unused_account")]


def brief(found):
    return [(f.code, f.severity, f.category or f.value) for f in found]


def test_the_sample_is_covered_whole():
    covered = coverage(sample_run(), sample_setup())
    assert str(covered["unmapped"].sum()) == str(covered["not_posted"].sum()) == "0.00"
    assert str(covered["mapped"].sum()) == "30990.20"
    assert [f.code for f in check_setup(sample_setup(), [sample_run()])] == ["chart_unknown"]


def test_coverage_tells_mapped_from_unmapped_and_left_out():
    setup = accounts_of(
        KINDS, categories={"W": CategoryAccounts(), "B": CategoryAccounts(), "X": CategoryAccounts("1")}
    )
    run = run_of(KINDS, STAFF, [*CARDS, ("E", "W", "-1.00"), ("E", "V", "0.00")])
    rows = coverage(run, setup).to_dict("records")
    amounts = ("amount", "mapped", "unmapped", "not_posted")
    assert [(r["category"], r["side"], *(str(r[n]) for n in amounts)) for r in rows] == [
        ("B", "debit", "3.00", "0.00", "0.00", "3.00"), ("B", "credit", "3.00", "0.00", "0.00", "3.00"),
        ("N", "credit", "10.00", "10.00", "0.00", "0.00"), ("W", "debit", "11.00", "0.00", "11.00", "0.00"),
        ("X", "debit", "2.00", "2.00", "0.00", "0.00"), ("X", "credit", "2.00", "0.00", "2.00", "0.00"),
    ]  # fmt: skip


def test_a_complete_setup_has_nothing_against_it():
    assert not check()


def test_unmapped_categories_are_errors_that_say_how_records_are_out():
    found = check(categories={"N": CategoryAccounts(), "X": CategoryAccounts("1"), "W": CategoryAccounts()})
    assert brief(found) == [("category_unmapped", "error", c) for c in ("N", "W", "X")]
    assert "every record is out by its net pay" in found[0].message
    assert "no credit account for 2.00, but a debit account" in found[2].message
    assert all(f.page == "account_setup" for f in found)


def test_two_sided_categories_without_any_account_ask_for_both_or_post_false():
    found = check(categories={"X": CategoryAccounts(), "B": CategoryAccounts()})
    assert brief(found) == [
        ("category_unmapped", "error", "X"), ("category_unmapped", "error", "X"),
        ("benefit_not_posted", "warning", "B"),
    ]  # fmt: skip
    assert "post: false" in found[0].remedy
    assert not check(categories={"X": CategoryAccounts(post=False), "B": CategoryAccounts(post=False)})


def test_overwrites_count_for_coverage():
    assert not check(
        categories={"N": CategoryAccounts()}, overwrite=(OverwriteRow({"department": "D1", "category": "N"}, "", "9"),)
    )


def test_accounts_are_held_against_the_chart():
    chart = chart_of(("WD", "incomestatement", "active", ""), ("BD", "incomestatement", "inactive", ""),
                     ("XD", "incomestatement", "active", "PROJECTID"), ("BC", "balancesheet", "active", ""),
                     ("XC", "balancesheet", "active", ""))  # fmt: skip
    assert brief(check(chart=chart)) == [
        ("inactive_account", "error", "BD"), ("unknown_account", "error", "NC"), ("required_dimension", "error", "XD"),
    ]  # fmt: skip


def test_an_account_of_the_wrong_type_is_a_warning():
    kinds = {
        "WD": "balancesheet",
        "BD": "incomestatement",
        "XD": "incomestatement",
        "BC": "balancesheet",
        "XC": "incomestatement",
        "NC": "balancesheet",
    }
    chart = chart_of(*((account, kind, "active", "") for account, kind in kinds.items()))
    assert brief(check(chart=chart)) == [("account_type", "warning", "W"), ("account_type", "warning", "X")]
    payout = {"W": CategoryAccounts("WD", "", expense=False)}
    assert brief(check(chart=chart, categories=payout)) == [("account_type", "warning", "X")]


def test_the_same_account_on_both_sides_washes_out():
    assert brief(check(categories={"X": CategoryAccounts("1", "1")})) == [("same_account", "warning", "X")]


def test_a_payout_must_not_debit_the_cost_of_its_accrual():
    wrong = {"V": CategoryAccounts("AD", "", expense=False)}
    assert brief(check(categories=wrong)) == [("payout", "warning", "V")]
    forgotten = {"V": CategoryAccounts("AC", "")}
    assert brief(check(categories=forgotten)) == [("payout", "warning", "V")]
    assert not check(categories={"V": CategoryAccounts("AC", "", expense=False)})


def test_names_the_payroll_does_not_know_are_said():
    found = check(
        categories={"Q": CategoryAccounts("1")}, overwrite=(OverwriteRow({"shift": "1"}, "2"),),
        gl_lines={"departement": "none"}, intacct_fields={"site": "GLDIMSITE"}, structure="{category_gl}-{region_gl}",
        dimensions={"color": {"red": Codes("1")}},
    )  # fmt: skip
    unknown = [(f.value, f.severity) for f in found if f.code == "dimension_unknown"]
    assert unknown == [(n, "warning") for n in ("shift", "departement", "site", "color", "region")]
    assert [f.category for f in found if f.code == "category_unknown"] == ["Q"]


def test_an_overwrite_row_is_unused_only_when_no_run_uses_it():
    rows = (OverwriteRow({"category": "N"}, "", "9"), OverwriteRow({"category": "V"}, "9"))
    runs = [run_of(KINDS, STAFF, CARDS), run_of(KINDS, STAFF, [("E", "X", "1.00")], code="R2")]
    found = check_setup(accounts_of(KINDS, overwrite=rows), runs)
    assert [(f.code, f.value) for f in found if f.code == "overwrite_unused"] == [("overwrite_unused", "2")]


def test_errors_stand_before_warnings():
    found = check_setup(with_category(sample_setup(), "NET", CategoryAccounts()), [sample_run()])
    assert [f.severity for f in found] == ["error", "warning"]


def test_an_active_job_cost_structure_is_looked_at_too():
    structures = (
        JobCostStructure("Field", categories=("W", "gone"), dimensions={"project": "worked", "crew": "home"}),
        JobCostStructure("Empty"),
        JobCostStructure("Asleep", active=False),
    )
    found = [f for f in check(job_cost=structures) if f.page == "job_cost_structures"]
    assert [(f.code, f.severity, f.category or f.value) for f in found] == [
        ("structure_without_categories", "error", "Empty"),
        ("dimension_unknown", "warning", "crew"),
        ("category_unknown", "note", "gone"),
    ]
