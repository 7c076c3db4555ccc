"""Rows pasted from a spreadsheet into a tab: codes stay text, doubts are asked, nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.findings import Findings
from workbench.rules.known import Known
from workbench.rules.pasted_questions import BLANK, KEEP, Paste, Question, dimension_of_tab
from workbench.rules.pasted_table import Table, read_table
from workbench.rules.setup import (
    CODE_TABS,
    CategoryAccounts,
    Codes,
    OverwriteRow,
    Setup,
    with_category,
    with_codes,
    with_overwrite,
)
from workbench.rules.setup_changes import Change, difference

__all__ = ["BLANK", "KEEP", "Pasted", "Question", "read_pasted"]

_FLAGS = {"true": True, "yes": True, "y": True, "x": True, "1": True, "oui": True,
          "false": False, "no": False, "n": False, "0": False, "non": False}  # fmt: skip


@dataclass(frozen=True)
class Pasted:
    """What the paste would change. Rows with an open question or an error are in none of it until that is settled."""

    changes: tuple[Change, ...]
    wanted: Setup
    questions: tuple[Question, ...]
    findings: Findings
    rows: int
    taken: int


def read_pasted(
    text: str,
    tab: str,
    answers: Mapping[str, str] | None = None,
    *,
    setup: Setup | None = None,
    known: Known | None = None,
) -> Pasted:
    """What tab-separated rows would change in a tab of the setup; nothing is applied, and what is in doubt is asked.

    ``tab``: categories, departments, locations, employees, dimensions.<name> or overwrite. ``known``: the runs, the
    chart and Intacct's values to hold codes to. Call again with the ``answers`` until no question is left.
    """
    before, known = setup or Setup(), known or Known()
    paste = Paste(tab, answers or {}, known)
    try:
        table = read_table(text, tab, [d for d in known.dimensions if d not in CODE_TABS])
    except ValueError as error:
        paste.say("not_a_table", "error", f"The rows cannot be read: {error}.", "Copy the cells again.", 1)
        table = Table((), ())
    _headings(paste, table)
    wanted, taken, seen = before, 0, dict[str, int]()
    for line, cells in table.rows:
        made = _row(paste, wanted, line, dict(_named(table, cells)), seen)
        _left_over(paste, table, line, cells)
        if made is not None:
            wanted, taken = made, taken + 1
    questions, findings = tuple(paste.questions()), paste.said()
    return Pasted(difference(before, wanted), wanted, questions, findings, len(table.rows), taken)


def _headings(paste: Paste, table: Table) -> None:
    for heading in table.unknown:
        message = f"The column {heading!r} is not one of this tab and is not read."
        paste.say("unknown_column", "warning", message, "Name it as the tab does, or leave it.", 1, heading)
    if table.rows and not any(table.columns):
        message = "No column of the rows is known."
        remedy = "Paste the heading row with it: the keys, then debit and credit."
        paste.say("no_columns", "error", message, remedy, table.rows[0][0])


def _named(table: Table, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in zip(table.columns, cells, strict=True) if name)


def _left_over(paste: Paste, table: Table, line: int, cells: Sequence[str]) -> None:
    """Cells of columns without a name that hold something are told; a heading nobody knows was told once for all."""
    headings = table.headings or ("",) * len(cells)
    more = [t for c, h, t in zip(table.columns, headings, cells, strict=True) if not c and not h.strip() and t.strip()]
    if more and any(table.columns):
        message = f"{len(more)} more cells than the tab has columns are not read, the first is {more[0]!r}."
        paste.say("more_cells", "warning", message, "Give their columns a heading, or leave them out.", line, more[0])


def _row(paste: Paste, setup: Setup, line: int, cells: Mapping[str, str], seen: dict[str, int]) -> Setup | None:
    """The setup with one row taken; None where it waits for an answer or holds a mistake."""
    if not cells:
        return None
    if paste.tab == "overwrite":
        return _overwrite(paste, setup, line, cells, seen)
    if not cells.get("code", "").strip():
        paste.say("no_code", "error", "The row has no code.", "Fill it in, or leave the row out.", line)
        return None
    code = paste.cell(line, "code", cells["code"])
    if code is None or not _first(paste, line, code, seen):
        return None
    _say_unknown(paste, line, code)
    if paste.tab == "categories":
        return _category(paste, setup, line, code, cells)
    dimension = dimension_of_tab(paste.tab)
    row = setup.codes(dimension).get(code, Codes())
    parts = [_value(paste, line, name, cells, getattr(row, name)) for name in ("gl", "intacct")]
    if None in parts:
        return None
    return with_codes(setup, dimension, code, Codes(str(parts[0]), str(parts[1])))


def _first(paste: Paste, line: int, key: str, seen: dict[str, int]) -> bool:
    if key in seen:
        message = f"{key} stands in line {seen[key]} already."
        paste.say("twice", "error", message, "Keep one of the two; the first one is taken.", line, key)
        return False
    seen[key] = line
    return True


def _say_unknown(paste: Paste, line: int, code: str) -> None:
    codes = paste.known.near.get("category" if paste.tab == "categories" else dimension_of_tab(paste.tab))
    if codes is not None and codes.known and code not in codes.known:
        near = codes.near(code)
        message = f"{code} is not in the payroll." + (f" {near} is." if near else "")
        paste.say("unknown_code", "warning", message, "Check it; it is taken as it is.", line, code)


def _category(paste: Paste, setup: Setup, line: int, code: str, cells: Mapping[str, str]) -> Setup | None:
    accounts = setup.category(code)
    sides = [_value(paste, line, side, cells, accounts.account(side)) for side in ("debit", "credit")]
    flags = [_flag(paste, line, name, cells, getattr(accounts, name)) for name in ("expense", "post")]
    if None in sides or None in flags:
        return None
    return with_category(setup, code, CategoryAccounts(str(sides[0]), str(sides[1]), bool(flags[0]), bool(flags[1])))


def _overwrite(paste: Paste, setup: Setup, line: int, cells: Mapping[str, str], seen: dict[str, int]) -> Setup | None:
    keys: dict[str, str] = {}
    for name, text in cells.items():
        if name not in ("debit", "credit") and text.strip():
            key = paste.cell(line, name, text)
            if key is None:
                return None
            keys[name] = key
    words = ", ".join(f"{name} {value}" for name, value in sorted(keys.items())) or "any line"
    if not _first(paste, line, words, seen):
        return None
    at = next((n for n, row in enumerate(setup.overwrite) if row.keys == keys), None)
    before = setup.overwrite[at] if at is not None else OverwriteRow(keys)
    sides = [_value(paste, line, side, cells, before.account(side)) for side in ("debit", "credit")]
    if None in sides:
        return None
    row = OverwriteRow(keys, str(sides[0]), str(sides[1]))
    if not row.debit and not row.credit:
        paste.say("no_account", "error", f"The row for {words} has no account.", "Give it one, or leave it out.", line)
        return None
    return with_overwrite(setup, row, at)


def _value(paste: Paste, line: int, name: str, cells: Mapping[str, str], before: str) -> str | None:
    """What a cell makes of a value; a column that was not pasted leaves it as it is."""
    if name not in cells:
        return before
    text = cells[name]
    return paste.cell(line, name, text) if text.strip() else paste.blank(line, name, before)


def _flag(paste: Paste, line: int, name: str, cells: Mapping[str, str], before: bool) -> bool | None:
    text = cells.get(name, "").strip()
    if not text:
        return before
    if text.casefold() not in _FLAGS:
        paste.say("no_flag", "error", f"{name} is {text!r}.", "Write true or false.", line, text)
        return None
    return _FLAGS[text.casefold()]
