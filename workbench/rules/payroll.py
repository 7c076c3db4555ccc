"""A posted payroll run as the rules see it: its paycards, labor and its own copy of every code they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.money import decimal_of, to_cents

EMPLOYER_COST = ("benefit", "tax_employer", "accrual")


@dataclass(frozen=True)
class RunTotals:
    """What a run adds up to, every paycard type together."""

    employees: int
    lines: int
    gross: Decimal
    deductions: Decimal
    employee_taxes: Decimal
    net: Decimal
    employer_cost: Decimal


@dataclass(frozen=True, eq=False)
class PostedRun:
    """One posted run: frames of the schemas in ``frames``, in file order, nothing shared with other runs."""

    code: str
    paycards: pd.DataFrame
    labor: pd.DataFrame  # one code column per dimension
    employees: pd.DataFrame  # those in the run: home values, one code column per dimension
    categories: pd.DataFrame
    departments: pd.DataFrame
    locations: pd.DataFrame
    dimension_values: pd.DataFrame
    payroll_groups: pd.DataFrame
    dimensions: tuple[str, ...]  # in the order of dimensions.csv, then standard ones that only stand as columns

    @cached_property
    def payroll_group_codes(self) -> tuple[str, ...]:
        """The payroll groups paid in the run, sorted."""
        return tuple(sorted(self.paycards["payroll_group"].unique()))

    @cached_property
    def period_start(self) -> date:
        """The first day any of its lines covers."""
        day: date = self.paycards["period_start"].min()
        return day

    @cached_property
    def period_end(self) -> date:
        """The last day any of its lines covers."""
        day: date = self.paycards["period_end"].max()
        return day

    @cached_property
    def pay_date(self) -> date:
        """The day of payment; the latest one where lines disagree."""
        day: date = self.paycards["pay_date"].max()
        return day

    @cached_property
    def totals(self) -> RunTotals:
        """Employees, lines, gross, deductions, employee taxes, net pay and employer cost."""
        by_class = class_totals(self.paycards, self.categories)
        return RunTotals(
            employees=self.paycards["employee"].nunique(),
            lines=len(self.paycards),
            gross=decimal_of(by_class["earning"]),
            deductions=decimal_of(by_class["deduction"]),
            employee_taxes=decimal_of(by_class["tax_employee"]),
            net=decimal_of(by_class["net_pay"]),
            employer_cost=decimal_of(sum(by_class[name] for name in EMPLOYER_COST)),
        )


CLASSES = ("earning", "deduction", "tax_employee", "tax_employer", "benefit", "accrual", "net_pay")


def class_totals(paycards: pd.DataFrame, categories: pd.DataFrame) -> dict[str, int]:
    """Cents per category class over the paycard lines."""
    codes, used = pd.factorize(paycards["category"])
    per_category = np.zeros(len(used), dtype=np.int64)
    np.add.at(per_category, codes, to_cents(paycards["amount"]))
    class_of = dict(zip(categories["code"], categories["class"], strict=True))
    totals = dict.fromkeys(CLASSES, 0)
    for code, cents in zip(used, per_category, strict=True):
        totals[class_of[code]] += int(cents)
    return totals


@dataclass(frozen=True, eq=False)
class Payroll:
    """Everything in one checked folder: a frame per file by name (``paycards`` ...), and the dimensions in order."""

    tables: Mapping[str, pd.DataFrame]
    dimensions: tuple[str, ...]

    def runs(self) -> tuple[PostedRun, ...]:
        """The runs of the folder, in the order of their first paycard line."""
        return tuple(self._run(code) for code in self.tables["paycards"]["run"].unique())

    def _run(self, code: str) -> PostedRun:
        paycards, labor = (_of_run(self.tables[name], code) for name in ("paycards", "labor"))
        return PostedRun(
            code=code,
            paycards=paycards,
            labor=labor,
            employees=_in_run(self.tables["employees"], paycards, labor),
            categories=self.tables["categories"],
            departments=self.tables["departments"],
            locations=self.tables["locations"],
            dimension_values=self.tables["dimensions"],
            payroll_groups=self.tables["payroll_groups"],
            dimensions=self.dimensions,
        )


def _of_run(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    mine = (frame["run"] == code).to_numpy(dtype=bool)
    return frame if mine.all() else frame[mine].reset_index(drop=True)


def _in_run(employees: pd.DataFrame, paycards: pd.DataFrame, labor: pd.DataFrame) -> pd.DataFrame:
    paid = pa.concat_arrays([pa.array(frame["employee"].unique(), pa.large_string()) for frame in (paycards, labor)])
    there = pc.is_in(pa.array(employees["employee"], pa.large_string()), value_set=paid)
    return employees[np.asarray(there)].reset_index(drop=True)
