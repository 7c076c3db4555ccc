"""How a company keeps time, read from the company itself."""

from datetime import date

import pytest

from workbench.gateway.weeks import CompanyTime, company_time

ALL_2026 = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}
LONG_AGO = {"start": date(2020, 1, 1), "end": date(2020, 12, 31)}


def test_the_entities_say_it(gateway):
    found = company_time(gateway, **ALL_2026)
    assert (found.week_starts, found.week_source, found.sheets_begin, found.sheet_days) == (1, "entities", 1, 7)
    assert company_time(gateway, **LONG_AGO) == CompanyTime(1, "entities", None, None, None)


def test_where_they_do_not_the_timesheets_do(gateway, sandbox):
    for entity in ("E100", "E200"):
        sandbox.control("set", object="LOCATIONENTITY", id=entity, fields={"WEEKSTART": None})
    assert company_time(gateway, **ALL_2026).week_source == "timesheets"
    assert company_time(gateway, **LONG_AGO) == CompanyTime(None, "", None, None, None)


@pytest.mark.parametrize(("coded", "day"), [("7", 7), ("0", 7), ("4", 4)])
def test_every_entity_must_agree_at_the_top_level(opened, sandbox, coded, day):
    sandbox.control("set", object="LOCATIONENTITY", id="E100", fields={"WEEKSTART": coded})
    assert company_time(opened(), **LONG_AGO).week_starts is None
    assert company_time(opened(entity="E100"), **LONG_AGO).week_starts == day


def test_timesheets_of_several_lengths_and_days_say_nothing(gateway, sandbox):
    first = sandbox.control("records", object="TIMESHEET")["records"][0]
    sandbox.control("set", object="TIMESHEET", record=first["RECORDNO"], fields={"BEGINDATE": "2026-02-08"})
    found = company_time(gateway, **ALL_2026)
    assert (found.sheets_begin, found.sheet_days) == (None, None)


def test_employees_with_posted_cost_tell_of_labor_cost_posting(gateway, sandbox):
    assert company_time(gateway, **LONG_AGO).labor_cost_posted is None, "no employee says anything"
    sandbox.control("set", object="EMPLOYEE", id="E1001", fields={"POSTACTUALCOST": "false"})
    assert company_time(gateway, **LONG_AGO).labor_cost_posted is False
    sandbox.control("set", object="EMPLOYEE", id="E1002", fields={"POSTACTUALCOST": "true"})
    assert company_time(gateway, **LONG_AGO).labor_cost_posted is True


def test_a_user_without_time_reads_what_the_user_may(opened, sandbox):
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": "ALL", "EMPLOYEE": "ALL"})
    assert company_time(opened(), **ALL_2026) == CompanyTime(1, "entities", None, None, None)
