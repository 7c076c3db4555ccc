"""Fill and copy: blanks from a default, one code's row to another, whole tabs from another client's setup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbench.rules.code_cells import SIDES, with_side
from workbench.rules.setup import CODE_TABS, CategoryAccounts, Codes, OverwriteRow, Setup, with_category, with_codes

TABS = (
    "categories", "departments", "locations", "employees", "dimensions", "overwrite", "structure", "distribution_basis",
    "gl_lines", "intacct_fields", "journal", "job_cost",
)  # fmt: skip
DIMENSION = "dimensions."


def fill_from_default(
    setup: Setup, source: str, categories: Iterable[str], sides: Sequence[str] = SIDES, *, over: bool = False
) -> Setup:
    """The blank accounts of these categories filled from those of category ``source``; ``over`` fills all of them.

    Whether the debit is an expense and whether it is posted stay each category's own.
    """
    given = setup.category(source)
    for code in categories:
        accounts = setup.category(code)
        for side in sides:
            if given.account(side) and code != source and (over or not accounts.account(side)):
                accounts = with_side(accounts, side, given.account(side))
        if accounts != setup.category(code):
            setup = with_category(setup, code, accounts)
    return setup


def fill_codes(
    setup: Setup, dimension: str, codes: Iterable[str], gl: str = "", intacct: str = "", *, over: bool = False
) -> Setup:
    """The blank GL parts and Intacct ids of these codes filled with one default; ``over`` fills all of them."""
    for code in codes:
        row = setup.codes(dimension).get(code, Codes())
        filled = Codes(
            gl if gl and (over or not row.gl) else row.gl,
            intacct if intacct and (over or not row.intacct) else row.intacct,
        )
        if filled != row:
            setup = with_codes(setup, dimension, code, filled)
    return setup


def copy_codes(setup: Setup, dimension: str, source: str, target: str, *, parts: bool = True) -> Setup:
    """Everything said of one department, location, employee or dimension code said of another as well.

    The GL part and Intacct id (with ``parts``), and every overwrite row that names it, with the other in its place.
    A row that stands there already with the same keys stays as it is.
    """
    row = setup.codes(dimension).get(source)
    if parts and row is not None:
        setup = with_codes(setup, dimension, target, row)
    there = {frozenset(one.keys.items()) for one in setup.overwrite}
    copied: list[OverwriteRow] = []
    for one in setup.overwrite:
        keys = {**one.keys, dimension: target}
        if one.keys.get(dimension) == source and frozenset(keys.items()) not in there:
            copied.append(replace(one, keys=keys))
            there.add(frozenset(keys.items()))
    return replace(setup, overwrite=(*setup.overwrite, *copied)) if copied else setup


def copy_from(
    setup: Setup, other: Setup, tabs: Sequence[str] = TABS, *, over: bool = True, known: Sequence[str] | None = None
) -> Setup:
    """The setup with tabs taken from another client's: rows are added, and replaced where ``over``.

    ``tabs`` as in the file, a single dimension as dimensions.<name>. ``known`` limits categories to the codes this
    payroll has. Without ``over`` only what is blank here is taken. KeyError for a tab there is none of.
    """
    for tab in tabs:
        setup = _taken(setup, other, tab, over, known)
    return setup


def _taken(setup: Setup, other: Setup, tab: str, over: bool, known: Sequence[str] | None) -> Setup:
    if tab == "categories":
        for code, accounts in other.categories.items():
            if known is None or code in known:
                setup = with_category(setup, code, accounts if over else _blanks(setup.category(code), accounts))
        return setup
    if tab in CODE_TABS.values() or tab.startswith(DIMENSION):
        dimension = next((d for d, name in CODE_TABS.items() if name == tab), tab.removeprefix(DIMENSION))
        return _codes(setup, other, dimension, over)
    if tab == "dimensions":
        for dimension in other.dimensions:
            setup = _codes(setup, other, dimension, over)
        return setup
    if tab == "overwrite":
        return _rows(setup, other, over)
    return _plain(setup, other, tab, over)


def _blanks(mine: CategoryAccounts, theirs: CategoryAccounts) -> CategoryAccounts:
    """My accounts with the blanks filled; flags too where I said nothing at all."""
    if mine == CategoryAccounts():
        return theirs
    return replace(mine, debit=mine.debit or theirs.debit, credit=mine.credit or theirs.credit)


def _codes(setup: Setup, other: Setup, dimension: str, over: bool) -> Setup:
    for code, theirs in other.codes(dimension).items():
        mine = setup.codes(dimension).get(code, Codes())
        row = theirs if over else Codes(mine.gl or theirs.gl, mine.intacct or theirs.intacct)
        setup = with_codes(setup, dimension, code, row)
    return setup


def _rows(setup: Setup, other: Setup, over: bool) -> Setup:
    """Overwrite rows with the same keys are replaced (or stay), the others are added behind."""
    theirs = {frozenset(row.keys.items()): row for row in other.overwrite}
    mine = [theirs.get(frozenset(row.keys.items()), row) if over else row for row in setup.overwrite]
    there = {frozenset(row.keys.items()) for row in setup.overwrite}
    return replace(setup, overwrite=(*mine, *(row for keys, row in theirs.items() if keys not in there)))


def _plain(setup: Setup, other: Setup, tab: str, over: bool) -> Setup:
    if tab not in TABS:
        raise KeyError(f"There is no tab {tab}.")
    mine, theirs = getattr(setup, tab), getattr(other, tab)
    if isinstance(theirs, Mapping):
        return replace(setup, **{tab: {**mine, **theirs} if over else {**theirs, **mine}})  # type: ignore[arg-type]
    if tab == "job_cost":
        names = {one.name for one in (theirs if over else mine)}
        kept = [one for one in (mine if over else theirs) if one.name not in names]
        return replace(setup, job_cost=(*kept, *theirs) if over else (*mine, *kept))
    return replace(setup, **{tab: theirs}) if over or not mine or mine == getattr(Setup(), tab) else setup
