"""What differs between two setups, cell by cell, and changes laid on a setup that someone else may have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.findings import Finding, Findings
from workbench.rules.setup import Setup
from workbench.rules.setup_cells import (
    BLANK,
    DIMENSION,
    ORDER,
    ROW,
    TEXT_TABS,
    VALUE,
    Rows,
    Tab,
    cells_of,
    default,
    in_order,
    order_text,
    overwrite_keys,
    tab_names,
    tab_of,
)

_TAB_WORDS = {
    "categories": "Category", "departments": "Department", "locations": "Location", "employees": "Employee",
    "structure": "GL structure", "distribution_basis": "Distribution basis", "gl_lines": "Lines reached by",
    "intacct_fields": "Intacct field of", "journal": "Journal", "job_cost": "Job cost structure",
}  # fmt: skip
_FIELD_WORDS = {"gl": "GL part", "intacct": "Intacct ID", "reach": "", "field": "", VALUE: "", ROW: "", ORDER: ""}
LENIENT = (ROW, ORDER)  # said of a row or a list as a whole; the last word holds, nothing is lost by it


@dataclass(frozen=True)
class Change:
    """One cell of the setup: what it was and what it became; a blank is a value.

    ``tab`` as in the file, a dimension's as dimensions.<name>. ``key`` is the code, an overwrite row's keys
    (category=102, department=ADM), a job cost structure's name, or blank where the tab is one text.
    """

    tab: str
    key: str
    field: str
    before: str
    after: str

    @property
    def cell(self) -> tuple[str, str, str]:
        """Which cell it is."""
        return self.tab, self.key, self.field

    @property
    def place(self) -> str:
        """The cell as people call it: Category 102 debit."""
        return place_of(self.tab, self.key, self.field)

    @property
    def words(self) -> str:
        """The change in words: Category 102 debit: 6020 became 6021."""
        if self.field == ORDER:
            return f"{self.place}: the rows were put in another order"
        if self.field == ROW:
            return f"{self.place}: " + ("kept with nothing in it" if self.after == BLANK else "no longer a blank row")
        return f"{self.place}: {self.before or 'blank'} became {self.after or 'blank'}"


def place_of(tab: str, key: str, field: str) -> str:
    """A cell as people call it: Category 102 debit, Overwrite (category 102, department ADM) credit."""
    if tab == "overwrite":
        keys = ", ".join(f"{name} {value}" for name, value in overwrite_keys(key).items())
        named = "Overwrite" if field == ORDER else f"Overwrite ({keys or 'any line'})"
    elif tab.startswith(DIMENSION):
        named = f"{tab.removeprefix(DIMENSION).replace('_', ' ').capitalize()} {key}"
    else:
        named = f"{_TAB_WORDS[tab]} {key}"
    said = _FIELD_WORDS.get(field, field).removeprefix(DIMENSION)
    return " ".join(f"{named} {said}".split(" ")).strip()


def difference(before: Setup, after: Setup) -> tuple[Change, ...]:
    """Every cell that differs, tab by tab; applying it to ``before`` gives ``after``."""
    return tuple(change for name in tab_names(before, after) for change in _tab_changes(name, before, after))


def _tab_changes(name: str, before: Setup, after: Setup) -> Iterator[Change]:
    tab = tab_of(name)
    old, new = tab.rows(before), tab.rows(after)
    if old is new:
        return
    # Rows nobody touched are the same objects, so that thousands of them are passed over at once.
    for key in [*(k for k, row in old.items() if new.get(k) is not row), *(k for k in new if k not in old)]:
        if old.get(key) != new.get(key):
            yield from _row_changes(name, tab, key, old.get(key), new.get(key))
    if tab.ordered and [k for k in old if k in new] + [k for k in new if k not in old] != list(new):
        yield Change(name, "", ORDER, order_text(old), order_text(new))


def _row_changes(name: str, tab: Tab, key: str, there: object, here: object) -> Iterator[Change]:
    was, becomes = cells_of(name, tab, there), cells_of(name, tab, here)
    for field in dict.fromkeys([*was, *becomes]):
        pair = [cells.get(field, default(name, field)) for cells in (was, becomes)]
        if pair[0] != pair[1]:
            yield Change(name, key, field, pair[0], pair[1])


def apply_changes(setup: Setup, changes: Iterable[Change]) -> tuple[Setup, Findings]:
    """The setup with the changes, cell by cell; one whose ``before`` no longer fits is a finding and is not applied.

    A cell that already says what is wanted is no conflict.
    """
    changes = tuple(changes)
    against = conflicts(setup, changes)
    refused = {change.cell for change, _ in against}
    laid = lay(setup, (change for change in changes if change.cell not in refused))
    return laid, Findings(changed_meanwhile(change, now) for change, now in against)


def conflicts(setup: Setup, changes: Iterable[Change]) -> tuple[tuple[Change, str], ...]:
    """The changes that meet a cell which is neither what it was nor what is wanted, each with what it says now."""
    found = []
    for name, mine in _by_tab(changes).items():
        tab = tab_of(name)
        rows = tab.rows(setup)
        for change in mine:
            now = cells_of(name, tab, rows.get(change.key)).get(change.field, default(name, change.field))
            if change.field not in LENIENT and now not in (change.before, change.after):
                found.append((change, now))
    return tuple(found)


def changed_meanwhile(change: Change, now: str, who: str = "") -> Finding:
    """The finding of a conflict: what is there now, set by whom, and what was wanted."""
    seen = f"you saw {change.before or 'a blank'} and wanted {change.after or 'a blank'}"
    message = f"{change.place} is {now or 'blank'} now{', set by ' + who if who else ''}; {seen}. It stays as it is."
    category = change.key if change.tab == "categories" else ""
    return Finding(
        "changed_meanwhile", "error", message, "Look at what is there now and set the cell again if you still want to.",
        column=f"{change.tab} {change.field}", value=change.after, category=category, page="account_setup",
    )  # fmt: skip


def lay(setup: Setup, changes: Iterable[Change]) -> Setup:
    """The setup with what the changes say, whatever these cells said before."""
    for name, mine in _by_tab(changes).items():
        tab = tab_of(name)
        setup = tab.put(setup, _laid(name, tab, tab.rows(setup), mine))
    return setup


def _laid(name: str, tab: Tab, rows: Rows, changes: list[Change]) -> Rows:
    laid, cells, order = dict(rows), {}, None
    for change in changes:
        if change.field == ORDER and tab.ordered:
            order = change.after
            continue
        if change.key not in cells:
            cells[change.key] = cells_of(name, tab, laid.get(change.key))
        cells[change.key][change.field] = change.after
    for key, said in cells.items():
        kept = {field: text for field, text in said.items() if text != default(name, field)}
        if kept or not _is_row(name):
            laid[key] = tab.row(key, kept)
        else:
            laid.pop(key, None)
    return laid if order is None else in_order(laid, order)


def _is_row(name: str) -> bool:
    """Whether rows of a tab come and go; a tab that is one text always has it."""
    return name not in TEXT_TABS


def _by_tab(changes: Iterable[Change]) -> dict[str, list[Change]]:
    tabs: dict[str, list[Change]] = {}
    for change in changes:
        tabs.setdefault(change.tab, []).append(change)
    return tabs
