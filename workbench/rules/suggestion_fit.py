"""Which accounts can take a side of a category at all: by type, normal balance and status, and what both speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from workbench.rules.concepts import Reading, synonyms
from workbench.rules.plain_text import plain

EMPLOYER = ("tax_employer", "benefit", "accrual")
# What is put aside while people work and taken later; a bonus that is accrued is still booked as a cost when paid.
TIME_OFF = {"vacation", "sick", "banked_overtime", "holiday"}
# A deduction may pay back what the employee owes; net pay may leave a bank account, or one that clears: assets too.
_ASSET_CREDITS = {"deduction": ("advance",), "net_pay": ("payroll_bank", "net_pay")}


class Hint(NamedTuple):
    """Something that speaks for an account (its place in the chart): points of 100, the reason, where it comes from."""

    at: int
    points: int
    reason: str
    source: str


@dataclass(frozen=True)
class Asked:
    """One side of a category that needs an account; ``payout``: an earning paid from what an accrual put aside."""

    category: str
    name: str
    kind: str  # the class
    side: str
    payout: bool = False
    said: bool = True  # that it is a payout was said by people, not guessed

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What its name speaks of; its code where the name says nothing."""
        if self.kind == "net_pay":
            return frozenset(["net_pay"])
        return self.reading.concepts or synonyms().category(self.category).concepts

    @cached_property
    def reading(self) -> Reading:
        """What its name says."""
        return synonyms().category(self.name)

    @property
    def cost(self) -> bool:
        """True where the side is an expense."""
        return self.side == "debit" and not self.payout

    @property
    def party(self) -> str:
        """Whose money it is: employee or employer; "" where both may be."""
        return "employer" if self.kind in EMPLOYER else "employee" if self.kind != "earning" else ""


class Charted:
    """A chart of accounts ready to be suggested from."""

    def __init__(self, chart: pd.DataFrame) -> None:
        self.accounts: list[str] = chart["account"].tolist()
        self.titles: list[str] = chart["title"].tolist()
        self.place = {account: at for at, account in enumerate(self.accounts)}
        self._kind = chart["type"].to_numpy(dtype=object)
        self._normal = chart["normal_balance"].to_numpy(dtype=object)
        self._active = (chart["status"] == "active").to_numpy(dtype=bool)
        self._titles: dict[bytes, tuple[np.ndarray, list[str]]] = {}
        known = synonyms()
        self.readings = [known.title(title) for title in self.titles]
        self._foreign = np.array([known.marked(title, "other") for title in self.titles], dtype=bool)

    @cached_property
    def by_concept(self) -> dict[str, list[int]]:
        """The accounts that speak of each concept."""
        found: dict[str, list[int]] = {}
        for at, reading in enumerate(self.readings):
            for concept in reading.concepts:
                found.setdefault(concept, []).append(at)
        return found

    def plain_titles(self, fits: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """The places of the accounts in a mask and their titles as names are compared; made once per mask."""
        key = fits.tobytes()
        if key not in self._titles:
            places = np.flatnonzero(fits)
            self._titles[key] = (places, [plain(self.titles[at]) for at in places])
        return self._titles[key]

    def fits(self, asked: Asked) -> np.ndarray:
        """A mask of the accounts that can take the side: active, of the right type and normal balance."""
        if asked.cost:
            right = (self._kind != "balancesheet") & (self._normal != "credit")
        else:
            right = (self._kind != "incomestatement") & ((self._normal != "debit") | self._assets(asked))
        return right & self._active & ~self._foreign

    def _assets(self, asked: Asked) -> np.ndarray:
        mask = np.zeros(len(self.accounts), dtype=bool)
        for concept in _ASSET_CREDITS.get(asked.kind, ()):
            if asked.kind == "net_pay" or concept in asked.concepts:
                mask[self.by_concept.get(concept, [])] = True
        return mask


def asked_of(row: dict[str, str], accruals: Iterable[Asked], expense: bool) -> Asked:
    """One row of the unmapped queue; an earning whose accrual is there too may be paid from what was put aside."""
    asked = Asked(str(row["category"]), str(row["name"]), str(row["class"]), str(row["side"]))
    if asked.kind != "earning":
        return asked
    accrued = frozenset(concept for accrual in accruals for concept in asked.concepts & accrual.concepts)
    return replace(asked, payout=not expense or bool(accrued & TIME_OFF), said=not (expense and accrued))
