"""What stands below a register's header, column by column, with what headings and combined cells say made columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.rules.register_header import Grid, Header, letter_of
from workbench.rules.register_headings import BEGINS, heading_of, people_alone, said_by
from workbench.rules.register_numbers import plain_day, plain_number
from workbench.rules.register_places import Arranged, Place
from workbench.rules.register_words import is_date, is_total

SAMPLES, _LOOKED_AT = 5, 300
_SERIAL = re.compile(r"[345]\d{4}(\.0+)?")  # days since the end of 1899: 1982 to 2064
_FIRST = date(1899, 12, 30)
_LONGEST = 120  # of a cell that may hold a code and a name
_CODE_FIRST = re.compile(r"(?P<code>[^\s,()]*\d[^\s,()]*)\s*[-–:,]?\s+(?P<name>[^\W\d_].*)")
_CODE_LAST = re.compile(r"(?P<name>[^\W\d_].*?)\s*[-–]?\s*[(\[#]\s*(?P<code>[^\s()]*\d[^\s()]*)[)\]]?")


@dataclass(frozen=True, eq=False)
class Column:
    """One column below the header: its title, the text of every line, and where it comes from."""

    title: str
    texts: pa.Array
    kinds: np.ndarray | None
    place: str
    group: str = ""  # what stands above its title and those beside it

    @cached_property
    def looked_at(self) -> list[str]:
        """Its first filled cells."""
        filled = self.texts.filter(pc.not_equal(self.texts, ""))
        return list(filled.slice(0, _LOOKED_AT).to_pylist())

    @property
    def samples(self) -> list[str]:
        """Its first different values."""
        return list(dict.fromkeys(self.looked_at))[:SAMPLES]

    @property
    def empty(self) -> bool:
        """True when no line holds anything."""
        return not self.looked_at

    @cached_property
    def figures(self) -> bool:
        """True when most of what it holds are numbers."""
        return self._mostly(lambda t: plain_number(t, ".") is not None or plain_number(t, ",") is not None or t == "-")

    @cached_property
    def days(self) -> bool:
        """True when most of what it holds are dates."""
        return self._mostly(lambda t: plain_day(t, "dmy") is not None or plain_day(t, "mdy") is not None)

    @property
    def typed(self) -> np.ndarray | None:
        """The cells a workbook keeps as numbers; None for a text file."""
        return None if self.kinds is None else np.asarray(self.kinds == b"n")

    def _mostly(self, test: Callable[[str], bool]) -> bool:
        cells = self.looked_at
        return bool(cells) and 5 * sum(map(test, cells)) > 3 * len(cells)


@dataclass(frozen=True, eq=False)
class Body:
    """The lines below the header; line 0 stands in row ``first``."""

    file: str
    header: Header
    columns: tuple[Column, ...]
    length: int
    above: tuple[tuple[str, ...], ...]  # the rows above the header
    again: np.ndarray  # lines that repeat the header
    headings: np.ndarray  # lines such as "Department: Field"
    blank: np.ndarray
    outside: np.ndarray  # lines below the last row that is read
    arranged: Arranged | None = None  # where its cells really stand

    @property
    def first(self) -> int:
        """The spreadsheet row of line 0."""
        return self.header.first_line + 1

    def place(self, line: int | None, title: str) -> Place:
        """Where people find a line's cell under a title."""
        if self.arranged is not None:
            return self.arranged.place(line, title)
        return Place(self.file, None if line is None else self.first + line, title)

    def label(self, line: int) -> str:
        """A line as people name it."""
        return self.arranged.label(line) if self.arranged is not None else str(self.first + line)

    @property
    def across(self) -> bool:
        """True when people stand in the columns of the file."""
        return self.arranged is not None and bool(self.arranged.cells)

    def where(self, column: Column) -> str:
        """Where a column stands in the file: its letter, or its row where people stand in the columns."""
        if self.across and column.place.startswith("column"):
            return f"row {self.place(None, column.title).row}"
        return "all sheets" if self.arranged is not None and column.place.startswith("column") else column.place

    @cached_property
    def line_of(self) -> Mapping[str, int]:
        """The lines by what people name them."""
        return {self.label(line): line for line in range(self.length)}

    @cached_property
    def by_title(self) -> Mapping[str, Column]:
        """The columns by title."""
        return {column.title: column for column in self.columns}

    def sources(self) -> pd.DataFrame:
        """The columns as a field map offers them: field, label, samples, place."""
        rows = [(c.title, c.title, c.samples, c.place) for c in self.columns]
        return pd.DataFrame(rows, columns=["field", "label", "samples", "place"])


def body_of(grid: Grid, header: Header, last_row: int = 0) -> Body:
    """The lines below the header of a sheet; ``last_row`` answers where the data ends."""
    begin, length = header.first_line, grid.rows - header.first_line
    parts = [column.slice(begin).combine_chunks() for column in grid.columns]
    parts = _unmerged(parts, grid.merges, begin)
    blank = np.ones(length, dtype=bool)
    for part in parts:
        blank &= np.asarray(pc.equal(part, ""))
    again = _repeats(grid, header, parts)
    columns = list(_named(grid, header, parts, again))
    outside = np.arange(length) + begin + 1 > last_row if last_row else np.zeros(length, dtype=bool)
    above = tuple(zip(*(c.slice(0, header.row - 1).to_pylist() for c in grid.columns), strict=True))
    lines = ~(blank | again | outside)
    people = people_alone(header, parts, lines)
    if people:
        columns[0] = replace(columns[0], title="Pay Item")
    headings, derived = _headings(parts, lines, above, people)
    columns += derived
    columns += [made for column in columns for made in _halves(column)]
    arranged = grid if isinstance(grid, Arranged) else None
    return Body(grid.file, header, tuple(columns), length, above, again, headings, blank, outside, arranged)


