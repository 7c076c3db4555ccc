"""The request is checked against the schema before anything is executed."""

import pytest
from lxml import etree

from tests.sandbox.calls import number_of, query, text_of

ACCOUNTS = query("GLACCOUNT", "RECORDNO", rest="<pagesize>1</pagesize>")


def refused(gateway, body: bytes) -> str:
    """The text of the schema error a body meets; nothing may have been executed."""
    reply = gateway.post(body)
    answer = etree.fromstring(reply.content)
    assert (reply.status_code, answer.findtext("control/status"), number_of(answer)) == (200, "failure", "XL03000003")
    assert answer.find("operation") is None
    return text_of(answer)


@pytest.mark.parametrize(
    "old, new",
    [
        (b"</request>", b""),
        (b"<request>", b'<!DOCTYPE request [<!ENTITY a "b">]><request>'),
        (b"<request>", b"<request><extra/>"),
        (b"<uniqueid>false</uniqueid>", b"<uniqueid>no</uniqueid>"),
        (b"<dtdversion>3.0</dtdversion>", b"<dtdversion>4.0</dtdversion>"),
        (b"<dtdversion>3.0</dtdversion>", b""),
        (b"<controlid>c1</controlid>", b"<controlid/>"),
        (b"<controlid>c1</controlid>", b"<controlid>" + b"x" * 257 + b"</controlid>"),
        (b"<controlid>c1</controlid>", b""),
        (
            b"<controlid>c1</controlid><uniqueid>false</uniqueid>",
            b"<uniqueid>false</uniqueid><controlid>c1</controlid>",
        ),
        (b'transaction="false"', b'transaction="perhaps"'),
        (b'<function controlid="', b'<function control="'),
        (b"<select>", b"<frobnicate/><select>"),
        (b"<query>", b"<frobnicate>"),
        (b"payroll_ws", b"<![CDATA[payroll_ws]]>"),
        (b"payroll_ws", b"payroll\x01ws"),
        (b"payroll_ws", b"payroll_\xe9"),
        (b"p&amp;w", b"p&w"),
    ],
)
def test_a_request_outside_the_schema_is_a_control_failure(gateway, old, new):
    body = gateway.envelope(ACCOUNTS)
    assert old in body
    assert refused(gateway, body.replace(old, new, 1))


def test_the_parse_error_names_line_and_column(gateway):
    assert "line 1, column" in refused(gateway, b"<request><control></request>")


def test_a_function_control_id_has_1_to_256_characters(gateway):
    refused(gateway, gateway.envelope(gateway.function(ACCOUNTS, "x" * 257)))
    assert gateway.result(gateway.function(ACCOUNTS, "x" * 256)).findtext("status") == "success"


def test_an_unknown_transport_policy(gateway):
    body = gateway.envelope(ACCOUNTS).replace(b"<includewhitespace>", b"<policyid>P1</policyid><includewhitespace>")
    answer = etree.fromstring(gateway.post(body).content)
    assert text_of(answer) == "P1 is not a valid transport policy."


def test_the_control_block_is_echoed(gateway):
    control = gateway.call(ACCOUNTS).find("control")
    assert [child.tag for child in control] == ["status", "senderid", "controlid", "uniqueid", "dtdversion"]
    assert control.findtext("controlid") == "c1"


def test_each_function_has_its_own_result(gateway):
    answer = gateway.call(gateway.function(ACCOUNTS, "a"), gateway.function(query("NOTHING", "RECORDNO"), "b"))
    results = [(r.findtext("controlid"), r.findtext("status"), r.findtext("function")) for r in answer.iter("result")]
    assert results == [("a", "success", "query"), ("b", "failure", "query")]


def test_whitespace_comes_unless_refused(gateway):
    body = gateway.envelope(ACCOUNTS)
    assert b"\n  <" not in gateway.post(body).content
    spaced = body.replace(b"<includewhitespace>false</includewhitespace>", b"")
    assert b"\n  <control>" in gateway.post(spaced).content


def test_errors_have_additional_information_when_asked_for(gateway):
    more = "<showadditionalerrorinfo>true</showadditionalerrorinfo>"
    answer = gateway.call(query("NOTHING", "RECORDNO"), extra=more)
    assert answer.findtext(".//error/additionalinfo/errorid")
    assert gateway.call(query("NOTHING", "RECORDNO")).find(".//additionalinfo") is None


def test_every_error_has_its_four_elements_and_a_text(gateway):
    error = gateway.result(query("NOTHING", "RECORDNO")).find("errormessage/error")
    assert [child.tag for child in error] == ["errorno", "description", "description2", "correction"]
    assert error.findtext("description2").startswith("Object definition NOTHING not found [Support ID: ")


def test_the_content_type_names_no_charset(gateway):
    reply = gateway.post(gateway.envelope(ACCOUNTS))
    assert reply.headers["Content-Type"] == 'text/xml; encoding="UTF-8"'


def test_only_post_of_xml_is_taken(gateway):
    body = gateway.envelope(ACCOUNTS)
    assert gateway.session.get(gateway.endpoint, timeout=5).status_code == 405
    assert gateway.post(body, headers={"Content-Type": "application/json"}).status_code == 415
    assert gateway.session.post(gateway.endpoint + "x", data=body, timeout=5).status_code == 404


def test_a_chunked_body_is_taken(gateway):
    reply = gateway.post(iter([gateway.envelope(ACCOUNTS)]))
    assert "<status>success</status>" in reply.text


def test_a_large_answer_is_zipped_when_accepted(gateway):
    body = gateway.envelope(query("GLACCOUNT", "RECORDNO TITLE"))
    assert gateway.post(body).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in gateway.post(body, headers={"Accept-Encoding": "identity"}).headers


def test_a_request_over_the_size_limit(gateway):
    gateway.switch("max_request_bytes", 500)
    assert gateway.post(gateway.envelope(ACCOUNTS)).status_code == 413


def test_too_many_functions(gateway):
    gateway.switch("max_functions", 2)
    assert "functions" in refused(gateway, gateway.envelope(ACCOUNTS, ACCOUNTS, ACCOUNTS))
