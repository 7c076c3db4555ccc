"""The account of a line: which overwrite row wins, what the structure gives, and what the trace says of it."""

import pytest

from workbench.rules.account_setup import AccountRules, find_account
from workbench.rules.overwrite import contradictions
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup

LINE = {"employee": "E", "category": "W", "department": "D", "location": "L", "project": "P", "task": "T"}
TAB = {"W": CategoryAccounts("6010", "2010")}


def find(*rows, side="debit", structure="{category_gl}", categories=TAB, line=LINE, **tabs):
    setup = Setup(structure=structure, categories=categories, overwrite=rows, **tabs)
    return find_account(AccountRules(setup, ("project", "task")), side, line)


def row(account, **keys):
    return OverwriteRow(keys, debit=account)


def test_the_row_with_most_keys_wins():
    assert find(row("1", employee="E"), row("2", category="W", department="D")).account == "2"


@pytest.mark.parametrize(
    "first, second",
    [
        ({"employee": "E"}, {"project": "P"}),
        ({"project": "P"}, {"task": "T"}),
        ({"task": "T"}, {"location": "L"}),
        ({"location": "L"}, {"department": "D"}),
        ({"department": "D"}, {"category": "W"}),
        ({"employee": "E", "category": "W"}, {"project": "P", "task": "T"}),
        ({"project": "P", "category": "W"}, {"task": "T", "location": "L"}),
        ({"project": "P", "task": "T"}, {"project": "P", "location": "L"}),
        ({"location": "L", "department": "D"}, {"location": "L", "category": "W"}),
    ],
)
def test_among_equals_the_row_with_the_first_key_the_other_lacks_wins(first, second):
    assert find(row("1", **first), row("2", **second)).account == "1"
    assert find(row("2", **second), row("1", **first)).account == "1"


def test_a_row_speaks_only_for_the_sides_it_has_a_value_for():
    rows = (OverwriteRow({"category": "W", "department": "D"}, credit="9"), row("1", category="W"))
    assert find(*rows).account == "1" and find(*rows, side="credit").account == "9"


def test_every_key_must_equal_the_lines_value():
    assert find(row("1", category="W", department="X")).account == "6010"
    assert find(row("1", project="P"), line={**LINE, "project": ""}).account == "6010"
    assert find(row("1", branch="B")).account == "6010"


def test_a_row_without_keys_fits_every_line_and_loses_to_all_others():
    assert find(row("1")).account == "1" and find(row("1"), row("2", category="W")).account == "2"


def test_the_value_of_a_row_is_the_whole_account():
    codes = {"D": Codes("200")}
    assert find(row("1", category="W"), structure="{category_gl}-{department_gl}", departments=codes).account == "1"


def test_an_overwrite_gives_an_account_where_the_category_has_none():
    assert find(row("1", department="D"), categories={}).account == "1"


def test_a_blank_category_account_is_no_account_whatever_the_structure_holds():
    assert find(categories={}, structure="{department_code}").account == ""
    assert (
        find(categories={"W": CategoryAccounts(credit="1")}, structure="{category_gl}{department_code}").account == ""
    )
    assert find(structure="{department_code}").account == "D"


def test_rows_with_the_same_keys_and_different_values_contradict_each_other():
    one, two = row("1", category="W", project="P"), row("2", project="P", category="W")
    found = find(one, two)
    assert (found.account, found.contradiction) == ("", True) and "contradict" in found.trace
    said = list(contradictions((one, row("1", category="W"), two)))
    assert [(f.code, f.severity) for f in said] == [("overwrite_contradiction", "error")] and "1 and 3" in said[
        0
    ].message


def test_equal_rows_and_rows_for_other_sides_do_not_contradict():
    rows = (row("1", category="W"), row("1", category="W"), OverwriteRow({"category": "W"}, credit="2"))
    assert not list(contradictions(rows)) and find(*rows).account == "1"


def test_a_better_row_settles_rows_that_contradict_each_other():
    assert find(row("1", category="W"), row("2", category="W"), row("3", category="W", task="T")).account == "3"


def test_the_trace_of_a_structure_names_tab_row_and_key_of_every_part():
    found = find(
        structure="{category_gl}-{department_gl}.{project_code}-{employee_gl}",
        departments={"D": Codes("200")}, employees={"E": Codes("")},
    )  # fmt: skip
    assert found.account == "6010-200.P"
    assert found.trace == (
        "6010-200.P: structure {category_gl}-{department_gl}.{project_code}-{employee_gl}: category_gl 6010 from "
        "Payroll category W, debit; department_gl 200 from Department D; project_code P from project P; "
        "employee_gl left out, blank for Employee E"
    )
    assert found.dropped == (("employee_gl", "E"),)


def test_the_trace_of_an_overwrite_names_its_row_and_what_it_beat():
    found = find(row("1", category="W"), row("2", category="W", project="P"), row("3", task="T"))
    assert found.trace == (
        "2: overwrite row 2 (category W, project P), debit; beat row 3 (task T: 3), row 1 (category W: 1) "
        "and the structure (6010)"
    )
    assert (found.winner, found.beaten) == (1, (2, 0))


def test_the_trace_of_no_account_says_what_is_missing():
    assert find(categories={}).trace == "no account: Payroll category W has no debit account and no overwrite row fits"
