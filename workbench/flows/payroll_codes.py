"""The codes payroll knows and the time it has paid, from the posted runs in the store."""

from __future__ import annotations

from datetime import date

from workbench.desk import Desk
from workbench.rules.known_codes import PARTS, KnownCodes, known_codes
from workbench.rules.time_paid import PaidRun
from workbench.store import gl_records, runs

LATEST = 12  # runs that codes are taken from; what none of them used is no longer current
_RATED = 3  # runs whose paycards say which categories are paid at a rate


def payroll_codes(desk: Desk) -> KnownCodes:
    """Employees with their groups, categories and dimensions as the latest posted runs hold them, the newest first."""
    with desk.read() as conn:
        headers = runs.listing(conn)[:LATEST]
        parts = [{name: gl_records.run_table(conn, one["id"], name) for name in PARTS} for one in headers]
        for part, one in zip(parts[:_RATED], headers, strict=False):
            part["paycards"] = gl_records.run_table(conn, one["id"], "paycards")
    return known_codes([one["code"] for one in headers], parts)


def payroll_periods(desk: Desk) -> list[tuple[str, date, date, str]]:
    """The runs there are, the latest first: code, first and last day of the period, payroll groups."""
    with desk.read() as conn:
        return [(r["code"], r["period_start"], r["period_end"], r["payroll_groups"]) for r in runs.listing(conn)]


def paid_runs(conn: runs.Connection, first: date, last: date) -> list[PaidRun]:
    """The posted runs whose period touches these days, with the labor and paycards they paid."""
    headers = [one for one in runs.listing(conn) if one["period_start"] <= last and one["period_end"] >= first]
    return [paid_run(conn, one) for one in headers]


def paid_run(conn: runs.Connection, header: runs.Row) -> PaidRun:
    """One posted run as far as time is concerned."""
    labor, paycards = (gl_records.run_table(conn, header["id"], name) for name in ("labor", "paycards"))
    return PaidRun(header["code"], header["period_start"], header["period_end"], labor, paycards)
