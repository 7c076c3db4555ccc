"""GL codes: the chart with what it is used by, and everything else the Code Finder reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import chart_file, code_finder, connections
from workbench.flows.workspaces import add_workspace
from workbench.store.tables import snapshots


def test_without_a_connection_the_page_says_where_to_begin(open_page: Open) -> None:
    assert "There is no connection to Sage Intacct yet." in text_of(open_page("gl_codes"))


def test_a_connection_that_is_turned_off_is_told_apart_from_none(connected: Desk, open_page: Open) -> None:
    connections.set_active(connected, "gl_export", False)
    assert "The GL export is turned off." in text_of(open_page("gl_codes"))


def test_the_chart_says_what_each_account_is_used_by(sample: Desk, open_page: Open) -> None:
    chart = table_with(open_page("gl_codes"), "account", "used_by").set_index("account")
    assert chart.loc["6010", "used_by"] == "101 debit"
    assert chart.loc["2350", "used_by"] == "201 credit, 401 credit"


def test_search_is_done_on_the_server(sample: Desk, open_page: Open) -> None:
    app = open_page("gl_codes")
    app.text_input(key="find gl code").set_value("6020").run()
    chart = table_with(app, "account", "used_by")
    assert list(chart["account"]) == ["6020"]


def test_refreshing_tells_what_changed(sample: Desk, open_page: Open) -> None:
    app = open_page("gl_codes")
    app.button(key="refresh codes").click().run()
    assert "Nothing changed since the last reading." in text_of(app)


def test_who_read_it_and_when_is_shown(sample: Desk, open_page: Open) -> None:
    assert any(c.value.startswith("Read 20") and c.value.endswith("by ana") for c in open_page("gl_codes").caption)


def test_everything_the_code_finder_reads_has_its_tab(sample: Desk, open_page: Open) -> None:
    app = open_page("gl_codes")
    titles = [tab.label for tab in app.tabs]
    for title in ("Accounts (63)", "Departments (5)", "Journals (5)", "Time types (5)", "Periods (0)", "Entities (2)"):
        assert title in titles, titles
    types = table_with(app, "earning_type").set_index("name")
    assert types.loc["199", "status"] == "✕ inactive" and types.loc["101", "status"] == "active"


def test_old_codes_are_told(sample: Desk, open_page: Open) -> None:
    assert "The codes are old" not in text_of(open_page("gl_codes"))
    with sample.write() as conn:
        conn.execute(snapshots.update().values(read_at=sample.clock() - timedelta(days=15)))
    assert "15 days ago" in text_of(open_page("gl_codes"))


def test_without_a_connection_a_file_stands_in(desk: Desk, open_page: Open) -> None:
    app = open_page("gl_codes")
    app.file_uploader(key="chart file").upload("chart.csv", chart_file.EXAMPLE).run()
    app.button(key="load chart").click().run()
    assert not app.exception and "These accounts come from a file" in text_of(app)
    assert list(table_with(app, "account", "used_by")["account"]) == ["6010"]


def test_a_file_with_faults_changes_nothing_and_every_fault_is_told(desk: Desk, sandbox: SandboxProcess) -> None:
    bad = chart_file.EXAMPLE + b"6010,Twice,incomestatement,debit,active\n,None,asset,left,on\n"
    found = chart_file.load_chart(desk, bad, "chart.csv")
    assert [(one.row, one.column) for one in found] == [
        (3, "account"),
        (4, "account"),
        (4, "type"),
        (4, "normal_balance"),
        (4, "status"),
    ]
    assert len(code_finder.gl_codes(desk)) == 0
    assert not chart_file.load_chart(desk, b"account,title\n1,x\n", "chart.csv").ok


def test_the_file_of_one_client_is_not_anothers(desk: Desk) -> None:
    assert chart_file.load_chart(desk, chart_file.EXAMPLE, "chart.csv").ok
    assert len(code_finder.gl_codes(desk)) == 1
    assert len(code_finder.gl_codes(add_workspace(desk, "Bolt Ltd"))) == 0


def test_a_connection_goes_before_a_file(connected: Desk) -> None:
    with pytest.raises(WorkbenchError, match="There is a connection"):
        chart_file.load_chart(connected, chart_file.EXAMPLE, "chart.csv")
