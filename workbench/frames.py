"""The schemas of the public frames: names, kinds and meaning of columns, and the door that makes a frame conform."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pyarrow as pa

from workbench.money import HOURS, MONEY, RATE

if os.environ.get("ARROW_DEFAULT_MEMORY_POOL") == "system":
    pa.set_memory_pool(pa.system_memory_pool())  # where pyarrow was imported before we could say so

Kind = Literal["code", "text", "date", "money", "hours", "rate", "count", "flag"]

DTYPE: dict[str, object] = {
    "code": "str",
    "text": "str",
    "date": pd.ArrowDtype(pa.date32()),
    "money": MONEY,
    "hours": HOURS,
    "rate": RATE,
    "count": "int64",
    "flag": "bool",
}


@dataclass(frozen=True)
class Column:
    """One column of a frame: its name, its kind and what it means."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Schema:
    """The columns of a frame, in order; dimension columns (codes) may follow where ``dimensions`` is true."""

    name: str
    columns: tuple[Column, ...]
    dimensions: bool = False

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [c.name for c in self.columns]


def _schema(name: str, *columns: tuple[str, Kind, str], dimensions: bool = False) -> Schema:
    return Schema(name, tuple(Column(*c) for c in columns), dimensions)


PAYROLL_GROUPS = _schema(
    "payroll_groups",
    ("code", "code", "payroll group"),
    ("name", "text", "its name"),
    ("frequency", "text", "how often it is paid"),
)
CATEGORIES = _schema(
    "categories",
    ("code", "code", "payroll category"),
    ("name", "text", "its name"),
    ("class", "code", "earning, deduction, tax_employee, tax_employer, benefit, accrual or net_pay"),
)
DEPARTMENTS = _schema("departments", ("code", "code", "department"), ("name", "text", "its name"))
LOCATIONS = _schema("locations", ("code", "code", "location"), ("name", "text", "its name"))
DIMENSIONS = _schema(
    "dimensions",
    ("dimension", "code", "name of the dimension"),
    ("code", "code", "value"),
    ("name", "text", "its name"),
    ("parent", "code", "the value it belongs to, for a task its project"),
)
EMPLOYEES = _schema(
    "employees",
    ("employee", "code", "employee number"),
    ("name", "text", "full name"),
    ("payroll_group", "code", "payroll group"),
    ("department", "code", "home department"),
    ("location", "code", "home location"),
    dimensions=True,
)
PAYCARDS = _schema(
    "paycards",
    ("run", "code", "posted payroll run"),
    ("payroll_group", "code", "payroll group"),
    ("period_start", "date", "first day of the period"),
    ("period_end", "date", "last day of the period"),
    ("pay_date", "date", "day of payment"),
    ("paycard_type", "code", "regular, or an adjustment, reversal, bonus ..."),
    ("employee", "code", "employee number"),
    ("category", "code", "payroll category"),
    ("units", "hours", "hours or days; missing where none"),
    ("rate", "rate", "rate per unit; missing where none"),
    ("amount", "money", "as on the paycard"),
)
LABOR = _schema(
    "labor",
    ("run", "code", "posted payroll run"),
    ("employee", "code", "employee number"),
    ("category", "code", "payroll category"),
    ("work_date", "date", "day worked"),
    ("units", "hours", "hours or days"),
    ("rate", "rate", "rate per unit"),
    ("amount", "money", "amount of this record"),
    ("department", "code", "worked department"),
    ("location", "code", "worked location"),
    ("text", "text", "free text"),
    dimensions=True,
)
RECORD_LINES = _schema(
    "record lines",
    ("run", "code", "posted payroll run"),
    ("employee", "code", "employee number"),
    ("line", "count", "line number within the employee's record, from 1"),
    ("category", "code", "payroll category"),
    ("category_class", "code", "class of the category"),
    ("side", "code", "debit or credit"),
    ("account", "code", "account; blank where none was found"),
    ("amount", "money", "never negative"),
    ("department", "code", "department of the line's group or home"),
    ("location", "code", "location of the line's group or home"),
    ("paycard_line", "count", "row of the run's paycards this line comes from, from 0"),
    ("trace", "text", "which tab, row and key gave the account, and what it beat"),
    dimensions=True,
)
RECORDS = _schema(
    "records",
    ("employee", "code", "employee number"),
    ("debit", "money", "debits of lines with an account"),
    ("credit", "money", "credits of lines with an account"),
    ("difference", "money", "debit less credit"),
    ("missing_accounts", "count", "lines without an account"),
    ("balanced", "flag", "debits equal credits and no account is missing"),
)
BATCH_LINES = _schema(
    "batch lines",
    ("account", "code", "account"),
    ("side", "code", "debit or credit"),
    ("amount", "money", "never negative"),
    ("memo", "text", "what the line says in Intacct"),
)
CHART = _schema(
    "chart of accounts",
    ("account", "code", "account number"),
    ("title", "text", "account title"),
    ("type", "code", "balancesheet or incomestatement"),
    ("normal_balance", "code", "debit or credit"),
    ("status", "code", "active or inactive"),
    ("required_dimensions", "text", "dimensions every line must carry, comma separated, as journal line fields"),
)
TIMESHEET_ENTRIES = _schema(
    "timesheet entries",
    ("employee", "code", "employee number"),
    ("employee_id", "code", "the employee's id in Intacct"),
    ("week_start", "date", "first day of the timesheet"),
    ("week_end", "date", "last day of the timesheet"),
    ("line", "count", "line number within the timesheet, from 1"),
    ("work_date", "date", "day worked"),
    ("category", "code", "payroll category"),
    ("time_type", "code", "time type in Intacct"),
    ("units", "hours", "hours, or days where the category counts days"),
    ("billable", "flag", "whether the entry may be billed to a customer"),
    ("notes", "text", "what the entry says in Intacct"),
    ("cost", "money", "labor cost as paid; missing where it is not exported"),
    ("employer_taxes", "money", "employer taxes on it; missing where they are not exported"),
    ("fringes", "money", "benefits and accruals on it; missing where they are not exported"),
)
JOB_COST_LINES = _schema(
    "job cost lines",
    ("run", "code", "posted payroll run"),
    ("employee", "code", "employee number"),
    ("line", "count", "line number within the employee's record, from 1"),
    ("category", "code", "payroll category"),
    ("work_date", "date", "day worked"),
    ("week_start", "date", "first day of the timesheet the day falls in"),
    ("units", "hours", "hours or days; missing where the labor record has none"),
    ("rate", "rate", "rate per unit"),
    ("amount", "money", "amount of the labor record"),
    ("department", "code", "department as the structure takes it; blank is not sent"),
    ("location", "code", "location as the structure takes it; blank is not sent"),
    ("trace", "text", "for every dimension, which place gave its value"),
    ("employee_id", "code", "the employee's id in Intacct"),
    ("time_type", "code", "time type in Intacct"),
    ("text", "text", "free text of the labor record"),
    ("labor_row", "count", "row of the run's labor this line comes from, from 0"),
    ("cost", "money", "labor cost as paid: the amount of an earning"),
    ("employer_taxes", "money", "the line's share of the employee's employer taxes"),
    ("fringes", "money", "the line's share of the employee's benefits and accruals"),
    dimensions=True,
)
JOB_COST_RECORDS = _schema(
    "job cost records",
    ("employee", "code", "employee number"),
    ("units", "hours", "units of the record's lines"),
    ("paid_units", "hours", "units of the regular paycard lines of the structure's categories"),
    ("difference", "hours", "units less paid units"),
    ("weeks", "count", "timesheets it gives"),
    ("entries", "count", "lines that have units"),
    ("ok", "flag", "nothing forbids to export it"),
    ("cause", "text", "what speaks against it, or why its units differ from the paycard's"),
    ("fingerprint", "code", "equal exactly when the lines are"),
)
NOT_EXPORTED = _schema(
    "not exported",
    ("employee", "code", "employee number"),
    ("category", "code", "payroll category; blank for employer cost of none"),
    ("reason", "text", "why it is on no timesheet"),
    ("units", "hours", "units"),
    ("cost", "money", "labor cost"),
    ("employer_taxes", "money", "employer taxes"),
    ("fringes", "money", "benefits and accruals"),
)
SHEETS = _schema(
    "timesheets",
    ("employee", "code", "employee number"),
    ("week_start", "date", "first day of the timesheet"),
    ("week_end", "date", "last day of the timesheet"),
    ("entries", "count", "entries"),
    ("units", "hours", "units of all entries"),
    ("cost", "money", "labor cost of all entries; missing where it is not exported"),
)


def conform(frame: pd.DataFrame, schema: Schema, dimensions: tuple[str, ...] = ()) -> pd.DataFrame:
    """The frame with exactly the schema's columns (then the dimensions, then any further ones), each of its kind."""
    kinds = {c.name: c.kind for c in schema.columns} | dict.fromkeys(dimensions, "code")
    order = [*kinds, *(c for c in frame.columns if c not in kinds)]
    missing = [c for c in kinds if c not in frame.columns]
    if missing:
        raise ValueError(f"{schema.name} lacks the columns {', '.join(missing)}")
    typed = {name: frame[name].astype(DTYPE[kind]) for name, kind in kinds.items() if frame[name].dtype != DTYPE[kind]}
    return frame.assign(**typed)[order]


def empty(schema: Schema, dimensions: tuple[str, ...] = ()) -> pd.DataFrame:
    """A frame of the schema without rows."""
    kinds = {c.name: c.kind for c in schema.columns} | dict.fromkeys(dimensions, "code")
    return pd.DataFrame({name: pd.Series([], dtype=DTYPE[kind]) for name, kind in kinds.items()})
