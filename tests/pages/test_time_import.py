"""Time import: the period, the preview with every row's verdict, mending it, Process, and the labor records."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import connections, time_import
from workbench.gateway import lookup

ENTRY = "TIMESHEETENTRY"


@pytest.fixture
def timed(sample: Desk, sandbox: SandboxProcess) -> Desk:
    """The sample with the time import connected."""
    lookup._KNOWN.clear()
    connections.connect(sample, "time_import", **sandbox.credentials)
    return sample


def previewed(open_page: Open):  # type: ignore[no-untyped-def]
    """The page after Preview was pressed."""
    return open_page("time_import").button(key="preview time").click().run()


def test_without_a_connection_the_page_says_where_to_get_one(sample: Desk, open_page: Open) -> None:
    assert "L\\_SAGEIN is not connected" in text_of(open_page("time_import")).replace("L_SAGEIN", "L\\_SAGEIN")


def test_the_next_pay_period_is_previewed_and_processed(timed: Desk, open_page: Open) -> None:
    app = previewed(open_page)
    figures = {one.label: one.value for one in app.main.metric}
    assert (figures["New"], figures["Unchanged"], figures["Hours"]) == ("25", "0", "193.50")
    assert "6 submitted, 1 draft, 1 declined" in text_of(app)
    entries = table_with(app, "employee", "state", "reason")
    assert len(entries) == 25 and set(entries["department"]) == {"FLD", "SHP"}
    app = app.button(key="process time").click().run()
    asked = app.table[-1].value.iloc[:, 0].to_dict()
    assert (asked["New, changed"], asked["Hours in all"], asked["Entity"]) == ("25, 0", "193.50", "Top level")
    assert app.button(key="process time now").label == "Process"


def test_what_was_imported_is_shown_for_payroll_to_take(timed: Desk, open_page: Open) -> None:
    start, end = date(2026, 2, 9), date(2026, 2, 22)
    time_import.process_time_import(timed, time_import.preview_time_import(timed, start, end))
    app = previewed(open_page)
    assert "imported already" in text_of(app) and app.button(key="process time").disabled
    assert len(table_with(app, "employee", "record", "run")) == 25
    app.session_state["labor tabs"] = "Tied to the run"
    assert table_with(app.run(), "imported", "paid", "difference")["ok"].sum() == 0
    app.session_state["labor tabs"] = "Imports"
    assert list(table_with(app.run(), "imported_by", "new")["new"]) == [25]
    app.session_state["time tabs"] = "Totals"
    assert list(table_with(app.run(), "code", "entries")["code"]) == ["E1002", "E1003", "E1005"]


def test_an_unknown_time_type_is_mapped_on_the_page(timed: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    number = next(int(e["RECORDNO"]) for e in sandbox.control("records", object=ENTRY)["records"] if e["QTY"] == "2.5")
    sandbox.control("set", object=ENTRY, record=number, fields={"TIMETYPE": "OT"})
    app = previewed(open_page)
    assert app.button(key="process time").disabled and "1 error to mend" in text_of(app)
    app = app.selectbox(key="meant category OT").select("103").run()
    app = app.button(key="map 0 OT").click().run()
    assert "Field map 1" in text_of(app) and not app.button(key="process time").disabled


def test_a_period_without_approved_time_says_what_waits(timed: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    for one in sandbox.control("records", object=ENTRY)["records"]:
        sandbox.control("set", object=ENTRY, record=int(one["RECORDNO"]), fields={"STATE": "Submitted"})
    app = previewed(open_page)
    said = text_of(app)
    assert "There are no approved entries" in said and "33 submitted" in said
    assert "process time" not in [button.key for button in app.button]
