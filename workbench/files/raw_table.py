"""One file of a posted payroll as text: what was read, and where each line stands in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pyarrow as pa

from workbench.findings import Finding
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

FIRST_ROW = 2  # the header is row 1
SHOWN = 100  # findings of one kind, before "and 2,345 more"

PAYROLL_FILES: dict[str, Schema] = {
    schema.name: schema
    for schema in (PAYROLL_GROUPS, CATEGORIES, DEPARTMENTS, LOCATIONS, DIMENSIONS, EMPLOYEES, PAYCARDS, LABOR)
}


@dataclass(frozen=True, eq=False)
class RawTable:
    """The cells of one file, every one as text (plain or dictionary-encoded), blank as ``""``."""

    name: str  # "paycards"
    file: str  # as people know it: "paycards.csv", or the sheet's name
    table: pa.Table
    rows: np.ndarray | None = None  # the spreadsheet row of each line; None: 2, 3, 4 ...
    told: Mapping[str, np.ndarray] = field(default_factory=dict)  # per column, the cells a finding already names

    whole: bool = True  # False when rows had to be left out; what is missing from it is then no surprise

    @property
    def columns(self) -> tuple[str, ...]:
        """The header."""
        return tuple(self.table.column_names)

    def row(self, line: int) -> int:
        """The spreadsheet row of a line counted from 0."""
        return int(self.rows[line]) if self.rows is not None else line + FIRST_ROW


def error(code: str, message: str, remedy: str, **place: object) -> Finding:
    """A finding that refuses the load, mended on the page where payrolls are loaded."""
    return Finding(code, "error", message, remedy, page="payroll_runs", **place)  # type: ignore[arg-type]


def capped(findings: Iterable[Finding], total: int) -> list[Finding]:
    """The first hundred of ``total`` findings of one kind, then one that counts the rest."""
    shown = list(islice(findings, SHOWN))
    if total <= SHOWN:
        return shown
    last = shown[-1]
    more = Finding(
        last.code,
        last.severity,
        f"And {total - SHOWN:,} more like this.",
        last.remedy,
        file=last.file,
        column=last.column,
        page=last.page,
    )
    return [*shown, more]
