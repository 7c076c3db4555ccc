"""Broken companies and broken lines: each is told at its own step, in a sentence of its own."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.gateway.answers import authentication, control, data, errors, operation, response, result
from tests.gateway.conftest import Opener, Sandbox
from tests.gateway.wire_server import Caller, serving
from workbench.credentials import Secret
from workbench.gateway import diagnosis
from workbench.gateway.diagnosis import ConnectionTest
from workbench.gateway.gateway import Gateway
from workbench.gateway.patience import Patience
from workbench.gateway.session import Credentials
from workbench.gateway.transport import Timeouts

QUICK: dict[str, Any] = {"patience": Patience(attempts=1, busy=1), "timeouts": Timeouts(2, 2, 3)}
WS = "users.payroll_ws"
DAY = date(2026, 2, 6)


@dataclass(frozen=True)
class Broken:
    """What is wrong, at which step it is told, and words of its sentence and of who can mend it."""

    step: str
    cause: str
    who: str
    control: tuple[dict[str, Any], ...] = ()
    typed: dict[str, str] = field(default_factory=dict)
    interface: str = "gl_export"
    journal: str = "PYRJ"


def setting(path: str, value: Any) -> dict[str, Any]:
    return {"verb": "set", "setting": path, "value": value}


def denied(*objects: str) -> tuple[dict[str, Any], ...]:
    return (setting(f"{WS}.denied", dict.fromkeys(objects, "ALL")),)


def fault(kind: str, on: str = "*", **more: Any) -> tuple[dict[str, Any], ...]:
    return ({"verb": "faults", "faults": [{"kind": kind, "on": on, "times": 0, **more}]},)


def emptied(*numbers: tuple[str, str]) -> tuple[dict[str, Any], ...]:
    return tuple({"verb": "delete", "object": name, "id": one} for name, one in numbers)


ADMIN, YOU, ISSUER, NET, NOBODY = "administrator", "you", "issued the sender ID", "network", "nobody"
TIME, COST = "time_import", "job_cost_export"
COMPANIES: dict[str, Broken] = {
    # the sender
    "sender ID unknown": Broken("sender", "sender ID or the sender password", ISSUER, typed={"sender_id": "nobody"}),
    "sender ID in another case": Broken(
        "sender", "sender ID or the sender password", ISSUER, typed={"sender_id": "Workbench_Demo"}
    ),
    "sender password": Broken("sender", "sender password is wrong", ISSUER, typed={"sender_password": "wrong"}),
    "sender password changed there": Broken(
        "sender", "sender password is wrong", ISSUER, (setting("senders.workbench_demo.password", "new"),)
    ),
    "sender refused with 401": Broken(
        "sender",
        "sender password is wrong",
        ISSUER,
        (setting("switches.sender_refused_with_401", "true"),),
        {"sender_password": "wrong"},
    ),
    # the company
    "company unknown": Broken("company", "company ID is not known", YOU, typed={"company": "NOPE"}),
    "company with a blank in it": Broken(
        "company", "company ID is not known", YOU, typed={"company": "WORKBENCH DEMO"}
    ),
    "company and entity in one": Broken(
        "company", "company ID is not known", YOU, typed={"company": "WORKBENCH-DEMO|E100"}
    ),
    "sender not authorized": Broken(
        "company", "not authorized this sender", ADMIN, (setting("senders.workbench_demo.authorized", "false"),)
    ),
    "another sender authorized": Broken(
        "company",
        "not authorized this sender",
        ADMIN,
        typed={"sender_id": "stranger_sender", "sender_password": "sender#2&<no>"},
    ),
    "address refused": Broken(
        "company", "refuses calls from this network", ADMIN, (setting("switches.ip_denied", "true"),)
    ),
    "demo expired": Broken("company", "demo company has expired", ADMIN, (setting("switches.expired", "true"),)),
    # the user
    "user unknown": Broken("sign-in", "user name is incorrect", YOU, typed={"user": "nobody"}),
    "user inactive": Broken("sign-in", "not active", YOU, (setting(f"{WS}.status", "inactive"),)),
    "password": Broken("sign-in", "password or the entity", YOU, typed={"password": "wrong"}),
    "password in another case": Broken("sign-in", "password or the entity", YOU, typed={"password": "P&W<DEMO>#1"}),
    "password cut at its #": Broken("sign-in", "password or the entity", YOU, typed={"password": "p&w<demo>"}),
    "locked after many failures": Broken("sign-in", "password or the entity", YOU, (setting(f"{WS}.failed", "10"),)),
    # the entity
    "entity unknown": Broken("entity", "'E900' is no entity", YOU, typed={"entity": "E900"}),
    "entity by its name": Broken("entity", "'Ontario' is no entity", YOU, typed={"entity": "Ontario"}),
    "a location inside an entity": Broken("entity", "'E100-OTT' is no entity", YOU, typed={"entity": "E100-OTT"}),
    "entity closed to the user": Broken(
        "entity",
        "'E200' is no entity",
        YOU,
        typed={"user": "payroll_e100", "password": "p&w<ontario>#1", "entity": "E200"},
    ),
    "entity inactive": Broken(
        "entity",
        "'E200' is no entity",
        YOU,
        ({"verb": "set", "object": "LOCATIONENTITY", "id": "E200", "fields": {"STATUS": "inactive"}},),
        {"entity": "E200"},
    ),
    # the rights of each interface
    "no accounts": Broken("rights", "may not read accounts", ADMIN, denied("GLACCOUNT")),
    "no journals": Broken("rights", "may not read journals", ADMIN, denied("GLJOURNAL")),
    "no journal entries": Broken("rights", "may not read journal entries", ADMIN, denied("GLBATCH")),
    "no entry lines": Broken("rights", "may not read journal entry lines", ADMIN, denied("GLENTRY")),
    "no timesheet entries": Broken(
        "rights", "may not read timesheet entries", ADMIN, denied("TIMESHEETENTRY"), interface=TIME
    ),
    "no timesheets": Broken("rights", "may not read timesheets", ADMIN, denied("TIMESHEET"), interface=TIME),
    "no time types": Broken("rights", "may not read time types", ADMIN, denied("TIMETYPE"), interface=TIME),
    "no employees": Broken("rights", "may not read employees", ADMIN, denied("EMPLOYEE"), interface=TIME),
    "no timesheets to write": Broken("rights", "may not read timesheets", ADMIN, denied("TIMESHEET"), interface=COST),
    "no time types for job cost": Broken(
        "rights", "may not read time types", ADMIN, denied("TIMETYPE"), interface=COST
    ),
    "no employees for job cost": Broken("rights", "may not read employees", ADMIN, denied("EMPLOYEE"), interface=COST),
    "rights that read nothing": Broken(
        "rights", "shows no accounts at all", ADMIN, (setting("switches.denied_reads", "empty"), *denied("GLACCOUNT"))
    ),
    "no time type set up": Broken(
        "rights",
        "shows no time types at all",
        ADMIN,
        emptied(*(("TIMETYPE", one) for one in ("101", "102", "103", "105", "199"))),
        interface=TIME,
    ),
    # dates, journal
    "day before month": Broken("date format", "/dmY", ADMIN, (setting(f"{WS}.dateformat", "/dmY"),)),
    "year first": Broken("date format", "-Ymd", ADMIN, (setting(f"{WS}.dateformat", "-Ymd"),)),
    "12 hour clock": Broken("date format", "12 hour clock", ADMIN, (setting(f"{WS}.clock", "12"),)),
    "journal unknown": Broken("journal", "PAY does not exist", YOU, journal="PAY"),
    "journal in another case": Broken("journal", "pyrj does not exist", YOU, journal="pyrj"),
    "journal inactive": Broken("journal", "PYRJ-OLD is inactive", YOU, journal="PYRJ-OLD"),
    # load and weather
    "rate limit": Broken("gateway", "busy", NOBODY, fault("throttled")),
    "too many operations": Broken("gateway", "busy", NOBODY, fault("busy")),
    "off-line": Broken("gateway", "temporarily off-line", NOBODY, fault("offline")),
    "off-line after the sign-in": Broken("rights", "temporarily off-line", NOBODY, fault("offline", "query GLACCOUNT")),
    "failing inside": Broken("gateway", "failed to work on the call", NOBODY, fault("error_500_before")),
    "a proxy's page of 502": Broken("gateway", "failed to work on the call", NOBODY, fault("html_502_before")),
    "given up by the proxy": Broken("gateway", "failed to work on the call", NOBODY, fault("gone_524")),
    "cut off": Broken("gateway", "broke before the answer was whole", NET, fault("truncated")),
    "cut XML": Broken("gateway", "not Sage Intacct as documented", NET, fault("cut_body")),
    "empty answer": Broken("gateway", "not Sage Intacct as documented", NET, fault("empty")),
    "reset": Broken("gateway", "broke before the answer was whole", NET, fault("reset_before")),
    "another's answer": Broken("gateway", "belongs to another request", NET, fault("foreign_controlid")),
    "sent elsewhere": Broken("gateway", "sent us elsewhere", NET, fault("redirect", location="http://127.0.0.1:1/")),
    "too slow": Broken("gateway", "did not answer in time", NET, fault("slow", seconds=5)),
    "wrong port": Broken(
        "gateway", "Nothing listens at this address", NET, typed={"endpoint": "http://127.0.0.1:9/ia/xml/xmlgw.phtml"}
    ),
    "failing in the middle": Broken(
        "periods", "failed to work on the call", NOBODY, fault("error_500_before", "query REPORTINGPERIOD")
    ),
}


def told(outcome: ConnectionTest, step: str, cause: str, who: str) -> None:
    """The test stopped at the step, after ticks alone, with a whole diagnosis."""
    told = outcome.diagnosis
    assert not outcome.ok and told is not None
    assert cause in told.cause and who in told.who and told.remedy, told
    assert [one.ok for one in outcome.steps] == [True] * (len(outcome.steps) - 1) + [False]
    assert outcome.steps[-1].name == step and outcome.steps[-1].detail == told.cause


@pytest.mark.parametrize("name", COMPANIES)
def test_a_broken_company_tells_its_own_cause(opened: Opener, sandbox: Sandbox, name: str) -> None:
    broken = COMPANIES[name]
    for one in broken.control:
        sandbox.control(**one)
    outcome = diagnosis.test(opened(QUICK, **broken.typed), broken.interface, broken.journal, DAY)
    told(outcome, broken.step, broken.cause, broken.who)


def test_no_two_kinds_of_trouble_share_a_sentence_that_asks_different_people() -> None:
    assert len(COMPANIES) >= 40
    asked: dict[tuple[str, str], str] = {}
    for broken in COMPANIES.values():
        assert asked.setdefault((broken.step, broken.cause), broken.who) == broken.who


WHOLE = Credentials(
    company="ACME",
    user="ws",
    entity="",
    sender_id="acme",
    endpoint="",
    kind="sandbox",
    password=Secret("canary-user"),
    sender_password=Secret("canary-sender"),
)
Script = Callable[[Caller], None]


def answering(body: bytes, status: str = "200 OK", headers: str = "Content-Type: text/xml\r\n") -> Script:
    def script(caller: Caller) -> None:
        caller.body()
        caller.answer(body, status, headers)

    return script


def garbled(caller: Caller) -> None:
    caller.body()
    caller.say(b"\x16\x03\x01 not http at all\r\n\r\n")


def hung_up(caller: Caller) -> None:
    caller.sock.close()


def half(caller: Caller) -> None:
    caller.body()
    caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<response>")


HTML = "Content-Type: text/html\r\n"
LINES: dict[str, tuple[Script, str, str]] = {
    "the hotel's sign-in page": (
        answering(b"<html><body>Welcome, please sign in</body></html>", headers=HTML),
        "not Sage Intacct as documented",
        NET,
    ),
    "another web server": (answering(b"<h1>Not Found</h1>", "404 Not Found", HTML), "no Sage Intacct gateway", YOU),
    "a page that takes no posts": (answering(b"", "405 Method Not Allowed", HTML), "no Sage Intacct gateway", YOU),
    "a firewall's page": (answering(b"<h1>Blocked</h1>", "403 Forbidden", HTML), "forbids the call", NET),
    "maintenance": (answering(b"<h1>Soon</h1>", "503 Service Unavailable", HTML), "failed to work on the call", NOBODY),
    "a portal's redirect": (
        answering(b"", "302 Found", "Location: http://portal.example/\r\n"),
        "sent us elsewhere",
        NET,
    ),
    "no HTTP": (garbled, "broke before the answer was whole", NET),
    "hangs up": (hung_up, "broke before the answer was whole", NET),
    "half an answer": (half, "broke before the answer was whole", NET),
    "JSON": (answering(b'{"ok": true}'), "not Sage Intacct as documented", NET),
    "another XML": (answering(b"<rss/>"), "not Sage Intacct as documented", NET),
    "broken packing": (
        answering(b"nonsense", headers="Content-Type: text/xml\r\nContent-Encoding: gzip\r\n"),
        "broke before the answer was whole",
        NET,
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_a_broken_line_tells_its_own_cause(name: str) -> None:
    script, cause, who = LINES[name]
    with serving(script) as server:
        told(_tested(server.address), "gateway", cause, who)


def _tested(address: str, **options: Any) -> ConnectionTest:
    with Gateway(replace(WHOLE, endpoint=address, **options), **QUICK, sleep=lambda seconds: None) as gateway:
        return diagnosis.test(gateway, "gl_export", "PYRJ", DAY)


def _certificate(path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def lead_there(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """The network's name service leads every name to the local server, as a hostile one would."""
    there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: there)
    monkeypatch.setenv("NO_PROXY", "*")


