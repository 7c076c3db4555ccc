"""A register in a real browser: read, answered, kept over a reload, loaded as a run, its layout kept by name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from workbench.desk import Desk
from workbench.flows import payroll, register_templates
from workbench.flows.workspaces import add_workspace

CLIENT = "Prairie"
REGISTER = Path(__file__).parent.parent / "files" / "data" / "registers" / "prairie_across.csv"


@pytest.fixture
def client(running_app: RunningApp) -> Iterator[Desk]:
    """A client of its own that has nothing yet."""
    with Desk(running_app.store_url) as first:
        yield add_workspace(first, CLIENT)


def test_a_register_with_employees_across_becomes_a_run_without_code(road: Road, client: Desk) -> None:
    road.page.goto(f"{road.address}/register?client={CLIENT}")
    road.page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(REGISTER)
    road.press("Read register")
    road.says("22 of 22")
    road.look("register-1-reading")
    for at, tab in enumerate(("Columns", "Codes"), start=2):
        road.tab(tab)
        road.look(f"register-{at}-{tab.lower()}")
    road.tab("Run and people")
    answer(road, "Run code", "2026-P03")
    answer(road, "Payroll group", "FIELD")
    for row, number in enumerate(("0101", "0102")):  # each waits for the page, which shows one person more
        road.type_down("Employee numbers", row, 1, number)
        expect(road.cell("Home values", row, 0)).to_have_text(number)
    road.page.reload()
    road.says("prairie_across.csv")
    road.tab("Run and people")
    expect(road.page.get_by_role("textbox", name="Run code")).to_have_value("2026-P03")
    road.page.get_by_role("group", name="Pay date").get_by_role("spinbutton").first.click()
    road.page.keyboard.type("20260213", delay=60)
    road.page.keyboard.press("Escape")
    road.look("register-4-people")
    road.says("Nothing is left to answer.")
    road.tab("Preview")
    road.look("register-5-preview")
    answer(road, "Template name", "Prairie, by employee")
    road.press("Save template")
    road.says("Prairie, by employee is kept.")
    road.press("Load as a run")
    road.says("1 run loaded from prairie_across.csv: 2026-P03.")
    assert list(register_templates.templates(client)["name"]) == ["Prairie, by employee"]
    run = payroll.runs(client).iloc[0]
    assert (run["gross"], run["net"]) == (Decimal("4681.63"), Decimal("3550.93"))


def answer(road: Road, label: str, text: str) -> None:
    """Fill a field in and leave it."""
    road.page.get_by_label(label, exact=True).first.fill(text)
    road.page.keyboard.press("Tab")
    road.idle()
