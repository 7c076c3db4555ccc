"""Cells pasted from a spreadsheet as rows with named columns: by their headings, else by the order of the tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.rules.plain_text import plain
from workbench.rules.setup import CODE_TABS

_HEADINGS = {
    "code": ("code", "category", "payroll category", "category code", "department", "location", "employee"),
    "name": ("name", "category name", "description", "nom", "class", "title"),
    "debit": ("debit", "debit account", "dr", "debit gl", "compte debit"),
    "credit": ("credit", "credit account", "cr", "credit gl", "compte credit"),
    "expense": ("expense", "is expense", "debit is an expense"),
    "post": ("post", "posted"),
    "gl": ("gl", "gl part", "gl value", "gl account", "part", "gl code"),
    "intacct": ("intacct", "intacct id", "id", "sage intacct id", "id in intacct"),
}  # fmt: skip
_ORDERS = {"categories": ("code", "debit", "credit"), "codes": ("code", "gl", "intacct")}
_FIELDS = {
    "categories": ("code", "name", "debit", "credit", "expense", "post"),
    "codes": ("code", "name", "gl", "intacct"),
}


@dataclass(frozen=True)
class Table:
    """``columns``: what each column is ("" for one that is not known); ``rows``: line of the paste and its cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[str, ...] = ()  # as pasted; none where the first row is data already

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings of columns nobody knows."""
        return tuple(h for h, c in zip(self.headings, self.columns, strict=False) if not c and h.strip())


def cells_of(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """The rows of tab-separated text with their line from 1, blank ones left out; ValueError where quotes stay open."""
    try:
        reader = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t", strict=True)
        rows = [(reader.line_num, tuple(row)) for row in reader]
    except csv.Error as error:
        raise ValueError(str(error)) from None
    return [(line, row) for line, row in rows if any(cell.strip() for cell in row)]


def read_table(text: str, tab: str, dimensions: Sequence[str] = ()) -> Table:
    """The paste as a table for a tab: "categories", "departments" ..., "dimensions.<name>" or "overwrite".

    A first row of headings decides; without one the order is code, debit, credit (or code, GL part, Intacct id).
    """
    rows = cells_of(text)
    width = max((len(row) for _, row in rows), default=0)
    padded = tuple((line, (*row, *([""] * (width - len(row))))) for line, row in rows)
    if not padded:
        return Table((), ())
    named = tuple(_column(heading, tab, dimensions) for heading in padded[0][1])
    key = named.count("code") == 1 if tab != "overwrite" else any(name in ("debit", "credit") for name in named)
    if key and sum(1 for name in named if name) >= min(2, width):
        return Table(named, padded[1:], padded[0][1])
    order = () if tab == "overwrite" else _ORDERS["categories" if tab == "categories" else "codes"]
    return Table((*order, *([""] * width))[:width], padded)


def _column(heading: str, tab: str, dimensions: Sequence[str]) -> str:
    name = plain(heading)
    if tab == "overwrite":
        keys = {plain(key): key for key in ("category", *CODE_TABS, *dimensions)}
        return keys.get(name) or next((side for side in ("debit", "credit") if name in _HEADINGS[side]), "")
    fields = _FIELDS["categories" if tab == "categories" else "codes"]
    own = plain(tab.removeprefix("dimensions.").rstrip("s"))
    if name == own:
        return "code"
    return next((field for field in fields if name in _HEADINGS[field]), "")
