"""The codes payroll knows and the time it has paid, from the posted runs in the store."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from workbench.desk import Desk
from workbench.rules.known_codes import COLUMNS, RATED, KnownCodes, known_codes
from workbench.rules.pay_periods import next_period
from workbench.rules.time_paid import PaidRun
from workbench.store import gl_records, runs

LATEST = 12  # runs that codes are taken from; what none of them used is no longer current
_RATED = 3  # runs whose paycards say which categories are paid at a rate


def payroll_codes(desk: Desk) -> KnownCodes:
    """Employees with their groups, categories and dimensions as the latest posted runs hold them, the newest first."""
    with desk.read() as conn:
        headers = runs.listing(conn)[:LATEST]
        parts = [
            {name: gl_records.run_table(conn, one["id"], name, columns) for name, columns in COLUMNS.items()}
            for one in headers
        ]
        for part, one in zip(parts[:_RATED], headers, strict=False):
            part["paycards"] = gl_records.run_table(conn, one["id"], "paycards", RATED)
    known = known_codes([one["code"] for one in headers], parts)
    parts.clear()
    pa.default_memory_pool().release_unused()  # the paycards of a large payroll, before time is read
    return known


def pay_periods(desk: Desk, payroll_group: str = "") -> list[tuple[str, date, date]]:
    """Periods to import time for: the one after the latest run of the group (code blank), then those of its runs."""
    with desk.read() as conn:
        listed = [row for row in runs.listing(conn) if payroll_group in ("", *_groups(row))]
        groups = gl_records.run_table(conn, listed[0]["id"], "payroll_groups") if listed else None
    if not listed or groups is None:
        return []
    latest = max(listed, key=lambda row: row["period_end"])
    often = dict(zip(groups["code"], groups["frequency"], strict=True))
    frequency = often.get(payroll_group or _groups(latest)[0], "")
    coming = next_period(latest["period_start"], latest["period_end"], frequency)
    return [("", *coming), *((row["code"], row["period_start"], row["period_end"]) for row in listed)]


def payroll_groups(desk: Desk) -> list[str]:
    """The payroll groups of the latest runs."""
    with desk.read() as conn:
        return sorted({group for row in runs.listing(conn)[:LATEST] for group in _groups(row)})


def _groups(row: runs.Row) -> list[str]:
    return [one.strip() for one in row["payroll_groups"].split(",")]


def paid_runs(conn: runs.Connection, first: date, last: date) -> list[PaidRun]:
    """The posted runs whose period touches these days, with the labor and paycards they paid."""
    headers = [one for one in runs.listing(conn) if one["period_start"] <= last and one["period_end"] >= first]
    return [paid_run(conn, one) for one in headers]


def paid_run(conn: runs.Connection, header: runs.Row) -> PaidRun:
    """One posted run as far as time is concerned."""
    labor, paycards = (gl_records.run_table(conn, header["id"], name) for name in ("labor", "paycards"))
    return PaidRun(header["code"], header["period_start"], header["period_end"], labor, paycards)
