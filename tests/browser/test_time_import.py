"""The guide's chapter "Import Your Timesheets" in a real browser: the interface, the preview, Process, the labor."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from workbench.desk import Desk
from workbench.flows import time_import


def test_from_approved_time_to_labor_records(road: Road, running_app: RunningApp) -> None:
    road.go("Time import")
    road.says(re.compile("L_SAGEIN · Sage Intacct"))
    road.press("Preview")
    road.says("Not approved, so not imported")
    expect(road.cell("Approved entries and what becomes of them", 0, 3)).to_have_text("E1002")
    road.tab("Hours by day")
    road.look("8-time-preview")
    road.press("Process")
    road.says("here, all of them or none")
    road.page.get_by_role("dialog").get_by_role("button", name="Process", exact=True).click()
    road.says("25 new, 0 changed, 0 taken out, 0 unchanged.")
    road.look("8-time-imported")
    with Desk(running_app.store_url) as desk:
        labor = time_import.labor_records(desk, date(2026, 2, 9), date(2026, 2, 22))
    assert len(labor) == 25 and str(labor["units"].sum()) == "193.5000"
    road.press("Preview")
    road.says("Everything approved in this period is imported already.")
