"""Sheets of a setup that come back: what each row wants of the setup, bad rows with their reasons, good ones kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.findings import Finding, Findings, Severity
from workbench.rules.setup import BASES, DEFAULT_STRUCTURE, Setup
from workbench.rules.setup_cells import (
    DIMENSION,
    VALUE,
    cell,
    default,
    job_cost_key,
    overwrite_key,
    tab_of,
)
from workbench.rules.setup_changes import Change, difference, lay
from workbench.rules.setup_sheets import (
    ACCOUNTS,
    FLAGS,
    KEY,
    NAME,
    SETTINGS,
    SETTINGS_TITLE,
    TITLES,
    overwrite_columns,
)
from workbench.rules.setup_writing import write_setup
from workbench.rules.setup_yaml import read_setup

_TAB_OF_TITLE = {title.lower(): tab for tab, title in TITLES.items()}
_PLAIN = {"structure": DEFAULT_STRUCTURE, "distribution_basis": BASES[0]}
_FOR_PEOPLE = (NAME, "note", "notes", "comment", "comments", "remark", "remarks")
Cells = Mapping[str, str]


@dataclass(frozen=True)
class BroughtSheet:
    """A sheet as it was brought: its columns, and of every row its number, its cells and what is wrong with cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Cells, Sequence[Finding]], ...]


@dataclass(frozen=True)
class ReadSheets:
    """What the sheets want: the setup with their good rows, the cells that changes, and what is wrong with the others.

    ``removals`` would take away the rows of the setup that a sheet does not have; they are no part of ``setup``.
    """

    setup: Setup
    changes: tuple[Change, ...]
    removals: tuple[Change, ...]
    findings: Findings


@dataclass(frozen=True)
class _Row:
    tab: str
    key: str
    wanted: tuple[Change, ...]
    sheet: str
    number: int


class _Bad(ValueError):
    """A row that cannot be taken: code, message, remedy, column, value."""


def read_sheets(sheets: Iterable[BroughtSheet], base: Setup) -> ReadSheets:
    """Lay the good rows of the sheets on a setup; a sheet or column that is none of the setup's is not read."""
    found: list[Finding] = []
    rows: list[_Row] = []
    whole: dict[str, set[str]] = {}  # of tabs whose every row is sound: the keys their sheets have
    brought = list(sheets)
    known = _with_their_dimensions(base, brought)
    for sheet in brought:
        good, said = _read(sheet, known if _kind(sheet) == "overwrite" else base)
        good, wrong = _readable(good)
        rows += good
        found += [*said, *wrong]
        if not any(f.severity == "error" for f in [*said, *wrong]):
            for row in good:
                whole.setdefault(row.tab, set()).add(row.key)
    setup = lay(base, (change for row in rows for change in row.wanted))
    return ReadSheets(setup, difference(base, setup), _removals(setup, whole), Findings(found))


def _with_their_dimensions(base: Setup, sheets: Iterable[BroughtSheet]) -> Setup:
    """The setup with a tab for each dimension that has a sheet: overwrite rows may have it as a key."""
    named = {row[1].get("dimension", "") for one in sheets if _kind(one) == DIMENSION for row in one.rows}
    return replace(base, dimensions={**{name: {} for name in named if name}, **base.dimensions})


def _read(sheet: BroughtSheet, base: Setup) -> tuple[list[_Row], list[Finding]]:
    kind = _kind(sheet)
    if kind is None:
        message = f"The sheet {sheet.name!r} is none of a setup's; it is not read."
        return [], [_finding("unknown_sheet", "note", message, "Nothing to do if it is a sheet of notes.", sheet.name)]
    missing = [name for name in _needed(kind) if name not in sheet.columns]
    if missing:
        message = f"The column {missing[0]} is missing."
        return [], [_finding("missing_column", "error", message, "Put it into row 1.", sheet.name, 1, missing[0])]
    read = [*_read_columns(kind, sheet, base), *_needed(kind)]
    if twice := next((name for name in read if sheet.columns.count(name) > 1), ""):
        message, remedy = f"There are two columns {twice}; no row of the sheet is read.", "Take one of them out."
        return [], [_finding("column_twice", "error", message, remedy, sheet.name, 1, twice)]
    strange = [name for name in sheet.columns if name not in read and name.lower() not in _FOR_PEOPLE]
    found = list(_strange_columns(kind, sheet, base))
    rows: list[_Row] = []
    taken: dict[tuple[str, str], int] = {}
    for number, cells, told in sheet.rows:
        wrong = [f for f in told if f.column in read and not _flag(f)]
        found += wrong
        if wrong:
            continue
        try:
            _demand_keys(cells, strange if kind == "overwrite" else (), base)
            row = _row(kind, sheet, number, cells, base, taken)
        except _Bad as bad:
            code, message, remedy, column, value = bad.args
            found.append(_finding(code, "error", message, remedy, sheet.name, number, column, value))
        else:
            rows.append(row)
    return rows, found


def _flag(finding: Finding) -> bool:
    """True or false as Excel keeps it when somebody types TRUE."""
    return finding.column in FLAGS and finding.value.lower() in ("true", "false")


def _kind(sheet: BroughtSheet) -> str | None:
    """The tab a sheet belongs to: by its title, or as one of a dimension by its columns."""
    title = " ".join(sheet.name.replace("_", " ").lower().split())
    if title == SETTINGS_TITLE.lower():
        return SETTINGS_TITLE
    return _TAB_OF_TITLE.get(title) or (DIMENSION if {"dimension", "code"} <= set(sheet.columns) else None)


def _needed(kind: str) -> tuple[str, ...]:
    if kind == SETTINGS_TITLE:
        return ("setting", VALUE)
    if kind == DIMENSION:
        return ("dimension", "code")
    return () if kind == "overwrite" else (KEY.get(kind, "code"),)