REAL = "https://api.intacct.com/ia/xml/xmlgw.phtml"


def test_a_server_with_a_certificate_nobody_signed_gets_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(hung_up, _certificate(tmp_path / "server.pem")) as server:
        lead_there(monkeypatch, server.port)
        outcome = _tested(REAL, kind="intacct")
        told(outcome, "gateway", "could not prove that it is Sage Intacct", NET)
        assert not any(b"canary" in one for one in server.arrived)


def test_a_plain_server_behind_a_tls_address_gets_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(garbled) as server:
        lead_there(monkeypatch, server.port)
        outcome = _tested(REAL, kind="intacct")
        assert outcome.diagnosis is not None and not outcome.ok and NET in outcome.diagnosis.who
        assert not any(b"canary" in one for one in server.arrived)


def test_an_error_nobody_knows_keeps_its_code_text_and_support_id() -> None:
    said = response(
        control(),
        operation(
            authentication("failure"), errors(("ZZ99000001", "The frobnicator is out of cheese. [Support ID: a1%2Eb2]"))
        ),
    )

    def script(caller: Caller) -> None:
        sent = caller.body()
        echoed = sent.partition(b"<controlid>")[2].partition(b"</controlid>")[0]
        own = said.partition(b"<controlid>")[2].partition(b"</controlid>")[0]
        caller.answer(said.replace(own, echoed, 1))

    with serving(script) as server:
        found = _tested(server.address).diagnosis
    assert found is not None and "not in our list" in found.cause
    assert (found.code, found.text, found.support_id) == ("ZZ99000001", "The frobnicator is out of cheese.", "a1.b2")


