"""A register with its employees in columns and its items in rows, turned so that each employee is a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from workbench.findings import Finding
from workbench.rules.register_classes import class_of
from workbench.rules.register_header import LOOK, Grid, is_known, letter_of
from workbench.rules.register_numbers import plain_number
from workbench.rules.register_places import Arranged, Place
from workbench.rules.register_words import is_fact, is_total, measure_of, reason_to_leave, total_of

_MOST = 3_000  # rows of items, and columns of employees: more is no such register
REASON = "the items stand in rows, the employees in columns"
_MEASURES = {"units": "Hours", "rate": "Rate", "amount": "Amount"}


class _Person(NamedTuple):
    name: str
    columns: dict[str, int]  # measure -> column


@dataclass(frozen=True)
class _Item:
    row: int  # from 0
    title: str
    section: str


def turned(grid: Grid, sure: bool = False) -> Arranged | None:
    """The sheet with a row per employee; None unless its items clearly stand in rows (``sure``: as people said)."""
    if grid.rows > _MOST or len(grid.columns) > _MOST or len(grid.columns) < 2:
        return None
    lines = [list(line) for line in zip(*(column.to_pylist() for column in grid.columns), strict=True)]
    at = _names_row(lines, sure)
    if at is None:
        return None
    begin = next(column for column, cell in enumerate(lines[at]) if cell and column)
    labels = [next((cell for cell in line[:begin] if cell), "") for line in lines]
    measures = _measure_row(lines, at, begin)
    people = _people(lines[at], lines[measures] if measures else None, begin)
    items, notes = _items(lines, labels, people, at + 1 if measures is None else measures + 1, grid.file)
    return _arranged(grid, lines, at, labels[at], people, [*_facts(lines, labels, at, begin), *items], notes)


def _figure(text: str) -> bool:
    return plain_number(text, ".") is not None or plain_number(text, ",") is not None


def _names_row(lines: Sequence[Sequence[str]], sure: bool) -> int | None:
    """The row above the first item that names people; None where the rows are not mostly items of pay."""
    rows = [at for at, line in enumerate(lines) if line[0] or any(line[:2])]
    filled = [at for at in rows if any(_figure(cell) for cell in lines[at][1:]) and _label(lines[at])]
    items = [at for at in filled if _is_item(_label(lines[at]))]
    if not items or (not sure and (len(items) < 3 or 3 * len(items) < 2 * len(filled))):
        return None
    numbers = None
    for at in range(items[0] - 1, -1, -1):
        names = [cell for cell in lines[at][1:] if cell]
        words = [cell for cell in names if not _figure(cell) and any(map(str.isalpha, cell))]
        if not names or len(words) < len(names) or any(measure_of(cell) and not is_total(cell) for cell in names):
            continue
        if sum(is_known(cell) and not is_total(cell) for cell in words) * 3 > len(words):
            return None
        if is_fact(_label(lines[at]), "code"):
            numbers = at
        elif any(not is_total(word) for word in words) and at <= LOOK:
            return at
    return numbers


def _label(line: Sequence[str]) -> str:
    return next((cell for cell in line if cell), "") if not _figure(next((c for c in line if c), "0")) else ""


def _is_item(label: str) -> bool:
    return bool(class_of(label)[0] or total_of(label) or reason_to_leave(label) or measure_of(label))


def _measure_row(lines: Sequence[Sequence[str]], at: int, begin: int) -> int | None:
    """A row below the names that repeats hours, rate and amount for each of them."""
    for row in range(at + 1, min(at + 4, len(lines))):
        said = [measure_of(cell) for cell in lines[row][begin:] if cell]
        if any(said) and not any(_figure(cell) for cell in lines[row][begin:]):
            return row
    return None


def _people(names: Sequence[str], measures: Sequence[str] | None, begin: int) -> list[_Person]:
    starts = [column for column in range(begin, len(names)) if names[column]]
    people = []
    for column, end in zip(starts, [*starts[1:], len(names)], strict=True):
        columns: dict[str, int] = {}
        for place in range(column, end):
            said = measure_of(measures[place]) if measures else ""
            if measures is None and place > column:
                break
            if measures is None or measures[place]:
                columns[said or "amount"] = place
        people.append(_Person(names[column], columns))
    return people


def _facts(lines: Sequence[Sequence[str]], labels: Sequence[str], at: int, begin: int) -> list[_Item]:
    """Rows above the names that say more of each person: numbers, departments."""
    return [_Item(row, label, "") for row, label in enumerate(labels[:at])
            if is_fact(label) and sum(bool(cell) for cell in lines[row][begin:]) > 1]  # fmt: skip


def _items(
    lines: Sequence[Sequence[str]], labels: Sequence[str], people: Sequence[_Person], first: int, file: str
) -> tuple[list[_Item], list[Finding]]:
    columns = sorted({column for one in people for column in one.columns.values()})
    items: list[_Item] = []
    notes: list[Finding] = []
    sections: list[str] = []
    for row in range(first, len(lines)):
        label = labels[row]
        figures = [lines[row][column] for column in columns]
        if not label or not any(figures):
            sections += [label] if label and not is_total(label) else []
            continue
        again = f"Total {label}"
        if total_of(again) and not total_of(label) and _adds_up(lines, labels, people, row):
            label, sections = again, [*sections, label]
        if is_total(label):
            closed = [s for s in sections if s.casefold() in label.casefold()]
            sections = sections[: sections.index(closed[-1])] if closed else sections[:-1]
            if not total_of(label) and not is_fact(label):
                notes.append(_left_out(label, row, file))
                continue
        items.append(_Item(row, label, sections[-1] if sections else ""))
    return items, notes


def _left_out(label: str, row: int, file: str) -> Finding:
    said = f"The row {label} is taken for a total of rows beside it and makes no paycard line."
    remedy = "Nothing to do if it is one; otherwise give the row a name without total."
    return Finding("total_left_out", "warning", said, remedy, file=file, row=row + 1, value=label, page="register")


def _adds_up(lines: Sequence[Sequence[str]], labels: Sequence[str], people: Sequence[_Person], row: int) -> bool:
    """True when a row's amounts are the sums of the rows right below it."""
    columns = [one.columns["amount"] for one in people if "amount" in one.columns]
    want, sums = _cents(lines[row], columns), np.zeros(len(columns), dtype=object)
    for below in range(row + 1, len(lines)):
        if not labels[below] or not any(lines[below][column] for column in columns):
            return False
        sums = sums + _cents(lines[below], columns)
        if (sums == want).all():
            return True
    return False


