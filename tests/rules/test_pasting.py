"""Rows pasted from a spreadsheet: codes stay text, doubts are asked and answered, nothing is dropped in silence."""

import pytest

from tests.rules.building import sample_run, sample_setup
from tests.rules.labelled import chart_of
from workbench.rules.known import Known
from workbench.rules.pasted_cells import doubt, is_mistake, lost_digits
from workbench.rules.pasting import read_pasted
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup
from workbench.rules.setup_changes import apply_changes

KNOWN = Known([sample_run()], chart_of("ontario"))


def pasted(text, tab="categories", setup=None, known=KNOWN, **answers):
    return read_pasted(text, tab, {k.replace("__", ":").replace("_blank", " "): v for k, v in answers.items()},
                       setup=setup or sample_setup(), known=known)  # fmt: skip


def changed(brought):
    return [(c.tab, c.key, c.field, c.before, c.after) for c in brought.changes]


def test_rows_with_headings_land_in_their_columns():
    brought = pasted("Credit\tCategory\tName\tDebit\r\n\t101\tSalary\t6025\r\n2100\tNET\tNet\t\r\n")
    assert changed(brought) == [("categories", "101", "debit", "6010", "6025")]
    assert (brought.rows, brought.taken, brought.questions, len(brought.findings)) == (2, 2, (), 0)
    setup, said = apply_changes(sample_setup(), brought.changes)
    assert setup == brought.wanted and not said


def test_rows_without_headings_come_in_the_order_of_the_tab():
    assert pasted("101\t6020\n", setup=Setup()).wanted.category("101") == CategoryAccounts("6020")
    row = pasted("FLD\t0200\t200\n", "departments", Setup()).wanted.departments["FLD"]
    assert row == Codes("0200", "200")
    assert pasted("P100\t41\n", "dimensions.project", Setup()).wanted.dimensions["project"]["P100"] == Codes("41")


@pytest.mark.parametrize(
    ("cell", "kind", "answers"),
    [
        ("6.010,00", "separators", {"text": "6.010,00", "number": "6010"}),
        ("1.234,56", "separators", {"text": "1.234,56", "number": "1234.56"}),
        ("6,010", "separators", {"text": "6,010", "number": "6010"}),
        ("6 010", "separators", {"text": "6 010", "number": "6010"}),
        ("6010.00", "separators", {"text": "6010.00", "number": "6010"}),
        ("6.01E+03", "scientific", {"text": "6.01E+03", "number": "6010"}),
        ("1E-2", "scientific", {"text": "1E-2", "number": "0.01"}),
        ("6010\u00a0", "odd_characters", {"text": "6010\u00a0", "plain": "6010"}),
        ("\uff16\uff10\uff11\uff10", "odd_characters", {"text": "\uff16\uff10\uff11\uff10", "plain": "6010"}),
    ],
)
def test_what_a_spreadsheet_may_have_changed_is_asked_with_every_answer(cell, kind, answers):
    asked = doubt(cell, {"6010"})
    assert (asked.kind, asked.answers) == (kind, answers)
    assert asked.likely == next((a for a, code in answers.items() if code == "6010"), "")


@pytest.mark.parametrize("code", ["0600", "1E5", "NA", "6010-200", "6010.200", "00", "A,B", "1.23", "12,5"])
def test_codes_are_taken_as_they_stand(code):
    assert doubt(code, ()) is None
    assert pasted(f"101\t{code}\n", setup=Setup(), known=Known()).wanted.category("101").debit == code


def test_a_lost_leading_zero_is_asked_where_one_code_fits():
    assert doubt("600", {"0600"}).answers == {"text": "600", "zeros": "0600"}
    assert doubt("600", {"0600", "600"}) is None and doubt("600", {"0600", "00600"}) is None


