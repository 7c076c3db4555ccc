"""Test connection: every step has a tick, the first that fails has cause, cure, somebody and a place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.conftest import Opener, Sandbox
from workbench.gateway import diagnosis
from workbench.gateway.diagnosis import ConnectionTest, from_json
from workbench.gateway.patience import Patience

QUICK: dict[str, Any] = {"patience": Patience(attempts=1)}


def steps(outcome: ConnectionTest) -> list[str]:
    return list(dict.fromkeys(one.name for one in outcome.steps))


def test_a_good_connection_passes_every_step(opened: Opener) -> None:
    outcome = diagnosis.test(opened(), "gl_export", "PYRJ")
    assert outcome.ok and outcome.diagnosis is None and all(one.ok for one in outcome.steps)
    assert steps(outcome) == list(diagnosis.STEPS)
    assert outcome.facts["company"] == "WORKBENCH-DEMO" and outcome.facts["session"] == "120 minutes"
    assert outcome.entities == {"E100": "Ontario", "E200": "Quebec"}


FAILURES: dict[str, tuple[dict[str, str], str, str, str]] = {
    "no server": (
        {"endpoint": "http://127.0.0.1:9/ia/xml/xmlgw.phtml"},
        "gateway",
        "refused the connection",
        "network",
    ),
    "sender password": ({"sender_password": "wrong"}, "sender", "sender password is wrong", "issued the sender ID"),
    "sender": ({"sender_id": "nobody"}, "sender", "sender ID", "issued the sender ID"),
    "authorization": (
        {"sender_id": "stranger_sender", "sender_password": "sender#2&<no>"},
        "company",
        "not authorized this sender",
        "administrator",
    ),
    "company": ({"company": "NOPE"}, "company", "company ID is not known", "you"),
    "user": ({"user": "nobody"}, "sign-in", "user name is incorrect", "you"),
    "password": ({"password": "wrong"}, "sign-in", "password or the entity", "you"),
    "password at an entity": ({"password": "wrong", "entity": "E100"}, "sign-in", "password or the entity", "you"),
    "entity": ({"entity": "E900"}, "entity", "'E900' is no entity", "you"),
    "a location that is no entity": ({"entity": "E100-OTT"}, "entity", "is no entity", "you"),
    "rights": ({"user": "payroll_nogl", "password": "p&w<nogl>#1"}, "rights", "lacks a permission", "administrator"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_is_told_at_its_step(opened: Opener, name: str) -> None:
    changes, step, cause, who = FAILURES[name]
    outcome = diagnosis.test(opened(QUICK, **changes), "gl_export", "PYRJ")
    told = outcome.diagnosis
    assert told is not None and not outcome.ok
    assert steps(outcome) == list(diagnosis.STEPS[: diagnosis.STEPS.index(step) + 1])
    assert [one.ok for one in outcome.steps] == [True] * (len(outcome.steps) - 1) + [False]
    assert cause in told.cause and who in told.who and told.remedy and told.where


def test_a_wrong_entity_is_told_apart_by_one_more_sign_in_and_the_right_ones_are_named(
    opened: Opener, sandbox: Sandbox
) -> None:
    told = diagnosis.test(opened(entity="E900"), "gl_export").diagnosis
    assert told is not None and "E100 (Ontario), E200 (Quebec)" in told.remedy
    assert sum("getAPISession" in str(one["functions"]) for one in sandbox.control("log")["log"]) == 2


def test_a_wrong_password_is_tried_at_most_twice(opened: Opener, sandbox: Sandbox) -> None:
    diagnosis.test(opened(password="wrong", entity="E100"), "gl_export")
    diagnosis.test(opened(password="wrong"), "gl_export")
    assert sum("getAPISession" in str(one["functions"]) for one in sandbox.control("log")["log"]) == 3


@pytest.mark.parametrize(("symbol", "cause"), [("PYRJ-OLD", "is inactive"), ("NOPE", "does not exist")])
def test_a_journal_that_cannot_be_used_is_told(opened: Opener, symbol: str, cause: str) -> None:
    outcome = diagnosis.test(opened(), "gl_export", symbol)
    assert outcome.diagnosis is not None and cause in outcome.diagnosis.cause
    assert steps(outcome)[-1] == "journal"


def test_without_a_journal_the_test_passes_and_says_so(opened: Opener) -> None:
    outcome = diagnosis.test(opened(), "gl_export")
    step = next(one for one in outcome.steps if one.name == "journal")
    assert outcome.ok and step.detail.startswith("none chosen yet")


def test_a_dimension_the_user_may_not_read_is_noted_but_no_failure(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"PROJECT": "ALL", "EMPLOYEE": "ALL"})
    outcome = diagnosis.test(opened(), "gl_export", "PYRJ")
    assert outcome.ok and "but not projects, employees" in str(outcome.steps)


@pytest.mark.parametrize(
    ("dateformat", "clock", "ok"), [("/mdY", "24", True), ("/dmY", "24", False), ("/mdY", "12", False)]
)
def test_the_users_date_format_is_checked(
    opened: Opener, sandbox: Sandbox, dateformat: str, clock: str, ok: bool
) -> None:
    sandbox.control("set", setting="users.payroll_ws.dateformat", value=dateformat)
    sandbox.control("set", setting="users.payroll_ws.clock", value=clock)
    outcome = diagnosis.test(opened(), "gl_export", "PYRJ")
    if "date format" not in outcome.facts:
        pytest.skip("this sandbox does not tell a user's formats")
    assert outcome.ok is ok
    assert ok or (outcome.diagnosis is not None and "dates could be misread" in outcome.diagnosis.cause)


def test_a_line_that_breaks_between_two_steps_is_told(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("faults", faults=[{"kind": "reset_before", "on": "query GLJOURNAL", "times": 0}])
    outcome = diagnosis.test(opened(QUICK), "gl_export", "PYRJ")
    assert not outcome.ok and outcome.diagnosis is not None and "The connection broke" in outcome.diagnosis.cause
    assert outcome.steps[-1].name == "rights"


def test_the_outcome_can_be_kept_and_holds_no_secret(opened: Opener, sandbox: Sandbox) -> None:
    for changes in ({}, {"password": "wrong-canary-pw"}):
        outcome = diagnosis.test(opened(QUICK, **changes), "gl_export", "PYRJ")
        assert from_json(outcome.to_json()) == outcome
        for secret in (sandbox.credentials["password"], sandbox.credentials["sender_password"], "wrong-canary-pw"):
            assert secret not in repr(outcome) + str(outcome.to_json())
