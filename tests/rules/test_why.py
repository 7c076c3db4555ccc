"""Why this account: the rules tried in order, the winner, the beaten, and the switches that would change it."""

from dataclasses import replace

import pytest

from tests.rules.building import sample_run, sample_setup
from workbench.errors import NotFound
from workbench.rules.account_setup import AccountRules, find_account
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, OverwriteRow, with_category
from workbench.rules.why import why, why_values

ROWS = (
    OverwriteRow({"category": "102", "department": "FLD"}, "6090"), OverwriteRow({"department": "FLD"}, "6091"),
    OverwriteRow({"category": "102", "department": "ADM"}, "6099"),
    OverwriteRow({"category": "102", "project": "P100"}, "6095"), OverwriteRow({"category": "201"}, "", "2351"),
)  # fmt: skip
LINE = {"category": "102", "employee": "E1003", "department": "FLD", "location": "E100", "project": "P100"}
DIMENSIONS = ("project", "task", "cost_type", "class")


def asked(rows=ROWS, line=LINE, side="debit", **changes):
    setup = replace(sample_setup(), structure="{category_gl}-{department_gl}", overwrite=tuple(rows), **changes)
    return why_values(setup, side, line, DIMENSIONS)


def test_the_rules_are_tried_in_their_order_and_one_wins():
    answer = asked()
    assert [(t.rule.partition(" (")[0], t.fits, t.account, t.wins) for t in answer.tried] == [
        ("Overwrite row 4", True, "6095", True), ("Overwrite row 1", True, "6090", False),
        ("Overwrite row 2", True, "6091", False), ("Overwrite row 3", False, "6099", False),
        ("Structure {category_gl}-{department_gl}", True, "6020-200", False),
    ]  # fmt: skip
    assert [t.account for t in answer.beaten] == ["6090", "6091", "6020-200"] and answer.winner.account == "6095"
    assert "names project" in answer.tried[1].reason and "2 against 1" in answer.tried[2].reason
    assert "wants department ADM, the line has FLD" in answer.tried[3].reason


def test_each_switch_says_what_the_account_would_be():
    first, change, *_ = asked().switches
    assert (first.label, first.account) == ("Remove overwrite row 4 (category 102, project P100)", "6090")
    assert why_values(first.wanted, "debit", LINE, DIMENSIONS).account == "6090"
    assert (change.tab, change.key, change.field) == ("overwrite", "4", "debit")


def test_where_the_structure_wins_its_cells_are_the_switches():
    answer = asked(rows=())
    assert answer.account == "6020-200" and answer.winner.rule.startswith("Structure")
    places = [(s.tab, s.key, s.field) for s in answer.switches]
    assert places[:3] == [("categories", "102", "debit"), ("departments", "FLD", "gl"), ("structure", "", "")]


def test_without_an_account_nothing_wins_and_the_switch_is_the_cell_to_fill():
    setup = with_category(sample_setup(), "102", CategoryAccounts())
    answer = why_values(setup, "debit", LINE, DIMENSIONS)
    assert answer.account == "" and answer.winner is None
    assert answer.switches[0].label == "Enter the debit account of 102 on the Payroll category tab"


def test_rows_that_contradict_each_other_both_lose():
    answer = asked(rows=[OverwriteRow({"category": "102"}, "1"), OverwriteRow({"category": "102"}, "2")])
    assert answer.account == "" and answer.winner is None
    assert all("contradict" in t.reason for t in answer.tried[:2])
    assert [s.account for s in answer.switches[:2]] == ["2", "1"]  # removing either leaves the other


def test_why_agrees_with_every_line_of_the_records():
    setup = replace(sample_setup(), structure="{category_gl}-{department_gl}", overwrite=ROWS)
    rules = AccountRules(setup, DIMENSIONS)
    for row in create_records(sample_run(), setup).lines.to_dict("records"):
        answer = why_values(setup, row["normal_side"], row, DIMENSIONS)
        assert answer.account == row["account"] == find_account(rules, row["normal_side"], row).account
        assert (answer.winner.account if answer.winner else "") == row["account"]


def test_a_line_of_a_record_is_asked_by_its_key():
    line = create_records(sample_run(), sample_setup(), ["E1003"]).lines.iloc[0]
    answer = why(sample_run(), sample_setup(), "E1003", line["line_key"])
    assert (answer.side, answer.account, answer.values["employee"]) == ("debit", line["account"], "E1003")
    with pytest.raises(NotFound):
        why(sample_run(), sample_setup(), "E1003", "nothing")


def test_of_many_rows_only_the_nearest_are_shown():
    rows = [OverwriteRow({"category": "102", "department": f"X{at}"}, str(at)) for at in range(30)]
    answer = asked(rows=[*rows, OverwriteRow({"category": "9", "location": "9"}, "1")])
    assert len(answer.tried) == 9 and answer.not_shown == 23
