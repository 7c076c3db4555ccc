"""The test of the job cost connection says whether timesheets may be created and approved, and writes nothing."""

import pytest

from workbench.gateway.diagnosis import test as diagnosed


def told(gateway, sandbox):
    before = len(sandbox.control("records", object="TIMESHEET")["records"])
    outcome = diagnosed(gateway, "job_cost_export")
    assert len(sandbox.control("records", object="TIMESHEET")["records"]) == before
    return outcome


def details(outcome):
    return [step.detail for step in outcome.steps if step.name == "rights"]


def test_who_may_do_both_is_told_so(gateway, sandbox):
    outcome = told(gateway, sandbox)
    assert outcome.ok
    assert any(one.startswith("may create and submit") for one in details(outcome))
    assert any(one.startswith("may approve") for one in details(outcome))


@pytest.mark.parametrize("denied", [["CREATE"], "ALL"])
def test_who_may_not_create_fails_with_the_right_to_ask_for(gateway, sandbox, denied):
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": denied})
    outcome = told(gateway, sandbox)
    assert not outcome.ok and "timesheets" in outcome.diagnosis.cause and "Roles" in outcome.diagnosis.where


def test_who_may_not_approve_passes_and_is_told_which_right_to_ask_for(gateway, sandbox):
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": ["APPROVE"]})
    outcome = told(gateway, sandbox)
    assert outcome.ok
    assert any("may not approve" in one and "ask the administrator" in one for one in details(outcome))
