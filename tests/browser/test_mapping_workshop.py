"""The account setup in a real browser: from nothing to every cent mapped and nothing to mend, with the page alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from tests.conftest import SandboxProcess
from workbench.desk import Desk
from workbench.flows import code_finder, connections, gl_records, mapping, payroll, setup, setup_draft
from workbench.flows.workspaces import add_workspace
from workbench.samples import ONTARIO

RUN, CLIENT = "2026-BW03", "Harbor"
GRID, FOUND, QUEUE = "Accounts per payroll category", "Accounts to choose from", "Sides without an account"


@pytest.fixture
def client(running_app: RunningApp, sandbox: SandboxProcess) -> Iterator[Desk]:
    """A client of its own beside the demo: connected, its chart read, the sample payroll loaded, nothing set up."""
    with Desk(running_app.store_url) as first:
        desk = add_workspace(first, CLIENT)
        connections.connect(desk, "gl_export", **sandbox.credentials)
        code_finder.refresh_code_finder(desk)
        payroll.load_payroll(desk, ONTARIO)
        yield desk


def test_an_empty_setup_becomes_complete_and_clean(road: Road, client: Desk) -> None:
    open_setup(road)
    road.says("Nothing is set up yet. Begin")
    road.says("30,370.20 without an account")
    road.look("mapping-1-nothing-yet")
    take_suggestions(road)
    find_in_place(road, client)
    departments_and_journal(road)
    check_and_publish(road, client)


def open_setup(road: Road) -> None:
    road.page.goto(f"{road.address}/account_setup?client={CLIENT}")
    expect(road.page.get_by_role("heading", name="Account setup", exact=True, level=1)).to_be_visible()
    road.idle()


def take_suggestions(road: Road) -> None:
    """The sure ones at once, the others by their key, the biggest amount first."""
    road.press("Take the 18 sure ones")
    road.press("Put these into the draft")
    expect(road.page.get_by_text("18 changes pending")).to_be_visible()
    for words in ("NET Net Pay · credit", "304 Federal tax · credit", "305 Ontario tax · credit"):
        expect(road.page.get_by_role("heading", name=words)).to_be_visible()
        road.idle()
        road.page.keyboard.press("1")
    road.says("Every amount of these payrolls has an account.")
    road.says("100.00 %")


def find_in_place(road: Road, desk: Desk) -> None:
    """An account is found beside the grid for the row whose dots were pressed, and taken back."""
    road.tab("Category")
    road.stand_on(GRID, 2, 4)
    box = road.place_of(GRID)
    road.page.mouse.click(box["x"] + box["width"] - 22, box["y"] + 50 + 2 * 33)
    road.page.get_by_text("Find the debit account", exact=True).last.click()
    road.page.get_by_placeholder("number or words of the title").press_sequentially("job labor", delay=60)
    expect(road.cell(FOUND, 0, 1)).to_have_text("5300")
    table = road.place_of(FOUND)
    road.page.mouse.click(table["x"] + 15, table["y"] + 50 + 33)
    road.says(re.compile("5310 Job labor, overtime"))
    road.look("mapping-3-found-in-place")
    road.press("Select 5310 as debit of 103")
    expect(road.cell(GRID, 2, 4)).to_have_text("5310")
    assert setup_draft.draft(desk).setup.category("103").debit == "5310"
    road.press("Undo")
    expect(road.cell(GRID, 2, 4)).to_have_text("6025")


def departments_and_journal(road: Road) -> None:
    road.tab("Checks")
    road.says("Department ADM is not in Intacct")
    road.tab("Department")
    road.type_down("Codes of department", 0, 3, "100", "200", "300", "400")
    road.says("Every id is in Intacct.")
    road.tab("Structure")
    expect(road.grid("Which dimension reaches which line")).to_be_visible()
    road.idle()
    road.page.get_by_role("combobox", name="Journal in Intacct").click()
    road.page.get_by_role("option", name=re.compile("^PYRJ ·")).click()
    road.idle()


def check_and_publish(road: Road, desk: Desk) -> None:
    road.tab("Checks")
    road.says("The setup has nothing to mend for these payrolls.")
    assert setup_draft.draft(desk).setup.journal == "PYRJ"
    assert not setup.current_setup(desk).categories, "nothing is in force before it is published"
    road.tab("Changes")
    road.look("mapping-6-changes")
    road.press("Publish")
    road.page.get_by_label("What changed, for those who come later").fill("first setup")
    road.press("Publish these changes")
    road.says(re.compile("Version [0-9]+ is published"))
    assert mapping.coverage(desk, RUN).percent == "100.00 %"
    assert not setup.setup_findings(desk, RUN)
    assert gl_records.create_gl_records(desk, RUN).records["balanced"].all()
