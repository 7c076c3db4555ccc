"""What people take away: exact, openable, and with nothing a spreadsheet would run."""

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from workbench.files import csv_bytes, xlsx_bytes
from workbench.money import MONEY


def frame(texts, amounts=None):
    amounts = amounts or ["1.00"] * len(texts)
    return pd.DataFrame(
        {
            "code": pd.Series(texts, dtype="str"),
            "amount": pd.Series([None if a is None else Decimal(a) for a in amounts], dtype=MONEY),
            "day": pd.Series([date(2026, 2, 13)] * len(texts), dtype=pd.ArrowDtype(pa.date32())),
            "lines": range(len(texts)),
            "balanced": True,
        }
    )


def as_csv(table):
    return list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))


def as_sheets(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_defused(text):
    assert as_csv(frame([text]))[1][0] == "'" + text
    assert as_sheets(xlsx_bytes({"one": frame([text])}))["one"][1][0].startswith("'")


def test_headers_are_defused_too():
    assert as_csv(frame(["x"]).rename(columns={"code": "=code"}))[0][0] == "'=code"


@pytest.mark.parametrize("code", ["0600", "1E5", "NA", "", "-5", "12.50", "a=b", "é", "null"])
def test_codes_stay_as_they_are(code):
    assert as_csv(frame([code, "x"]))[1][0] == code
    assert as_sheets(xlsx_bytes({"one": frame([code, "x"])}))["one"][1][0] == code


def test_amounts_are_exact():
    amounts = ["-0.01", "1234567890123.45", "9999999999999999.99", "0.10", None]
    table = frame(["x"] * 5, amounts)
    assert [line[1] for line in as_csv(table)[1:]] == ["-0.01", "1234567890123.45", "9999999999999999.99", "0.10", ""]
    written = [line[1] for line in as_sheets(xlsx_bytes({"one": table}))["one"][1:]]
    assert written == [-0.01, 1234567890123.45, "9999999999999999.99", 0.1, ""]


def test_a_cell_with_comma_quote_and_line_break_comes_back():
    assert as_csv(frame(['a,"b"\r\nc']))[1][0] == 'a,"b"\r\nc'


def test_csv_carries_the_mark_that_tells_excel_utf_8():
    assert csv_bytes(frame(["é"])).startswith(b"\xef\xbb\xbf")


def test_dates_and_flags_keep_their_kind_in_a_workbook():
    line = as_sheets(xlsx_bytes({"one": frame(["x"])}))["one"][1]
    assert (line[2], line[3], line[4]) == (date(2026, 2, 13), 0.0, True)


def test_sheet_names_are_made_fit_and_distinct():
    sheets = as_sheets(xlsx_bytes({"a/b": frame(["1"]), "A B": frame(["2"]), "x" * 40: frame(["3"])}))
    assert list(sheets) == ["a b", "A B (2)", "x" * 31]


def test_an_empty_table_has_its_header():
    assert as_csv(frame(["x"]).iloc[:0]) == [["code", "amount", "day", "lines", "balanced"]]
    assert as_sheets(xlsx_bytes({"one": frame(["x"]).iloc[:0]}))["one"] == [
        ["code", "amount", "day", "lines", "balanced"]
    ]


def test_columns_of_one_name_both_come():
    both = pd.concat([frame(["=1"])[["code"]], frame(["0600"])[["code"]]], axis=1)
    assert as_csv(both)[1] == ["'=1", "0600"]
