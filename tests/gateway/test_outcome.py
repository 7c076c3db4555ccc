"""The table of outcomes, row by row: only a whole answer of ours is believed, everything else is unknown."""

from __future__ import annotations

import random

import pytest

from tests.gateway.answers import (
    SENT,
    SESSION,
    WHO,
    authentication,
    control,
    created,
    data,
    errors,
    operation,
    refused,
    response,
    result,
)
from workbench.errors import Busy, GatewayError, NotSent, OutcomeUnknown, Rejected, SignInRefused
from workbench.gateway import outcome
from workbench.gateway.outcome import Outcome, reply_to
from workbench.gateway.transport import Answer

RULE = ("BL01001973", "This transaction is missing the Location dimension for the Account 6000")
ROLLED_BACK = ("XL03000009", "The entire transaction in this operation has been rolled back due to an error.")
THROTTLED = ("GW-0010", "rate limit text")
TOO_MANY = ("XL03000006", "There are too many operations running for this company (200024)")
OFFLINE = ("XL03000006", "The Service is Temporarily Off-line")
IN_PROCESS = ("XL03000006", f"A request's function with the control ID {SENT.function_id} is in process")
DONE = ("XL03000006", f"The function with the control ID {SENT.function_id} has already been executed and completed.")
SIGN_IN = ("XL03000006", "Sign-in information is incorrect")
SESSION_GONE = ("XL03000006", f"Invalid session {SESSION.reveal()}")
AUTHORIZATION = ("XL03000006", "Invalid Web Services Authorization. The sender ID 'x' is not authorized")
FOREIGN = "another-request"


def bare(*pairs: tuple[str, str]) -> bytes:
    return response("<control><status>failure</status></control>", errors(*pairs))


def signed_in(*pairs: tuple[str, str], status: str = "failure") -> bytes:
    return response(control(), operation(authentication(status), errors(*pairs)))


def kind_of(answer: Answer) -> Outcome:
    try:
        _, found = reply_to(answer, SENT)
    except GatewayError as error:
        return outcome.outcome_of(error)
    return outcome.created(found)


