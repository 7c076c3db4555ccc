"""Cells Excel has turned into something else: numbers and dates in code columns, error cells, formulas, hidden rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from workbench.files.raw_table import FIRST_ROW, capped, error
from workbench.findings import Finding
from workbench.frames import Schema

_ALLOWED = {"code": "s", "date": "sd", "money": "sn", "hours": "sn", "rate": "sn"}
_ANYTHING = "sndtb?"
_CELL = {"n": "a number", "d": "a date", "t": "a date with a time", "b": "a true/false value", "?": "a duration"}
_FORMAT_AS_TEXT = "Format the column as text and type the code again"


def wrong_cells(
    sheet: str,
    header: Sequence[str],
    table: pa.Table,
    kinds: Sequence[str],
    errors: Sequence[tuple[int, int]],
    schema: Schema,
    dimensions: set[str],
) -> tuple[Mapping[str, np.ndarray], list[Finding]]:
    """Per column a mask of the cells of the wrong kind, and a finding for each."""
    told: dict[str, np.ndarray] = {}
    findings: list[Finding] = []
    column_kinds = {c.name: c.kind for c in schema.columns} | dict.fromkeys(dimensions, "code")
    for at, name in enumerate(header):
        kind = column_kinds.get(name, "text")
        letters = np.frombuffer(kinds[at].encode(), dtype="S1")
        wrong = ~np.isin(letters, [a.encode() for a in _ALLOWED.get(kind, _ANYTHING)])
        found = _findings(sheet, name, kind, np.flatnonzero(wrong), letters, table.column(at))
        findings += capped(found, int(wrong.sum()))
        broken = np.array([row - FIRST_ROW for row, column in errors if column == at + 1 and row > 1], dtype=np.int64)
        findings += capped((_broken(sheet, name, int(line)) for line in broken), len(broken))
        wrong[broken[broken < len(wrong)]] = True
        told[name] = wrong
    return told, findings


def _findings(
    sheet: str, column: str, kind: str, lines: np.ndarray, letters: np.ndarray, texts: pa.ChunkedArray
) -> Iterator[Finding]:
    for line in lines:
        value, cell = texts[int(line)].as_py(), letters[line].decode()
        message, remedy = wrong_cell(kind, cell, value)
        yield error("wrong_cell", message, remedy, file=sheet, row=int(line) + FIRST_ROW, column=column, value=value)


def wrong_cell(kind: str, cell: str, value: str) -> tuple[str, str]:
    """What a cell of a column of one kind was stored as, and what to do."""
    if kind == "code" and cell == "n":
        said = f"The code is stored as the number {value}; 0{value} may have become {value}."
        return said, f"{_FORMAT_AS_TEXT}, or load CSV files."
    if kind == "code":
        return f"The code is stored as {_CELL[cell]}; Excel has changed what was typed.", f"{_FORMAT_AS_TEXT}."
    if kind == "date":
        remedy = "Format the cell as a date without a time, or type it as text like 2026-02-13."
        return f"The date is stored as {_CELL[cell]}.", remedy
    return f"The amount is stored as {_CELL[cell]}.", "Format the column as a number and type it again."


def _broken(sheet: str, column: str, line: int) -> Finding:
    said, remedy = "The cell shows an Excel error.", "Mend the formula, or type the value."
    return error("error_cell", said, remedy, file=sheet, row=line + FIRST_ROW, column=column)


def sheet_notes(sheet: str, facts: Mapping[str, Any]) -> list[Finding]:
    """What a person looking at the sheet would not see: formulas, hidden rows, a hidden sheet."""
    notes = []
    if facts["formulas"]:
        said = f"Formulas: {facts['formulas']:,}. What they showed when the workbook was last saved is read."
        notes.append(_warning("formulas", said, "Recalculate and save, or paste them as values.", sheet))
    if facts["hidden_rows"]:
        said = f"Hidden rows: {facts['hidden_rows']:,}. They are read like the others."
        notes.append(_warning("hidden_rows", said, "Delete the rows that do not belong to the payroll.", sheet))
    if facts["hidden_sheet"]:
        said = "The sheet is hidden; it is read all the same."
        notes.append(_warning("hidden_sheet", said, "Unhide it and check it.", sheet))
    return notes


def _warning(code: str, message: str, remedy: str, sheet: str) -> Finding:
    return Finding(code, "warning", message, remedy, file=sheet, page="payroll_runs")
