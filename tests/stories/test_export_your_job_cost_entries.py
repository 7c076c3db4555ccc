"""The guide's chapter "Export your Job Cost Entries", as written: from the structure to approved timesheets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import workbench as wb
from workbench.flows.setup_draft import draft, edit_draft, publish
from workbench.rules.setup import JobCostStructure, with_job_cost

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"
RUN = "2026-BW03"


@pytest.fixture
def desk(sqlite_url):
    with wb.open(sqlite_url) as desk:
        wb.load_payroll(desk, ONTARIO)
        wb.load_setup(desk, ONTARIO / "setup.yaml")
        yield desk


def structure(desk):
    """Job Cost Setup > Structure: new, active, source Labor, the categories, each dimension worked, home or blank."""
    shown = draft(desk).setup
    places = {"department": "home", "location": "worked", "project": "worked", "task": "worked", "class": ""}
    made = JobCostStructure("Jobs", True, "labor", ("102", "103"), places)
    assert not edit_draft(desk, shown, with_job_cost(replace(shown, job_cost=()), made))
    publish(desk, note="job cost structure Jobs")
    return made.name


def test_export_your_job_cost_entries(desk, sandbox):
    # Find SAGEINJC, enter company, user and password, test the connection; the time types match the categories.
    wb.connect(desk, "job_cost_export", **sandbox.credentials)
    assert wb.test_connection(desk, "job_cost_export").ok
    wb.connect(desk, "gl_export", **sandbox.credentials)
    wb.refresh_code_finder(desk)
    name = structure(desk)

    # Create Job Cost Records: select the employees, create, open a record.
    records = wb.create_job_cost_records(desk, RUN, name, ["E1002", "E1003"])
    assert records.records["ok"].all() and not records.findings.errors
    mine = records.lines[records.lines["employee"] == "E1003"]
    assert mine["units"].sum() == Decimal(86), "as on the paycard: 80 hours and 6 of overtime"
    assert set(mine["DEPARTMENTID"]) == {"200"} and set(mine["CLASSID"]) == {""}

    # Enter the Batch Date and the Timesheet Description, and select additional parameters to export.
    asked = {"batch_date": date(2026, 2, 13), "description": "Field hours BW03"}
    batch = wb.preview_job_cost(desk, records, **asked, parameters=wb.SheetParameters(labor_cost=True, billable=True))
    assert (len(batch.sheets), batch.units) == (4, Decimal(166)) and not batch.findings.errors

    # Export: they are in Intacct, read back equal and approved; Time > Staff Timesheets.
    export = wb.export_job_cost(desk, batch)
    assert (export.landed, export.approved, export.state) == (4, 4, "confirmed"), export.summary
    assert export.menu_path == "Time > Staff Timesheets"

    # Reviewing: listed there with the batch date and the description, the hours with their dimensions and their cost.
    sheets = {s["RECORDNO"]: s for s in sandbox.control("records", object="TIMESHEET")["records"]
              if "Field hours BW03" in (s.get("DESCRIPTION") or "")}  # fmt: skip
    assert {(s["EMPLOYEEID"], s["BEGINDATE"], s["STATE"], s["GLPOSTDATE"]) for s in sheets.values()} == {
        (who, week, "Approved", "2026-02-13") for who in ("E1002", "E1003") for week in ("2026-01-26", "2026-02-02")
    }
    entries = [e for e in sandbox.control("records", object="TIMESHEETENTRY")["records"] if e["TIMESHEETKEY"] in sheets]
    assert sum(Decimal(str(e["QTY"])) for e in entries) == Decimal(166)
    on_p200 = [e for e in entries if e["PROJECTID"] == "P200" and e["EMPLOYEEID"] == "E1003"]
    assert sum(Decimal(str(e["EXTEMPLOYERTAXES"])) for e in on_p200) == _journal(desk, "E1003", "P200")
    assert sum(Decimal(str(e["EXTAMOUNT"])) for e in entries) == Decimal("5012.00"), (
        "2,520.00 and 2,492.00 of the paycards"
    )

    # Exporting the same again changes nothing.
    again = wb.preview_job_cost(desk, records, **asked, parameters=wb.SheetParameters(labor_cost=True, billable=True))
    assert {sheet.standing for sheet in again.sheets} == {"exported"}


def _journal(desk, employee, project):
    """What the payroll journal books on a project as employer taxes of an employee."""
    lines = wb.create_gl_records(desk, RUN, [employee]).lines
    mine = lines[
        (lines["category_class"] == "tax_employer") & (lines["side"] == "debit") & (lines["project"] == project)
    ]
    return mine["amount"].sum()
