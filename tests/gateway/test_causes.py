"""Errors are told apart by their texts: the guide's five rows and those of the reference."""

from __future__ import annotations

import pytest

from workbench.errors import GatewayError, NotSent
from workbench.gateway.causes import cause_of, causes, leading
from workbench.gateway.diagnosis import diagnose
from workbench.gateway.reply import Trouble

GUIDE = {
    ("GW-0011", "Invalid Request"): "company",
    ("XL0XL03000006", "Sign-in information is incorrect"): "user",
    ("XL03000006", "IA.SIGN_IN_INFORMATION_IS_INCORRECT"): "password",
    (
        "XL03000006",
        "Invalid web services authorization. The sender ID 'paymatesoftwareMPP' is not authorized to make Web Services "
        "requests to company ID 'ACME'. Contact the company administrator to grant Web Services authorization to this "
        "sender ID.",
    ): "authorization",
    (
        "",
        'Required User Password not supplied in config or env variable "INTACCT_USER_PASSWORD"',
    ): "password_not_supplied",
}
REFERENCE = {
    ("XL03000003", "Opening and ending tag mismatch: a line 1 and b"): "envelope",
    ("XL03000006", "Incorrect Intacct XML Partner ID or password."): "sender",
    ("XL03000006", "abc is not a valid transport policy."): "policy",
    ("XL03000006", "Invalid session, please log in again."): "session",
    ("XL03000006", "The following fields cannot be queried CFDA"): "fields",
    ("XL03000009", "The entire transaction in this operation has been rolled back due to an error."): "rolled_back",
    ("XL03000009", "There was an error processing the function"): "processing",
    ("XL03000009", "Object definition TIMETYPE9 not found"): "object",
    ("XMLGW_JPP0002", "Sign-in information is incorrect"): "sender",
    ("GW-0010", "rate limit"): "busy",
    ("invalidRequest", "Invalid Request"): "sender",
    ("XL03000006", "There are too many operations running for this company (200024)"): "busy",
    ("XL03000006", "A request's function with the control ID X is in process"): "in_process",
    ("XL03000006", "The function with the control ID X has already been executed and completed."): "in_process",
    ("XL03000006", "The Service is Temporarily Off-line"): "offline",
    ("XL03000006", "IP Address Denied"): "address",
    ("PL04000005", "You do not have permission for API operation CREATE on objects of type glbatch"): "permission",
    ("PL04000055", "This company is a demo company and has expired."): "expired",
    ("BL34000061", "Another Project with the given value(s) P-9 already exists"): "exists",
    ("BL01001973", "This transaction is missing the Location dimension for the Account 6000"): "dimension_missing",
    ("BL03000018", "Missing the Department dimension for Account 6000"): "dimension_missing",
    ("BL01001973", "The account number '6010' requires a department"): "dimension_missing",
    ("BL01001973", "Account 6999 is not valid"): "invalid_value",
    ("BL01001973", "Invalid Project '10064' specified"): "invalid_value",
    ("BL01001973", "Location must be E100. This value is auto-filled by the Project"): "dimension_forced",
    ("BL01001973", "GL account '6000': '1' is not valid. GL account is restricted by Department."): "restricted",
    ("BL01001973", "Date must be on or after 01/01/2026"): "period",
    ("BL01001973", "The accounting period is closed for this date"): "period",
    ("BL01001973", "Account 2000452 is not valid (200)"): "invalid_value",
    ("DL02000001", "There was an error processing the request."): "processing",
    ("Query Failed", "Object definition VENDOR9 not found"): "object",
    ("BL99999999", "Something nobody has seen before"): "unrecognized",
}  # fmt: skip


@pytest.mark.parametrize(("number", "text"), GUIDE | REFERENCE)
def test_every_known_error_is_recognized(number: str, text: str) -> None:
    assert cause_of(Trouble(number, text)).name == (GUIDE | REFERENCE)[number, text]


def test_every_cause_says_what_to_do_and_who() -> None:
    assert all(one.cause.endswith(".") and one.remedy.endswith(".") and one.who for one in causes())
    assert len({one.name for one in causes()}) == len(causes())


@pytest.mark.parametrize(("number", "text"), GUIDE)
def test_the_guides_failures_have_a_cause_a_cure_somebody_and_a_place(number: str, text: str) -> None:
    told = diagnose(GatewayError("x", errors=((number, text),)))
    assert told.cause and told.remedy and told.who and told.where
    assert (told.code, told.text) == (number, text)


def test_the_five_of_the_guide_differ_in_their_cures() -> None:
    cures = {diagnose(GatewayError("x", errors=(row,))).remedy for row in GUIDE}
    assert len(cures) == 5


def test_an_unknown_error_keeps_code_text_and_support_id() -> None:
    told = diagnose(GatewayError("x", errors=(("BL99", "Odd."),), support_id="abc~1"))
    assert (told.code, told.text, told.support_id) == ("BL99", "Odd.", "abc~1")
    assert "support ID" in told.remedy


def test_an_error_without_an_answer_is_told_as_it_is() -> None:
    told = diagnose(NotSent("Sage Intacct was not reached: the server refused the connection."))
    assert told.cause.endswith("refused the connection.") and told.who == "your network administrator"


def test_the_leading_error_is_the_cause_and_not_its_wrapper() -> None:
    rolled = Trouble("XL03000009", "The entire transaction in this operation has been rolled back due to an error.")
    wrapper, cause = Trouble("BL01001973", "Could not create glbatch record!"), Trouble("BL03000018", "Missing unit")
    assert leading([rolled, wrapper, cause]) == cause
    assert leading([rolled, wrapper]) == rolled and leading([]) == Trouble("", "")
