"""Fill blanks, copy a department's rows, take tabs of another client's setup."""

import pytest

from workbench.rules.filling import copy_codes, copy_from, fill_codes, fill_from_default
from workbench.rules.setup import CategoryAccounts, Codes, JobCostStructure, OverwriteRow, Setup

MINE = Setup(
    categories={
        "1": CategoryAccounts("10", "20"),
        "2": CategoryAccounts(debit="11"),
        "3": CategoryAccounts(expense=False),
    },
    departments={"A": Codes("a", "A1")},
    overwrite=(OverwriteRow({"department": "A", "category": "1"}, "99"), OverwriteRow({"department": "B"}, "88")),
    gl_lines={"department": "all"},
)
THEIRS = Setup(
    structure="{category_gl}-{department_gl}",
    categories={"1": CategoryAccounts("77"), "9": CategoryAccounts("79")},
    departments={"A": Codes("x"), "Z": Codes("z")},
    dimensions={"project": {"P": Codes("", "1")}},
    overwrite=(OverwriteRow({"department": "B"}, "66"), OverwriteRow({"department": "Z"}, "67")),
    gl_lines={"department": "expense", "project": "none"},
    job_cost=(JobCostStructure("Field"),),
)


def test_blanks_are_filled_and_what_stands_there_stays():
    filled = fill_from_default(MINE, "1", ["2", "3", "4"])
    assert filled.categories["2"] == CategoryAccounts("11", "20")
    assert filled.categories["3"] == CategoryAccounts("10", "20", expense=False)
    assert filled.categories["4"] == CategoryAccounts("10", "20")
    assert fill_from_default(MINE, "1", ["2"], ["debit"]) == MINE
    assert fill_from_default(MINE, "1", ["2"], over=True).categories["2"] == CategoryAccounts("10", "20")


def test_parts_and_ids_are_filled_with_one_default():
    filled = fill_codes(MINE, "department", ["A", "B"], gl="0", intacct="E100")
    assert filled.departments == {"A": Codes("a", "A1"), "B": Codes("0", "E100")}
    assert fill_codes(MINE, "location", ["L"], intacct="E100").locations == {"L": Codes("", "E100")}


def test_a_department_is_copied_with_its_overwrite_rows():
    copied = copy_codes(MINE, "department", "A", "B")
    assert copied.departments["B"] == Codes("a", "A1")
    assert copied.overwrite[2:] == (OverwriteRow({"department": "B", "category": "1"}, "99"),)
    assert copy_codes(copied, "department", "A", "B") == copied  # once is enough
    assert copy_codes(MINE, "department", "B", "A", parts=False).overwrite[2] == OverwriteRow({"department": "A"}, "88")
    assert copy_codes(MINE, "project", "P", "Q") == MINE


def test_tabs_of_another_client_replace_or_only_fill():
    taken = copy_from(MINE, THEIRS, ["categories", "departments", "overwrite", "gl_lines"])
    assert taken.categories["1"] == CategoryAccounts("77") and taken.categories["2"] == MINE.categories["2"]
    assert [row.debit for row in taken.overwrite] == ["99", "66", "67"]
    assert taken.gl_lines == {"department": "expense", "project": "none"} and taken.structure == MINE.structure
    filled = copy_from(MINE, THEIRS, over=False)
    assert filled.categories["1"] == CategoryAccounts("10", "20") and filled.departments["A"] == Codes("a", "A1")
    assert filled.departments["Z"] == Codes("z") and [row.debit for row in filled.overwrite] == ["99", "88", "67"]
    assert filled.gl_lines == {"department": "all", "project": "none"} and filled.structure == THEIRS.structure
    assert filled.job_cost == THEIRS.job_cost and filled.dimensions == THEIRS.dimensions


def test_categories_this_payroll_does_not_have_can_be_left_behind():
    assert "9" not in copy_from(MINE, THEIRS, ["categories"], known=["1", "2"]).categories


def test_a_single_dimension_can_be_taken_and_an_unknown_tab_cannot():
    assert copy_from(MINE, THEIRS, ["dimensions.project"]).dimensions == THEIRS.dimensions
    with pytest.raises(KeyError):
        copy_from(MINE, THEIRS, ["colors"])