TABLE: dict[str, tuple[str, int, bytes]] = {
    "created": ("sent", 200, created()),
    "HTTP 429 with GW-0010": ("not_executed", 429, bare(THROTTLED)),
    "HTTP 429 with a page": ("not_executed", 429, b"<html/>"),
    "HTTP 429 without a body": ("not_executed", 429, b""),
    "GW-0010 in HTTP 200": ("not_executed", 200, bare(THROTTLED)),
    "200024 in control": ("not_executed", 200, response(control("failure"), errors(TOO_MANY))),
    "200024 in the result": ("not_executed", 200, refused(TOO_MANY)),
    "off-line in control": ("not_executed", 200, bare(OFFLINE)),
    "off-line in the result": ("not_executed", 200, refused(OFFLINE, ROLLED_BACK, status="aborted")),
    "sender refused": ("rejected", 200, bare(("XL03000006", "Incorrect Intacct XML Partner ID or password."))),
    "company refused": ("rejected", 400, bare(("GW-0011", "Invalid Request"))),
    "sender refused with 401": ("rejected", 401, bare(("XMLGW_JPP0002", "Sign-in information is incorrect"))),
    "XML refused": ("rejected", 200, response(control("failure"), errors(("XL03000003", "tag mismatch")))),
    "session gone": ("auth", 200, signed_in(SESSION_GONE)),
    "sign-in refused": ("auth", 200, signed_in(SIGN_IN)),
    "sender not authorized": ("auth", 200, signed_in(AUTHORIZATION)),
    "errors inside authentication": (
        "auth",
        200,
        response(
            control(),
            operation(authentication("failure").replace("</authentication>", errors(SIGN_IN) + "</authentication>")),
        ),
    ),
    "refused by a rule": ("rejected", 200, refused(RULE)),
    "aborted": ("rejected", 200, refused(RULE, ROLLED_BACK, status="aborted")),
    "aborted without a cause": ("rejected", 200, refused(ROLLED_BACK, status="aborted", inner="")),
    "in process": ("unknown", 200, refused(IN_PROCESS)),
    "already done": ("unknown", 200, refused(DONE, ROLLED_BACK, status="aborted")),
    "in process in control": ("unknown", 200, bare(IN_PROCESS)),
    "HTTP 500": ("unknown", 500, b""),
    "HTTP 502 with a page": ("unknown", 502, b"<html><body>Bad Gateway</body></html>"),
    "HTTP 503 with a refusal": ("unknown", 503, bare(THROTTLED)),
    "HTTP 504": ("unknown", 504, b""),
    "HTTP 524": ("unknown", 524, b""),
    "HTTP 500 with a success": ("unknown", 500, created()),
    "HTTP 201 with a success": ("unknown", 201, created()),
    "HTTP 302": ("unknown", 302, b""),
    "HTTP 404 with a page": ("unknown", 404, b"<html/>"),
    "empty": ("unknown", 200, b""),
    "a page": ("unknown", 200, b"<html><body>The Service is Temporarily Off-line</body></html>"),
    "text": ("unknown", 200, b"API rate limit exceeded"),
    "DOCTYPE": ("unknown", 200, created().replace(b"<response>", b"<!DOCTYPE response><response>")),
    "two documents": ("unknown", 200, created() + created().partition(b"?>")[2]),
    "UTF-16": ("unknown", 200, created().decode().encode("utf-16")),
    "Latin-1": ("unknown", 200, refused(("X", "é")).decode().encode("latin-1")),
    "another root": ("unknown", 200, b"<request/>"),
    "foreign control id": ("unknown", 200, created().replace(SENT.control_id.encode(), FOREIGN.encode())),
    "no control id": ("unknown", 200, created().replace(SENT.control_id.encode(), b"")),
    "foreign function id": ("unknown", 200, created().replace(SENT.function_id.encode(), FOREIGN.encode())),
    "no function id": ("unknown", 200, created().replace(SENT.function_id.encode(), b"")),
    "another verb": ("unknown", 200, created().replace(b"<function>create", b"<function>update")),
    "foreign refusal": ("unknown", 200, refused(RULE).replace(SENT.control_id.encode(), FOREIGN.encode())),
    "foreign busy": ("unknown", 200, response(control("failure", control_id=FOREIGN), errors(THROTTLED))),
    "result twice": ("unknown", 200, response(control(), operation(authentication(), result(data("1")) * 2))),
    "no result": ("unknown", 200, response(control(), operation(authentication()))),
    "no operation": ("unknown", 200, response(control())),
    "no control": ("unknown", 200, response(operation(authentication(), result(data("1"))))),
    "control twice": ("unknown", 200, response(control(), control(), operation(authentication(), result(data("1"))))),
    "status twice": ("unknown", 200, created().replace(b"<result>", b"<result><status>success</status>")),
    "another status": ("unknown", 200, created().replace(b"<result><status>success", b"<result><status>queued")),
    "no record": ("unknown", 200, created("")),
    "two records": ("unknown", 200, response(control(), operation(authentication(), result(data("1", "2"))))),
    "a record that is no number": ("unknown", 200, created("88x")),
    "a record of other digits": ("unknown", 200, created("٣")),
    "no data": ("unknown", 200, response(control(), operation(authentication(), result("")))),
    "refused but a record was saved": ("unknown", 200, refused(RULE, inner=data("8812"))),
    "success with an error": ("unknown", 200, refused(RULE, status="success")),
    "failure without an error": (
        "unknown",
        200,
        response(control(), operation(authentication(), result("", "failure"))),
    ),
    "control failure without an error": ("unknown", 200, response(control("failure"))),
    "control failure with a result": (
        "unknown",
        200,
        response(control("failure"), errors(RULE), operation(authentication(), result(data("1")))),
    ),
    "authentication failure with a result": (
        "unknown",
        200,
        response(control(), operation(authentication("failure"), errors(SIGN_IN), result(data("1")))),
    ),
    "authentication failure without an error": ("unknown", 200, signed_in()),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str) -> None:
    kind, status, body = TABLE[name]
    assert kind_of(Answer(status, "text/xml", body)).kind == kind


