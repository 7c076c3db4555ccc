"""A setup as cells, so that two can be compared and merged cell by cell: tabs of rows, rows of texts, and back.

A row gives only the cells that differ from their default; one that is there with nothing in it has the cell
``row: blank``. Rows of a list (overwrite, job cost) are known by their keys, never by their position.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from workbench.rules.setup import CODE_TABS, CategoryAccounts, Codes, JobCostStructure, OverwriteRow, Setup

Cells = Mapping[str, str]  # field -> text
Rows = Mapping[str, Any]  # key -> row

ROW, BLANK = "row", "blank"  # the cell of a row that is there with nothing in it
ORDER = "order"  # the cell, of no row, that says how the rows of a list are ordered
VALUE = "value"  # the cell of a tab that is one text
DIMENSION = "dimensions."
TEXT_TABS = ("structure", "distribution_basis", "journal")  # tabs that are one text; no row of theirs comes or goes
_FLAG = {True: "true", False: "false"}
_KEY = re.compile(r"((?:\\.|[^\\=,#])+)=((?:\\.|[^\\=,#])*)(?:, )?", re.DOTALL)


@dataclass(frozen=True)
class Tab:
    """How the rows of one tab are read from a setup, taken apart, made, and put back."""

    rows: Callable[[Setup], Rows]
    cells: Callable[[Any], Cells]
    row: Callable[[str, Cells], Any]
    put: Callable[[Setup, Rows], Setup]
    fields: tuple[str, ...]  # those every row has
    ordered: bool = False


def default(tab: str, field: str) -> str:
    """What a cell says where nothing was said."""
    return _DEFAULTS.get(tab, {}).get(field, "")


def tab_names(*setups: Setup) -> list[str]:
    """The tabs of these setups in the order people know them, one per dimension any of them has."""
    further = dict.fromkeys(DIMENSION + name for setup in setups for name in setup.dimensions)
    return [
        "categories", "departments", "locations", *further, "employees", "overwrite", "structure",
        "distribution_basis", "gl_lines", "intacct_fields", "journal", "job_cost",
    ]  # fmt: skip


def tab_of(name: str) -> Tab:
    """How a tab is handled; KeyError when there is none of that name."""
    return _dimension(name.removeprefix(DIMENSION)) if name.startswith(DIMENSION) else _TABS[name]


def cells_of(name: str, tab: Tab, row: Any) -> dict[str, str]:
    """The cells of a row that are not what they are by default; none for a row that is not there."""
    if row is None:
        return {}
    kept = {field: text for field, text in tab.cells(row).items() if text != default(name, field)}
    return kept or ({} if name in TEXT_TABS else {ROW: BLANK})


def cell(setup: Setup, name: str, key: str, field: str) -> str:
    """What one cell of a setup says."""
    tab = tab_of(name)
    rows = tab.rows(setup)
    if field == ORDER and tab.ordered:
        return order_text(rows)
    return cells_of(name, tab, rows.get(key)).get(field, default(name, field))


def order_text(rows: Iterable[str]) -> str:
    """The keys of the rows of a list, in order, as one text."""
    return json.dumps(list(rows), ensure_ascii=False)


def in_order(rows: Rows, order: str) -> Rows:
    """The rows in the order of a text of their keys; those it does not name come last, as they are."""
    place = {key: at for at, key in enumerate(json.loads(order))} if order else {}
    return {key: rows[key] for key in sorted(rows, key=lambda key: place.get(key, len(place)))}


def overwrite_key(keys: Mapping[str, str]) -> str:
    """An overwrite row's keys as one text: category=102, department=ADM; blank for the row that fits any line."""
    return ", ".join(f"{_escape(name)}={_escape(keys[name])}" for name in sorted(keys))


def overwrite_keys(text: str) -> dict[str, str]:
    """The keys of an overwrite row from their text."""
    return {_unescape(name): _unescape(value) for name, value in _KEY.findall(text)}


def job_cost_key(name: str) -> str:
    """The key of a job cost structure: its name, without what could be taken for a number behind it."""
    return _escape(name)


def _escape(text: str) -> str:
    return text if text.isalnum() else re.sub(r"([\\=,#])", r"\\\1", text)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


