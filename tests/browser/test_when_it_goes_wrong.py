"""When Intacct does not hold what was sent: a draft altered, deleted, refused; each found on the page and put right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

import workbench as wb
from tests.browser.conftest import RunningApp
from tests.browser.road import Road
from tests.conftest import SandboxProcess, sandbox_of
from workbench.desk import Desk
from workbench.flows import code_finder, connections, payroll, setup
from workbench.flows.exports import Export
from workbench.flows.workspaces import add_workspace
from workbench.samples import ONTARIO

RUN, CLIENT = "2026-BW03", "Mishap"


@pytest.fixture
def intacct(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A company of its own, so that nobody else's exports are in it."""
    (tmp_path / "company.yaml").write_text(f"company: {{id: {CLIENT.upper()}}}\n", encoding="utf-8")
    with sandbox_of("--company-file", str(tmp_path / "company.yaml")) as process:
        yield process


@pytest.fixture
def desk(
    road: Road, running_app: RunningApp, intacct: SandboxProcess, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """A client of the app with the sample and its setup, connected to that company; its Home is open."""
    with Desk(running_app.store_url) as first:
        client = f"{CLIENT} {request.node.name[:20]}"
        desk = add_workspace(first, client)
        connections.connect(desk, "gl_export", **intacct.credentials)
        code_finder.refresh_code_finder(desk)
        payroll.load_payroll(desk, ONTARIO)
        setup.load_setup(desk, ONTARIO / "setup.yaml")
        road.page.goto(f"{road.address}/?client={quote(client)}")
        road.says("GL records balanced")
        yield desk


def exported(desk: Desk, employee: str) -> Export:
    """A draft of one employee, as far as it gets."""
    records = wb.create_gl_records(desk, RUN, [employee])
    facts = {"batch_date": date(2026, 2, 13), "description": f"Pay of {employee}"}
    return wb.export_gl_batch(desk, wb.preview_gl_batch(desk, records, **facts))


def opened(road: Road, export: Export) -> None:
    """The export's own view on the page: what needs a person, else the newest, is open when one comes."""
    road.follow("Exports")
    road.says(re.compile(f"Reference {export.reference}"))
    road.idle()


def supersede(road: Road, reason: str) -> None:
    road.press("Supersede")
    dialog = road.page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(reason)
    dialog.get_by_label("Reason").press("Enter")
    dialog.get_by_role("button", name="Supersede").click()


def test_a_draft_altered_and_deleted_in_intacct_is_seen_superseded_and_exported_anew(
    road: Road, desk: Desk, intacct: SandboxProcess
) -> None:
    export = exported(desk, "E1001")
    assert export.state == "confirmed"
    (journal,) = intacct.control("journals")["journals"]
    line = {"object": "GLENTRY", "record": int(journal["lines"][0]["RECORDNO"])}
    intacct.control("set", **line, fields={"AMOUNT": "1.23", "TRX_AMOUNT": "1.23"})
    opened(road, export)
    road.press("Reconcile")
    road.says(re.compile("^1 difference; see the Differences tab"))
    road.says("Changed in Intacct since it was confirmed")
    road.idle()
    road.tab("Differences (1)")
    expect(road.grid("Differences between what was sent and what is in Intacct")).to_be_visible()
    road.look("10-export-differs")
    supersede(road, "somebody changed it")
    road.says(re.compile("still in Intacct"))
    road.look("10-export-still-there")
    road.page.keyboard.press("Escape")
    intacct.control("delete", object="GLBATCH", record=int(journal["RECORDNO"]))
    supersede(road, "deleted in Intacct")
    road.says("The records are free")
    road.idle()
    road.look("10-export-superseded")
    anew = exported(desk, "E1001")
    assert (anew.state, anew.supersedes) == ("confirmed", export.key)
    assert len(intacct.control("journals")["journals"]) == 1


def test_a_refused_draft_says_why_where_to_mend_it_and_goes_again(
    road: Road, desk: Desk, intacct: SandboxProcess
) -> None:
    intacct.control("set", object="GLACCOUNT", id="2100", fields={"STATUS": "inactive"})
    export = exported(desk, "E1002")
    assert export.state == "failed"
    road.follow("Home")
    road.says("Needs you now")
    road.look("11-home-refused")
    road.press("See what to do")
    road.says(re.compile(f"Reference {export.reference}"))
    road.idle()
    road.look("11-export-refused")
    intacct.control("set", object="GLACCOUNT", id="2100", fields={"STATUS": "active"})
    road.page.get_by_role("link", name="Export its records again").click()
    road.says("Export as draft")
    assert exported(desk, "E1002").state == "confirmed"
    road.follow("Home")
    road.says("Last exports")
    expect(road.page.get_by_text("Needs you now")).to_have_count(0)
    road.look("11-home-mended")
