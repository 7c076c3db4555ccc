"""Exported timesheets on the Exports page: their own list with hours, their states with the approval, their entries."""

from __future__ import annotations

from datetime import date

import pytest

import workbench as wb
from tests.pages.conftest import RUN, Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import carry, connections, job_cost_export, workers
from workbench.ui.timesheet_exports import labels_for


@pytest.fixture
def sheets(sample: Desk, sandbox, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two approved timesheets of E1002; their keys."""
    monkeypatch.setattr(workers, "ensure_worker", lambda desk: None)
    connections.copy_connection(sample, "gl_export", "job_cost_export")
    records = wb.create_job_cost_records(sample, RUN, "Field labor", ["E1002"])
    batch = wb.preview_job_cost(sample, records, batch_date=date(2026, 2, 13), description="Job cost")
    job_cost_export.intend(sample, batch)
    for sheet in batch.sheets:
        while carry.step(sample, sheet.reference) is not None:
            pass
    return [sheet.reference for sheet in batch.sheets]


def test_timesheets_have_their_own_list_with_hours_and_approval(sheets: list[str], open_page: Open) -> None:
    listed = table_with(open_page("exports"), "week", "units")
    assert set(listed["key"]) == set(sheets)
    assert list(listed["state"]) == [["✓ Approved"]] * 2
    assert set(listed["units"]) == {"40.00"}
    assert "debit" not in labels_for(listed), "no labor cost was exported"


def test_one_opens_to_its_entries_and_the_menu_path(sample: Desk, sheets: list[str], open_page: Open) -> None:
    app = open_page("exports", export_open=sheets[0])
    said = text_of(app).replace("\\", "")
    assert "Time > Staff Timesheets" in said and "Approved in Intacct" in said
    assert "Read back equal: every hour" in said
    assert len(table_with(app, "work_date", "units")) == len(wb.export(sample, sheets[0]).lines)
