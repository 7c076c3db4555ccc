"""The columns of a payroll file, decoded once: codes as integers, amounts exact, dates as days, and their bad cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Severity
from workbench.frames import (
    CATEGORIES,
    DEPARTMENTS,
    DIMENSIONS,
    EMPLOYEES,
    LABOR,
    LOCATIONS,
    PAYCARDS,
    PAYROLL_GROUPS,
    Schema,
)
from workbench.money import decimal_to_ints, parse_column

SCHEMAS: dict[str, Schema] = {
    schema.name: schema
    for schema in (PAYROLL_GROUPS, CATEGORIES, DEPARTMENTS, LOCATIONS, DIMENSIONS, EMPLOYEES, PAYCARDS, LABOR)
}
SCALE = {"money": 2, "hours": 4, "rate": 6}
SHOWN = 100  # findings of one kind, before "and 2,345 more"
Sentence = Callable[[str], tuple[str, str]]  # of a cell's text: what is wrong, what to do
LineSentence = Callable[[int], tuple[str, str]]  # of a line's number


class TextTable(Protocol):
    """A file as text: what the checks need of it."""

    @property
    def name(self) -> str:
        """The file's name without .csv."""

    @property
    def file(self) -> str:
        """What people call it."""

    @property
    def table(self) -> pa.Table:
        """Its columns, every cell as text."""

    @property
    def whole(self) -> bool:
        """Whether all its rows are there; some may have been too faulty to read."""

    @property
    def told(self) -> Mapping[str, np.ndarray]:
        """Per column, the cells a finding names already."""

    def row(self, line: int) -> int:
        """The spreadsheet row of a line counted from 0."""


@dataclass(frozen=True, eq=False)
class Coded:
    """A text column as integers into its distinct values."""

    codes: np.ndarray
    values: list[str]

    def where(self, test: Callable[[str], bool]) -> np.ndarray:
        """The cells whose value passes the test, which runs once per distinct value."""
        of_value: np.ndarray = np.fromiter(map(test, self.values), dtype=bool, count=len(self.values))
        return of_value.take(self.codes)

    def mapped(self, numbers: Mapping[str, int], missing: int = -1) -> np.ndarray:
        """The cells as the integers of another numbering of codes."""
        each = [numbers.get(value, missing) for value in self.values]
        return np.array(each, dtype=np.int64)[self.codes] if each else np.zeros(0, np.int64)

    @cached_property
    def numbering(self) -> dict[str, int]:
        """The integer of each distinct value."""
        return {value: i for i, value in enumerate(self.values)}


