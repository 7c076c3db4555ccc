"""What checks and mends of a setup may look at besides it: the runs it is for, the chart and values of Intacct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from workbench.fields import STANDARD_DIMENSIONS, intacct_field
from workbench.rules.look_alikes import NearCodes
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS

_TABLES = {"department": "departments", "location": "locations", "employee": "employees"}


@dataclass(frozen=True)
class Fix:
    """What the button says, and the setup it would make."""

    label: str
    wanted: Setup


@dataclass(frozen=True, eq=False)
class Known:
    """The runs, the chart (None: never read) and the dimension values of Intacct by dimension."""

    runs: Sequence[PostedRun] = ()
    chart: pd.DataFrame | None = None
    values: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def classes(self) -> dict[str, str]:
        """The class of every payroll category of the runs."""
        return {c: k for r in self.runs for c, k in zip(r.categories["code"], r.categories["class"], strict=True)}

    @property
    def two_sided(self) -> frozenset[str]:
        """The classes that stand on both sides."""
        return frozenset(name for name, sides in SIDES_OF_CLASS.items() if len(sides) == 2)

    def class_of(self, category: str) -> str:
        """The class of a category; "" when no run has it."""
        return self.classes.get(category, "")

    def categories_of(self, kind: str) -> list[str]:
        """The categories of a class, sorted."""
        return sorted(code for code, one in self.classes.items() if one == kind)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Department, location, employee, and every dimension of the runs."""
        further = dict.fromkeys((*STANDARD_DIMENSIONS, *(d for r in self.runs for d in r.dimensions)))
        return ("department", "location", "employee", *further)

    def dimension_of(self, field_name: str, setup: Setup) -> str:
        """The dimension that is sent under this journal line field; "" when none is."""
        return next((d for d in self.dimensions if intacct_field(d, setup.intacct_fields) == field_name), "")

    @cached_property
    def _accounts(self) -> dict[str, dict[str, str]]:
        return {} if self.chart is None else {row["account"]: row for row in self.chart.to_dict("records")}

    def account(self, account: str) -> dict[str, str] | None:
        """An account of the chart; None when it has none of that number."""
        return self._accounts.get(account)

    @cached_property
    def accounts(self) -> NearCodes:
        """The accounts of the chart, to find what a wrong one was meant to be."""
        return NearCodes(self._accounts)

    def codes(self, dimension: str) -> dict[str, str]:
        """The payroll's codes of a dimension (or "category") with their names."""
        if dimension == "category":
            return {c: n for r in self.runs for c, n in zip(r.categories["code"], r.categories["name"], strict=True)}
        found: dict[str, str] = {}
        for run in self.runs:
            if dimension in _TABLES:
                frame = getattr(run, _TABLES[dimension])
                code = frame["employee" if dimension == "employee" else "code"]
            else:
                frame = run.dimension_values[run.dimension_values["dimension"] == dimension]
                code = frame["code"]
            found |= dict(zip(code, frame["name"], strict=True))
        return found

    @cached_property
    def near(self) -> dict[str, NearCodes]:
        """The payroll's codes of every dimension and of the categories, to find what a wrong one was meant to be."""
        return {name: NearCodes(self.codes(name)) for name in ("category", *self.dimensions)}

    @cached_property
    def near_values(self) -> dict[str, NearCodes]:
        """The ids Intacct knows, of every dimension that was read."""
        return {name: NearCodes(frame["code"]) for name, frame in self.values.items()}