def _read_columns(kind: str, sheet: BroughtSheet, base: Setup) -> list[str]:
    """The columns that say something of a row."""
    if kind == "overwrite":
        known = [*overwrite_columns(base), *(name for row in base.overwrite for name in row.keys), *ACCOUNTS]
        return [name for name in sheet.columns if name in known]
    if kind == "job_cost":
        return [name for name in sheet.columns if name != KEY[kind]]
    fields = (VALUE,) if kind == SETTINGS_TITLE else tab_of(kind).fields
    return [name for name in sheet.columns if name in fields]


def _strange_columns(kind: str, sheet: BroughtSheet, base: Setup) -> Iterator[Finding]:
    known = {*_read_columns(kind, sheet, base), *_needed(kind), NAME}
    for name in sheet.columns:
        if name not in known:
            message = f"The column {name!r} is none of this sheet's; it is not read."
            yield _finding("unknown_column", "warning", message, "Check its spelling in row 1.", sheet.name, 1, name)


def _row(
    kind: str, sheet: BroughtSheet, number: int, cells: Cells, base: Setup, taken: dict[tuple[str, str], int]
) -> _Row:
    blanks = next((name for name, text in cells.items() if text != text.strip() and name != NAME), None)
    if blanks:
        raise _Bad("blanks", f"{cells[blanks]!r} has blanks around it.", "Type it without.", blanks, cells[blanks])
    tab, key = _place(kind, cells, base)
    times = taken[tab, key] = taken.get((tab, key), 0) + 1
    if times > 1 and kind != "overwrite":
        raise _Bad("duplicate_code", f"{key} stands in this sheet before.", "Keep one of the rows.", "", key)
    key = key if times == 1 else f"{key}#{times}"
    said = [(name, cells.get(name, "")) for name in _read_columns(kind, sheet, base)]
    texts = dict(_cell(kind, tab, name, text) for name, text in said if kind != "overwrite" or name in ACCOUNTS)
    return _Row(tab, key, tuple(_wanted(base, tab, key, texts)), sheet.name, number)


def _place(kind: str, cells: Cells, base: Setup) -> tuple[str, str]:
    """The tab and key of a row."""
    if kind == "overwrite":
        names = dict.fromkeys([*overwrite_columns(base), *(name for row in base.overwrite for name in row.keys)])
        return kind, overwrite_key({name: cells[name] for name in names if cells.get(name)})
    if kind == SETTINGS_TITLE:
        if cells["setting"] not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise _Bad("unknown_setting", "This is no setting.", f"Known: {known}.", "setting", cells["setting"])
        return cells["setting"], ""
    for name in _needed(kind):
        if not cells[name]:
            raise _Bad("blank_code", f"The row has no {name}.", "Fill it in, or remove the row.", name, "")
    if kind == DIMENSION:
        return DIMENSION + cells["dimension"], cells["code"]
    key = cells[KEY.get(kind, "code")]
    return kind, job_cost_key(key) if kind == "job_cost" else key


def _demand_keys(cells: Cells, strange: Sequence[str], base: Setup) -> None:
    """An overwrite row with something in a column that is no key would fit more lines than its writer meant."""
    for name in strange:
        if cells[name].strip():
            message = f"{name!r} is no key of an overwrite row; without it the row would fit more lines."
            remedy = f"Name the column as one of {', '.join(overwrite_columns(base))}; or call it note."
            raise _Bad("unknown_key", message, remedy, name, cells[name])


def _cell(kind: str, tab: str, column: str, text: str) -> tuple[str, str]:
    """Field and text of a cell; a blank flag or choice is what it is by default."""
    field = column if kind != "job_cost" or column in (*tab_of(tab).fields, "categories") else DIMENSION + column
    if column in FLAGS and text.lower() not in ("true", "false", ""):
        raise _Bad("wrong_value", f"{column} is {text!r}.", "Write true or false.", column, text)
    return field, (text.lower() if column in FLAGS else text) or _PLAIN.get(tab) or default(tab, field)


def _wanted(base: Setup, tab: str, key: str, texts: Cells) -> Iterator[Change]:
    for field, text in texts.items():
        now = cell(base, tab, key, field)
        if now != text:
            yield Change(tab, key, field, now, text)


def _readable(rows: Sequence[_Row]) -> tuple[list[_Row], list[Finding]]:
    """The rows whose values a setup can hold; the others with the reason."""
    if not _errors([change for row in rows for change in row.wanted]):
        return list(rows), []
    good, found = [], []
    for row in rows:
        errors = _errors(row.wanted)
        found += [_finding(f.code, "error", f.message, f.remedy, row.sheet, row.number, "", f.value) for f in errors]
        good += [] if errors else [row]
    return good, found


def _errors(changes: Sequence[Change]) -> Findings:
    return read_setup(write_setup(lay(Setup(), changes)))[1].errors


def _removals(setup: Setup, whole: Mapping[str, set[str]]) -> tuple[Change, ...]:
    """What would take away the rows that whole sheets do not have."""
    without = setup
    for name, keys in whole.items():
        if name not in SETTINGS:
            tab = tab_of(name)
            without = tab.put(without, {key: row for key, row in tab.rows(without).items() if key in keys or not key})
    return tuple(change for change in difference(setup, without) if change.after == default(change.tab, change.field))


def _finding(
    code: str, severity: Severity, message: str, remedy: str, sheet: str, row: int | None = None, column: str = "",
    value: str = "",
) -> Finding:  # fmt: skip
    return Finding(code, severity, message, remedy, sheet, row, column, value, page="account_setup")
