"""The Code Finder: reads everything once, keeps it, and answers without Intacct from then on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from workbench.desk import Desk
from workbench.errors import ConnectionMissing, GatewayError
from workbench.flows import code_finder, connections
from workbench.frames import CHART
from workbench.gateway.session import drop_session


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    with Desk(sqlite_url, actor="ana") as opened:
        yield opened


@pytest.fixture
def connected(desk: Desk, sandbox: Any) -> Desk:
    connections.connect(desk, "gl_export", **sandbox.credentials)
    with connections.gateway(desk, "gl_export") as gateway:
        drop_session(gateway.credentials)
    return desk


def test_before_the_first_refresh_everything_is_empty_and_the_chart_unknown(desk: Desk) -> None:
    assert list(code_finder.gl_codes(desk).columns) == CHART.names and len(code_finder.gl_codes(desk)) == 0
    assert code_finder.chart_or_none(desk) is None and code_finder.values_or_none(desk) is None
    assert code_finder.entity_of_location(desk) is None and code_finder.refreshed_at(desk) is None
    for frame in (
        code_finder.journals(desk),
        code_finder.entities(desk),
        code_finder.dimension_values(desk, "project"),
    ):
        assert len(frame) == 0 and len(frame.columns) >= 3


def test_without_a_connection_a_refresh_says_so(desk: Desk) -> None:
    with pytest.raises(ConnectionMissing):
        code_finder.refresh_code_finder(desk)


def test_a_refresh_keeps_everything(connected: Desk) -> None:
    told: list[str] = []
    chart = code_finder.refresh_code_finder(connected, told.append)
    pd.testing.assert_frame_equal(chart, code_finder.gl_codes(connected))
    assert len(chart) == 63 and chart.set_index("account").at["6000", "status"] == "inactive"
    assert told == ["Chart of accounts", "Journals", "Entities", "Periods", "Time types", "Dimensions"]
    types = code_finder.time_types(connected).set_index("name")["status"]
    assert types["101"] == "active" and types["199"] == "inactive"
    assert {"PYRJ", "GJ", "PYRJ-OLD"} <= set(code_finder.journals(connected)["symbol"])
    assert code_finder.dimension_values(connected, "project")["code"].tolist() == ["P100", "P200", "P050"]
    values = code_finder.values_or_none(connected)
    assert values is not None and set(values) == {
        "department", "location", "project", "task", "cost_type", "class", "employee",
    }  # fmt: skip
    kept = code_finder.contents(connected)
    assert set(kept["read_by"]) == {"ana"} and len(kept) == 13


def test_every_location_has_its_entity(connected: Desk) -> None:
    code_finder.refresh_code_finder(connected)
    owner = code_finder.entity_of_location(connected)
    assert owner == {"E100": "E100", "E200": "E200", "E100-OTT": "E100", "E200-OLD": "E200"}


def test_what_was_read_stays_when_a_refresh_fails(connected: Desk, sandbox: Any) -> None:
    code_finder.refresh_code_finder(connected)
    before = code_finder.refreshed_at(connected)
    sandbox.control("set", object="GLACCOUNT", id="6010", fields={"TITLE": "Renamed"})
    sandbox.control("faults", faults=[{"kind": "aborted", "on": "query CLASS", "times": 0}])
    with pytest.raises(GatewayError):
        code_finder.refresh_code_finder(connected)
    assert code_finder.refreshed_at(connected) == before
    assert code_finder.gl_codes(connected).set_index("account").at["6010", "title"] == "Salaries"


def test_a_second_refresh_sees_what_changed(connected: Desk, sandbox: Any) -> None:
    code_finder.refresh_code_finder(connected)
    sandbox.control("set", object="GLACCOUNT", id="6010", fields={"STATUS": "inactive"})
    assert code_finder.refresh_code_finder(connected).set_index("account").at["6010", "status"] == "inactive"


def test_a_dimension_the_user_may_not_read_is_left_out(connected: Desk, sandbox: Any) -> None:
    code_finder.refresh_code_finder(connected)
    sandbox.control("set", setting="users.payroll_ws.denied", value={"PROJECT": "ALL"})
    code_finder.refresh_code_finder(connected)
    values = code_finder.values_or_none(connected)
    assert values is not None and "project" not in values and "task" in values


def test_each_company_and_entity_has_its_own(connected: Desk, sandbox: Any) -> None:
    code_finder.refresh_code_finder(connected)
    connections.connect(connected, "gl_export", **sandbox.credentials, entity="E100")
    assert code_finder.chart_or_none(connected) is None
    code_finder.refresh_code_finder(connected)
    assert code_finder.chart_or_none(connected) is not None
    connections.connect(connected, "gl_export", **sandbox.credentials | {"company": "OTHER"})
    assert code_finder.chart_or_none(connected) is None


def test_what_is_kept_needs_neither_intacct_nor_its_password(connected: Desk, sandbox: Any) -> None:
    code_finder.refresh_code_finder(connected)
    before = sandbox.control("stats")
    code_finder.gl_codes(connected), code_finder.values_or_none(connected), code_finder.journals(connected)
    assert sandbox.control("stats") == before


def test_time_types_the_user_may_not_read_leave_the_rest_alone(connected: Desk, sandbox: Any) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMETYPE": "ALL"})
    assert len(code_finder.refresh_code_finder(connected)) == 63
    assert len(code_finder.time_types(connected)) == 0


def test_the_currency_of_the_books_is_named_where_intacct_tells_it(connected: Desk, sandbox: Any) -> None:
    assert code_finder.currency(connected) == ""
    code_finder.refresh_code_finder(connected)
    assert code_finder.currency(connected) == "CAD"
    sandbox.control("set", setting="company.multibasecurrency", value="true")
    sandbox.control("set", object="LOCATIONENTITY", id="E200", fields={"CURRENCY": "USD"})
    code_finder.refresh_code_finder(connected)
    assert code_finder.currency(connected) == ""
