"""Tables to take away as CSV and XLSX: exact amounts, codes as text, no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

# A spreadsheet runs text that begins so, after blanks too, and in full-width writing.
_TRIGGER = r"^[\s\x{00}\x{a0}]*[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]|^[\t\r\n]"
_PLAIN_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_SHEET_ROWS = 1_048_575
_EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
_FORMATS = {2: "#,##0.00", 4: "#,##0.00##", 6: "#,##0.00####"}


def read_back(text: str) -> str:
    """A text cell of ours as it was before its apostrophe against formulas."""
    return text[1:] if text.startswith("'") and _one_safe(text[1:]) == text else text


def csv_bytes(frame: pd.DataFrame, codes: Collection[str] = ()) -> bytes:
    """The frame as CSV in UTF-8, marked so for Excel; text that would run as a formula gets a leading apostrophe.

    Columns of ``codes`` are written exactly as they are: a file that payroll loads must bring them back unchanged.
    """
    safe = frame.rename(columns=lambda name: name if name in codes else _one_safe(str(name)))
    for position, name in enumerate(frame.columns):
        if name not in codes and _is_text(frame.iloc[:, position]):
            safe.isetitem(position, _safe_texts(frame.iloc[:, position]))
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def xlsx_bytes(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook with a sheet per frame: codes as text, amounts as numbers, dates as dates, header row kept in view."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        taken: list[str] = []
        for name, frame in sheets.items():
            taken.append(_sheet_name(name, taken))
            _write_sheet(book, book.add_worksheet(taken[-1]), frame)
    return content.getvalue()


def _is_text(column: pd.Series) -> bool:
    return bool(column.dtype == "str" or column.dtype == object)


def _safe_texts(column: pd.Series) -> pd.Series:
    texts = pa.array(["" if v is None or v is pd.NA or v != v else str(v) for v in column], pa.string())
    risky = pc.and_not(pc.match_substring_regex(texts, _TRIGGER), pc.match_substring_regex(texts, _PLAIN_NUMBER))
    return pd.Series(pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts).to_pandas(), dtype="str")


def _one_safe(text: str) -> str:
    return str(_safe_texts(pd.Series([text], dtype="str")).iloc[0])


def _sheet_name(name: str, taken: list[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "Sheet"
    number = 2
    while plain.casefold() in (other.casefold() for other in taken):
        plain, number = f"{plain[:27]} ({number})", number + 1
    return plain


def _write_sheet(book: Any, sheet: Any, frame: pd.DataFrame) -> None:
    if len(frame) > _SHEET_ROWS:
        raise ValueError(f"A sheet holds {_SHEET_ROWS:,} rows, the table has {len(frame):,}: download it as CSV.")
    header = book.add_format({"bold": True, "bottom": 1})
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        sheet.write_string(0, position, _one_safe(str(name)), header)
        write, style, values = _writer(book, sheet, column)
        for row, value in enumerate(values, start=1):
            if value is not None and value is not pd.NA and value is not pd.NaT and value == value:
                write(row, position, value, style)
        sheet.set_column(position, position, min(max(12, len(str(name)) + 2), 40))
    sheet.freeze_panes(1, 0)
    if len(frame) and len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _writer(book: Any, sheet: Any, column: pd.Series) -> tuple[Callable[..., Any], Any, Any]:
    kind = getattr(column.dtype, "pyarrow_dtype", None)
    if kind is not None and pa.types.is_decimal(kind):
        style = book.add_format({"num_format": _FORMATS.get(kind.scale, "General")})
        return _number_writer(sheet), style, column
    if kind is not None and pa.types.is_date(kind):
        return sheet.write_datetime, book.add_format({"num_format": "yyyy-mm-dd"}), column
    if column.dtype == bool:
        return sheet.write_boolean, None, column
    if pd.api.types.is_numeric_dtype(column.dtype):
        return sheet.write_number, None, column.tolist()
    return sheet.write_string, book.add_format({"num_format": "@"}), _safe_texts(column.map(_as_text))


def _number_writer(sheet: Any) -> Callable[..., Any]:
    def write(row: int, position: int, value: Decimal, style: Any) -> None:
        if len(value.normalize().as_tuple().digits) > _EXACT_DIGITS:
            sheet.write_string(row, position, str(value))
        else:
            sheet.write_number(row, position, value, style)

    return write


def _as_text(value: Any) -> str:
    if isinstance(value, datetime | pd.Timestamp):
        return "" if value is pd.NaT else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value is pd.NA or value != value else str(value)
