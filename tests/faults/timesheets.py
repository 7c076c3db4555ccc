"""A batch of any number of timesheets, five employees by many weeks, and what Intacct's books say of it in the end."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

import workbench as wb
from tests.conftest import SandboxProcess
from tests.faults.crash.ground import RUN
from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import sheet_standing
from workbench.flows.connections import saved_connection
from workbench.flows.export_key import export_key
from workbench.flows.job_cost_batch import PLAIN, JobCostBatch
from workbench.flows.verify import verify
from workbench.frames import TIMESHEET_ENTRIES, conform
from workbench.store import runs, sheet_exports

EMPLOYEES = ("E1001", "E1002", "E1003", "E1004", "E1005")
MONDAY = date(2025, 1, 6)
COSTS = {"cost": "EXTAMOUNT", "employer_taxes": "EXTEMPLOYERTAXES"}


def entries(sheets: int, first: int = 0) -> pd.DataFrame:
    """Three entries a week, each week with hours and cents of its own; ``first``: how many weeks later they begin."""
    rows = []
    for n in range(sheets):
        employee, week = EMPLOYEES[n % 5], MONDAY + timedelta(weeks=first + n // 5)
        for day in range(3):
            rows.append(
                {
                    "employee": employee, "employee_id": employee, "week_start": week,
                    "week_end": week + timedelta(days=6), "line": day + 1, "work_date": week + timedelta(days=day),
                    "category": "102", "time_type": "102", "units": Decimal(n % 29 + 4 * day + 1) / 4,
                    "billable": bool(n % 2), "notes": f"note {n % 3}", "cost": Decimal(10_000 + n * 7 + day) / 100,
                    "employer_taxes": Decimal(900 + n) / 100, "fringes": None, "LOCATIONID": "E100",
                    "DEPARTMENTID": "200", "PROJECTID": "P100" if day else "P200", "TASKID": "01-100",
                }
            )  # fmt: skip
    return conform(pd.DataFrame(rows), TIMESHEET_ENTRIES)


def batch_of(desk: Desk, made: pd.DataFrame) -> JobCostBatch:
    """These entries as they would be exported now."""
    company = saved_connection(desk, "job_cost_export").company
    weeks = sheet_standing.Weeks(made)
    with desk.read() as conn:
        held = sheet_exports.held(conn, "timesheet", company, RUN)
        packed = sheet_exports.lines_of(conn, weeks.differing(held))
        run_id = runs.current_id(conn, RUN)
    sheets = sheet_standing.sheets_of(weeks, (company, "", RUN), held, packed, correct=False, categories={"102"})
    going = [sheet.reference for sheet in sheets if sheet.goes]
    return JobCostBatch(
        run=RUN, run_id=run_id, structure="made up", batch_date=date(2026, 2, 13), description="Job cost",
        parameters=PLAIN, sheets=sheets, entries=made, units=sum(sheet.units for sheet in sheets), findings=Findings(),
        company=company, entity="", reference=export_key(company, "", "timesheet batch", RUN, going, 0),
    )  # fmt: skip


def wrongs(desk: Desk, sandbox: SandboxProcess, batch: JobCostBatch, *, approved: bool = True) -> list[str]:
    """Everything that is not as it must be: each week once, its hours and cents, its state on both sides, the chain."""
    held: Counter[tuple[str, str]] = Counter()
    stored = sheets_there(sandbox)
    for sheet in stored:
        held[sheet["EMPLOYEEID"], sheet["BEGINDATE"]] += 1
    wanted = {(sheet.employee, sheet.week_start.isoformat()): sheet for sheet in batch.sheets}
    wrong = [f"{who} {week}: {count} timesheets" for (who, week), count in held.items() if count != 1]
    wrong += [f"{week} is not there" for week in wanted.keys() - held.keys()]
    wrong += [f"{week} was never sent" for week in held.keys() - wanted.keys()]
    for sheet in stored:
        mine = wanted.get((sheet["EMPLOYEEID"], sheet["BEGINDATE"]))
        if mine is not None and _sums(sheet["entries"]) != (mine.units, mine.cost):
            wrong.append(f"{mine.record}: {_sums(sheet['entries'])} where {(mine.units, mine.cost)} was sent")
        if approved and sheet["STATE"] != "Approved":
            wrong.append(f"record {sheet['RECORDNO']} is {sheet['STATE']}")
    told = sheets_of(desk, batch)
    if len(told) != len(batch.sheets):
        wrong.append(f"{len(told)} exports hold {len(batch.sheets)} weeks")
    wrong += [f"{row.key}: {row.state} {row.problem}" for row in told.itertuples() if row.state != "confirmed"]
    if approved:
        wrong += [f"{row.key}: {row.approval} {row.problem}" for row in told.itertuples() if not row.approved]
    return wrong + list(verify(desk).problems)


def sheets_of(desk: Desk, batch: JobCostBatch) -> pd.DataFrame:
    """The exports that hold the weeks of a batch now, in whatever batch they went."""
    known = wb.exports(desk, kind="timesheet")
    mine = known["detail"].isin([sheet.record for sheet in batch.sheets])
    live = known[mine & ~known["state"].isin(("failed", "superseded", "withdrawn"))]
    return live.assign(approved=live["approval"] == "approved")


def sheets_there(sandbox: SandboxProcess, whose: str = "PW") -> list[dict[str, Any]]:
    """The sheets of ours in Intacct's own books, each with its entries."""
    kept = [
        one
        for one in sandbox.control("records", object="TIMESHEET")["records"]
        if str(one.get("DESCRIPTION") or "").startswith(whose)
    ]
    owned: dict[int, list[dict[str, Any]]] = {one["RECORDNO"]: [] for one in kept}
    for entry in sandbox.control("records", object="TIMESHEETENTRY")["records"]:
        if entry["TIMESHEETKEY"] in owned:
            owned[entry["TIMESHEETKEY"]].append(entry)
    return [one | {"entries": owned[one["RECORDNO"]]} for one in kept]


def _sums(rows: list[dict[str, Any]]) -> tuple[Decimal, Decimal]:
    hours = sum((Decimal(str(row["QTY"])) for row in rows), Decimal(0))
    return hours, sum((Decimal(str(row[name] or 0)) for row in rows for name in COSTS.values()), Decimal(0))


def clear(sandbox: SandboxProcess, whose: str = "PW") -> None:
    """Away with the sheets of ours there, or with everyone's (the demo's own), so that the weeks can be exported."""
    for sheet in sheets_there(sandbox, whose):
        sandbox.control("delete", object="TIMESHEET", record=sheet["RECORDNO"])
