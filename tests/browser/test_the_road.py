"""The whole road in a real browser: from a first visit to a draft that is confirmed and reconciled."""

from __future__ import annotations

import re
import time
from dataclasses import replace

from playwright.sync_api import expect

from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from workbench.desk import Desk
from workbench.flows import exports, gl_records, setup_draft
from workbench.rules.setup import with_category

RUN = "2026-BW03"


def test_from_payroll_to_a_confirmed_draft(road: Road, running_app: RunningApp) -> None:
    road.go("Home")
    road.says(re.compile("5 employees, 13,192.00 gross"))
    road.look("1-home")
    with Desk(running_app.store_url) as desk:
        look_at_the_payroll(road)
        edit_an_account_and_back(road, desk)
        create_and_open(road, desk)
        key = export_and_wait(road, desk)
        reconcile(road, desk, key)
        export_timesheets(road, desk)
    road.follow("Home")
    road.says("All done")
    road.look("7-home-done")


def look_at_the_payroll(road: Road) -> None:
    road.follow("Payroll runs")
    road.says("Gross ties to net")
    road.look("2-payroll-runs")
    for page, picture in (("Connections", "0-connections"), ("GL codes", "0-gl-codes")):
        road.follow(page)
        road.look(picture)


def edit_an_account_and_back(road: Road, desk: Desk) -> None:
    """What is typed is in the draft at once, under its own row, however fast, and still there after a page change."""
    road.follow("Account setup")
    road.tab("Category")
    grid, debit = "Accounts per payroll category", 4
    assert [road.cell(grid, row, 0).inner_text() for row in range(3)] == ["101", "102", "103"]
    road.type_down(grid, 0, debit, "6011", "6022", "6033")
    debits_become(desk, ["6011", "6022", "6033"])
    put_debit(desk, "102", "6020")  # somebody else, meanwhile
    road.type_down(grid, 0, debit, "6010")
    debits_become(desk, ["6010", "6020", "6033"])
    road.follow("Home")
    road.follow("Account setup")
    road.tab("Category")
    expect(road.cell(grid, 2, debit)).to_have_text("6033")
    road.type_down(grid, 2, debit, "6025")
    debits_become(desk, ["6010", "6020", "6025"])
    assert not setup_draft.draft(desk).changes
    road.look("3-account-setup")


def debits(desk: Desk) -> list[str]:
    """The debit accounts of the first three categories as they are in the draft."""
    drafted = setup_draft.draft(desk).setup
    return [drafted.category(code).debit for code in ("101", "102", "103")]


def debits_become(desk: Desk, wanted: list[str]) -> None:
    """The last of them may be on its way on a busy machine; one that was lost never comes."""
    deadline = time.monotonic() + 10
    while debits(desk) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    assert debits(desk) == wanted


def put_debit(desk: Desk, code: str, account: str) -> None:
    """Change an account in the draft."""
    shown = setup_draft.draft(desk).setup
    wanted = with_category(shown, code, replace(shown.category(code), debit=account))
    assert not setup_draft.edit_draft(desk, shown, wanted)


def create_and_open(road: Road, desk: Desk) -> None:
    road.follow("GL records")
    road.look("4-gl-records-new")
    road.press("Create (all 5)")
    road.says("5 of 5 balanced")
    assert set(gl_records.record_states(desk, RUN)["state"]) == {"balanced"}
    road.page.get_by_label("Open the record of").click()
    road.page.get_by_role("option", name="E1003 Priya Nair").click()
    road.says("GL record of E1003 in run 2026-BW03")
    road.idle()
    road.look("5-gl-record-open")


def export_and_wait(road: Road, desk: Desk) -> str:
    road.press("Export as draft")
    road.says("as a draft; nothing is posted")
    road.look("6-export-question")
    road.page.get_by_role("dialog").get_by_role("button", name="Export as draft").click()
    road.says("read back equal to the cent")
    known = exports.exports(desk)
    assert list(known["state"]) == ["confirmed"]
    assert str(known.loc[0, "debit"]) == "15495.10"
    road.idle()
    road.look("6-export-confirmed")
    return str(known.loc[0, "key"])


def reconcile(road: Road, desk: Desk, key: str) -> None:
    road.follow("Exports")
    road.press("Reconcile")
    road.says("exactly as it was sent, in state Draft")
    assert "reconciled" in set(exports.history(desk, key)["event"])
    road.idle()
    road.look("8-exports")


def export_timesheets(road: Road, desk: Desk) -> None:
    road.follow("Home")
    road.press("Export the timesheets")
    road.says("246.00")
    road.page.get_by_role("button", name="Export", exact=False).last.click()
    road.says("6 timesheets of 3 employees with 246.00 hours")
    road.page.get_by_role("dialog").get_by_role("button", name="Export").click()
    road.says("All 6 timesheets are in Sage Intacct, read back equal and approved.")
    road.idle()
    sheets = exports.exports(desk, RUN, "timesheet")
    assert list(sheets["approval"]) == ["approved"] * 6
    road.look("9-timesheets")
