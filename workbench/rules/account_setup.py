"""The account of a line: overwrite, else structure, else none; always with the trace of how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.rules.overwrite import Overwrites, index_overwrites
from workbench.rules.setup import Setup
from workbench.rules.structure import Structure, parse_structure

TAB_NAMES = {"department": "Department", "location": "Location", "employee": "Employee", "category": "Payroll category"}


@dataclass(frozen=True)
class Account:
    """What the setup answers for one side of one combination of values; a blank account is no account."""

    account: str
    trace: str
    winner: int = -1  # the overwrite row that gave it, from 0
    beaten: tuple[int, ...] = ()  # the overwrite rows that fit as well
    dropped: tuple[tuple[str, str], ...] = ()  # structure parts left out: the part and the code it was blank for
    contradiction: bool = False


@dataclass(frozen=True)
class AccountRules:
    """A setup ready to be asked for accounts; ``dimensions`` in the order of the payroll."""

    setup: Setup
    dimensions: tuple[str, ...]

    @cached_property
    def structure(self) -> Structure:
        """The structure's parts."""
        return parse_structure(self.setup.structure)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The dimensions the structure asks for."""
        return tuple(sorted(self.structure.dimensions))

    @cached_property
    def overwrites(self) -> Overwrites:
        """The overwrite rows, the winning kind first."""
        return index_overwrites(self.setup.overwrite, self.dimensions)

    @cached_property
    def composed(self) -> dict[tuple[str, ...], Account]:
        """Accounts the structure has already given, by side and the values of its parts."""
        return {}

    def deciding(self, key: str) -> frozenset[str] | None:
        """The values of a key that can change an account: None for every value, else those overwrite rows name."""
        if key in self.structure.dimensions:
            return None
        return frozenset(row.keys[key] for row in self.setup.overwrite if key in row.keys)


def find_account(rules: AccountRules, side: str, values: Mapping[str, str]) -> Account:
    """The account of the normal ``side`` for the values of a line (category, employee, department, ...)."""
    matching = rules.overwrites.matching(side, values)
    composed = _composed(rules, side, values)
    if not matching:
        return composed
    beaten = tuple(matching[1:])
    if rules.overwrites.contradicts(side, matching):
        trace = f"no account: {_rows(rules, side, matching)} contradict each other"
        return Account("", trace, beaten=tuple(matching), contradiction=True)
    winner = rules.setup.overwrite[matching[0]]
    others = [_rows(rules, side, beaten)] if beaten else []
    others += [f"the structure ({composed.account})"] if composed.account else []
    trace = f"{winner.account(side)}: overwrite {_rows(rules, side, matching[:1], accounts=False)}, {side}"
    trace += f"; beat {' and '.join(others)}" if others else ""
    return Account(winner.account(side), trace, matching[0], beaten)


def _rows(rules: AccountRules, side: str, positions: Sequence[int], accounts: bool = True) -> str:
    rows = rules.setup.overwrite
    shown = (
        f"row {at + 1} ({rows[at].words()}{f': {rows[at].account(side)}' if accounts else ''})" for at in positions
    )
    return ", ".join(shown)


def _composed(rules: AccountRules, side: str, values: Mapping[str, str]) -> Account:
    asked = (side, values["category"], *(values.get(name, "") for name in rules.asked))
    if asked not in rules.composed:
        rules.composed[asked] = _compose(rules, side, values)
    return rules.composed[asked]


def _compose(rules: AccountRules, side: str, values: Mapping[str, str]) -> Account:
    category = values["category"]
    if not rules.setup.category(category).account(side):
        return Account("", f"no account: Payroll category {category} has no {side} account and no overwrite row fits")
    parts = rules.structure.parts
    found = [_part(rules.setup, part.dimension, part.kind, side, values) for part in parts]
    account = rules.structure.compose(found)
    said, dropped = [], []
    for part, value in zip(parts, found, strict=True):
        code = values.get(part.dimension, "")
        tab = f"{TAB_NAMES.get(part.dimension, part.dimension)} {code or '(blank)'}"
        if value:
            said.append(f"{part.name} {value} from {tab}" + (f", {side}" if part.name == "category_gl" else ""))
        else:
            dropped.append((part.name, code))
            said.append(f"{part.name} left out, blank for {tab}")
    trace = f"{account or 'no account'}: structure {rules.setup.structure}: {'; '.join(said)}"
    return Account(account, trace, dropped=tuple(dropped))


def _part(setup: Setup, dimension: str, kind: str, side: str, values: Mapping[str, str]) -> str:
    if dimension == "category":
        return setup.category(values["category"]).account(side)
    code = values.get(dimension, "")
    return code if kind == "code" else setup.gl_of(dimension, code)
