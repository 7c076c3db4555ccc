"""Job cost records of a loaded run under the setup, checked against what was read from the company."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

import workbench as wb
from tests.flows.test_job_cost_export import Clock, carry_on
from workbench.errors import NotFound
from workbench.flows import job_cost_export, time_setup
from workbench.flows.job_cost import job_cost_records, week_start
from workbench.flows.setup import current_setup, put_setup
from workbench.rules.setup import CategoryAccounts, JobCostStructure, with_category, with_job_cost

RUN, FIELD = "2026-BW03", "Field labor"


@pytest.fixture
def company(ontario, sandbox):
    """The sample, with the job cost export connected as well."""
    wb.connect(ontario, "job_cost_export", **sandbox.credentials)
    return ontario


def said(records):
    return {f.code for f in records.findings}


def test_the_records_of_the_sample_are_ready_to_export(company):
    records = wb.create_job_cost_records(company, RUN, FIELD)
    assert list(records.records["employee"]) == ["E1002", "E1003", "E1005"]
    assert records.records["ok"].all() and not records.findings.errors
    assert said(records) == {"not_on_entry", "labor_cost_posting_unknown"}
    assert records.lines["units"].sum() == Decimal(246)
    chosen = wb.create_job_cost_records(company, RUN, FIELD, employees="E1003")
    assert list(chosen.records["employee"]) == ["E1003"]


def test_without_a_company_everything_works_and_says_what_is_not_known(desk_without_connection):
    records = job_cost_records(desk_without_connection, RUN, FIELD)
    assert not records.findings.errors
    assert {"time_types_unknown", "codes_unknown", "week_start_assumed"} <= said(records)


def test_a_structure_is_asked_for_by_name(company):
    with pytest.raises(NotFound, match="Known structures: Field labor"):
        wb.create_job_cost_records(company, RUN, "Shop")
    put_setup(company, with_job_cost(current_setup(company), JobCostStructure("Shop", categories=("101",))))
    shop = wb.create_job_cost_records(company, RUN, "Shop")
    assert not len(shop.lines) and list(shop.records["cause"]) == ["80 paid units of 101 have no labor record"] * 2


def test_time_types_and_codes_are_compared_with_the_company(company, sandbox):
    sandbox.control("set", object="TIMETYPE", id="103", fields={"STATUS": "inactive"})
    sandbox.control("set", object="PROJECT", id="P200", fields={"STATUS": "inactive"})
    sandbox.control("set", object="EMPLOYEE", id="E1005", fields={"STATUS": "inactive"})
    wb.refresh_code_finder(company)
    records = wb.create_job_cost_records(company, RUN, FIELD)
    assert {f.code for f in records.findings.errors} == {"inactive_time_type", "inactive_value", "inactive_employee"}
    assert list(records.records["ok"]) == [False, False, False]
    assert records.records["cause"].iloc[2].startswith("Employee E1005 is inactive")


def test_weeks_begin_as_in_the_company_until_a_person_says_otherwise(company, sandbox):
    assert week_start(company) == 1
    time_setup.say_week_start(company, 7)
    records = wb.create_job_cost_records(company, RUN, FIELD)
    assert {day.isoweekday() for day in records.lines["week_start"]} == {7}
    assert time_setup.refresh_time_setup(company).week_starts == 7, "what a person said stays"
    time_setup.say_week_start(company, None)
    assert (week_start(company), time_setup.time_setup(company).week_source) == (1, "entities")
    with pytest.raises(ValueError, match="1 is Monday"):
        time_setup.say_week_start(company, 8)


def test_a_company_that_cannot_be_reached_leaves_monday_and_says_so(company, sandbox):
    sandbox.control("set", setting="users.payroll_ws.status", value="inactive")
    assert "week_start_assumed" in said(wb.create_job_cost_records(company, RUN, FIELD))


def test_labor_cost_that_would_be_booked_twice_is_told_with_the_choice(company):
    time_setup.say_labor_cost_posted(company, True)
    (twice,) = [f for f in job_cost_records(company, RUN, FIELD).findings if f.code == "labor_cost_posted_twice"]
    assert twice.severity == "warning" and "102, 103" in twice.message and "clearing account" in twice.remedy
    time_setup.say_labor_cost_posted(company, False)
    assert "labor_cost_posted_twice" not in said(job_cost_records(company, RUN, FIELD))
    time_setup.say_labor_cost_posted(company, True)
    setup = current_setup(company)
    for code in ("102", "103"):
        setup = with_category(setup, code, CategoryAccounts(debit="6020", post=False))
    put_setup(company, setup)
    assert "labor_cost_posted_twice" not in said(job_cost_records(company, RUN, FIELD))
    assert time_setup.say_labor_cost_posted(company, None).posting_source == ""


def test_what_is_known_belongs_to_one_company(company, sandbox):
    time_setup.say_week_start(company, 3)
    wb.connect(company, "job_cost_export", **sandbox.credentials, entity="E100")
    assert week_start(company) == 1


def test_sheets_of_another_length_are_told(company, sandbox):
    biweekly = {"BEGINDATE": "2026-02-09", "ENDDATE": "2026-02-22"}
    for sheet in sandbox.control("records", object="TIMESHEET")["records"]:
        sandbox.control("set", object="TIMESHEET", record=sheet["RECORDNO"], fields=biweekly)
    assert "sheets_are_no_weeks" in said(job_cost_records(company, RUN, FIELD))


def test_entities_and_timesheets_that_disagree_are_told(company, sandbox):
    for entity in ("E100", "E200"):
        sandbox.control("set", object="LOCATIONENTITY", id=entity, fields={"WEEKSTART": "7"})
    records = job_cost_records(company, RUN, FIELD)
    assert {day.isoweekday() for day in records.lines["week_start"]} == {7}
    (told,) = [f for f in records.findings if f.code == "week_start_disputed"]
    assert "begin on Sunday, but the timesheets in Intacct begin on Monday" in told.message


def test_a_company_out_of_reach_is_not_asked_at_every_look(company, sandbox, monkeypatch):
    sandbox.control("set", setting="users.payroll_ws.status", value="inactive")
    assert not time_setup.time_setup(company).read_at
    calls = sandbox.control("stats")["requests"]
    time_setup.time_setup(company)
    assert sandbox.control("stats")["requests"] == calls
    later = company.clock() + timedelta(minutes=11)
    sandbox.control("set", setting="users.payroll_ws.status", value="active")
    monkeypatch.setattr(company, "clock", lambda: later)
    assert time_setup.time_setup(company).week_source == "entities"


def test_a_company_whose_weeks_begin_on_thursday_takes_the_timesheets(company, sandbox):
    """26 January to 8 February are three weeks of theirs."""
    for sheet in sandbox.control("records", object="TIMESHEET")["records"]:  # of Monday weeks, which overlap
        sandbox.control("delete", object="TIMESHEET", record=sheet["RECORDNO"])
    sandbox.control("set", setting="switches.week_starts", value="4")
    for entity in ("E100", "E200"):
        sandbox.control("set", object="LOCATIONENTITY", id=entity, fields={"WEEKSTART": "4"})
    company.clock = Clock()
    records = wb.create_job_cost_records(company, RUN, FIELD, ["E1003"])
    batch = wb.preview_job_cost(company, records, batch_date=date(2026, 2, 13), description="BW03")
    assert [str(sheet.week_start) for sheet in batch.sheets] == ["2026-01-22", "2026-01-29", "2026-02-05"]
    done = carry_on(company, job_cost_export.intend(company, batch))
    assert (done.landed, done.approved) == (3, 3), done.summary
    assert sum(done.sheets["units"]) == Decimal(86)


def test_a_company_that_only_takes_timesheets_is_asked_for_its_codes(desk_without_connection, sandbox):
    desk = desk_without_connection
    sandbox.control("set", object="TIMETYPE", id="103", fields={"STATUS": "inactive"})
    sandbox.control("set", object="PROJECT", id="P200", fields={"STATUS": "inactive"})
    wb.connect(desk, "job_cost_export", **sandbox.credentials)
    records = job_cost_records(desk, RUN, FIELD)
    assert {f.code for f in records.findings.errors} == {"inactive_time_type", "inactive_value"}
    assert not {"time_types_unknown", "codes_unknown"} & said(records)
