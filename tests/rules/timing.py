"""Small sheets of time to check rules on: entries as Intacct gives them, and what payroll knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from workbench.fields import ENTRY_RECORD
from workbench.rules.field_map import FieldMap, MappedField
from workbench.rules.known_codes import KnownCodes, known_codes
from workbench.rules.setup import Setup
from workbench.rules.time_checks import Decisions, Period, check_time
from workbench.rules.time_labor import MappedTime, map_entries
from workbench.rules.time_rows import Rows
from workbench.rules.time_targets import default_time_map
from workbench.rules.time_values import code_books

SOURCES = {
    "EMPLOYEEID": "E1", "TIMETYPE": "102", "ENTRYDATE": "02/09/2026", "QTY": "8", "DEPARTMENTID": "", "LOCATIONID": "",
    "PROJECTID": "", "TASKID": "", "COSTTYPEID": "", "CLASSID": "", "EXTCOSTRATE": "", "EXTAMOUNT": "",
}  # fmt: skip
PERIOD = Period(date(2026, 2, 9), date(2026, 2, 22))


def frame(columns: Sequence[str], *rows: Sequence[str]) -> pd.DataFrame:
    """A frame of codes."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype="str")


def entries(*rows: Mapping[str, str]) -> pa.Table:
    """Entries that differ from an ordinary day only in what is said; numbered from 1."""
    whole = [{**SOURCES, **row} for row in rows]
    columns = {name: pa.array([row[name] for row in whole], pa.string()) for name in SOURCES}
    return pa.table({ENTRY_RECORD: pa.array(range(1, len(rows) + 1), pa.int64()), **columns})


def known(**others: Any) -> KnownCodes:
    """Payroll with two employees in two groups, an earning, overtime and a deduction, one department and project."""
    part = {
        "employees": frame(
            ["employee", "name", "payroll_group", "department", "location"],
            ["E1", "Ann", "BW", "FLD", ""], ["E2", "Bob", "WK", "FLD", ""],
        ),
        "categories": frame(
            ["code", "name", "class"],
            ["102", "Hourly Wages", "earning"], ["103", "Overtime 1.5", "earning"], ["201", "RRSP", "deduction"],
        ),
        "departments": frame(["code", "name"], ["FLD", "Field"]),
        "locations": frame(["code", "name"]),
        "dimension_values": frame(["dimension", "code", "name", "parent"], ["project", "P1", "Bridge", ""]),
    }  # fmt: skip
    return known_codes(["R1"], [part | others])


def mapped(
    *rows: Mapping[str, str],
    fields: FieldMap | None = None,
    setup: Setup | None = None,
    knows: KnownCodes | None = None,
) -> MappedTime:
    """Those entries as labor records."""
    chosen = fields or default_time_map(list(SOURCES))
    books = code_books(chosen, setup or Setup(), knows or known(), [one.target for one in chosen.used])
    return map_entries(entries(*rows), ENTRY_RECORD, chosen, books)


def checked(*rows: Mapping[str, str], period: Period = PERIOD, **options: Any) -> Rows:
    """The verdict on those entries."""
    values, decisions = options.pop("values", {}), options.pop("decisions", Decisions())
    knows = options.pop("knows", known())
    return check_time(mapped(*rows, knows=knows, **options), period, knows, values, decisions)


def with_pay(target: str, source: str) -> FieldMap:
    """The usual map with a rate or an amount brought in."""
    usual = default_time_map(list(SOURCES))
    return FieldMap((*usual.fields, MappedField(source, target)), usual.values)
