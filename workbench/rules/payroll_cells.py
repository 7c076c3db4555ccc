"""Checks of a file on its own: its columns, then every cell as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import numpy as np

from workbench.findings import Finding
from workbench.rules.payroll_columns import SCALE, Sheet, days
from workbench.rules.payroll_grammar import (
    blanks_sentence,
    control_sentence,
    date_sentence,
    has_blanks,
    has_control,
    has_invisible,
    invisible_sentence,
    number_sentence,
)

REQUIRED = {  # columns in which no cell may be blank
    "payroll_groups": ("code",),
    "categories": ("code", "class"),
    "departments": ("code",),
    "locations": ("code",),
    "dimensions": ("dimension", "code"),
    "employees": ("employee", "payroll_group"),
    "paycards": (
        *("run", "payroll_group", "period_start", "period_end", "pay_date"),
        *("paycard_type", "employee", "category", "amount"),
    ),
    "labor": ("run", "employee", "category", "work_date", "amount"),
}
_TOTAL = {"total", "totals", "grand total", "sum", "subtotal", "totaux", "report total", "control total"}


def column_findings(sheet: Sheet, dimensions: Sequence[str]) -> list[Finding]:
    """Columns that are missing, with the header that may be meant; extra ones that are no dimension."""
    read = {*sheet.schema.names, *(dimensions if sheet.schema.dimensions else ())}
    extra = [c for c in sheet.raw.table.column_names if c not in read]
    findings = []
    for name in sheet.schema.names:
        if name not in sheet:
            meant = _meant(name, extra)
            extra = [c for c in extra if c != meant]
            findings.append(_missing(sheet, name, meant))
    return findings + [_extra(sheet, name, dimensions) for name in extra]


def _meant(name: str, extra: Sequence[str]) -> str:
    plain = {c.strip().casefold().replace(" ", "_").replace("-", "_"): c for c in extra}
    near = [name] if name in plain else get_close_matches(name, plain, n=1, cutoff=0.8)
    return plain[near[0]] if near else ""


def _missing(sheet: Sheet, name: str, meant: str) -> Finding:
    said = f"The column {name} is missing; there is {meant!r}." if meant else f"The column {name} is missing."
    remedy = f"Name it exactly {name}." if meant else "Add the column; it may be empty where nothing applies."
    place = {"file": sheet.file, "column": name, "value": meant, "page": "payroll_runs"}
    return Finding("missing_column", "error", said, remedy, row=1, **place)  # type: ignore[arg-type]


def _extra(sheet: Sheet, name: str, dimensions: Sequence[str]) -> Finding:
    said = f"The column {name!r} is no dimension and is not read."
    remedy = "Name it in dimensions.csv to make it one, or leave it."
    if name in dimensions:
        said = f"The dimension {name!r} is not read from this file."
        remedy = "Home values stand in employees.csv, worked values in labor.csv."
    place = {"file": sheet.file, "column": name, "page": "payroll_runs"}
    return Finding("extra_column", "note", said, remedy, row=1, value=name, **place)  # type: ignore[arg-type]


def cell_findings(sheet: Sheet, dimensions: Sequence[str]) -> list[Finding]:
    """A row of totals, cells outside the grammar, and blank cells that must not be."""
    findings = _totals_row(sheet)
    for column, kind in _columns(sheet, dimensions):
        if kind in SCALE:
            findings += _number_findings(sheet, column, SCALE[kind])
        elif kind == "date":
            findings += sheet.report(column, days(sheet.coded(column))[1], "bad_date", date_sentence)
        else:
            findings += _text_findings(sheet, column, kind)
        if column in REQUIRED[sheet.name]:
            findings += sheet.report(column, _blank(sheet, column, kind), "blank", _blank_sentence)
    return findings


def _blank(sheet: Sheet, column: str, kind: str) -> np.ndarray:
    if kind in SCALE:
        return np.asarray(sheet.numbers(column)[0].is_null())
    return sheet.coded(column).where(lambda value: value == "")


def _blank_sentence(text: str) -> tuple[str, str]:
    return "The cell is blank.", "Fill it in; without it the line cannot be placed."


def _totals_row(sheet: Sheet) -> list[Finding]:
    """A last row that sums up the others would count every amount twice."""
    columns = [c for c in sheet.schema.names if c in sheet and c in ("run", "employee", "category", "payroll_group")]
    if sheet.name not in ("paycards", "labor") or not sheet.length:
        return []
    last = sheet.length - 1
    named = [c for c in columns if sheet.text(c, last).strip().strip(":").casefold() in _TOTAL]
    unnamed = bool(columns) and all(sheet.text(c, last).strip() == "" for c in columns)
    if not named and not unnamed:
        return []
    column = (named or columns)[0]
    said, remedy = "The last row looks like a row of totals, not like a line.", "Remove it."
    found = sheet.finding(last, column, "totals_row", "error", said, remedy)
    sheet.skipped[last] = True
    return [found]


def _columns(sheet: Sheet, dimensions: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from ((c.name, c.kind) for c in sheet.schema.columns if c.name in sheet)
    if sheet.schema.dimensions:
        yield from ((d, "code") for d in dimensions if d in sheet)


def _number_findings(sheet: Sheet, column: str, scale: int) -> list[Finding]:
    return sheet.report(column, sheet.numbers(column)[1], "bad_number", lambda text: number_sentence(text, scale))


def _text_findings(sheet: Sheet, column: str, kind: str) -> list[Finding]:
    coded = sheet.coded(column)
    findings = sheet.report(column, coded.where(has_control), "control_character", control_sentence)
    if kind == "code":
        findings += sheet.report(column, coded.where(has_blanks), "blanks", blanks_sentence)
        unseen = coded.where(has_invisible)
        findings += sheet.report(column, unseen, "invisible_character", invisible_sentence, "warning")
    return findings
