"""Every code a setup holds, with its place, and the same setup with a code written differently in one kind of place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from workbench.rules.setup import CODE_TABS, CategoryAccounts, Codes, OverwriteRow, Setup

T = TypeVar("T")
Sided = TypeVar("Sided", CategoryAccounts, OverwriteRow)
SIDES = ("debit", "credit")


class CodeCell(NamedTuple):
    """A code: ``place`` ("categories", a dimension, "overwrite", "journal"), the row's ``key``, ``field``, ``text``.

    ``field``: "key" for the row's own code, "debit", "credit", "gl", "intacct", or a key of an overwrite row.
    """

    place: str
    key: str
    field: str
    text: str


def code_cells(setup: Setup) -> Iterator[CodeCell]:
    """Every code of a setup that is not blank."""
    return (cell for cell in _all(setup) if cell.text)


def _all(setup: Setup) -> Iterator[CodeCell]:
    for code, accounts in setup.categories.items():
        yield CodeCell("categories", code, "key", code)
        yield from (CodeCell("categories", code, side, accounts.account(side)) for side in SIDES)
    for dimension in (*CODE_TABS, *setup.dimensions):
        for code, row in setup.codes(dimension).items():
            yield CodeCell(dimension, code, "key", code)
            yield from (CodeCell(dimension, code, name, getattr(row, name)) for name in ("gl", "intacct"))
    for at, one in enumerate(setup.overwrite, 1):
        yield from (CodeCell("overwrite", str(at), name, value) for name, value in one.keys.items())
        yield from (CodeCell("overwrite", str(at), side, one.account(side)) for side in SIDES)
    yield CodeCell("journal", "", "journal", setup.journal)


def with_code(setup: Setup, place: str, field: str, before: str, after: str) -> Setup:
    """The setup with ``before`` written as ``after`` wherever that field of that place says it.

    A row's own code is renamed only where no row of the new code stands already.
    """
    if place == "journal":
        return replace(setup, journal=after) if setup.journal == before else setup
    if place == "overwrite":
        return replace(setup, overwrite=tuple(_row(one, field, before, after) for one in setup.overwrite))
    if place == "categories":
        tab = {code: _category(one, field, before, after) for code, one in setup.categories.items()}
        return replace(setup, categories=_keys(tab, before, after) if field == "key" else tab)
    return _with_tab(setup, place, _codes(setup.codes(place), field, before, after))


def with_side(one: Sided, side: str, account: str) -> Sided:
    """A category's accounts, or an overwrite row, with the account of one side set."""
    return replace(one, debit=account) if side == "debit" else replace(one, credit=account)


def with_account(setup: Setup, before: str, after: str) -> Setup:
    """The setup with one account written differently in the Payroll category tab and the Overwrite tab."""
    for place in ("categories", "overwrite"):
        for side in SIDES:
            setup = with_code(setup, place, side, before, after)
    return setup


def _with_tab(setup: Setup, dimension: str, tab: Mapping[str, Codes]) -> Setup:
    if dimension in CODE_TABS:
        return replace(setup, **{CODE_TABS[dimension]: tab})  # type: ignore[arg-type]
    return replace(setup, dimensions={**setup.dimensions, dimension: tab})


def _category(one: CategoryAccounts, field: str, before: str, after: str) -> CategoryAccounts:
    return with_side(one, field, after) if field in SIDES and one.account(field) == before else one


def _codes(tab: Mapping[str, Codes], field: str, before: str, after: str) -> Mapping[str, Codes]:
    if field == "key":
        return _keys(tab, before, after)
    return {code: replace(row, **{field: after}) if getattr(row, field) == before else row for code, row in tab.items()}


def _keys(tab: Mapping[str, T], before: str, after: str) -> dict[str, T]:
    return dict(tab) if after in tab else {after if code == before else code: row for code, row in tab.items()}


def _row(one: OverwriteRow, field: str, before: str, after: str) -> OverwriteRow:
    if field in SIDES:
        return with_side(one, field, after) if one.account(field) == before else one
    return replace(one, keys={**one.keys, field: after}) if one.keys.get(field) == before else one
