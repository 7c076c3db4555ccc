"""Field maps in a real browser: fields of Intacct with their values, a field more, a code that means another, saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import expect

import workbench as wb
from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from tests.conftest import SandboxProcess
from workbench.desk import Desk
from workbench.flows import connections, field_maps, payroll
from workbench.flows.workspaces import add_workspace
from workbench.gateway import lookup
from workbench.samples import ONTARIO

CLIENT, FIELDS = "Fields", "Fields of a time entry"


@pytest.fixture
def client(running_app: RunningApp, sandbox: SandboxProcess) -> Iterator[Desk]:
    """A client of its own: a payroll, and the time import connected."""
    lookup._KNOWN.clear()
    with Desk(running_app.store_url) as first:
        desk = add_workspace(first, CLIENT)
        connections.connect(desk, "time_import", **sandbox.credentials)
        payroll.load_payroll(desk, ONTARIO)
        yield desk


def test_a_field_is_mapped_a_code_means_another_and_the_next_import_goes_by_it(road: Road, client: Desk) -> None:
    road.page.goto(f"{road.address}/field_maps?client={CLIENT}")
    road.press("Load fields")
    road.says("Every field that payroll needs is mapped, and fits.")
    expect(road.cell(FIELDS, 0, 4)).to_contain_text("/2026")
    road.look("field-map-1-fields")
    turn_on_the_projects_name(road)
    road.tab("Value maps")
    road.page.get_by_test_id("stButtonGroup").get_by_text("Category", exact=True).click()
    road.idle()
    add_a_meaning(road)
    road.look("field-map-2-values")
    road.page.get_by_role("textbox", name="What changed").fill("Overtime is paid as straight time")
    road.page.keyboard.press("Tab")
    road.press("Save")
    road.says("Field map 1 is saved")
    fields = field_maps.time_field_map(client)
    assert fields.source_of("text") == "PROJECTNAME" and fields.values["category"] == {"103": "102"}
    seen = wb.preview_time_import(client, date(2026, 2, 9), date(2026, 2, 22))
    assert set(seen.labor["category"]) == {"102"}
    assert ((seen.labor["text"] != "") == (seen.labor["project"] != "")).all(), "the name stands where a project does"


def turn_on_the_projects_name(road: Road) -> None:
    """Find a field by its name and say what it fills."""
    road.page.get_by_role("textbox", name="Find a field").fill("PROJECTNAME")
    road.page.keyboard.press("Enter")
    expect(road.cell(FIELDS, 0, 2)).to_have_text("PROJECTNAME")
    road.idle()
    road.stand_on(FIELDS, 0, 5)
    road.page.keyboard.press("Enter")
    road.page.wait_for_timeout(300)
    road.page.keyboard.type("text", delay=60)
    road.page.keyboard.press("Enter")
    road.says("1 change not saved")


def add_a_meaning(road: Road) -> None:
    """Say below the value map what a code stands for."""
    road.page.get_by_label("Another code in Sage Intacct").fill("103")
    road.page.get_by_role("combobox", name="means").click()
    road.page.get_by_role("option", name="102", exact=True).click()
    road.press("Add")
    road.says("2 changes not saved")
