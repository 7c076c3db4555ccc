"""The chart as a Payroll category tab sees it: where a structure adds parts, the part of each account before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.structure import Part, parse_structure

_MOST = 400  # combinations of parts looked at
_MARK = "\x00"


@dataclass(frozen=True, eq=False)
class CategoryParts:
    """``chart``: the accounts by the text to enter in the category tab; ``part_of``: that text of whole accounts;
    ``whole``: texts whose account exists for every combination of parts in use."""

    chart: pd.DataFrame
    part_of: dict[str, str]
    whole: frozenset[str]


def category_parts(chart: pd.DataFrame, setup: Setup, runs: Sequence[PostedRun]) -> CategoryParts:
    """The chart as texts to enter, under the setup's structure and the departments and so on these runs use."""
    around = sorted(set(_around(setup, runs)), reverse=True)  # the combination without any part comes last
    if not around or around == [("", "")]:
        return CategoryParts(chart, {}, frozenset(chart["account"]))
    part_of: dict[str, str] = {}
    found: dict[str, set[tuple[str, str]]] = {}
    for account in chart["account"]:
        for before, after in around:
            middle = account[len(before) : len(account) - len(after)]
            if not before and not after and account in part_of:
                continue  # what carries a part is not also a whole of its own
            if middle and account == before + middle + after:
                part_of.setdefault(account, middle)
                found.setdefault(middle, set()).add((before, after))
    rows = chart[chart["account"].isin(part_of)].assign(account=lambda f: f["account"].map(part_of))
    rows = rows.astype({"account": "str"}).drop_duplicates("account", ignore_index=True)
    return CategoryParts(rows, part_of, frozenset(part for part, seen in found.items() if len(seen) == len(around)))


def _around(setup: Setup, runs: Sequence[PostedRun]) -> Iterator[tuple[str, str]]:
    """What stands before and behind the category's part, for every combination of the other parts in use."""
    structure = parse_structure(setup.structure)
    names = [name for name in sorted(structure.dimensions) if name != "category"]
    for values in dict.fromkeys(_used(names, runs)):
        line = dict(zip(names, values, strict=True))
        text = structure.compose([_value(setup, part, line) for part in structure.parts])
        before, mark, after = text.partition(_MARK)
        if mark:
            yield before, after


def _value(setup: Setup, part: Part, line: dict[str, str]) -> str:
    if part.dimension == "category":
        return _MARK
    code = line[part.dimension]
    return code if part.kind == "code" else setup.gl_of(part.dimension, code)


def _used(names: Sequence[str], runs: Sequence[PostedRun]) -> Iterator[tuple[str, ...]]:
    """The combinations of home and worked values in use; one without any value where no run says."""
    if not names or not runs:
        yield ("",) * len(names)
        return
    for run in runs:
        for frame in (run.employees, run.labor):
            there = [name if name in frame else None for name in names]
            columns = frame[[name for name in there if name]].drop_duplicates().head(_MOST)
            for row in columns.to_dict("records"):
                yield tuple(str(row.get(name, "")) for name in names)
