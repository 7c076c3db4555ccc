"""When a run loaded again is the same run: the order of lines and unused codes do not matter, everything else does."""

import random

import pytest

from tests.files.payroll_folder import add, add_column, put, rows, sample, write
from workbench.files import read_payroll
from workbench.rules.payroll_checks import check_payroll
from workbench.rules.payroll_content import content_digest, content_parts


@pytest.fixture
def folder(tmp_path):
    return sample(tmp_path)


def parts(folder):
    payroll, findings = check_payroll(read_payroll(folder)[0])
    assert payroll is not None, findings
    return content_parts(payroll.runs()[0])


def changed(folder, change):
    """The parts of the content that a change touches."""
    before = parts(folder)
    change(folder)
    after = parts(folder)
    assert (content_digest(before) == content_digest(after)) == (before == after)
    return {name for name in before if before[name] != after[name]}


def shuffled(folder):
    for file in ("paycards", "labor", "employees", "categories", "departments"):
        head, *lines = rows(folder, file)
        random.Random(7).shuffle(lines)
        write(folder, file, [head, *lines])


def unused(folder):
    add(folder, "departments", code="NEW", name="New")
    add(folder, "locations", code="E200", name="Quebec")
    add(folder, "categories", code="999", name="New", **{"class": "earning"})
    add(folder, "payroll_groups", code="MONTHLY", name="Monthly")
    add(folder, "employees", employee="E2000", name="New", payroll_group="BIWEEKLY")
    add(folder, "dimensions", dimension="project", code="P300", name="New")
    add(folder, "dimensions", dimension="task", code="01-100", name="New", parent="P300")
    add(folder, "dimensions", dimension="region", code="EAST", name="East")


@pytest.mark.parametrize(
    "change",
    [
        shuffled,
        unused,
        lambda f: add_column(f, "labor", "region", ""),
        lambda f: put(f, "paycards", 2, "amount", "2400.0"),
        lambda f: put(f, "paycards", 2, "units", "80"),
    ],
    ids=["other order", "unused codes", "a blank column", "2400.0 for 2400.00", "80 for 80.00"],
)
def test_the_same_content(folder, change):
    assert changed(folder, change) == set()


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "part"),
    [
        ("paycards", 2, "units", "79.00", "paycards"),
        ("paycards", 2, "rate", "", "paycards"),
        ("paycards", 2, "pay_date", "2026-02-12", "paycards"),
        ("paycards", 9, "paycard_type", "adjustment", "paycards"),
        ("labor", 2, "text", "rain", "labor"),
        ("labor", 2, "task", "02-200", "labor"),
        ("labor", 2, "units", "7.00", "labor"),
        ("employees", 2, "location", "", "employees"),
        ("employees", 2, "name", "Amara O.", "employees"),
        ("categories", 2, "name", "Salaries", "categories"),
        ("departments", 2, "name", "Office", "departments"),
        ("locations", 2, "name", "ON", "locations"),
        ("dimensions", 2, "name", "Bridge", "dimensions"),
        ("payroll_groups", 2, "name", "Staff", "payroll groups"),
    ],
)
def test_other_content(folder, file, row, column, value, part):
    assert changed(folder, lambda f: put(f, file, row, column, value)) == {part}


def test_a_line_more_is_other_content_even_when_it_repeats_one(folder):
    assert changed(folder, lambda f: write(f, "labor", [*rows(f, "labor"), zero(f)])) == {"labor"}


def zero(folder):
    """A labor line of nothing, worked and paid."""
    head, first, *_ = rows(folder, "labor")
    return ["0.00" if name in ("units", "amount") else cell for name, cell in zip(head, first, strict=True)]


def test_the_order_of_used_dimensions_is_content_because_groups_sort_by_it(folder):
    def reverse(f):
        head, *lines = rows(f, "dimensions")
        write(f, "dimensions", [head, *reversed(lines)])

    assert "dimensions" in changed(folder, reverse)


def test_values_that_move_between_columns_are_other_content(folder):
    def swap(f):
        for row in (2, 3):
            put(f, "labor", row, "department", "")
            put(f, "labor", row, "text", "FLD")

    assert changed(folder, swap) == {"labor"}
