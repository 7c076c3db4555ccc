"""Why this account: the rules tried in their order, the one that won, those it beat, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from workbench.errors import NotFound
from workbench.rules.account_setup import TAB_NAMES, AccountRules, find_account
from workbench.rules.gl_records import create_records
from workbench.rules.overwrite import key_order
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import OverwriteRow, Setup
from workbench.rules.switches import Switch, switches_of

NEAR = 8  # overwrite rows that just miss the line, shown besides those that fit


@dataclass(frozen=True)
class Tried:
    """One rule: what it is, whether it fits the line, the account it gives, whether it won, and why or why not."""

    rule: str
    fits: bool
    account: str
    wins: bool
    reason: str


@dataclass(frozen=True)
class Why:
    """The account of one line: its normal ``side`` and ``values``, the rules ``tried`` in order, what would change it.

    ``not_shown`` counts overwrite rows that fit even less than those shown. ``edited`` says that the account was
    changed by hand since; ``account`` is what the rules give.
    """

    side: str
    values: Mapping[str, str]
    tried: tuple[Tried, ...]
    account: str
    switches: tuple[Switch, ...]
    trace: str
    not_shown: int = 0
    edited: str = ""

    @property
    def winner(self) -> Tried | None:
        """The rule that gave the account; None where none did."""
        return next((one for one in self.tried if one.wins), None)

    @property
    def beaten(self) -> tuple[Tried, ...]:
        """The rules that fit as well and lost."""
        return tuple(one for one in self.tried if one.fits and one.account and not one.wins)


def why(run: PostedRun, setup: Setup, employee: str, line_key: str) -> Why:
    """Why the line of an employee's record has its account; NotFound when the record has no such line."""
    lines = create_records(run, setup, [employee]).lines
    mine = lines[lines["line_key"] == line_key]
    if not len(mine):
        raise NotFound(f"The record of {employee} in run {run.code} has no such line.", "Create the records again.")
    row = mine.iloc[0]
    names = ("category", "employee", "department", "location", *run.dimensions)
    return why_values(setup, str(row["normal_side"]), {name: str(row[name]) for name in names}, run.dimensions)


def why_values(setup: Setup, side: str, values: Mapping[str, str], dimensions: tuple[str, ...]) -> Why:
    """Why a line with these values (category, employee, department ...) has its account on its normal side."""
    rules = AccountRules(setup, dimensions)
    answer = find_account(rules, side, values)
    fitting = rules.overwrites.matching(side, values)
    near, others = _near(rules, side, values, set(fitting))
    tried = (*_fitting(rules, side, fitting, answer.contradiction), *near, _structure(rules, side, values, fitting))
    switches = switches_of(rules, side, values, answer, fitting)
    return Why(side, dict(values), tried, answer.account, switches, answer.trace, others)


def row_name(at: int, row: OverwriteRow) -> str:
    """An overwrite row as people know it: Overwrite row 3 (category 102, department ADM)."""
    return f"Overwrite row {at + 1} ({row.words()})"


def _fitting(rules: AccountRules, side: str, fitting: list[int], contradiction: bool) -> Iterator[Tried]:
    rows = rules.setup.overwrite
    for place, at in enumerate(fitting):
        row = rows[at]
        if contradiction and row.keys == rows[fitting[0]].keys:
            reason = f"It has the same keys as another row and gives {row.account(side)}: they contradict each other."
        elif place == 0:
            reason = _won(rules, fitting)
        elif row.keys == rows[fitting[0]].keys:
            reason = f"Row {fitting[0] + 1} has the same keys and says the same."
        else:
            reason = f"It fits, but row {fitting[0] + 1} {_better(rules, fitting[0], at)}."
        yield Tried(row_name(at, row), True, row.account(side), place == 0 and not contradiction, reason)


def _won(rules: AccountRules, fitting: list[int]) -> str:
    if len(fitting) == 1:
        return "It is the only overwrite row that fits; an overwrite row goes before the structure."
    return f"Of the {len(fitting)} overwrite rows that fit it {_better(rules, fitting[0], fitting[1])}."


def _better(rules: AccountRules, first: int, second: int) -> str:
    """Why the first of two fitting rows goes before the second."""
    one, other = (set(rules.setup.overwrite[at].keys) for at in (first, second))
    if len(one) != len(other):
        return f"names more keys ({len(one)} against {len(other)})"
    if one == other:
        return "has the same keys"
    key = next(name for name in key_order(rules.dimensions) if name in one and name not in other)
    return f"names {key}, which decides between rows with equally many keys"


def _near(rules: AccountRules, side: str, values: Mapping[str, str], fitting: set[int]) -> tuple[list[Tried], int]:
    """The rows for this side that miss the line by the fewest keys, and how many more there are."""
    missing = []
    for at, row in enumerate(rules.setup.overwrite):
        if at not in fitting and row.account(side):
            misses = [name for name, value in row.keys.items() if values.get(name, "") != value]
            missing.append((len(misses), -len(row.keys), at, misses))
    missing.sort()
    close = [(at, misses) for count, _, at, misses in missing if count == 1][:NEAR]
    return [_miss(rules, side, values, at, misses) for at, misses in close], len(missing) - len(close)


def _miss(rules: AccountRules, side: str, values: Mapping[str, str], at: int, misses: list[str]) -> Tried:
    row = rules.setup.overwrite[at]
    known = key_order(rules.dimensions)
    said = [
        f"it wants {name} {row.keys[name]}, the line has {values.get(name, '') or 'none'}"
        if name in known
        else f"{name} is no dimension of this payroll"
        for name in misses
    ]
    return Tried(row_name(at, row), False, row.account(side), False, f"It does not fit: {'; '.join(said)}.")


def _structure(rules: AccountRules, side: str, values: Mapping[str, str], fitting: list[int]) -> Tried:
    plain = AccountRules(replace(rules.setup, overwrite=()), rules.dimensions)
    answer = find_account(plain, side, values)
    name = f"Structure {rules.setup.structure}"
    if not answer.account:
        tab = TAB_NAMES["category"]
        reason = f"{tab} {values['category']} has no {side} account, so the structure gives none."
        return Tried(name, False, "", False, reason)
    said = answer.trace.partition(": structure ")[2].partition(": ")[2]
    if fitting:
        return Tried(name, True, answer.account, False, f"An overwrite row that fits goes before it. {said}.")
    return Tried(name, True, answer.account, True, f"No overwrite row fits; {said}.")
