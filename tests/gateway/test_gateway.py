"""Signing in, reading with patience, writing once: behaviour against the sandbox and against servers that lie."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.gateway.answers import WHO, authentication, control, operation, response, result
from tests.gateway.conftest import Opener, Sandbox
from tests.gateway.wire_server import Caller, serving
from workbench.errors import Busy, GatewayError, NotSent, OutcomeUnknown, Rejected, SessionExpired, SignInRefused
from workbench.gateway import patience
from workbench.gateway.budget import calls
from workbench.gateway.document import branch, leaf, parse, text
from workbench.gateway.gateway import Gateway
from workbench.gateway.outcome import Outcome
from workbench.gateway.patience import Patience
from workbench.gateway.session import drop_session
from workbench.gateway.transport import Timeouts

ACCOUNTS = ["ACCOUNTNO", "TITLE"]


def fault(sandbox: Sandbox, kind: str, on: str, **more: Any) -> None:
    sandbox.control("faults", faults=[{"kind": kind, "on": on, **more}])


def asked(sandbox: Sandbox, verb: str) -> int:
    return sum(1 for one in sandbox.control("log", last=500)["log"] if verb in str(one))


def test_one_sign_in_serves_many_calls(gateway: Gateway, sandbox: Sandbox) -> None:
    for _ in range(3):
        gateway.query("GLACCOUNT", ACCOUNTS)
    assert asked(sandbox, "getAPISession") == 1


def test_the_slot_of_the_company_is_held_until_the_answer_is_there(opened: Opener, sandbox: Sandbox) -> None:
    answered: list[int] = []

    @contextmanager
    def slot() -> Iterator[None]:
        yield
        answered.append(asked(sandbox, "getAPISession"))

    opened({"slot": slot}).sign_in()
    assert answered == [1]


def test_two_gateways_share_a_session_and_another_password_does_not(opened: Opener, sandbox: Sandbox) -> None:
    opened().sign_in()
    opened().sign_in()
    with pytest.raises(SignInRefused):
        opened(password="wrong").sign_in()
    assert asked(sandbox, "getAPISession") == 2


def test_a_lapsed_session_is_renewed_once_and_the_read_goes_on(gateway: Gateway, sandbox: Sandbox) -> None:
    gateway.sign_in()
    sandbox.control("advance_clock", seconds=8000)
    assert len(gateway.query("GLACCOUNT", ACCOUNTS)) == 63
    assert asked(sandbox, "getAPISession") == 2


def test_a_session_that_is_never_good_is_given_up_after_one_more_sign_in(gateway: Gateway, sandbox: Sandbox) -> None:
    fault(sandbox, "session_expired", "query GLACCOUNT", times=0)
    with pytest.raises(SessionExpired):
        gateway.read(branch("query", leaf("object", "GLACCOUNT"), branch("select", leaf("field", "RECORDNO"))))
    assert asked(sandbox, "getAPISession") == 2


class Slow:
    """Every look at the clock is forty seconds later."""

    now = 0.0

    def monotonic(self) -> float:
        self.now += 40.0
        return self.now

    time = staticmethod(lambda: 0.0)


def test_a_write_begun_long_ago_does_not_leave_after_all_because_the_session_had_lapsed(
    gateway: Gateway, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.sign_in()
    fault(sandbox, "session_expired", "create GLBATCH")
    monkeypatch.setattr(patience, "time", Slow())
    outcome = gateway.write(branch("create", branch("GLBATCH")), "PW1", lambda _: Outcome("sent"), within=60)
    assert outcome.kind == "not_sent" and asked(sandbox, "create") == 1


def test_a_refused_sign_in_is_never_repeated(opened: Opener, sandbox: Sandbox) -> None:
    with pytest.raises(SignInRefused):
        opened(password="wrong").query("GLACCOUNT", ACCOUNTS)
    assert asked(sandbox, "getAPISession") == 1


@pytest.mark.parametrize(
    "kind", ["throttled", "busy", "offline", "error_500_before", "reset_after", "cut_body", "empty"]
)
def test_a_read_is_repeated_until_it_works(gateway: Gateway, sandbox: Sandbox, kind: str) -> None:
    fault(sandbox, kind, "query GLACCOUNT", times=3)
    assert len(gateway.query("GLACCOUNT", ACCOUNTS)) == 63


def test_patience_ends_with_the_last_error(opened: Opener, sandbox: Sandbox) -> None:
    fault(sandbox, "throttled", "query GLACCOUNT", times=0)
    pauses: list[float] = []
    impatient = opened({"patience": Patience(attempts=3, busy=1, longest=1), "sleep": pauses.append})
    with pytest.raises(Busy):
        impatient.read(branch("query", leaf("object", "GLACCOUNT"), branch("select", leaf("field", "RECORDNO"))))
    assert len(pauses) == 2 and all(0.5 <= one <= 1 for one in pauses)


def test_a_read_that_stays_unknown_does_not_speak_of_sending_again(opened: Opener, sandbox: Sandbox) -> None:
    fault(sandbox, "error_500_before", "query GLACCOUNT", times=0)
    with pytest.raises(OutcomeUnknown) as caught:
        opened({"patience": Patience(attempts=2)}).query("GLACCOUNT", ACCOUNTS)
    assert caught.value.remedy.startswith("Nothing was changed")


def test_a_refused_read_is_asked_once(gateway: Gateway, sandbox: Sandbox) -> None:
    with pytest.raises(Rejected, match="not found"):
        gateway.query("VENDOR9", ["NAME"])
    assert asked(sandbox, "query") == 1


def test_pages_hold_every_record_once_whatever_their_size(gateway: Gateway) -> None:
    whole = gateway.query("GLACCOUNT", ACCOUNTS)
    for size in (1, 7, 62, 63, 64, 2000):
        assert gateway.query("GLACCOUNT", ACCOUNTS, pagesize=size) == whole
    assert len(whole) == 63


def test_rows_can_be_had_in_the_order_of_another_field(gateway: Gateway) -> None:
    rows = gateway.query("GLACCOUNT", ["TITLE"], order="ACCOUNTNO")
    assert list(rows[0]) == ["RECORDNO", "TITLE"]
    by_account = sorted(gateway.query("GLACCOUNT", ACCOUNTS), key=lambda row: row["ACCOUNTNO"])
    assert [row["TITLE"] for row in rows] == [row["TITLE"] for row in by_account]


def test_a_page_that_fails_on_its_way_is_fetched_again(gateway: Gateway, sandbox: Sandbox) -> None:
    whole = gateway.query("GLACCOUNT", ACCOUNTS)
    for kind in ("reset_after", "session_expired", "throttled"):
        fault(sandbox, kind, "query GLACCOUNT", nth=3)
        assert gateway.query("GLACCOUNT", ACCOUNTS, pagesize=10) == whole


def test_records_added_while_reading_neither_shift_nor_double(gateway: Gateway, sandbox: Sandbox) -> None:
    new = {"ACCOUNTNO": "9999", "TITLE": "New", "ACCOUNTTYPE": "incomestatement", "NORMALBALANCE": "debit"}
    added = threading.Event()

    @contextmanager
    def slot() -> Iterator[None]:
        yield
        if not added.is_set() and asked(sandbox, "query") == 2:
            added.set()
            sandbox.control("add", object="GLACCOUNT", fields=new)

    gateway.slot = slot
    numbers = [row["RECORDNO"] for row in gateway.query("GLACCOUNT", ACCOUNTS, pagesize=10)]
    assert added.is_set() and len(numbers) == len(set(numbers)) == 64


def test_one_call_is_in_flight_and_each_holds_the_slot(opened: Opener) -> None:
    held, most = 0, 0

    @contextmanager
    def slot() -> Iterator[None]:
        nonlocal held, most
        held += 1
        most = max(most, held)
        yield
        held -= 1

    before = calls("WORKBENCH-DEMO")
    one = opened({"slot": slot})
    one.query("GLACCOUNT", ACCOUNTS, pagesize=5)
    assert (held, most) == (0, 1)
    assert calls("WORKBENCH-DEMO") - before >= 13


def test_a_slot_that_is_not_to_be_had_means_not_executed(opened: Opener, sandbox: Sandbox) -> None:
    gateway = opened()
    gateway.sign_in()

    @contextmanager
    def full() -> Iterator[None]:
        raise Busy("Another call is still running.")
        yield

    gateway.slot = full
    assert gateway.write(branch("create"), "X", lambda found: Outcome("sent")).kind == "not_executed"
    assert asked(sandbox, "create") == 0


def test_a_write_that_waited_more_than_a_minute_is_not_sent(
    opened: Opener, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = opened()
    gateway.sign_in()
    now = time.time()

    @contextmanager
    def slow() -> Iterator[None]:
        monkeypatch.setattr(time, "time", lambda: now + 61)  # the laptop slept: only the wall clock went on
        yield

    gateway.slot = slow
    outcome = gateway.write(branch("create"), "X", lambda found: Outcome("sent"))
    assert (outcome.kind, asked(sandbox, "create")) == ("not_sent", 0)


def test_how_long_a_write_may_wait_can_be_said(opened: Opener, sandbox: Sandbox) -> None:
    gateway = opened()
    gateway.sign_in()
    outcome = gateway.write(branch("create"), "X", lambda found: Outcome("sent"), within=-1)
    assert (outcome.kind, asked(sandbox, "create")) == ("not_sent", 0)


def test_a_write_whose_sign_in_fails_was_not_sent(opened: Opener, sandbox: Sandbox) -> None:
    cases = {"error_500_after": "not_sent", "reset_after": "not_sent", "throttled": "not_executed"}
    for kind, expected in cases.items():
        gateway = opened()
        drop_session(gateway.credentials)
        fault(sandbox, kind, "getAPISession")
        assert gateway.write(branch("create"), "X", lambda found: Outcome("sent")).kind == expected
    refused = opened(password="wrong").write(branch("create"), "X", lambda found: Outcome("sent"))
    assert (refused.kind, asked(sandbox, "create")) == ("auth", 0)


def signs_in_at(endpoint: str) -> Any:
    """A gateway that accepts every sign-in and names this address for what follows."""

    def script(caller: Caller) -> None:
        sent = parse(caller.body())
        ids = text(sent[0], "controlid"), sent.find(".//function").get("controlid")
        api = f"<data><api><sessionid>s1</sessionid><endpoint>{endpoint}</endpoint><locationid/></api></data>"
        answer = result(api, verb="getAPISession", control_id=ids[1])
        caller.answer(response(control(control_id=ids[0]), operation(authentication(), answer)))

    return script


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.intacct.com/ia/xml/xmlgw.phtml",
        "http://evil.io/ia/xml/xmlgw.phtml",
        "http://127.0.0.1:1@evil.io/ia/xml/xmlgw.phtml",
        "",
    ],
)
def test_an_answer_cannot_send_the_session_elsewhere(endpoint: str) -> None:
    with serving(signs_in_at(endpoint)) as server:
        liar = Gateway(replace(WHO, endpoint=server.address, kind="sandbox"), patience=Patience(attempts=1))
        with pytest.raises(GatewayError, match="not one of Sage Intacct"):
            liar.sign_in()
        outcome = liar.write(branch("create"), "X", lambda found: Outcome("sent"))
        assert outcome.kind == "not_sent"
        assert all(b"<create" not in bytes(one) for one in server.arrived)


def test_a_gateway_is_not_opened_on_an_address_of_another_kind() -> None:
    with pytest.raises(GatewayError):
        Gateway(replace(WHO, endpoint="http://127.0.0.1:8901/ia/xml/xmlgw.phtml"))
    with pytest.raises(GatewayError):
        Gateway(replace(WHO, kind="sandbox"))


def test_a_server_that_is_not_there_is_told_in_a_sentence(opened: Opener) -> None:
    away = opened({"patience": Patience(attempts=2)}, endpoint="http://127.0.0.1:9/ia/xml/xmlgw.phtml")
    with pytest.raises(NotSent, match="refused the connection"):
        away.sign_in()


def test_neither_trace_nor_log_shows_a_secret(
    opened: Opener, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway = opened()
    session = gateway.sign_in().id.reveal()
    gateway.query("GLACCOUNT", ACCOUNTS, pagesize=20)
    fault(sandbox, "cut_body", "query GLACCOUNT")
    gateway.query("GLACCOUNT", ACCOUNTS)
    drop_session(gateway.credentials)
    fault(sandbox, "cut_body", "getAPISession")
    gateway.sign_in()
    assert "POST /ia/xml/xmlgw.phtml" in caplog.text
    told = gateway.trace.text() + caplog.text
    for secret in (session, gateway.sign_in().id.reveal(), sandbox.credentials["password"], "p&amp;w&lt;demo"):
        assert secret not in told
    assert sandbox.credentials["sender_password"] not in told and "sender#1" not in told
    assert "<field>ACCOUNTNO</field>" in told and "not shown: it is not XML" in told and "and 17 more" in told


def test_the_trace_keeps_the_last_calls_only(opened: Opener) -> None:
    gateway = opened()
    gateway.query("GLACCOUNT", ACCOUNTS, pagesize=1)
    assert len(gateway.trace.entries()) == 50
    assert [one.verb for one in gateway.trace.entries()] == ["query"] * 50


def test_an_answer_that_never_ends_is_cut_at_the_deadline(opened: Opener, sandbox: Sandbox) -> None:
    gateway = opened({"timeouts": Timeouts(read=0.3, total=0.6), "patience": Patience(attempts=1)})
    gateway.sign_in()
    fault(sandbox, "drip", "query GLACCOUNT", seconds=0.1, times=0)
    with pytest.raises(OutcomeUnknown, match="too long"):
        gateway.query("GLACCOUNT", ACCOUNTS)
