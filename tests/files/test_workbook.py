"""Cells that Excel changed are named, exact ones are taken as they are."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.files.payroll_folder import found, only, place, rows, sample, workbook
from workbench.files import read_payroll
from workbench.files.raw_table import PAYROLL_FILES
from workbench.rules.payroll_checks import check_payroll

DAY = date(2026, 2, 13)


@pytest.fixture
def made(tmp_path):
    """A workbook of the sample with one cell written by the test: ``made(sheet, row, column, write)``."""
    folder = sample(tmp_path)

    def make(file: str, row: int, column: str, write, **options) -> Path:
        path = tmp_path / "made.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            for name in PAYROLL_FILES:
                sheet = book.add_worksheet(name)
                for at, line in enumerate(rows(folder, name)):
                    for position, value in enumerate(line):
                        sheet.write_string(at, position, value)
                if name == file:
                    write(book, sheet, row - 1, rows(folder, name)[0].index(column))
        return path

    return make


def number(value):
    return lambda book, sheet, row, column: sheet.write_number(row, column, value)


def day(value, style="yyyy-mm-dd"):
    return lambda book, sheet, row, column: sheet.write_datetime(
        row, column, value, book.add_format({"num_format": style})
    )


def moment(value):
    return lambda book, sheet, row, column: sheet.write_number(
        row, column, value, book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    )


def formula(text, value):
    return lambda book, sheet, row, column: sheet.write_formula(row, column, text, None, value)


def test_amounts_may_be_numbers(tmp_path):
    raw, _ = read_payroll(workbook(sample(tmp_path), text=False))
    payroll, findings = check_payroll(raw)
    assert findings == ()
    assert str(payroll.runs()[0].totals.gross) == "13192.00"


def test_a_code_stored_as_a_number_is_an_error_with_its_remedy(made):
    finding = found(made("departments", 2, "code", number(600)))[0]
    assert place(finding) == ("departments", 2, "code", "600")
    assert "0600 may have become 600" in finding.message
    assert "as text" in finding.remedy


def test_a_task_that_excel_made_a_date_is_an_error(made):
    finding = only(found(made("labor", 2, "task", day(date(2026, 1, 10), "mm-dd"))))
    assert (finding.code, finding.row, finding.column) == ("wrong_cell", 2, "task")


@pytest.mark.parametrize("since_1904", [False, True])
def test_real_dates_are_dates(made, since_1904):
    path = made("paycards", 2, "pay_date", day(DAY), date_1904=since_1904)
    raw, findings = read_payroll(path)
    assert findings == ()
    assert raw["paycards"].table.column("pay_date")[0].as_py() == "2026-02-13"


@pytest.mark.parametrize("write", [number(46066), moment(46066.4)])
def test_a_date_as_a_plain_number_or_with_a_time_is_an_error(made, write):
    finding = only(found(made("paycards", 2, "pay_date", write)))
    assert (finding.code, finding.row, finding.column) == ("wrong_cell", 2, "pay_date")


def test_a_number_with_too_many_decimals_is_not_rounded(made):
    finding = only(found(made("paycards", 2, "amount", number(2400.005))))
    assert place(finding) == ("paycards", 2, "amount", "2400.005")
    assert "two decimals" in finding.message


def test_a_true_or_false_is_no_amount(made):
    write = lambda book, sheet, row, column: sheet.write_boolean(row, column, True)  # noqa: E731
    assert only(found(made("paycards", 2, "amount", write))).code == "wrong_cell"


def test_an_excel_error_is_named_where_it_stands(made):
    errors = found(made("paycards", 2, "amount", formula("=1/0", "#DIV/0!"))).errors
    assert (only(errors).code, only(errors).row, only(errors).column) == ("error_cell", 2, "amount")


def test_formulas_count_with_what_they_showed_and_are_mentioned(made):
    finding = only(found(made("paycards", 2, "amount", formula("=80*30", 2400))))
    assert (finding.code, finding.severity) == ("formulas", "warning")


def test_hidden_rows_and_sheets_are_read_and_mentioned(made):
    def hide(book, sheet, row, column):
        sheet.set_row(row, None, None, {"hidden": True})
        sheet.hide()

    assert [f.code for f in found(made("paycards", 3, "amount", hide))] == ["hidden_rows", "hidden_sheet"]


def test_formats_far_below_the_data_do_no_harm(made):
    far = lambda book, sheet, row, column: sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": 1}))  # noqa: E731
    assert found(made("paycards", 2, "amount", far)) == ()


def test_a_stray_cell_far_out_is_refused_before_the_sheet_is_opened(made):
    far = lambda book, sheet, row, column: sheet.write_string(1_048_575, 16_383, "x")  # noqa: E731
    assert only(found(made("paycards", 2, "amount", far))).code == "workbook_refused"


def test_rows_are_counted_through_empty_ones(made):
    gap = lambda book, sheet, row, column: sheet.write_string(row + 3, column, "E9")  # noqa: E731
    findings = found(made("employees", 6, "employee", gap))
    assert place(findings[0]) == ("employees", 9, "payroll_group", "")


def test_two_sheets_for_one_file_are_refused(made):
    finding = only(found(made("paycards", 2, "amount", lambda book, *_: book.add_worksheet("Labor.csv"))))
    assert (finding.code, finding.file) == ("duplicate_file", "labor")


def test_a_missing_sheet_is_named(tmp_path):
    path = tmp_path / "one.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("paycards").write_row(0, 0, PAYROLL_FILES["paycards"].names)
    assert {f.file for f in found(path)} == {"paycards", *PAYROLL_FILES}
