"""Where the records of a CSV file begin and end, and whether its quotation marks are sound: passes over the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

CHUNK = 16 << 20
QUOTE, COMMA, LF, CR = 34, 44, 10, 13


@dataclass(frozen=True, eq=False)
class Shape:
    """Record by record (blank ones too, as a spreadsheet counts rows): where it starts and stops, in bytes."""

    starts: np.ndarray
    stops: np.ndarray  # before the line end
    quoted: bool  # a quotation mark occurs
    bad_quote: int | None  # the byte of the first quotation mark out of place
    unclosed: bool

    @cached_property
    def filled(self) -> np.ndarray:
        """The numbers (from 0) of the records that are not empty lines."""
        return np.flatnonzero(self.stops > self.starts)

    def record_at(self, byte: int) -> int:
        """The number of the record that holds a byte."""
        return int(np.searchsorted(self.starts, byte, side="right")) - 1


def shape_of(content: bytes, begin: int = 0, chunk: int = CHUNK) -> Shape:
    """Scan the bytes from ``begin``; line ends are LF, CR LF or CR, and one inside quotation marks is no line end."""
    data = np.frombuffer(content, dtype=np.uint8)
    ends, quotes, bad = [], 0, None
    for low in range(begin, len(data), chunk):
        marks, line_ends = _marks(data, low, min(low + chunk, len(data)))
        if bad is None:
            bad = _first_bad(data, marks, quotes, begin)
        inside = (quotes + np.searchsorted(marks, line_ends)) & 1
        ends.append(line_ends[inside == 0])
        quotes += len(marks)
    starts, stops = _bounds(data, np.concatenate(ends) if ends else np.zeros(0, np.int64), begin)
    return Shape(starts, stops, quotes > 0, bad, bool(quotes & 1))


def _marks(data: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    part = data[low:high]
    marks = np.flatnonzero(part == QUOTE) + low
    feeds = np.flatnonzero(part == LF) + low
    returns = np.flatnonzero(part == CR) + low
    if len(returns):
        lone = returns[_bytes_at(data, returns + 1, beyond=0) != LF]
        feeds = np.sort(np.concatenate([feeds, lone])) if len(lone) else feeds
    return marks, feeds


def _bytes_at(data: np.ndarray, positions: np.ndarray, beyond: int) -> np.ndarray:
    within = (positions >= 0) & (positions < len(data))
    return np.where(within, data[np.where(within, positions, 0)], beyond)


def _first_bad(data: np.ndarray, marks: np.ndarray, before: int, begin: int) -> int | None:
    """Marks open and close in turn: an opening one follows a comma or line end, a closing one precedes one."""
    opens = ((before + np.arange(len(marks))) & 1) == 0
    previous = np.where(marks > begin, _bytes_at(data, marks - 1, beyond=LF), LF)
    neighbor = np.where(opens, previous, _bytes_at(data, marks + 1, beyond=LF))
    sound = (neighbor == COMMA) | (neighbor == LF) | (neighbor == CR) | (neighbor == QUOTE)
    wrong = marks[~sound]
    return int(wrong[0]) if len(wrong) else None


def _bounds(data: np.ndarray, ends: np.ndarray, begin: int) -> tuple[np.ndarray, np.ndarray]:
    starts = np.concatenate([np.array([begin], np.int64), ends + 1])
    stops = np.concatenate([ends, np.array([len(data)], np.int64)])
    if starts[-1] >= len(data):
        starts, stops = starts[:-1], stops[:-1]
    if not len(stops):
        return starts, stops
    with_return = (stops > starts) & (_bytes_at(data, stops, 0) == LF) & (_bytes_at(data, stops - 1, 0) == CR)
    return starts, stops - with_return