def test_nothing_is_taken_before_the_answer_and_everything_after():
    text = "code\tdebit\n101\t6.025,00\n102\t6.010,00\n103\t6010\n"
    asked = pasted(text)
    assert changed(asked) == [("categories", "103", "debit", "6025", "6010")] and asked.taken == 1
    (question,) = asked.questions
    assert (question.key, question.suggested, len(question.examples)) == ("debit:separators", "number", 2)
    assert question.examples[0] == (2, "6.025,00", {"text": "6.025,00", "number": "6025"})
    for answer, debit in (("number", "6025"), ("text", "6.025,00")):
        answered = pasted(text, debit__separators=answer)
        assert answered.questions == () and answered.taken == 3
        assert answered.wanted.category("101").debit == debit


def test_blank_cells_over_values_are_asked():
    text = "code\tdebit\tcredit\n601\t\t2320\n"
    (question,) = pasted(text).questions
    assert question.key == "blank cells" and pasted(text).changes == ()
    kept, emptied = (
        read_pasted(text, "categories", {"blank cells": a}, setup=sample_setup()) for a in ("keep", "blank")
    )
    assert kept.wanted.category("601") == CategoryAccounts("6110", "2320")
    assert emptied.wanted.category("601") == CategoryAccounts("", "2320")


def test_what_cannot_be_a_code_is_an_error_with_its_line():
    text = "code\tdebit\n101\t#N/A\n102\t1.23457E+11\n103\t6010\n103\t6020\n\t6010\n999\t6010\textra\n"
    brought = pasted(text)
    assert [(f.code, f.row) for f in brought.findings.errors] == [
        ("spreadsheet_error", 2), ("digits_lost", 3), ("twice", 5), ("no_code", 6),
    ]  # fmt: skip
    assert [(f.code, f.value) for f in brought.findings.warnings] == [("unknown_code", "999"), ("more_cells", "extra")]
    assert brought.wanted.category("103").debit == "6010"


def test_everything_that_is_not_read_is_said():
    assert [(f.code, f.value) for f in pasted("code\tdebit\tBudget\n101\t6010\t5\n").findings] == [
        ("unknown_column", "Budget")
    ]
    assert [(f.code, f.value) for f in pasted("101\t6010\t\t99\n").findings] == [("more_cells", "99")]
    assert [f.code for f in pasted("101\t 6010 \n").findings] == ["blanks_trimmed"]
    assert [f.code for f in pasted('101\t"60\n').findings] == ["not_a_table"]
    assert [f.code for f in pasted("102\tFLD\n", "overwrite").findings] == ["no_columns"]


def test_quoted_cells_with_breaks_and_flags_are_read():
    brought = pasted('code\tname\tdebit\texpense\tpost\n105\t"Vacation\npaid"\t2400\tno\tyes\n', setup=Setup())
    assert brought.wanted.category("105") == CategoryAccounts("2400", expense=False)
    assert [f.code for f in pasted("code\tdebit\tpost\n105\t2400\tperhaps\n").findings] == ["no_flag"]


def test_overwrite_rows_are_known_by_their_keys():
    setup = Setup(overwrite=(OverwriteRow({"category": "102", "department": "FLD"}, "6020"),))
    text = "Department\tCategory\tDebit account\nFLD\t102\t6025\nADM\t102\t6010\n\t\t6010\nFLD\t103\t\n"
    brought = pasted(text, "overwrite", setup)
    assert [(dict(row.keys), row.debit) for row in brought.wanted.overwrite] == [
        ({"category": "102", "department": "FLD"}, "6025"), ({"department": "ADM", "category": "102"}, "6010"),
        ({}, "6010"),
    ]  # fmt: skip
    assert [(f.code, f.row) for f in brought.findings] == [("no_account", 5)]


def test_nothing_pasted_changes_nothing():
    brought = pasted("\n\t\n")
    assert (brought.changes, brought.rows, brought.wanted) == ((), 0, sample_setup())


def test_mistakes_of_formulas_and_lost_digits_are_known():
    assert is_mistake("#REF!") and is_mistake("#n/a") and not is_mistake("#12")
    assert lost_digits("1.23457E+11") and not lost_digits("1.23E+02") and not lost_digits("6.01E+03")
