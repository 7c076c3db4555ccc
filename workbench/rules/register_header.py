"""Where a register's titles stand, in one row or two, and what each column is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from workbench.findings import Finding
from workbench.rules.register_numbers import plain_day, plain_number
from workbench.rules.register_words import FACTS, is_total, measure_of, plain, reason_to_leave, taken_apart, total_of

LOOK = 60  # a header stands among the first rows
_LETTERS = re.compile(r"[^\W\d_]")
_DATED = re.compile(r"\d[-/.]\d{1,2}[-/.]\d")
_PAID = {"earnings", "earned", "pay", "wages"}  # below a group, beside its hours and rate: the amount
_KNOWN = {plain(name) for target in FACTS for name in (target.name, *target.names)}


class Grid(Protocol):
    """One sheet of a register: every cell as text, row 1 first."""

    @property
    def name(self) -> str:
        """The sheet; blank for a text file."""

    @property
    def file(self) -> str:
        """As people know it."""

    @property
    def columns(self) -> tuple[pa.ChunkedArray, ...]:
        """The cells by column."""

    @property
    def kinds(self) -> tuple[np.ndarray, ...] | None:
        """Per column a letter a cell: s text, n number, d date, t moment, b true or false; None for a text file."""

    @property
    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged cells: first row and column, last row and column, from 0."""

    @property
    def errors(self) -> tuple[tuple[int, int], ...]:
        """Cells that show an Excel error, from 1."""

    @property
    def hidden(self) -> bool:
        """Whether people do not see the sheet."""

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What reading the sheet said."""

    @property
    def rows(self) -> int:
        """How many rows there are."""


@dataclass(frozen=True)
class Header:
    """The rows of titles (from 1), the title of every column, and what shows that these rows are it."""

    row: int
    rows: int
    titles: tuple[str, ...]
    reason: str
    score: int
    groups: tuple[str, ...] = ()  # per column, what the upper row of titles says of it and of those beside it

    @property
    def first_line(self) -> int:
        """The first row below, from 0."""
        return self.row + self.rows - 1


def find_header(grid: Grid, row: int = 0, rows: int = 0) -> Header | None:
    """The header of a sheet; ``row`` and ``rows`` answer what is otherwise recognized. None where nothing looks so."""
    top = [column.slice(0, max(LOOK, row + 12)).to_pylist() for column in grid.columns]
    lines = [list(line) for line in zip(*top, strict=True)] if top else []
    if not lines:
        return None
    scores = [_score(line) + _below(lines, at) for at, line in enumerate(lines)]
    at = row - 1 if 0 < row <= len(lines) else max(range(len(lines)), key=lambda i: (scores[i], -i))
    if scores[at] <= 0 and not row:
        return None
    first, count = _with_second(lines, at, rows, grid.merges, fixed=bool(row))
    parts = _titles(lines[first : first + count], grid.merges, first)
    known = sum(is_known(title) for title in parts)
    said = "as answered" if row else f"{sum(map(bool, parts))} titles, {known} of them well known, and figures below"
    groups = _groups(lines[first], grid.merges, first) if count > 1 else ()
    return Header(first + 1, count, _unique(parts), said, scores[at], groups)


def _score(line: Sequence[str]) -> int:
    words = {cell for cell in line if _is_word(cell)}
    figures = sum(bool(cell) and not _is_word(cell) for cell in line)
    known = sum(is_known(word) for word in words)
    return (2 * len(words) + 3 * known - 6 * figures) if len(words) > 1 else 0


def _is_word(cell: str) -> bool:
    if (
        not _LETTERS.search(cell)
        or len(cell) > 60
        or _DATED.search(cell)
        or (is_total(cell) and len(cell.split()) == 1)
    ):
        return False
    return plain_number(cell, ".") is None and plain_day(cell, "dmy") is None and not cell.rstrip().endswith(":")


def is_known(title: str) -> bool:
    """True for a title that registers often have."""
    text, apart = plain(title), taken_apart(title)
    return text in _KNOWN or bool(apart.measure) or bool(total_of(title)) or bool(reason_to_leave(title))


def _below(lines: Sequence[Sequence[str]], at: int) -> int:
    """A header has figures below it, at the latest five filled rows on."""
    filled = [line for line in lines[at + 1 : at + 12] if any(line)][:5]
    figures = [
        sum(plain_number(c, ".") is not None or plain_number(c, ",") is not None for c in line) for line in filled
    ]
    return 0 if any(figures) else -1_000


def _with_second(
    lines: Sequence[Sequence[str]], at: int, rows: int, merges: Sequence[tuple[int, int, int, int]], fixed: bool
) -> tuple[int, int]:
    if rows:
        return at, min(rows, len(lines) - at)
    wide = {top for top, left, _, right in merges if 1 <= right - left < len(lines[at]) // 2}
    if not fixed and at and (at - 1 in wide or (_belongs(lines[at - 1]) and _is_upper(lines[at - 1], lines[at]))):
        return at - 1, 2
    if at + 1 < len(lines) and _belongs(lines[at + 1]) and _is_upper(lines[at], lines[at + 1]):
        return at, 2
    return at, 1


def _belongs(line: Sequence[str]) -> bool:
    filled = [cell for cell in line if cell]
    return bool(filled) and all(_is_word(cell) or cell in ("#", "$") for cell in filled) and len(filled) > 1


def _is_upper(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """The lower row repeats its measures under the groups of the upper one, or fills the upper one's gaps."""
    measures = Counter(measure_of(cell) for cell in lower if cell)
    repeated = any(n > 1 for measure, n in measures.items() if measure) or _spanned(upper, lower)
    gaps = any(low and not up for up, low in zip(upper, lower, strict=True))
    return repeated and (gaps or sum(map(bool, upper)) >= sum(map(bool, lower)))


