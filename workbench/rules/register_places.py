"""A register rearranged before it is read, sheets put together or turned, and where each of its cells really stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from workbench.findings import Finding


class Place(NamedTuple):
    """Where people find a cell: the file with its sheet, the row, the column."""

    file: str
    row: int | None
    column: str


@dataclass(frozen=True, eq=False)
class Arranged:
    """One sheet made of others, as the reading takes it; ``lines`` and ``cells`` lead back to where things stand."""

    name: str
    file: str
    columns: tuple[pa.ChunkedArray, ...]
    header_row: int  # from 1; one row of titles
    groups: tuple[str, ...]  # over each column
    reason: str  # why it was rearranged
    lines: tuple[Place, ...]  # per row below the titles; the column of an employee where people stand in columns
    cells: Mapping[str, int]  # title -> its row, where the items stand in rows
    kinds: tuple[np.ndarray, ...] | None = None
    merges: tuple[tuple[int, int, int, int], ...] = ()
    errors: tuple[tuple[int, int], ...] = ()
    hidden: bool = False
    notes: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0]) if self.columns else 0

    def place(self, line: int | None, title: str) -> Place:
        """Where a line's cell under a title stands."""
        if line is None or not 0 <= line < len(self.lines):
            return Place(self.file, self.cells.get(title), title)
        found = self.lines[line]
        if found.row is None:  # people in columns, items in rows
            return Place(self.file, self.cells.get(title), f"{title}, {found.column}")
        return Place(found.file, found.row, title)

    def label(self, line: int) -> str:
        """A line as people name it: its sheet and row, or its column."""
        found = self.lines[line]
        return found.column if found.row is None else f"{found.column} row {found.row}"