def _cents(line: Sequence[str], columns: Sequence[int]) -> np.ndarray:
    read = (plain_number(line[column], ".") or plain_number(line[column], ",") or "0" for column in columns)
    return np.array([round(100 * Fraction(text)) for text in read], dtype=object)


def _arranged(
    grid: Grid, lines: Sequence[Sequence[str]], at: int, label: str, people: Sequence[_Person],
    items: Sequence[_Item], notes: Sequence[Finding],
) -> Arranged:  # fmt: skip
    who = _Made(
        label if is_fact(label) else "Employee Name", at, "", [one.name for one in people], [None] * len(people)
    )
    made = [who, *_made(lines, people, items)]
    width = max([len(made), *(len(line) for line in lines[:at])])
    blank = [""] * (1 + len(people))
    below = [[one.title, *one.texts] for one in made] + [blank] * (width - len(made))
    above = [[line[c] if c < len(line) else "" for line in lines[:at]] for c in range(width)]
    columns = tuple(pa.chunked_array([pa.array(up + down, pa.string())]) for up, down in zip(above, below, strict=True))
    places = tuple(Place(grid.file, None, f"{p.name} in column {letter_of(min(p.columns.values()))}") for p in people)
    groups = (*(one.group for one in made), *[""] * (width - len(made)))
    cells = {one.title: one.row + 1 for one in made}
    errors = [(at + 2 + line, column + 1) for column, one in enumerate(made) for line, place in enumerate(one.columns)
              if place is not None and (one.row + 1, place + 1) in grid.errors]  # fmt: skip
    kinds = _kinds(grid, made, at + 1, width, len(people))
    return Arranged(grid.name, grid.file, columns, at + 1, groups, REASON, places, cells, kinds, errors=tuple(errors),
                    notes=(*grid.notes, *notes))  # fmt: skip


class _Made(NamedTuple):
    """A column of the turned sheet: its row in the file, and per person the text and the column it stands in."""

    title: str
    row: int
    group: str
    texts: list[str]
    columns: list[int | None]


def _made(lines: Sequence[Sequence[str]], people: Sequence[_Person], items: Sequence[_Item]) -> Iterator[_Made]:
    named = Counter(item.title for item in items)
    several, hours = any(len(one.columns) > 1 for one in people), False
    for item in items:
        title = f"{item.section} {item.title}".strip() if named[item.title] > 1 else item.title
        fact, total = is_fact(item.title), bool(total_of(item.title)) or class_of(item.title)[0] == "net_pay"
        for measure, word in _MEASURES.items():
            places = [min(one.columns.values()) if fact else one.columns.get(measure) for one in people]
            cells = ["" if place is None else lines[item.row][place] for place in places]
            if not any(cells) or (measure != "amount" and (fact or (total and (hours or measure == "rate")))):
                continue
            hours |= total
            plain = not several or fact or total or is_total(item.title)
            called = (title if measure == "amount" else "Total hours") if plain else f"{title} {word}"
            yield _Made(called, item.row, item.section, cells, places)


def _kinds(grid: Grid, made: Sequence[_Made], above: int, width: int, people: int) -> tuple[np.ndarray, ...] | None:
    """What a workbook keeps each cell as."""
    if grid.kinds is None:
        return None
    letters = [b"s" * above + b"".join(_kind(grid, one.row, place) for place in one.columns) for one in made]
    letters += [b"s" * (above + people)] * (width - len(made))
    return tuple(np.frombuffer(text, dtype="S1") for text in letters)


def _kind(grid: Grid, row: int, column: int | None) -> bytes:
    assert grid.kinds is not None
    return b"s" if column is None else bytes(grid.kinds[column][row])
