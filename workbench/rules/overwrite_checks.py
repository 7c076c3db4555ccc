"""Overwrite rows that no line can reach, that say nothing new, or that win where another row was meant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from workbench.findings import Finding
from workbench.money import decimal_of, show
from workbench.rules.account_setup import AccountRules
from workbench.rules.code_cells import SIDES
from workbench.rules.coding import combine
from workbench.rules.gl_records import GLRecords
from workbench.rules.known import Known
from workbench.rules.overwrite import key_order
from workbench.rules.record_lines import codes_in
from workbench.rules.setup import OverwriteRow, Setup
from workbench.rules.sides import has_side

PAGE = "account_setup"


def check_overwrites(setup: Setup, known: Known, made: Sequence[GLRecords]) -> Iterator[Finding]:
    """Rows no line uses and why, sides a category never stands on, rows that win where another may be meant."""
    yield from _unused_everywhere(setup, known, made)
    for at, row in enumerate(setup.overwrite):
        yield from _sides(at, row, known)
    for run, records in zip(known.runs, made, strict=True):
        yield from _shadows(setup, run.dimensions, records)


def _unused_everywhere(setup: Setup, known: Known, made: Sequence[GLRecords]) -> Iterator[Finding]:
    """Overwrite rows that no run uses, with the reason where it can be told."""
    alike: dict[frozenset[tuple[str, str]], list[int]] = {}
    for place, one in enumerate(setup.overwrite):
        alike.setdefault(frozenset(one.keys.items()), []).append(place)
    unused = [{f.value: f for f in records.findings if f.code == "overwrite_unused"} for records in made]
    for value in dict.fromkeys(value for one in unused for value in one):
        if all(value in one for one in unused):
            at = int(value) - 1
            row = setup.overwrite[at]
            why = _unreachable(row, setup, known) or _repeated(setup, at, alike)
            message = f"Overwrite row {value} ({row.words()}) can catch no line: {why}."
            said = unused[0][value].message.replace("this run", "these runs")
            yield replace(unused[0][value], message=message if why else said)


def _unreachable(row: OverwriteRow, setup: Setup, known: Known) -> str:
    """Why no line of this payroll can ever fit a row; "" when one could."""
    for name, value in row.keys.items():
        codes = known.near.get(name)
        # Runs hold the employees they paid, not all there are.
        if name != "employee" and codes is not None and value not in codes.known:
            near = codes.near(value)
            return f"the payroll has no {name} {value}" + (f", but {near}" if near else "")
    category = row.keys.get("category", "")
    return f"category {category} is not posted" if category and not setup.category(category).post else ""


def _repeated(setup: Setup, at: int, alike: Mapping[frozenset[tuple[str, str]], Sequence[int]]) -> str:
    """Which row before it says the same with the same keys."""
    row = setup.overwrite[at]
    sides = [side for side in SIDES if row.account(side)]
    for first in (place for place in alike[frozenset(row.keys.items())] if place < at and sides):
        if all(setup.overwrite[first].account(side) == row.account(side) for side in sides):
            return f"row {first + 1} says the same before it"
    return ""


def _sides(at: int, row: OverwriteRow, known: Known) -> Iterator[Finding]:
    kind = known.class_of(row.keys.get("category", ""))
    for side in SIDES:
        if kind and row.account(side) and not has_side(kind, side):
            yield Finding(
                "overwrite_side", "warning",
                f"Overwrite row {at + 1} ({row.words()}) gives a {side} account, but category {row.keys['category']} "
                f"has no {side}: it is never used.",
                f"Remove the {side} account, or enter it on the other side.",
                column=side, value=str(at + 1), category=row.keys["category"], page=PAGE,
            )  # fmt: skip


def _shadows(setup: Setup, dimensions: tuple[str, ...], records: GLRecords) -> Iterator[Finding]:
    """Two rows that catch the same lines by different keys: the order of the keys decides, not the people."""
    if len({frozenset(row.keys) for row in setup.overwrite}) < 2:
        return
    rules, rows = AccountRules(setup, dimensions), setup.overwrite
    sums: dict[tuple[int, int], int] = {}
    for side, values, cents in _cells(records, ("department", "location", *dimensions)):
        fitting = rules.overwrites.matching(side, values)
        for other in fitting[1:]:
            if not rows[other].keys.items() <= rows[fitting[0]].keys.items():
                pair = (fitting[0], other)
                sums[pair] = sums.get(pair, 0) + cents
    for (winner, other), total in sorted(sums.items()):
        yield _shadow(rows, winner, other, total, dimensions)


def _cells(records: GLRecords, keys: Sequence[str]) -> Iterator[tuple[str, dict[str, str], int]]:
    """Every distinct side, category, employee and group of the lines, with its money."""
    names = ("normal_side", "category", "employee", "group")
    columns = [codes_in(records.table, name) for name in names]
    ids, shown = combine([codes for codes, _ in columns], [len(texts) for _, texts in columns])
    cents = np.zeros(len(shown), dtype=np.int64)
    np.add.at(cents, ids, records.table.column("cents").to_numpy())
    groups = [dict(zip(keys, json.loads(text), strict=True)) for text in columns[3][1]]
    for at, amount in zip(shown, cents.tolist(), strict=True):
        side, category, employee = (texts[codes[at]] for codes, texts in columns[:3])
        yield side, {**groups[columns[3][0][at]], "category": category, "employee": employee}, amount


def _shadow(rows: Sequence[OverwriteRow], winner: int, other: int, cents: int, dimensions: tuple[str, ...]) -> Finding:
    first, second = rows[winner], rows[other]
    if len(first.keys) > len(second.keys):
        why = "it names more keys"
    else:
        why = f"it names {next(k for k in key_order(dimensions) if k in first.keys and k not in second.keys)}"
    return Finding(
        "overwrite_shadowed", "warning",
        f"Overwrite rows {winner + 1} ({first.words()}) and {other + 1} ({second.words()}) both catch lines of "
        f"{show(cents)}; row {winner + 1} wins because {why}.",
        f"If row {other + 1} was meant, give it the keys of both.",
        value=str(other + 1), category=second.keys.get("category", ""), amount=decimal_of(cents), page=PAGE,
    )  # fmt: skip