def test_each_interface_has_steps_of_its_own(opened: Opener) -> None:
    for interface, ledger in (("gl_export", True), ("time_import", False), ("job_cost_export", False)):
        outcome = diagnosis.test(opened(QUICK), interface, "PYRJ", DAY)
        assert outcome.ok, outcome.diagnosis
        assert list(dict.fromkeys(one.name for one in outcome.steps)) == list(diagnosis.steps_of(interface))
        assert ("journal" in diagnosis.steps_of(interface)) is ledger


def test_what_would_write_is_said_and_not_tried(opened: Opener, sandbox: Sandbox) -> None:
    outcome = diagnosis.test(opened(QUICK), "gl_export", "PYRJ", DAY)
    assert any("round-trip proof" in one.detail for one in outcome.steps if one.name == "rights")
    verbs = {str(one["functions"]) for one in sandbox.control("log", last=500)["log"]}
    assert not any("create" in one or "approve" in one or "update" in one or "delete" in one for one in verbs)


def test_the_rights_on_timesheets_are_asked_for_in_a_way_that_writes_nothing(opened: Opener, sandbox: Sandbox) -> None:
    before = sandbox.control("records", object="TIMESHEET")
    outcome = diagnosis.test(opened(QUICK), "job_cost_export", "PYRJ", DAY)
    said = [one.detail for one in outcome.steps if one.name == "rights"]
    assert any("may create and submit timesheets" in one for one in said)
    assert any("may approve timesheets" in one for one in said)
    assert sandbox.control("records", object="TIMESHEET") == before