class _Same:
    """Rows that are the same only as the very same tuple, so that keys of thousands are made once."""

    def __init__(self, rows: tuple[Any, ...]) -> None:
        self.rows = rows

    def __hash__(self) -> int:
        return id(self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.rows is other.rows


@lru_cache(maxsize=32)
def _keyed(same: _Same, key_of: Callable[[Any], str]) -> Rows:
    """Rows by their keys; the second of the same keys has #2 behind it."""
    keyed: dict[str, Any] = {}
    times: dict[str, int] = {}
    for row in same.rows:
        key = key_of(row)
        times[key] = times.get(key, 0) + 1
        keyed[key if times[key] == 1 else f"{key}#{times[key]}"] = row
    return MappingProxyType(keyed)


def own_key(key: str) -> str:
    """The key of a row of a list without the number of the second and further ones."""
    return re.sub(r"(?<!\\)((?:\\\\)*)#[0-9]+$", r"\1", key)


@cache
def _defaults(kind: type) -> dict[str, str]:
    """The cells of a row of this kind in which nothing was said: its fields that are texts and flags."""
    plain = {field.name: field.default for field in fields(kind) if isinstance(field.default, str | bool)}
    return {name: _FLAG[value] if isinstance(value, bool) else str(value) for name, value in plain.items()}


def _plain_cells(row: Any) -> dict[str, str]:
    values = {name: getattr(row, name) for name in _defaults(row.__class__)}
    return {name: _FLAG[value] if isinstance(value, bool) else value for name, value in values.items()}


def _plain_values(kind: type, cells: Cells) -> dict[str, Any]:
    said, flags = _defaults(kind) | dict(cells), _FLAG.values()
    return {name: said[name] == "true" if text in flags else said[name] for name, text in _defaults(kind).items()}


def _overwrite(key: str, cells: Cells) -> OverwriteRow:
    return OverwriteRow(overwrite_keys(own_key(key)), **_plain_values(OverwriteRow, cells))


def _job_cost(key: str, cells: Cells) -> JobCostStructure:
    places = {f.removeprefix(DIMENSION): text for f, text in cells.items() if f.startswith(DIMENSION)}
    return JobCostStructure(
        name=_unescape(own_key(key)),
        categories=_listed(cells.get("categories", "")),
        dimensions={name: "" if place == BLANK else place for name, place in places.items()},
        **_plain_values(JobCostStructure, cells),
    )


def _job_cost_cells(row: JobCostStructure) -> Cells:
    places = {DIMENSION + name: place or BLANK for name, place in row.dimensions.items()}
    return _plain_cells(row) | {"categories": ", ".join(_escape(code) for code in row.categories)} | places


def _listed(text: str) -> tuple[str, ...]:
    return tuple(_unescape(code) for code in re.findall(r"((?:\\.|[^\\,])+)(?:, )?", text, re.DOTALL))


def _field(name: str) -> Callable[[Setup, Any], Setup]:
    return lambda setup, value: replace(setup, **{name: value})


def _text_tab(name: str) -> Tab:
    """A tab that is one text."""
    put = _field(name)
    return Tab(
        lambda setup: {"": getattr(setup, name)},
        lambda text: {VALUE: text},
        lambda key, cells: cells.get(VALUE, ""),
        lambda setup, rows: put(setup, rows.get("", "")),
        (VALUE,),
    )


def _table(name: str, kind: type) -> Tab:
    """A tab with a row per code."""
    return Tab(
        lambda setup: getattr(setup, name), _plain_cells, lambda key, cells: kind(**_plain_values(kind, cells)),
        _field(name), tuple(_defaults(kind)),
    )  # fmt: skip


def _texts(name: str, field: str) -> Tab:
    """A tab with one text per code."""
    return Tab(
        lambda setup: getattr(setup, name), lambda text: {field: text}, lambda key, cells: cells.get(field, ""),
        _field(name), (field,),
    )  # fmt: skip


def _list_tab(
    name: str, kind: type, cells: Callable[[Any], Cells], row: Callable[[str, Cells], Any], key_of: Callable[[Any], str]
) -> Tab:
    put = _field(name)
    return Tab(
        lambda setup: _keyed(_Same(getattr(setup, name)), key_of),
        cells,
        row,
        lambda setup, rows: put(setup, tuple(rows.values())),
        tuple(_defaults(kind)),
        ordered=True,
    )


def _dimension(name: str) -> Tab:
    """The tab of a dimension; one that is there without rows has a row without a code."""
    return Tab(
        lambda setup: (setup.dimensions[name] or {"": Codes()}) if name in setup.dimensions else {},
        _plain_cells,
        lambda key, cells: Codes(**_plain_values(Codes, cells)),
        lambda setup, rows: replace(setup, dimensions=_with_tab(setup.dimensions, name, rows)),
        tuple(_defaults(Codes)),
    )


def _with_tab(tabs: Mapping[str, Mapping[str, Codes]], name: str, rows: Rows) -> dict[str, Mapping[str, Codes]]:
    if not rows:
        return {other: tab for other, tab in tabs.items() if other != name}
    return {**tabs, name: {code: row for code, row in rows.items() if code}}


_TABS: dict[str, Tab] = {
    "categories": _table("categories", CategoryAccounts),
    **{name: _table(name, Codes) for name in CODE_TABS.values()},
    "overwrite": _list_tab("overwrite", OverwriteRow, _plain_cells, _overwrite, lambda row: overwrite_key(row.keys)),
    **{name: _text_tab(name) for name in TEXT_TABS},
    "gl_lines": _texts("gl_lines", "reach"),
    "intacct_fields": _texts("intacct_fields", "field"),
    "job_cost": _list_tab("job_cost", JobCostStructure, _job_cost_cells, _job_cost, lambda one: job_cost_key(one.name)),
}
_DEFAULTS = {"categories": _defaults(CategoryAccounts), "job_cost": _defaults(JobCostStructure)}
