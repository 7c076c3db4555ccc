"""The Overwrite tab: which of the rows that fit a line wins, and which rows contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.findings import Finding
from workbench.rules.setup import OverwriteRow

SIDES = ("debit", "credit")


@dataclass(frozen=True)
class Overwrites:
    """The rows by the keys they have, the kind of row that wins first."""

    rows: tuple[OverwriteRow, ...]
    kinds: tuple[tuple[tuple[str, ...], Mapping[tuple[str, ...], tuple[int, ...]]], ...]

    def matching(self, side: str, values: Mapping[str, str]) -> list[int]:
        """Positions of the rows that have an account for ``side`` and fit the values, the winner first."""
        fitting = (at for names, rows in self.kinds for at in rows.get(tuple(values.get(n, "") for n in names), ()))
        return [at for at in fitting if self.rows[at].account(side)]

    def contradicts(self, side: str, matching: Sequence[int]) -> bool:
        """True when rows with the very keys of the winner give different accounts."""
        first = self.rows[matching[0]]
        same = (self.rows[at] for at in matching if self.rows[at].keys == first.keys)
        return any(row.account(side) != first.account(side) for row in same)


def key_order(dimensions: Sequence[str]) -> tuple[str, ...]:
    """The order that decides between rows with equally many keys."""
    return ("employee", *dimensions, "location", "department", "category")


def index_overwrites(rows: Sequence[OverwriteRow], dimensions: Sequence[str]) -> Overwrites:
    """The rows ready to be asked; a row with a key that is no dimension of the payroll fits no line."""
    order = key_order(dimensions)
    kinds: dict[tuple[str, ...], dict[tuple[str, ...], tuple[int, ...]]] = {}
    for at, row in enumerate(rows):
        if set(row.keys) <= set(order):
            names = tuple(name for name in order if name in row.keys)
            fitting = kinds.setdefault(names, {})
            values = tuple(row.keys[name] for name in names)
            fitting[values] = (*fitting.get(values, ()), at)
    # Most keys first; among equals the kind that has the first key the other lacks.
    best = sorted(kinds, key=lambda names: (-len(names), [name not in names for name in order]))
    return Overwrites(tuple(rows), tuple((names, kinds[names]) for names in best))


def contradictions(rows: Sequence[OverwriteRow]) -> Iterator[Finding]:
    """An error for every two rows with the same keys and different accounts for a side."""
    for side in SIDES:
        seen: dict[frozenset[tuple[str, str]], int] = {}
        for at, row in enumerate(rows):
            if not row.account(side):
                continue
            first = seen.setdefault(frozenset(row.keys.items()), at)
            if rows[first].account(side) != row.account(side):
                yield _contradiction(rows, first, at, side)


def _contradiction(rows: Sequence[OverwriteRow], first: int, second: int, side: str) -> Finding:
    accounts = f"{rows[first].account(side)} and {rows[second].account(side)}"
    return Finding(
        "overwrite_contradiction", "error",
        f"Overwrite rows {first + 1} and {second + 1} have the same keys ({rows[first].words()}) and different {side} "
        f"accounts, {accounts}; lines they catch have no account.",
        "Keep one of the two accounts.", column=f"overwrite {side}", value=rows[second].account(side),
        category=rows[first].keys.get("category", ""), page="account_setup",
    )  # fmt: skip