def _spanned(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """A title above stands over several measures below."""
    pairs = zip(upper, lower, upper[1:], lower[1:], strict=False)
    return any(up and measure_of(low) and not beside and measure_of(next_low) for up, low, beside, next_low in pairs)


def _titles(lines: Sequence[Sequence[str]], merges: Sequence[tuple[int, int, int, int]], first: int) -> list[str]:
    if len(lines) == 1:
        return [_clean(cell) for cell in lines[0]]
    upper, spans = [_clean(cell) for cell in lines[0]], _spans(merges, first)
    lower = [_clean(" ".join(cell for cell in cells if cell)) for cells in zip(*lines[1:], strict=True)]
    titles, last = [], ""
    for at, (above, below) in enumerate(zip(upper, lower, strict=True)):
        spanned = upper[spans[at]] if at in spans else ""
        paid = bool(last) and plain(below) in _PAID and measure_of(lower[at - 1]) != "amount"
        last = above or spanned or (last if measure_of(below) or paid else "")
        prefix = "" if last and plain(below).startswith(plain(last)) else last
        titles.append(_clean(f"{prefix if below else above} {below}"))
    return titles


def _groups(upper: Sequence[str], merges: Sequence[tuple[int, int, int, int]], first: int) -> tuple[str, ...]:
    """The upper title over each column: its own, that of the cell merged over it, or the last one to its left."""
    spans, groups, last = _spans(merges, first), [], ""
    for at, cell in enumerate(upper):
        last = _clean(cell) or (_clean(upper[spans[at]]) if at in spans else last)
        groups.append(last)
    return tuple(groups)


def _spans(merges: Sequence[tuple[int, int, int, int]], row: int) -> Mapping[int, int]:
    """Columns covered by a merged cell of the row, and where it begins."""
    return {at: left for top, left, bottom, right in merges if top <= row <= bottom for at in range(left, right + 1)}


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _unique(titles: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique = []
    for title in titles:
        seen[title] += 1
        unique.append(f"{title} ({seen[title]})" if title and seen[title] > 1 else title)
    return tuple(unique)


def letter_of(position: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 26 is AA."""
    position, letters = position + 1, ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
