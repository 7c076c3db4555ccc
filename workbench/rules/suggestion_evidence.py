"""What else speaks for an account: the setup itself, other clients' setups, journals of past payrolls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from workbench.rules.plain_text import plain
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS
from workbench.rules.suggestion_fit import Asked, Charted, Hint, asked_of
from workbench.rules.suggestion_names import party_points

SETUP, WORKSPACE, JOURNALS = "this setup", "workspace", "past journals"
_MAPPED, _KIN, _ELSEWHERE = 93, 76, 86
_BOOKED = {"sure": 120, "likely": 85, "possible": 60}
_SAME_NAME = 80  # of 100


@dataclass(frozen=True, eq=False)
class Evidence:
    """``categories``: code, name, class of the payroll; ``setup``: what is mapped already; ``elsewhere``: setups of
    other clients with their categories, by name; ``booked``: category, side, account, confidence, reason from past
    journals."""

    categories: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"code": [], "name": [], "class": []}))
    setup: Setup = field(default_factory=Setup)
    elsewhere: Mapping[str, tuple[Setup, pd.DataFrame]] = field(default_factory=dict)
    booked: pd.DataFrame | None = None

    @cached_property
    def accruals(self) -> list[Asked]:
        """The accruals of the payroll, whose payouts are no expense."""
        rows = self.categories[self.categories["class"] == "accrual"]
        return [Asked(code, name, "accrual", "debit") for code, name in zip(rows["code"], rows["name"], strict=True)]

    def asked(self, row: dict[str, str]) -> Asked:
        """One row of the unmapped queue with what is known of it."""
        return asked_of(row, self.accruals, self.setup.category(str(row["category"])).expense)

    @cached_property
    def mapped(self) -> list[tuple[Asked, str]]:
        """Every side of the payroll's categories that has an account already, with it."""
        found = []
        for row in self.categories.to_dict("records"):
            accounts = self.setup.category(row["code"])
            for side in SIDES_OF_CLASS.get(row["class"], ()):
                if accounts.account(side):
                    named = {"category": row["code"], "name": row["name"], "class": row["class"], "side": side}
                    found.append((self.asked(named), accounts.account(side)))
        return found

    def hints(self, asked: Asked, charted: Charted, fits: np.ndarray) -> list[Hint]:
        """What all of it says for the accounts of the chart."""
        found = [*self._mapped(asked, charted), *self._elsewhere(asked, charted), *self._booked(asked, charted)]
        return [hint for hint in found if fits[hint.at] or hint.source == JOURNALS]

    def _mapped(self, asked: Asked, charted: Charted) -> Iterator[Hint]:
        """Another category of the very same concept stands on this side already: CPP of the employee, say."""
        alike = [
            (other, account)
            for other, account in self.mapped
            if other.concepts and other.concepts == asked.concepts and other.side == asked.side
            and other.cost == asked.cost and other.category != asked.category
        ]  # fmt: skip
        if len({account for _, account in alike}) != 1 or alike[0][1] not in charted.place:
            return
        other, account = alike[0]
        reason = f"{other.category} {other.name}, which speaks of the same, has it on its {asked.side} side"
        at = charted.place[account]
        points = _KIN if _told_apart(asked, other) else _MAPPED
        yield Hint(at, points + party_points(asked, charted.titles[at]), reason, SETUP)

    def _elsewhere(self, asked: Asked, charted: Charted) -> Iterator[Hint]:
        """The same category in other clients' setups: same code and class, and a name that speaks of the same."""
        for name, (setup, categories) in sorted(self.elsewhere.items()):
            account = setup.category(asked.category).account(asked.side)
            same = categories[(categories["code"] == asked.category) & (categories["class"] == asked.kind)]
            if account in charted.place and len(same) and _same_name(asked, str(same["name"].iloc[0])):
                reason = f"{name or 'The first workspace'} maps {asked.category} {same['name'].iloc[0]} to it"
                yield Hint(charted.place[account], _ELSEWHERE, reason, WORKSPACE)

    def _booked(self, asked: Asked, charted: Charted) -> Iterator[Hint]:
        if self.booked is None:
            return
        mine = self.booked[(self.booked["category"] == asked.category) & (self.booked["side"] == asked.side)]
        for row in mine.to_dict("records"):
            if row["account"] in charted.place:
                yield Hint(charted.place[row["account"]], _BOOKED[row["confidence"]], row["reason"], JOURNALS)


def _told_apart(one: Asked, other: Asked) -> bool:
    """Whether each name says something the other does not: an office and a yard, one province's field and another's."""
    mine, theirs = one.reading, other.reading
    return mine.vague or theirs.vague or bool(mine.rest - theirs.rest and theirs.rest - mine.rest)


def _same_name(asked: Asked, name: str) -> bool:
    other = Asked(asked.category, name, asked.kind, asked.side)
    if asked.concepts and other.concepts:
        return asked.concepts == other.concepts
    return bool(fuzz.token_sort_ratio(plain(asked.name), plain(name)) >= _SAME_NAME)
