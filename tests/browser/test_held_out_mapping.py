"""A payroll and company nobody mapped before, in a browser: from nothing to complete and clean by the page alone.

`WORKSHOP_EMPLOYEES=60` makes the payroll as large as a company's; a dozen employees run always. The steps are the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import held_out
from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from tests.conftest import SandboxProcess, sandbox_of
from workbench.desk import Desk
from workbench.flows import code_finder, connections, gl_records, mapping, payroll, setup, setup_draft
from workbench.flows.workspaces import add_workspace

EMPLOYEES = int(os.environ.get("WORKSHOP_EMPLOYEES", "12"))
CLIENT = "Ridgeway"
FOUND = "Accounts to choose from"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[SandboxProcess]:
    """The company's own Intacct."""
    held_out.write_company(tmp_path / "company.yaml")
    with sandbox_of("--company-file", str(tmp_path / "company.yaml")) as process:
        yield process


@pytest.fixture
def client(running_app: RunningApp, company: SandboxProcess, tmp_path: Path) -> Iterator[Desk]:
    """A client of its own: connected, its chart read, its payroll loaded, nothing set up."""
    held_out.write_payroll(tmp_path / "payroll", EMPLOYEES)
    with Desk(running_app.store_url) as first:
        desk = add_workspace(first, CLIENT)
        connections.connect(desk, "gl_export", **company.credentials)
        code_finder.refresh_code_finder(desk)
        assert not payroll.load_payroll(desk, tmp_path / "payroll").findings.errors
        yield desk


def test_a_payroll_never_seen_before_is_mapped_and_balanced(road: Road, client: Desk) -> None:
    road.page.goto(f"{road.address}/account_setup?client={CLIENT}")
    road.says("Nothing is set up yet. Begin")
    road.idle()
    take_suggestions(road)
    road.says("Every amount of these payrolls has an account.")
    job_labor(road)
    ids_of_intacct(road)
    choose_the_journal(road)
    clean_and_published(road, client)
    records_balanced(road, client)


def take_suggestions(road: Road) -> None:
    """The sure ones at once, then one after the other: the best one by its key, holiday pay from the chart."""
    road.page.get_by_role("button", name=re.compile("^Take the [0-9]+ sure ones$")).click()
    road.press("Put these into the draft")
    expect(road.page.get_by_role("button", name=re.compile("sure ones$"))).to_have_count(0)
    to_go = road.page.get_by_text(re.compile("[0-9]+ sides? to go"))
    while True:
        road.idle()
        if not to_go.count():
            return
        heading = road.page.get_by_role("heading", level=5).inner_text()
        if heading == "HOL Holiday pay · debit":
            from_the_chart(road)
        else:
            road.page.keyboard.press("1")
        expect(road.page.get_by_role("heading", name=heading, exact=True)).to_have_count(0)


def from_the_chart(road: Road) -> None:
    """What is only possible is looked up in the chart beside it."""
    road.look("held-out-1-queue")
    road.page.get_by_placeholder("number or words of the title").press_sequentially("hourly", delay=60)
    expect(road.cell(FOUND, 0, 1)).to_have_text("60100")
    table = road.place_of(FOUND)
    road.page.mouse.click(table["x"] + 15, table["y"] + 50)
    road.press("Select 60100 as debit of HOL")


def job_labor(road: Road) -> None:
    """Wages of the field crews go to job labor."""
    for category, account in (("REG", "50100"), ("OT", "50150")):
        for department in held_out.FIELD:
            add_overwrite(road, account, Category=category, Department=department)


def add_overwrite(road: Road, account: str, **keys: str) -> None:
    road.tab("Overwrite")
    for label, value in (*keys.items(), ("Debit account", account)):
        choose(road, label, value)
    road.press("Add row")
    road.idle()


def choose(road: Road, label: str, value: str) -> None:
    """Pick from a list by typing what one looks for."""
    box = road.page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(value, delay=30)
    road.page.get_by_role("option", name=re.compile(f"^{re.escape(value)}( |$)")).first.click()


def ids_of_intacct(road: Road) -> None:
    """Codes Intacct knows by another id are sent as suggested; the one department it names otherwise is typed."""
    road.tab("Dimension map")
    road.look("held-out-2-dimension-map")
    road.page.get_by_role("button", name=re.compile("^Send the [0-9]+ shown as suggested$")).click()
    road.idle()
    road.tab("Department")
    road.says("Not in Intacct: D4")
    road.type_down("Codes of department", 3, 3, "40")
    road.says("Every id is in Intacct.")
    road.look("held-out-3-department")


def choose_the_journal(road: Road) -> None:
    road.tab("Structure")
    expect(road.grid("Which dimension reaches which line")).to_be_visible()
    road.idle()
    choose(road, "Journal in Intacct", "PRJ")
    road.idle()


def clean_and_published(road: Road, desk: Desk) -> None:
    road.tab("Checks")
    road.look("held-out-4-checks")
    road.press("Spread employer cost by amount")  # a bonus has no hours
    road.says("The setup has nothing to mend for these payrolls.")
    road.says("100.00 %")
    road.press("Publish")
    road.press("Publish these changes")
    road.says(re.compile("Version [0-9]+ is published"))
    assert not setup_draft.draft(desk).changes
    assert mapping.coverage(desk, held_out.RUN).percent == "100.00 %"
    assert not setup.setup_findings(desk, held_out.RUN)
    chosen = {code: (one.debit, one.credit) for code, one in setup.current_setup(desk).categories.items()}
    assert chosen == held_out.WANTED


def records_balanced(road: Road, desk: Desk) -> None:
    road.follow("GL records")
    road.press(f"Create (all {EMPLOYEES})")
    road.says(f"{EMPLOYEES} of {EMPLOYEES} balanced")
    states = gl_records.record_states(desk, held_out.RUN)
    assert set(states["state"]) == {"balanced"} and len(states) == EMPLOYEES
