"""The setup of a client: accounts, structure, overwrites, which dimension reaches which line, job cost structures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

DEFAULT_STRUCTURE = "{category_gl}"
BASES = ("hours", "amount")
REACHES = ("all", "expense", "none")
# The tabs that translate codes, by the dimension they belong to.
CODE_TABS = {"department": "departments", "location": "locations", "employee": "employees"}
PLACES = ("worked", "home", "")
WHEN_BLANK = ("error", "home")


@dataclass(frozen=True)
class CategoryAccounts:
    """Payroll category tab: the account per side, whether its debit is an expense, whether it is posted at all."""

    debit: str = ""
    credit: str = ""
    expense: bool = True
    post: bool = True

    def account(self, side: str) -> str:
        """The account for ``debit`` or ``credit``; blank where there is none."""
        return self.debit if side == "debit" else self.credit


@dataclass(frozen=True)
class Codes:
    """A department, location, dimension or employee row: the part a structure uses and the id Intacct knows it by."""

    gl: str = ""
    intacct: str = ""  # blank: the code itself


@dataclass(frozen=True)
class OverwriteRow:
    """Overwrite tab: whole accounts for the lines whose values equal all ``keys`` (an absent key means any)."""

    keys: Mapping[str, str]
    debit: str = ""
    credit: str = ""

    def account(self, side: str) -> str:
        """The account for ``debit`` or ``credit``; blank where the row says nothing about that side."""
        return self.debit if side == "debit" else self.credit

    def words(self) -> str:
        """The keys as people read them: category 102, department ADM."""
        return ", ".join(f"{name} {value}" for name, value in sorted(self.keys.items())) or "any line"


@dataclass(frozen=True)
class JobCostStructure:
    """A job cost structure: which categories are exported, and per dimension worked, home or nothing (blank)."""

    name: str
    active: bool = True
    source: str = "labor"
    categories: tuple[str, ...] = ()
    dimensions: Mapping[str, str] = field(default_factory=dict)
    when_blank: str = "error"  # a blank worked value where the employee has a home value: an error, or the home value


@dataclass(frozen=True)
class Setup:
    """Everything ``setup.yaml`` holds; codes are text, a blank is ''."""

    structure: str = DEFAULT_STRUCTURE
    distribution_basis: str = "hours"
    categories: Mapping[str, CategoryAccounts] = field(default_factory=dict)
    departments: Mapping[str, Codes] = field(default_factory=dict)
    locations: Mapping[str, Codes] = field(default_factory=dict)
    employees: Mapping[str, Codes] = field(default_factory=dict)
    dimensions: Mapping[str, Mapping[str, Codes]] = field(default_factory=dict)
    overwrite: tuple[OverwriteRow, ...] = ()
    gl_lines: Mapping[str, str] = field(default_factory=dict)
    intacct_fields: Mapping[str, str] = field(default_factory=dict)
    journal: str = ""
    job_cost: tuple[JobCostStructure, ...] = ()

    def category(self, code: str) -> CategoryAccounts:
        """The accounts of a category; blank ones when the tab does not name it."""
        return self.categories.get(code, CategoryAccounts())

    def codes(self, dimension: str) -> Mapping[str, Codes]:
        """The tab of ``department``, ``location``, ``employee`` or a dimension."""
        if dimension in CODE_TABS:
            tab: Mapping[str, Codes] = getattr(self, CODE_TABS[dimension])
            return tab
        return self.dimensions.get(dimension, {})

    def gl_of(self, dimension: str, code: str) -> str:
        """The part a structure uses for a code; blank: no part."""
        return self.codes(dimension).get(code, Codes()).gl if code else ""

    def intacct_of(self, dimension: str, code: str) -> str:
        """The id Intacct knows a code by: the tab's, else the code itself."""
        return (self.codes(dimension).get(code, Codes()).intacct or code) if code else ""

    def reach(self, dimension: str) -> str:
        """Which lines a dimension reaches: all, expense or none (employees reach none unless the setup says so)."""
        return self.gl_lines.get(dimension) or ("none" if dimension == "employee" else "all")


def with_category(setup: Setup, code: str, accounts: CategoryAccounts) -> Setup:
    """The setup with the accounts of one category replaced."""
    return replace(setup, categories={**setup.categories, code: accounts})


def with_codes(setup: Setup, dimension: str, code: str, codes: Codes) -> Setup:
    """The setup with one row of the department, location, employee or dimension tab replaced."""
    tab = {**setup.codes(dimension), code: codes}
    if dimension in CODE_TABS:
        return replace(setup, **{CODE_TABS[dimension]: tab})  # type: ignore[arg-type]
    return replace(setup, dimensions={**setup.dimensions, dimension: tab})


def with_overwrite(setup: Setup, row: OverwriteRow, at: int | None = None) -> Setup:
    """The setup with an overwrite row added, or the row at position ``at`` (from 0) replaced."""
    rows = list(setup.overwrite)
    rows[len(rows) if at is None else at :] = [row, *(rows[at + 1 :] if at is not None else [])]
    return replace(setup, overwrite=tuple(rows))


def without_overwrite(setup: Setup, at: int) -> Setup:
    """The setup without the overwrite row at position ``at`` (from 0)."""
    return replace(setup, overwrite=setup.overwrite[:at] + setup.overwrite[at + 1 :])


def with_reach(setup: Setup, dimension: str, reach: str) -> Setup:
    """The setup with a dimension reaching all lines, expense lines or none."""
    return replace(setup, gl_lines={**setup.gl_lines, dimension: reach})


def with_job_cost(setup: Setup, structure: JobCostStructure) -> Setup:
    """The setup with the job cost structure of that name added or replaced."""
    kept = [one for one in setup.job_cost if one.name != structure.name]
    return replace(setup, job_cost=(*kept, structure))
