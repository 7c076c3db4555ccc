"""What the Code Finder reads is what the company holds, and no more of a person than name and number."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.gateway.conftest import Opener, Sandbox
from workbench.errors import Rejected
from workbench.frames import CHART
from workbench.gateway import lookup
from workbench.gateway.gateway import Gateway
from workbench.gateway.reads import accounts, dimension_values, entities, journals, periods, values_of


def test_the_chart_is_the_companys(gateway: Gateway, sandbox: Sandbox) -> None:
    chart = accounts(gateway)
    theirs = {one["ACCOUNTNO"]: one for one in sandbox.control("records", object="GLACCOUNT")["records"]}
    assert list(chart.columns) == CHART.names and list(chart["account"]) == sorted(theirs) and len(chart) == 63
    for row in chart.itertuples():
        one = theirs[row.account]
        assert (row.title, row.type, row.normal_balance) == (one["TITLE"], one["ACCOUNTTYPE"], one["NORMALBALANCE"])
        assert row.status == one.get("STATUS", "active")


def test_the_chart_says_which_dimensions_an_account_requires(gateway: Gateway) -> None:
    required = accounts(gateway).set_index("account")["required_dimensions"]
    told = {account: required[account] for account in ("6010", "6030", "5300", "5100", "6180", "6300")}
    assert told == {
        "6010": "", "6030": "DEPARTMENT", "5300": "PROJECTID", "5100": "PROJECTID, TASKID",
        "6180": "EMPLOYEEID", "6300": "LOCATION",
    }  # fmt: skip


def test_every_dimension_comes_with_code_name_status_and_parent(gateway: Gateway) -> None:
    values = dimension_values(gateway)
    assert list(values) == ["department", "location", "project", "task", "cost_type", "class", "employee"]
    assert {tuple(frame.columns) for frame in values.values()} == {
        ("code", "name", "status", "parent", "entity", "project")
    }
    department = values["department"].set_index("code")
    assert department.loc["900", ["name", "status"]].tolist() == ["Estimating (closed)", "inactive"]
    tasks = values["task"]
    assert tasks[tasks["code"] == "01-100"]["project"].tolist() == ["P100", "P200"]
    cost = values["cost_type"]
    assert cost[cost["code"] == "LAB"][["project", "parent"]].values.tolist() == [
        ["P100", "01-100"], ["P100", "02-200"], ["P200", "01-100"],
    ]  # fmt: skip
    assert not any(frame.isna().any().any() for frame in values.values())


def test_locations_say_their_entity(gateway: Gateway) -> None:
    places = values_of(gateway, "location").set_index("code")
    assert places["entity"].to_dict() == {"E100": "E100", "E200": "E200", "E100-OTT": "E100", "E200-OLD": "E200"}
    assert places.at["E200-OLD", "status"] == "inactive"


def test_of_an_employee_only_number_and_name_are_asked(gateway: Gateway, sandbox: Sandbox) -> None:
    people = values_of(gateway, "employee").set_index("code")
    assert people.at["E1005", "name"] == "Żak, Tomasz"
    sent = gateway.trace.text() + str(sandbox.control("log", last=500)["log"])
    assert not [one for one in ("SSN", "BIRTHDATE", "ACH", "GENDER", "000-000-10", "<fields>") if one in sent]


def test_journals_and_entities(gateway: Gateway) -> None:
    known = journals(gateway).set_index("symbol")
    assert known.loc["PYRJ", ["title", "status"]].tolist() == ["Payroll Journal", "active"]
    assert known.at["PYRJ-OLD", "status"] == "inactive"
    assert entities(gateway)[["id", "name"]].values.tolist() == [["E100", "Ontario"], ["E200", "Quebec"]]


def test_periods_have_their_days(gateway: Gateway, sandbox: Sandbox) -> None:
    dated = {"NAME": "Month Ended February 2026", "START_DATE": "2026-02-01", "END_DATE": "2026-02-28"}
    sandbox.control("add", object="REPORTINGPERIOD", fields=dated)
    found = periods(gateway).set_index("name")
    assert [str(day) for day in found.loc[dated["NAME"]]] == ["2026-02-01", "2026-02-28"]
    assert str(found["start"].dtype) == "date32[day][pyarrow]"


def test_what_the_role_does_not_hold_is_left_out(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"PROJECT": "ALL", "TASK": "ALL"})
    gateway = opened()
    values = dimension_values(gateway)
    assert "project" not in values and "task" not in values and len(values["class"]) == 3
    with pytest.raises(Rejected, match="permission"):
        values_of(gateway, "project")


def test_another_refusal_is_not_taken_for_a_missing_dimension(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("faults", faults=[{"kind": "aborted", "on": "query PROJECT", "times": 0}])
    with pytest.raises(Rejected):
        dimension_values(opened())


def test_a_large_chart_comes_in_pages_whole(
    gateway: Gateway, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = accounts(gateway)
    plain = gateway.columns
    monkeypatch.setattr(gateway, "columns", lambda *given: plain(*given, pagesize=10))
    pd.testing.assert_frame_equal(accounts(gateway), whole)


def test_fields_a_company_lacks_read_blank(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "known_fields", lambda gateway, object: None)
    columns = lookup.available(gateway, "GLJOURNAL", ["SYMBOL"], ["STATUS", "DISALLOWDIRECTPOSTING", "NOSUCHFIELD"])
    assert columns["SYMBOL"][0] == "PYRJ" and columns["STATUS"][2] == "inactive"
    assert set(columns["NOSUCHFIELD"]) == {""}


def test_a_field_that_is_needed_and_not_there_is_an_error(gateway: Gateway) -> None:
    with pytest.raises(Rejected):
        lookup.available(gateway, "GLJOURNAL", ["SYMBOL", "NOSUCHFIELD"], [])
