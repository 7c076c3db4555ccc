"""Figures that say again what other rows or columns say: a summary by category at the end, a column of sums."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from workbench.money import decimal_to_ints
from workbench.rules.register_body import Body
from workbench.rules.register_columns import Mapped
from workbench.rules.register_numbers import Parsed

_CALLED = re.compile(r"\b(summary|recap\w*|sommaire|by (category|code|department|item|type))\b", re.IGNORECASE)
_SEEN = 2_000  # lines that a sum of columns is looked for in


def repeated_by_category(
    body: Body, mapped: Mapped, figures: Mapping[str, Parsed], gaps: np.ndarray, lines: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of rows without an employee: those that sum the ``lines`` above them by category, and those only called so.

    A block of such rows that stands by itself is a summary when each of its amounts is the sum of its category.
    """
    summed, called = np.zeros(body.length, dtype=bool), np.zeros(body.length, dtype=bool)
    title = mapped.of("category") or mapped.of("category_name")
    amount = mapped.of("amount")
    if not title or amount not in figures or not gaps.any():
        return summed, called
    names, cents = body.by_title[title].texts.to_pylist(), decimal_to_ints(figures[amount].numbers)
    sums: dict[str, int] = defaultdict(int)
    done = 0
    for begin, end in _blocks(gaps):
        for line in range(done, begin):
            sums[names[line]] += int(cents[line]) if lines[line] or gaps[line] else 0
        done = begin
        if begin == 0 or lines[begin - 1]:
            continue  # it goes on below an employee
        if all(sums.get(names[line]) == int(cents[line]) for line in range(begin, end)) and end - begin > 1:
            summed[begin:end], done = True, end
        elif _CALLED.search(_text_above(body, begin)):
            called[begin:end], done = True, end
    return summed, called


def _blocks(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _text_above(body: Body, line: int) -> str:
    """What the nearest filled row above says."""
    for above in range(line - 1, max(line - 4, -1), -1):
        cells = [column.texts[above].as_py() for column in body.columns if column.place.startswith("column")]
        if said := " ".join(cell for cell in cells if cell):
            return said
    return ""


def sums_of_columns(groups: np.ndarray, lines: np.ndarray, cents: np.ndarray, count: int) -> dict[int, tuple[int, int]]:
    """Columns of amounts that are, on every line, the sum of the columns right before them: first and last of those.

    ``groups``, ``lines`` and ``cents`` are of the entries; at least two lines have to show it, or three columns.
    """
    order, at = np.unique(lines, return_inverse=True)
    table = np.zeros((min(len(order), _SEEN), count), dtype=np.int64)
    seen = at < _SEEN
    np.add.at(table, (at[seen], groups[seen]), cents[seen])
    before = np.concatenate([np.zeros((len(table), 1), dtype=np.int64), np.cumsum(table, axis=1)], axis=1)
    found = {}
    for column in range(2, count):
        for first in range(column - 2, -1, -1):
            if (before[:, column] - before[:, first] == table[:, column]).all() and _shown(
                table[:, first : column + 1]
            ):
                found[column] = (first, column - 1)
                break
    return found


def _shown(part: np.ndarray) -> bool:
    """True when figures say it: enough lines on which more than one of the columns is filled."""
    several = (np.count_nonzero(part[:, :-1], axis=1) > 1) & (part[:, -1] != 0)
    most = np.count_nonzero(part[:, :-1], axis=1).max(initial=0)
    return bool(several.sum() > 1 or (several.any() and most > 2))