def test_open_questions_about_the_company_are_answered_by_reading(opened: Opener) -> None:
    answers = diagnosis.test(opened(QUICK), "gl_export", "PYRJ", DAY).answers
    assert answers["REFERENCENO can be searched"] == "yes" and answers["answers as csv"] == "yes"
    assert answers["name of a sum"] == "SUM.AMOUNT"
    assert answers["GLBATCH states"].startswith("Draft, Submitted")
    hours = diagnosis.test(opened(QUICK), "time_import").answers
    assert "Ready for Approval" in hours["TIMESHEETENTRY states"] and "SUM.QTY" in hours["name of a sum"]


@pytest.mark.parametrize(("switch", "answer"), [("SUM", "SUM.AMOUNT"), ("plain", "AMOUNT")])
def test_the_answers_are_this_companys_own(opened: Opener, sandbox: Sandbox, switch: str, answer: str) -> None:
    sandbox.control("set", setting="switches.sum_tag", value=switch)
    assert diagnosis.test(opened(QUICK), "gl_export").answers["name of a sum"] == answer


def test_todays_period_is_named_and_what_cannot_be_read_is_said(opened: Opener, sandbox: Sandbox) -> None:
    def periods(day: date) -> str:
        outcome = diagnosis.test(opened(QUICK), "gl_export", "PYRJ", day)
        return next(one.detail for one in outcome.steps if one.name == "periods")

    assert periods(DAY).startswith("no reporting periods with dates")
    dates = {"START_DATE": "2026-02-01", "END_DATE": "2026-02-28"}
    sandbox.control("add", object="REPORTINGPERIOD", fields={"NAME": "Month Ended February 2026", **dates})
    assert "today lies in Month Ended February 2026" in periods(DAY) and "round-trip proof" in periods(DAY)
    assert "none of them holds today" in periods(date(1999, 1, 1))
    sandbox.control(**denied("REPORTINGPERIOD")[0])
    assert "may not read reporting periods" in periods(DAY)


def test_created_data_of_a_lookalike_is_not_taken_for_a_sign_in() -> None:
    with serving(answering(response(control(), operation(authentication(), result(data("1")))))) as server:
        assert not _tested(server.address).ok