def _unmerged(parts: list[pa.Array], merges: Sequence[tuple[int, int, int, int]], begin: int) -> list[pa.Array]:
    """Cells merged downwards hold their value in every row they cover."""
    down = [(top - begin, left, bottom - begin) for top, left, bottom, right in merges if bottom > top >= begin]
    for left in {left for _, left, _ in down if left < len(parts)}:
        texts = parts[left].to_pylist()
        for top, _, bottom in (one for one in down if one[1] == left):
            texts[top : bottom + 1] = [texts[top]] * (min(bottom, len(texts) - 1) - top + 1)
        parts[left] = pa.array(texts, pa.string())
    return parts


def _repeats(grid: Grid, header: Header, parts: Sequence[pa.Array]) -> np.ndarray:
    again = np.zeros(grid.rows - header.first_line, dtype=bool)
    for row in range(header.row - 1, header.first_line):
        cells = [column[row].as_py() for column in grid.columns]
        same, filled = np.ones(len(again), dtype=bool), 0
        for part, cell in zip(parts, cells, strict=True):
            same &= np.asarray(pc.equal(part, cell)) if cell else True
            filled += bool(cell)
        again |= same if filled > 1 else False
    return again


def _named(grid: Grid, header: Header, parts: Sequence[pa.Array], again: np.ndarray) -> Iterator[Column]:
    for at, (title, part) in enumerate(zip(header.titles, parts, strict=True)):
        kinds = None if grid.kinds is None else grid.kinds[at][header.first_line :]
        texts = pc.if_else(pa.array(again), "", part) if again.any() else part
        group = header.groups[at] if header.groups else ""
        column = Column(title or f"Column {letter_of(at)}", texts, kinds, f"column {letter_of(at)}", group)
        column = _with_days(column)
        if title or not column.empty:
            yield column


def _with_days(column: Column) -> Column:
    """A column called a date that holds a workbook's day numbers, as days: 46066 is 2026-02-13."""
    cells = column.looked_at
    if not is_date(column.title) or not cells or any(not _SERIAL.fullmatch(cell) for cell in cells):
        return column
    coded = column.texts.dictionary_encode()
    days = [
        (_FIRST + timedelta(int(t[:5]))).isoformat() if _SERIAL.fullmatch(t) else t
        for t in coded.dictionary.to_pylist()
    ]
    texts = pa.array(days, pa.string()).take(coded.indices)
    return replace(column, texts=texts, kinds=None, place=f"{column.place}, day numbers read as dates")


def _headings(
    parts: Sequence[pa.Array], lines: np.ndarray, above: Sequence[Sequence[str]], people: Mapping[int, str]
) -> tuple[np.ndarray, list[Column]]:
    """Lines that say what the lines below them belong to, and a column for each kind of them."""
    filled = sum(np.asarray(pc.not_equal(part, ""), dtype=np.int64) for part in parts)
    found = np.zeros(len(lines), dtype=bool)
    values: dict[str, dict[int, str]] = {}
    if people:
        coded = any(any(map(str.isdigit, name)) for name in people.values())
        values["employee" if coded else "employee_name"] = dict(people)
        found[list(people)] = True
    named = np.zeros(len(lines), dtype=bool)
    for part in parts:
        named |= np.asarray(pc.match_substring_regex(part, BEGINS))
    for line in np.flatnonzero(lines & named & (filled <= 3)):
        cells = [cell for part in parts if (cell := part[int(line)].as_py())]
        for what, value in said_by(cells):
            found[line] = True
            values.setdefault(what, {})[int(line)] = value
    for over in above:  # what stands over the titles holds from the first line on
        for what, value in heading_of([cell for cell in over if cell]).items():
            values.setdefault(what, {}).setdefault(0, value)
    return found, [_heading_column(what, said, len(lines)) for what, said in values.items()]


def _heading_column(what: str, said: Mapping[int, str], length: int) -> Column:
    texts = pd.Series([None] * length, dtype=object)
    texts.iloc[list(said)] = list(said.values())
    filled = pa.array(texts.ffill().fillna(""), pa.string())
    return Column(f"{what.replace('_', ' ').capitalize()} (headings)", filled, None, "headings")


def _halves(column: Column) -> Iterator[Column]:
    """A column of "E1001 - Okafor, Amara" as two: the code and the name."""
    cells = [cell for cell in dict.fromkeys(column.looked_at) if not is_total(cell)]
    if column.figures or column.days or not cells or max(map(len, cells)) > _LONGEST:
        return
    for shape in (_CODE_FIRST, _CODE_LAST):
        if 10 * sum(shape.fullmatch(cell) is not None for cell in cells) < 9 * len(cells):
            continue
        coded = column.texts.dictionary_encode()
        split = [shape.fullmatch(v) if len(v) <= _LONGEST else None for v in coded.dictionary.to_pylist()]
        for half in ("code", "name"):
            values = pa.array([m[half].strip() if m else "" for m in split], pa.string())
            yield Column(f"{column.title} · {half}", values.take(coded.indices), None, f"part of {column.title}")
        return
