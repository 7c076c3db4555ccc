"""The Job cost page: employees and records with their checks, the timesheets, the question, the steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import SandboxProcess
from tests.flows.test_job_cost_export import Clock, carry_on
from tests.pages.conftest import RUN, Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import connections, job_cost, job_cost_batch, job_cost_export, setup, setup_draft, workers
from workbench.rules.setup import Setup


@pytest.fixture
def company(sample: Desk, sandbox: SandboxProcess) -> Desk:
    """The sample, with the job cost export connected as well."""
    connections.connect(sample, "job_cost_export", **sandbox.credentials)
    return sample


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing carries the export; the page is looked at while it waits."""
    monkeypatch.setattr(workers, "ensure_worker", lambda desk: None)


def export(desk: Desk, employees: list[str] | None = None) -> str:
    records = job_cost.create_job_cost_records(desk, RUN, "Field labor", employees)
    batch = job_cost_batch.preview_job_cost(desk, records, batch_date=date(2026, 2, 13), description="BW03")
    return job_cost_export.export_job_cost(desk, batch, wait=False).reference


def test_everyone_is_listed_and_a_record_opens_to_its_hours(company: Desk, open_page: Open) -> None:
    app = open_page("job_cost", open_job_cost_record="E1003")
    listed = table_with(app, "employee", "state", "units", "weeks").set_index("employee")
    words = [cells[0].split(" ", 1)[1] for cells in listed["state"]]
    assert words == ["No hours", "Ready", "Ready", "No hours", "Ready"]
    assert (listed.loc["E1003", "units"], listed.loc["E1003", "weeks"]) == ("86.00", 2)
    assert "**86.00 hours** in 2 weeks, 86.00 paid, difference 0.00" in text_of(app)
    lines = table_with(app, "work_date", "category", "units", "amount")
    assert len(lines) == 13 and list(lines["units"])[:1] == ["8.00"]
    app.button(key="job cost Next").click().run()
    assert "Job cost record of E1005" in text_of(app)


def test_parameters_the_question_and_what_forbids_the_export(company: Desk, open_page: Open) -> None:
    app = open_page("job_cost")
    shown = {(m.label, m.value) for m in app.main.metric}
    assert shown == {("Timesheets", "6"), ("Hours", "246.00"), ("Entries", "34")}
    app.selectbox(key="sheet summarize").set_value("period")
    app.toggle(key="sheet cost").set_value(True)
    app.button(key="export sheets").click().run()
    assert {("Entries", "9"), ("Labor cost", "8,045.57")} <= {(m.label, m.value) for m in app.main.metric}
    assert sum(table_with(app, "time_type", "employer_taxes", "fringes")["cost"]) == Decimal("6992.00")
    asked = text_of(app).replace("\\", "")
    assert "**6 timesheets** of 3 employees with **246.00 hours** in the weeks from 2026-01-26 to 2026-02-02" in asked
    assert "An approved timesheet cannot be changed." in asked
    assert app.button(key="export sheets now").label == "Export"
    app.text_input(key=f"sheet description {RUN}").set_value("").run()
    assert app.button(key="export sheets").disabled
    assert "The timesheets have no description." in text_of(app).replace("\\", "")


def test_timesheets_are_followed_by_employee_and_week(company: Desk, open_page: Open, no_worker: None) -> None:
    reference = export(company)
    app = open_page("job_cost", sheets_in_hand=reference)
    steps = table_with(app, "employee", "week_start", "approval", "record_no")
    assert len(steps) == 6 and f"**Timesheets {reference}**" in text_of(app)
    listed = table_with(app, "employee", "state", "exported").set_index("employee")
    assert listed.loc["E1002", "exported"] == 2 and "Exported" in listed.loc["E1002", "state"][0]
    assert app.button(key="export sheets").disabled, "nothing is left to export"


def test_approved_timesheets_are_told_with_the_way_to_them(company: Desk, open_page: Open, no_worker: None) -> None:
    company.clock = Clock()  # type: ignore[method-assign]
    assert carry_on(company, export(company, ["E1005"])).approved == 2
    said = text_of(open_page("job_cost"))
    assert "All 2 timesheets are in Sage Intacct, read back equal and approved." in said
    assert "**Time > Staff Timesheets**" in said


def test_without_structure_or_connection_the_next_step_is_named(sample: Desk, open_page: Open) -> None:
    app = open_page("job_cost")
    assert "The job cost export is not connected yet." in text_of(app)
    assert app.button(key="export sheets").disabled
    setup_draft.edit_draft(sample, setup.current_setup(sample), Setup())
    assert "wait to be published" in text_of(open_page("job_cost"))
    setup.put_setup(sample, Setup())
    assert "No job cost structure is in force for this pay date." in text_of(open_page("job_cost"))
