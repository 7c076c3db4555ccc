"""Two setups compared and merged cell by cell: what differs, what still fits, what somebody else changed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.building import sample_setup
from workbench.rules.setup import (
    CategoryAccounts,
    Codes,
    JobCostStructure,
    OverwriteRow,
    Setup,
    with_category,
    with_codes,
    with_overwrite,
    without_overwrite,
)
from workbench.rules.setup_changes import Change, apply_changes, difference

few = settings(max_examples=settings().max_examples // 4)
# Few codes, so that two setups meet in many cells; with every mark that the texts of keys are made of.
code = st.sampled_from(["101", "0600", "a=b, c", "x#2", "1\\", "é\nx"])
text = st.one_of(st.just(""), code)
codes = st.dictionaries(code, st.builds(Codes, text, text), max_size=3)
accounts = st.dictionaries(code, st.builds(CategoryAccounts, text, text, st.booleans(), st.booleans()), max_size=3)
keys = st.dictionaries(st.sampled_from(["category", "a=b", "p#"]), code, max_size=2)
rows = st.builds(OverwriteRow, keys, text, text)
places = st.dictionaries(code, st.sampled_from(["worked", "home", ""]), max_size=2)
structures = st.builds(JobCostStructure, text, st.booleans(), st.just("labor"), st.lists(code).map(tuple), places)
setups = st.builds(
    Setup,
    structure=st.sampled_from(["{category_gl}", "{category_gl}-{department_gl}"]),
    distribution_basis=st.sampled_from(["hours", "amount"]),
    categories=accounts, departments=codes, locations=codes, employees=codes,
    dimensions=st.dictionaries(st.sampled_from(["project", "a.b"]), codes, max_size=2),
    overwrite=st.lists(rows, max_size=4).map(tuple),
    gl_lines=st.dictionaries(code, st.sampled_from(["all", "expense", "none", ""]), max_size=2),
    intacct_fields=st.dictionaries(code, text, max_size=2),
    journal=text,
    job_cost=st.lists(structures, max_size=3).map(tuple),
)  # fmt: skip
unlike = setups.filter(
    lambda setup: (
        len({str(sorted(row.keys.items())) for row in setup.overwrite}) == len(setup.overwrite)
        and len({one.name for one in setup.job_cost}) == len(setup.job_cost)
    )
)


@few
@given(setups, setups)
def test_applying_what_differs_gives_the_other_setup(one, other):
    changes = difference(one, other)
    assert apply_changes(one, changes) == (other, ())
    assert len({change.cell for change in changes}) == len(changes) and bool(changes) == (one != other)


@few
@given(unlike, unlike, unlike)
def test_two_people_lose_nothing_of_each_other_but_the_cells_both_changed(base, one, other):
    mine, theirs = difference(base, one), difference(base, other)
    merged, found = apply_changes(one, theirs)
    taken = {change.cell: change.after for change in mine}
    clashing = [c for c in theirs if taken.get(c.cell, c.after) != c.after and c.field not in ("row", "order")]
    assert [(f.code, f.value) for f in found] == [("changed_meanwhile", change.after) for change in clashing]
    left = {c.cell for c in difference(merged, other) if c.field not in ("row", "order")}
    assert left <= {change.cell for change in mine}


def test_a_change_says_which_cell_it_is_and_what_it_was():
    base = sample_setup()
    changed = with_codes(with_category(base, "102", CategoryAccounts("6021")), "department", "FLD", Codes("", "200"))
    assert difference(base, changed) == (
        Change("categories", "102", "debit", "6020", "6021"), Change("departments", "FLD", "gl", "200", ""),
    )  # fmt: skip
    assert [change.words for change in difference(base, changed)] == [
        "Category 102 debit: 6020 became 6021", "Department FLD GL part: 200 became blank",
    ]  # fmt: skip


def test_overwrite_rows_are_known_by_their_keys_not_by_their_place():
    first, second = OverwriteRow({"category": "102"}, "6025"), OverwriteRow({"department": "ADM"}, "6090")
    base = Setup(overwrite=(first, second))
    mine = with_overwrite(without_overwrite(base, 0), OverwriteRow({"category": "103"}, "6030"))
    theirs = with_overwrite(base, replace(second, debit="6091"), 1)
    merged, found = apply_changes(mine, difference(base, theirs))
    assert not found and [(row.words(), row.debit) for row in merged.overwrite] == [
        ("department ADM", "6091"), ("category 103", "6030"),
    ]  # fmt: skip


def test_a_row_removed_and_added_again_is_the_same_row():
    base = Setup(overwrite=(OverwriteRow({"category": "102"}, "6025"), OverwriteRow({"category": "103"}, "6030")))
    again = with_overwrite(without_overwrite(base, 0), OverwriteRow({"category": "102"}, "6026"))
    assert next((c.key, c.field, c.after) for c in difference(base, again)) == ("category=102", "debit", "6026")
    assert apply_changes(base, difference(base, again)) == (again, ())


def test_a_blank_is_a_value_and_so_is_a_blank_row():
    base, blank = Setup(categories={"101": CategoryAccounts("6010")}), Setup(categories={"101": CategoryAccounts()})
    assert Change("categories", "101", "debit", "6010", "") in difference(base, blank)
    mine = with_category(base, "101", CategoryAccounts("6011"))
    assert [f.value for f in apply_changes(mine, difference(base, blank))[1]] == [""]
    assert difference(blank, Setup()) == (Change("categories", "101", "row", "blank", ""),)


def test_equal_edits_are_no_conflict_and_a_conflict_leaves_the_cell():
    base = with_category(Setup(), "101", CategoryAccounts("6010"))
    mine, theirs = (with_category(base, "101", CategoryAccounts(a, "2100")) for a in ("6011", "6012"))
    merged, found = apply_changes(mine, difference(base, theirs))
    assert merged == mine and [(f.code, f.category, f.value) for f in found] == [("changed_meanwhile", "101", "6012")]
    assert apply_changes(theirs, difference(base, theirs)) == (theirs, ())


@pytest.mark.parametrize(
    ("place", "before", "after", "words"),
    [
        (("overwrite", "category=102, department=ADM", "debit"), "", "1",
         "Overwrite (category 102, department ADM) debit: blank became 1"),
        (("overwrite", "", "credit"), "1", "2", "Overwrite (any line) credit: 1 became 2"),
        (("dimensions.cost_type", "LAB", "intacct"), "", "L", "Cost type LAB Intacct ID: blank became L"),
        (("gl_lines", "project", "reach"), "all", "none", "Lines reached by project: all became none"),
        (("structure", "", "value"), "a", "b", "GL structure: a became b"),
        (("job_cost", "Field", "dimensions.project"), "worked", "home",
         "Job cost structure Field project: worked became home"),
        (("overwrite", "", "order"), "[]", "[]", "Overwrite: the rows were put in another order"),
    ],
)  # fmt: skip
def test_changes_read_as_people_speak(place, before, after, words):
    assert Change(*place, before, after).words == words
