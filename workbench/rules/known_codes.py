"""The codes payroll knows, as the latest posted runs hold them: employees and their groups, categories, dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

_KEYS: dict[str, list[str]] = {
    "employees": ["employee"],
    "categories": ["code"],
    "departments": ["code"],
    "locations": ["code"],
    "dimension_values": ["dimension", "code", "parent"],
}
COLUMNS: dict[str, list[str]] = {
    "employees": ["employee", "name", "payroll_group", "department", "location"],
    "categories": ["code", "name", "class"],
    "departments": ["code", "name"],
    "locations": ["code", "name"],
    "dimension_values": ["dimension", "code", "name", "parent"],
}
RATED = ("category", "units", "rate")  # of paycards, what says which categories are paid at a rate


@dataclass(frozen=True, eq=False)
class KnownCodes:
    """The union of the runs' own copies, the newest first; ``runs`` are those it was made of."""

    runs: tuple[str, ...]
    employees: pd.DataFrame
    categories: pd.DataFrame
    departments: pd.DataFrame
    locations: pd.DataFrame
    dimension_values: pd.DataFrame
    by_rate: frozenset[str] = frozenset()  # categories paid by units at a rate

    @property
    def any(self) -> bool:
        """True when there is a posted run to know codes from."""
        return bool(self.runs)

    @cached_property
    def group_of(self) -> Mapping[str, str]:
        """The payroll group of each employee."""
        return dict(zip(*(self.employees[name].tolist() for name in ("employee", "payroll_group")), strict=True))

    def codes(self, target: str) -> frozenset[str]:
        """The codes payroll knows for employee, category, department, location or a dimension."""
        if target == "employee":
            return frozenset(self.employees["employee"].tolist())
        own = {"category": self.categories, "department": self.departments, "location": self.locations}
        if target in own:
            return frozenset(own[target]["code"].tolist())
        values = self.dimension_values
        return frozenset(values.loc[values["dimension"] == target, "code"].tolist())


def known_codes(runs: Sequence[str], parts: Sequence[Mapping[str, pd.DataFrame]]) -> KnownCodes:
    """What these runs know together; of a code two runs know, the newer run's (they stand newest first) holds.

    Each part has the frames and columns of ``COLUMNS``, and ``RATED`` of the run's ``paycards`` where they shall say
    what is paid at a rate.
    """
    frames = {name: _union(name, [part[name] for part in parts]) for name in COLUMNS}
    return KnownCodes(tuple(runs), by_rate=_by_rate(parts), **frames)


def _union(name: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    columns = COLUMNS[name]
    if not frames:
        return pd.DataFrame({column: pd.Series([], dtype="str") for column in columns})
    whole = pd.concat([frame[columns] for frame in frames], ignore_index=True)
    return whole.drop_duplicates(_KEYS[name], ignore_index=True)


def _by_rate(parts: Sequence[Mapping[str, pd.DataFrame]]) -> frozenset[str]:
    rated: set[str] = set()
    for paycards in (part["paycards"] for part in parts if "paycards" in part):
        with_rate = paycards["rate"].notna().to_numpy() & paycards["units"].notna().to_numpy()
        rated |= set(paycards["category"][with_rate].unique())
    return frozenset(rated)
