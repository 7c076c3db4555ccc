"""Every check of account setup, MAP01 to MAP12, and the mend of each finding that has one."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from tests.rules.building import accounts_of, run_of, sample_run, sample_setup
from workbench.frames import CHART, conform
from workbench.rules.fixes import FIXES, fix_of
from workbench.rules.lint_table import MAP_RULES, rules_of
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, with_category, with_codes
from workbench.rules.setup_checks import check_setup

KINDS = {
    "W": "earning", "V": "earning", "D": "deduction", "B": "benefit", "A": "accrual", "X": "tax_employer",
    "N": "net_pay",
}  # fmt: skip
STAFF = [{"employee": "E", "department": "D1", "project": "P1"}]
CARDS = [("E", c, "10.00", {"units": "1"}) for c in KINDS]
BLANK = CategoryAccounts()
VALUES = {"department": pd.DataFrame({"code": ["D1", "D9"], "name": ["", "Field"], "status": ["active", "inactive"]})}


def chart_of(*changed):
    """Every account of ``accounts_of(KINDS)``, right for what it is; ``changed``: account and columns that differ."""
    rows = {f"{c}D": {"type": "incomestatement", "normal_balance": "debit"} for c in KINDS}
    rows |= {f"{c}C": {"type": "balancesheet", "normal_balance": "credit"} for c in KINDS}
    for account, columns in changed:
        rows[account] = {**rows.get(account, {}), **columns}
    blank = {"title": "", "type": "", "normal_balance": "", "status": "active", "required_dimensions": ""}
    return conform(pd.DataFrame([{"account": a, **blank, **columns} for a, columns in rows.items()]), CHART)


def checked(cards=CARDS, chart=(), values=VALUES, age=None, runs=None, staff=STAFF, **changes):
    """The setup, its runs, the chart, and the findings; nothing is wrong but what ``changes`` make wrong."""
    runs = runs or [run_of(KINDS, staff, cards, dimensions=("project",))]
    setup, chart = accounts_of(KINDS, **changes), chart_of(*chart)
    return setup, runs, chart, check_setup(setup, runs, chart, values, age=age)


def categories(**changed):
    return {"categories": changed}


def rows(*overwrite):
    return {"overwrite": tuple(OverwriteRow(keys, *accounts) for keys, *accounts in overwrite)}


WRONG = {  # finding: what makes it
    "account_balance": {"chart": [("XC", {"normal_balance": "debit"})]},
    "account_type": {"chart": [("XC", {"type": "incomestatement"})]},
    "benefit_not_posted": categories(B=BLANK),
    "category_unmapped": categories(N=BLANK),
    "chart_unknown": None,
    "codes_old": {"age": timedelta(days=20)},
    "inactive_account": {"chart": [("WD", {"status": "inactive"})]},
    "inactive_value": {"departments": {"D1": Codes("", "D9")}},
    "overwrite_contradiction": rows(({"category": "W"}, "WD"), ({"category": "W"}, "VD")),
    "overwrite_shadowed": rows(
        ({"category": "W", "project": "P1"}, "WD"), ({"category": "W", "department": "D1"}, "VD"),
    ),
    "overwrite_side": rows(({"category": "W"}, "WD", "WC")),
    "overwrite_unused": rows(({"category": "W", "department": "D7"}, "WD")),
    "part_left_out": {"structure": "{category_gl}-{department_gl}"},
    "payout": categories(V=CategoryAccounts("AC")),
    "payout_overwritten": {**categories(V=CategoryAccounts("AC", expense=False)), **rows(({"department": "D1"}, "WD"))},
    "required_dimension": {"chart": [("WD", {"required_dimensions": "PROJECTID"})], "gl_lines": {"project": "none"}},
    "same_account": categories(X=CategoryAccounts("XD", "XD")),
    "unknown_account": categories(W=CategoryAccounts("5")),
    "unknown_value": {"departments": {"D1": Codes("", "D-1")}},
    "unused_account": {"cards": CARDS[1:], **categories(W=CategoryAccounts("5"))},
}  # fmt: skip


def test_every_check_of_the_field_has_its_finding_and_every_finding_a_case():
    assert [rule.id for rule in MAP_RULES] == [f"MAP{number:02}" for number in range(1, 13)]
    assert {code for rule in MAP_RULES for code, _ in rule.findings} == set(WRONG)
    assert rules_of("category_unmapped") == ("MAP01", "MAP02", "MAP03", "MAP04") and rules_of("nothing") == ()


@pytest.mark.parametrize("code", [code for code in WRONG if code != "chart_unknown"])
def test_each_is_found_where_it_is_made_and_nowhere_else(code):
    severities = {severity for rule in MAP_RULES for known, severity in rule.findings if known == code}
    assert {f.severity for f in checked(**WRONG[code])[3] if f.code == code} <= severities
    assert [f for f in checked(**WRONG[code])[3] if f.code == code]
    assert not [f for f in checked()[3] if f.code == code]


def test_a_setup_with_nothing_wrong_has_no_findings():
    assert not checked()[3]


MENDED = {  # finding: what makes it, where that has a mend; the words on its button begin so
    "account_type": ({"chart": [("VD", {"type": "balancesheet"})]}, "Say that V is paid from a liability"),
    "benefit_not_posted": (WRONG["benefit_not_posted"], "Say that B is not posted"),
    "category_unknown": (categories(**{"W ": BLANK, "Q": BLANK}), "Remove Q"),
    "category_unmapped": (categories(X=BLANK), "Say that X is not posted"),
    "dimension_unknown": ({"gl_lines": {"departement": "none"}}, "Write department instead of departement"),
    "employee_ids": ({"gl_lines": {"employee": "all"}, "values": {}}, "Keep employee ids off"),
    "field_name": ({"intacct_fields": {"crew": "NO FIELD"}}, "Send crew under its usual field"),
    "inactive_account": (
        {"chart": [("WD", {"status": "inactive", "title": "Wages"}), ("77", {"title": "Wages"})]},
        "Use 77 instead of WD",
    ),
    "inactive_value": (
        {"departments": {"D1": Codes("", "D9")}, "values": {"department": pd.DataFrame(
            {"code": ["D9", "D8"], "name": ["name of D1", "Name of D1"], "status": ["inactive", "active"]})}},
        "Send department D1 as D8",
    ),
    "look_alike": (rows(({"department": "Dl"}, "WD")), "Write D1"),
    "odd_characters": (rows(({"department": "D1\u00a0"}, "WD")), "Write D1"),
    "overwrite_contradiction": (WRONG["overwrite_contradiction"], "Keep WD of row 1, remove overwrite row 2"),
    "overwrite_side": (WRONG["overwrite_side"], "Remove the credit account of overwrite row 1"),
    "overwrite_unused": (WRONG["overwrite_unused"], "Remove overwrite row 1"),
    "part_left_out": (
        {"structure": "{category_gl}{department_gl}", "departments": {"D1": Codes("", "1"), "D2": Codes("2", "2")}},
        "Enter 1 as the part of department D1",
    ),
    "payout": (WRONG["payout"], "Say that V is paid from a liability"),
    "payout_overwritten": (WRONG["payout_overwritten"], "Add an overwrite row for category V, department D1"),
    "required_dimension": (WRONG["required_dimension"], "Let project reach expense lines"),
    "unknown_account": (categories(W=CategoryAccounts("wd")), "Use WD instead of wd"),
    "unknown_value": (WRONG["unknown_value"], "Send department D1 as D1"),
    "unused_account": ({"cards": CARDS[1:], **categories(W=CategoryAccounts("wd"))}, "Use WD instead of wd"),
    "earning_without_units": ({"cards": [("E", "W", "10.00"), *CARDS[1:]]}, "Spread employer cost by amount"),
}  # fmt: skip


@pytest.mark.parametrize("code", MENDED)
def test_a_mend_makes_its_finding_go_away(code):
    made, label = MENDED[code]
    dimensions = ("project", "crew") if code == "field_name" else ("project",)
    run = run_of(KINDS, STAFF, made.get("cards", CARDS), dimensions=dimensions)
    run = replace(run, departments=pd.DataFrame({"code": ["D1", "D2"], "name": ["name of D1", ""]}, dtype="str"))
    setup, runs, chart, found = checked(**{**made, "runs": [run]})
    values = made.get("values", VALUES)
    finding = next(f for f in found if f.code == code and (fix_of(f, setup, runs=runs, chart=chart, values=values)))
    fix = fix_of(finding, setup, runs=runs, chart=chart, values=values)
    assert fix.label.startswith(label), fix.label
    assert finding not in check_setup(fix.wanted, runs, chart, values)


def test_every_mend_is_tried():
    pairs = {"cost_type_without_task", "task_without_project"}
    assert set(FIXES) == set(MENDED) | pairs


def test_a_task_gets_its_project_onto_the_same_lines():
    setup = replace(sample_setup(), gl_lines={"task": "all", "project": "none"})
    finding = next(f for f in check_setup(setup, [sample_run()]) if f.code == "task_without_project")
    fix = fix_of(finding, setup, runs=[sample_run()])
    assert fix.wanted.reach("project") == "all"
    assert not [f for f in check_setup(fix.wanted, [sample_run()]) if f.code == "task_without_project"]


def test_where_people_have_to_decide_there_is_no_mend():
    setup = with_category(sample_setup(), "NET", BLANK)
    finding = next(f for f in check_setup(setup, [sample_run()]) if f.category == "NET")
    assert fix_of(finding, setup, runs=[sample_run()]) is None
    assert fix_of(replace(finding, code="nothing"), setup) is None


def test_one_part_of_a_composed_account_is_mended_where_it_makes_the_difference():
    setup = accounts_of(("W",), structure="{category_gl}-{department_gl}", departments={"D1": Codes("2O0")})
    setup = with_category(setup, "W", CategoryAccounts("6010"))
    chart = chart_of(("6010-200", {"type": "incomestatement"}))
    run = run_of(KINDS, STAFF, CARDS[:1], dimensions=("project",))
    finding = next(f for f in check_setup(setup, [run], chart) if f.code == "unknown_account")
    fix = fix_of(finding, setup, runs=[run], chart=chart)
    assert (fix.label, fix.wanted.gl_of("department", "D1")) == ("Use 6010-200 instead of 6010-2O0", "200")
    assert with_codes(setup, "department", "D1", Codes("200")) == fix.wanted


def test_a_row_that_can_catch_nothing_says_why():
    wage = ({"category": "W"}, "WD")
    found = checked(
        **rows(wage, wage, ({"department": "D7"}, "WD"), ({"category": "B"}, "BD")),
        categories={"B": CategoryAccounts(post=False)},
    )[3]
    said = {f.value: f.message for f in found if f.code == "overwrite_unused"}
    assert "row 1 says the same before it" in said["2"] and "no department D7" in said["3"]
    assert "category B is not posted" in said["4"]


def test_shadowing_rows_are_told_with_their_money_and_the_reason():
    found = [f for f in checked(**WRONG["overwrite_shadowed"])[3] if f.code == "overwrite_shadowed"]
    assert [(f.value, str(f.amount)) for f in found] == [("2", "10.00")] and "names project" in found[0].message
    wider = rows(({"category": "W", "department": "D1"}, "WD"), ({"category": "W"}, "VD"))
    assert not [f for f in checked(**wider)[3] if f.code == "overwrite_shadowed"]  # a narrower row is meant to win
