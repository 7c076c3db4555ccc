"""The setup as sheets for clients, one per tab, every cell a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.fields import STANDARD_DIMENSIONS
from workbench.rules.setup import Setup
from workbench.rules.setup_cells import DIMENSION, VALUE, Tab, default, overwrite_keys, own_key, tab_names, tab_of

TITLES = {
    "categories": "Categories", "departments": "Departments", "locations": "Locations", "employees": "Employees",
    "overwrite": "Overwrite", "gl_lines": "GL lines", "intacct_fields": "Intacct fields", "job_cost": "Job cost",
}  # fmt: skip
SETTINGS, SETTINGS_TITLE = ("structure", "distribution_basis", "journal"), "Settings"
KEY = {"gl_lines": "dimension", "intacct_fields": "dimension", "job_cost": "name"}
FLAGS = frozenset({"expense", "post", "active"})
ACCOUNTS = ("debit", "credit")
NAME = "name"  # a column for people; it is not read
Names = Mapping[str, Mapping[str, str]]  # tab -> code -> name


def sheets_of(setup: Setup, names: Names | None = None) -> dict[str, pd.DataFrame]:
    """A table per tab, every cell a text. ``names`` adds a column for people, and the codes that have no row yet."""
    known: Names = names or {}
    sheets: dict[str, pd.DataFrame] = {}
    for tab in tab_names(setup, Setup(dimensions={d.removeprefix(DIMENSION): {} for d in known if DIMENSION in d})):
        if tab in SETTINGS:
            continue
        title = TITLES.get(tab) or f"Dimension {tab.removeprefix(DIMENSION)}"
        sheets[title] = _table(tab, setup, known.get(tab, {}))
    rows = [{"setting": name, VALUE: getattr(setup, name)} for name in SETTINGS]
    return {**sheets, SETTINGS_TITLE: pd.DataFrame(rows, dtype="str")}


def _table(tab: str, setup: Setup, names: Mapping[str, str]) -> pd.DataFrame:
    handled = tab_of(tab)
    rows = handled.rows(setup)
    codes = [
        code for code in dict.fromkeys([*rows, *(names if not handled.ordered else ())]) if code or handled.ordered
    ]
    columns = _columns(tab, setup, bool(names))
    lines = [_line(tab, handled, code, rows.get(code), names) for code in codes]
    return pd.DataFrame([[line.get(c, "") for c in columns] for line in lines], columns=columns, dtype="str")


def _columns(tab: str, setup: Setup, named: bool) -> list[str]:
    if tab == "overwrite":
        used = sorted({name for row in setup.overwrite for name in row.keys} - set(overwrite_columns(setup)))
        return [*overwrite_columns(setup), *used, *ACCOUNTS]
    if tab == "job_cost":
        places = dict.fromkeys(["department", "location", *setup.dimensions, *STANDARD_DIMENSIONS])
        more = sorted({name for one in setup.job_cost for name in one.dimensions} - set(places))
        return [KEY[tab], *tab_of(tab).fields, "categories", *places, *more]
    if tab.startswith(DIMENSION):
        return ["dimension", "code", *([NAME] if named else []), *tab_of(tab).fields]
    return [KEY.get(tab, "code"), *([NAME] if named else []), *tab_of(tab).fields]


def overwrite_columns(setup: Setup) -> list[str]:
    """The columns that can be keys of an overwrite row."""
    further = [*setup.dimensions, *STANDARD_DIMENSIONS, *setup.gl_lines]
    return list(dict.fromkeys(["category", "department", "location", "employee", *further]))


def _line(tab: str, handled: Tab, key: str, row: Any, names: Mapping[str, str]) -> dict[str, str]:
    cells = {} if row is None else dict(handled.cells(row))
    cells = {name: text for name, text in cells.items() if name not in FLAGS or text != default(tab, name)}
    if tab == "overwrite":
        return cells | overwrite_keys(own_key(key))
    if tab == "job_cost":
        return {name.removeprefix(DIMENSION): text for name, text in cells.items()} | {KEY[tab]: row.name}
    at = {"dimension": tab.removeprefix(DIMENSION), "code": key} if DIMENSION in tab else {KEY.get(tab, "code"): key}
    return cells | at | {NAME: names.get(key, "")}
