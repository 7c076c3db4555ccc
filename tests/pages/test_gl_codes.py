"""GL codes: the chart with what it is used by, and everything else the Code Finder reads."""

from __future__ import annotations

from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk


def test_without_a_connection_the_page_says_where_to_begin(open_page: Open) -> None:
    assert "There is no connection to Sage Intacct yet." in text_of(open_page("gl_codes"))


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