def test_a_created_draft_names_its_record() -> None:
    assert kind_of(Answer(200, "text/xml", created("8812"))) == Outcome("sent", record_no="8812")


def test_an_answer_to_half_a_request_is_not_sent_whatever_it_says() -> None:
    for status, body in ((413, b"<html/>"), (500, b""), (200, created()), (400, bare(RULE))):
        assert kind_of(Answer(status, "text/xml", body, whole=False)).kind == "not_sent"
    assert kind_of(Answer(429, "text/xml", b"", whole=False)).kind == "not_executed"


def test_every_prefix_of_a_success_is_unknown() -> None:
    whole = created()
    kinds = {kind_of(Answer(200, "text/xml", whole[:size])).kind for size in range(len(whole))}
    assert kinds == {"unknown"}


WORDS = [
    b"success",
    b"failure",
    b"aborted",
    b"control",
    b"result",
    b"status",
    b"operation",
    b"</",
    b"<",
    b">",
    b"&",
    b"\xff",
    b" ",
]


def mutant(body: bytes, chance: random.Random) -> bytes:
    place, other = chance.randrange(len(body)), chance.randrange(len(body))
    match chance.randrange(5):
        case 0:
            return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]
        case 1:
            return body[:place] + body[place + chance.randrange(1, 40) :]
        case 2:
            return body[:place] + chance.choice(WORDS) + body[place:]
        case 3:
            return body.replace(chance.choice(WORDS[:7]), chance.choice(WORDS[:7]), chance.randrange(1, 4))
        case _:
            return body[:place] + body[other : other + 60] + body[place:]


def test_no_damage_turns_a_failure_into_a_success_or_the_reverse() -> None:
    chance = random.Random(20260731)
    seen: dict[str, set[str]] = {"success": set(), "failure": set()}
    for _ in range(20_000):
        for name, body in (("success", created()), ("failure", refused(RULE, ROLLED_BACK, status="aborted"))):
            seen[name].add(kind_of(Answer(200, "text/xml", mutant(body, chance))).kind)
    assert seen["success"] <= {"sent", "unknown"}
    assert "sent" not in seen["failure"]


def test_a_refusal_keeps_every_error_raw_leads_with_the_cause_and_offers_a_cure() -> None:
    said = [ROLLED_BACK, RULE, ("BL01001973", "Could not create glbatch record! [Support ID: abc%7Edef]")]
    with pytest.raises(Rejected) as caught:
        reply_to(Answer(200, "text/xml", refused(*said, status="aborted")), SENT)
    error = caught.value
    assert error.message == f"Sage Intacct says: {RULE[1]}."
    assert "Map the dimension" in error.remedy
    assert error.errors == (ROLLED_BACK, RULE, ("BL01001973", "Could not create glbatch record!"))
    assert error.support_id == "abc~def"


def test_an_unknown_outcome_never_suggests_to_send_again() -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        reply_to(Answer(200, "text/xml", refused(IN_PROCESS)), SENT)
    assert caught.value.remedy == OutcomeUnknown.remedy_default


def test_what_the_answer_repeats_of_a_secret_is_masked() -> None:
    for secret in (SESSION, WHO.sender_password):
        with pytest.raises(SignInRefused) as caught:
            reply_to(Answer(200, "text/xml", signed_in(("XL03000006", f"Not good: {secret.reveal()}"))), SENT)
        assert secret.reveal() not in repr(caught.value.errors) + str(caught.value)
        assert "•••" in str(caught.value)


@pytest.mark.parametrize("error", [OutcomeUnknown("x"), GatewayError("x")])
def test_an_error_outside_the_table_is_unknown(error: GatewayError) -> None:
    assert outcome.outcome_of(error).kind == "unknown"


def test_errors_become_outcomes_with_their_words() -> None:
    found = outcome.outcome_of(Busy("Full.", "Wait.", errors=(THROTTLED,), support_id="s"))
    assert found == Outcome("not_executed", "", "Full.", "Wait.", (THROTTLED,), "s")
    assert outcome.outcome_of(NotSent("Away.")).kind == "not_sent"