class Sheet:
    """One file under the checks: its decoded columns, and per column the cells some finding has already named."""

    def __init__(self, raw: TextTable) -> None:
        self.raw = raw
        self.name, self.file, self.length = raw.name, raw.file, raw.table.num_rows
        self.schema = SCHEMAS[raw.name]
        self.skipped = np.zeros(self.length, dtype=bool)  # lines that are no data, a row of totals
        self._told = dict(raw.told)
        self._coded: dict[str, Coded] = {}
        self._numbers: dict[str, tuple[pa.Array, np.ndarray]] = {}

    def __contains__(self, column: str) -> bool:
        return column in self.raw.table.column_names

    def has(self, *columns: str) -> bool:
        """Whether all these columns are there."""
        return all(column in self for column in columns)

    def coded(self, column: str) -> Coded:
        """The column as codes."""
        if column not in self._coded:
            encoded = _one(self.raw.table.column(column).combine_chunks())
            if not pa.types.is_dictionary(encoded.type):
                encoded = encoded.dictionary_encode()
            self._coded[column] = Coded(encoded.indices.to_numpy(), encoded.dictionary.to_pylist())
        return self._coded[column]

    def numbers(self, column: str) -> tuple[pa.Array, np.ndarray]:
        """The column as exact decimals (null where blank or bad), and the bad cells."""
        if column not in self._numbers:
            kind = next(c.kind for c in self.schema.columns if c.name == column)
            texts = _one(self.raw.table.column(column).combine_chunks()).cast(pa.string())
            parsed, bad = parse_column(texts, SCALE[kind])
            self._numbers[column] = parsed, np.asarray(bad)
        return self._numbers[column]

    def ints(self, column: str) -> np.ndarray:
        """The column as whole cents (or its own smallest unit), 0 where blank or bad."""
        return decimal_to_ints(self.numbers(column)[0])

    def text(self, column: str, line: int) -> str:
        """One cell."""
        return str(self.raw.table.column(column)[int(line)].as_py())

    def told(self, column: str) -> np.ndarray:
        """The cells of a column that need no further finding."""
        return self._told.get(column, self.skipped) | self.skipped

    def finding(self, line: int, column: str, code: str, severity: Severity, message: str, remedy: str) -> Finding:
        """A finding at one cell, with the run, employee and category of its line."""
        return Finding(
            code,
            severity,
            message,
            remedy,
            file=self.file,
            row=self.raw.row(int(line)),
            column=column,
            value=self.text(column, line) if column in self else "",
            run=self._key("run", line),
            employee=self._key("employee", line),
            category=self._key("category", line),
            page="payroll_runs",
        )

    def _key(self, column: str, line: int) -> str:
        return self.text(column, line) if self.name in _LINES and column in self else ""

    def report(
        self, column: str, cells: np.ndarray, code: str, sentence: Sentence, severity: Severity = "error"
    ) -> list[Finding]:
        """A finding for each of these cells that has none yet; the first hundred, then one that counts the rest."""
        fresh = cells & ~self.told(column)
        lines = np.flatnonzero(fresh)
        if severity == "error":
            self._told[column] = self.told(column) | fresh
        return self.tell(lines, column, code, severity, lambda line: sentence(self.text(column, line)))

    def tell(
        self, lines: Sequence[int] | np.ndarray, column: str, code: str, severity: Severity, sentence: LineSentence
    ) -> list[Finding]:
        """A finding for each of these lines; the first hundred, then one that counts the rest."""
        found = [self.finding(line, column, code, severity, *sentence(line)) for line in lines[:SHOWN]]
        return found + (more(found[-1], len(lines)) if found else [])


_LINES = ("paycards", "labor")


def more(last: Finding, total: int) -> list[Finding]:
    """The finding that counts those of a kind beyond the first hundred."""
    if total <= SHOWN:
        return []
    said = f"And {total - SHOWN:,} more like this."
    return [Finding(last.code, last.severity, said, last.remedy, file=last.file, column=last.column, page=last.page)]


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column if isinstance(column, pa.Array) else column.chunk(0)


def days(column: Coded) -> tuple[pa.Array, np.ndarray]:
    """A coded column as dates (null where blank or bad), and the bad cells."""
    parsed = [iso_day(value) for value in column.values]
    bad = np.array([day is None and value != "" for day, value in zip(parsed, column.values, strict=True)], dtype=bool)
    return pa.array(parsed, pa.date32()).take(pa.array(column.codes)), bad[column.codes]


def iso_day(text: str) -> date | None:
    """The day written as YYYY-MM-DD in plain digits; None for anything else."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def numbered(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key's number in order of first appearance, and the distinct keys."""
    numbers, distinct = pd.factorize(keys)
    return numbers, distinct


def combined(columns: Sequence[np.ndarray], cardinalities: Sequence[int]) -> np.ndarray:
    """Several columns of small non-negative integers as one; equal exactly where all of them are equal."""
    key, held = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column, cardinality in zip(columns, cardinalities, strict=True):
        if held * max(cardinality, 1) >= 2**62:
            key, distinct = numbered(key)
            held = len(distinct)
        key = key * max(cardinality, 1) + column
        held *= max(cardinality, 1)
    return key
