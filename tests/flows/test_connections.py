"""Connections: saved sealed, tested with a cure, opened as a gateway; nobody ever gets a password back."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.desk import Desk
from workbench.errors import Busy, ConnectionMissing, GatewayError, SecretError, SignInRefused, WorkbenchError
from workbench.flows import connections
from workbench.gateway.patience import Patience
from workbench.gateway.session import drop_session
from workbench.store import audit, slots

CANARY = "canary-9c41-user-p&w<#>"
SENDER = "canary-77e0-sender"
REAL = {"company": "ACME", "user": "ws", "password": CANARY, "sender_id": "acme", "sender_password": SENDER}


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    with Desk(sqlite_url, actor="ana") as opened:
        yield opened


@pytest.fixture
def connected(desk: Desk, sandbox: Any) -> Desk:
    connections.connect(desk, "gl_export", **sandbox.credentials)
    with connections.gateway(desk, "gl_export") as gateway:
        drop_session(gateway.credentials)
    return desk


def test_a_saved_connection_says_everything_but_the_passwords(desk: Desk) -> None:
    saved = connections.connect(desk, "gl_export", **REAL, entity="E100")
    assert saved == connections.saved_connection(desk, "gl_export") == connections.saved_connection(desk, "SAGEINSM")
    assert (saved.company, saved.user, saved.entity, saved.sender_id) == ("ACME", "ws", "E100", "acme")
    assert (saved.kind, saved.endpoint) == ("intacct", "https://api.intacct.com/ia/xml/xmlgw.phtml")
    assert (saved.horizon_seconds, saved.active, saved.test) == (1200, True, None)


def test_no_password_is_anywhere_near_the_store(desk: Desk) -> None:
    connections.connect(desk, "gl_export", **REAL)
    with desk.read() as conn:
        history = str(audit.rows(conn, "gl_export"))
    shown = repr(connections.saved_connection(desk, "gl_export")) + connections.connections(desk).to_csv() + history
    home = Path(desk.url.removeprefix("sqlite:///")).parent
    stored = b"".join(one.read_bytes() for one in home.iterdir())
    for secret in (CANARY, SENDER, CANARY.replace("&", "&amp;"), base64.b64encode(SENDER.encode()).decode()):
        assert secret not in shown and secret.encode() not in stored
    assert "connection saved" in history


def test_the_gateway_signs_in_with_what_was_saved(connected: Desk, sandbox: Any) -> None:
    with connections.gateway(connected, "gl_export") as gateway:
        assert gateway.credentials.password.reveal() == sandbox.credentials["password"]
        assert len(gateway.query("GLACCOUNT", ["ACCOUNTNO"])) == 63
    assert connections.api_calls(connected, "gl_export") >= 2


def test_without_a_connection_there_is_none(desk: Desk) -> None:
    assert connections.saved_connection(desk, "gl_export") is None
    for call in (connections.gateway, connections.test_connection):
        with pytest.raises(ConnectionMissing, match="no active connection for GL export"):
            call(desk, "gl_export")
    with pytest.raises(ValueError, match="gl_export, time_import, job_cost_export"):
        connections.gateway(desk, "payroll")


def test_each_interface_has_its_own_connection(desk: Desk) -> None:
    connections.connect(desk, "gl_export", **REAL)
    connections.connect(desk, "time_import", **REAL | {"company": "OTHER"})
    assert connections.saved_connection(desk, "gl_export").company == "ACME"  # type: ignore[union-attr]
    assert connections.saved_connection(desk, "L_SAGEIN").company == "OTHER"  # type: ignore[union-attr]
    shown = connections.connections(desk)
    assert shown["code"].tolist() == ["SAGEINSM", "L_SAGEIN", "SAGEINJC"]
    assert shown["state"].tolist() == ["not tested", "not tested", "no connection"]
    assert shown["company"].tolist() == ["ACME", "OTHER", ""]


def test_a_loopback_address_makes_a_sandbox_connection_with_a_short_horizon(desk: Desk, sandbox: Any) -> None:
    saved = connections.connect(desk, "gl_export", **sandbox.credentials)
    assert (saved.kind, saved.horizon_seconds) == ("sandbox", 12)


@pytest.mark.parametrize(
    "endpoint", ["https://evil.io/ia/xml/xmlgw.phtml", "http://api.intacct.com/ia/xml/xmlgw.phtml", "x"]
)
def test_a_password_is_not_saved_for_another_address(desk: Desk, endpoint: str) -> None:
    with pytest.raises(GatewayError, match="not an address of Sage Intacct"):
        connections.connect(desk, "gl_export", **REAL, endpoint=endpoint)
    assert connections.saved_connection(desk, "gl_export") is None


def test_the_horizon_has_a_floor_for_a_real_company_only(desk: Desk, sandbox: Any) -> None:
    assert connections.connect(desk, "gl_export", **REAL, horizon_minutes=16).horizon_seconds == 960
    for short in ({"horizon_minutes": 15}, {"horizon_seconds": 959}):
        with pytest.raises(WorkbenchError, match="too short"):
            connections.connect(desk, "gl_export", **REAL, **short)
    assert connections.connect(desk, "gl_export", **sandbox.credentials, horizon_seconds=2).horizon_seconds == 2


def test_the_sender_comes_from_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTACCT_SENDER_ID", "from_env")
    monkeypatch.setenv("INTACCT_SENDER_PASSWORD", SENDER)
    saved = connections.connect(desk, "gl_export", company="ACME", user="ws", password=CANARY)
    with connections.gateway(desk, "gl_export") as gateway:
        assert (saved.sender_id, gateway.credentials.sender_password.reveal()) == ("from_env", SENDER)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("company", "company ID"),
        ("user", "user name"),
        ("sender_id", "sender ID"),
        ("sender_password", "sender password"),
    ],
)
def test_what_is_missing_is_named(desk: Desk, missing: str, words: str) -> None:
    given: dict[str, Any] = REAL | {missing: None if missing == "sender_password" else " "}
    with pytest.raises(WorkbenchError, match=f"The {words} is missing"):
        connections.connect(desk, "gl_export", **given)


def test_blanks_around_names_go_and_those_of_a_password_stay(desk: Desk) -> None:
    saved = connections.connect(desk, "gl_export", **REAL | {"company": " ACME ", "password": " x "}, entity=" E100 ")
    with connections.gateway(desk, "gl_export") as gateway:
        assert (saved.company, saved.entity, gateway.credentials.password.reveal()) == ("ACME", "E100", " x ")


def test_what_cannot_be_sent_is_refused_at_entry(desk: Desk) -> None:
    for change in ({"password": "a\x07"}, {"sender_password": "a\x07"}, {"company": "a\x07b"}, {"user": "\x07ws"}):
        with pytest.raises(WorkbenchError, match=r"U\+0007"):
            connections.connect(desk, "gl_export", **REAL | change)


def test_a_stored_password_stays_for_the_same_account_only(desk: Desk) -> None:
    connections.connect(desk, "gl_export", **REAL)
    same = {"company": "ACME", "user": "ws", "password": None}
    connections.connect(desk, "gl_export", **same, entity="E200")
    with connections.gateway(desk, "gl_export") as gateway:
        kept = gateway.credentials
    assert (kept.entity, kept.sender_id) == ("E200", "acme")
    assert (kept.password.reveal(), kept.sender_password.reveal()) == (CANARY, SENDER)
    for change in (
        {"company": "OTHER"},
        {"user": "other"},
        {"endpoint": "https://na12.intacct.com/ia/xml/xmlgw.phtml"},
    ):
        with pytest.raises(SecretError, match="password is missing"):
            connections.connect(desk, "gl_export", **same | change)
    with pytest.raises(SecretError, match="sender password is missing"):
        connections.connect(desk, "gl_export", **same, sender_id="other")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("company", "OTHER"),
        ("user", "other"),
        ("sender_id", "other"),
        ("interface", "time_import"),
        ("kind", "sandbox"),
        ("endpoint", "https://na12.intacct.com/ia/xml/xmlgw.phtml"),
    ],
)
def test_a_password_does_not_follow_a_row_changed_behind_our_back(desk: Desk, column: str, value: str) -> None:
    connections.connect(desk, "gl_export", **REAL)
    with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as behind:
        behind.execute(f'UPDATE connections SET "{column}" = ?', (value,))
    with pytest.raises(SecretError, match="cannot be read"):
        connections.gateway(desk, value if column == "interface" else "gl_export")


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", b'{"password": 7, "sender_password": ""}'])
def test_damaged_secrets_are_a_sentence_and_no_crash(desk: Desk, damage: bytes) -> None:
    connections.connect(desk, "gl_export", **REAL)
    with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as behind:
        behind.execute("UPDATE connections SET secrets = ?", (damage,))
    with pytest.raises(SecretError, match="enter it again"):
        connections.gateway(desk, "gl_export")


def test_another_key_opens_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    connections.connect(desk, "gl_export", **REAL)
    monkeypatch.setenv("WORKBENCH_KEY", base64.b64encode(bytes(32)).decode())
    with pytest.raises(SecretError, match="cannot be read"):
        connections.gateway(desk, "gl_export")


def test_a_teams_database_needs_a_key_and_then_works(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Desk(postgresql_url) as team:
        with pytest.raises(SecretError, match="WORKBENCH_KEY"):
            connections.connect(team, "gl_export", **REAL)
        monkeypatch.setenv("WORKBENCH_KEY", base64.b64encode(bytes(range(32))).decode())
        connections.connect(team, "gl_export", **REAL)
        with connections.gateway(team, "gl_export") as gateway:
            assert gateway.credentials.password.reveal() == CANARY


def test_an_interface_can_be_turned_off(desk: Desk) -> None:
    connections.connect(desk, "gl_export", **REAL)
    connections.set_active(desk, "gl_export", False)
    assert connections.saved_connection(desk, "gl_export") is None
    with pytest.raises(ConnectionMissing):
        connections.gateway(desk, "gl_export")
    connections.set_active(desk, "gl_export", True)
    assert connections.saved_connection(desk, "gl_export") is not None
    with pytest.raises(ConnectionMissing):
        connections.set_active(desk, "time_import", True)


def test_a_good_test_is_kept_with_the_connection(connected: Desk) -> None:
    outcome = connections.test_connection(connected, "gl_export")
    saved = connections.saved_connection(connected, "gl_export")
    assert outcome.ok and saved is not None and saved.test == outcome and saved.tested_at is not None
    assert connections.connections(connected).loc[0, ["state", "cause"]].tolist() == ["works", ""]


def test_a_failed_test_is_kept_with_cause_and_remedy_and_without_a_secret(connected: Desk, sandbox: Any) -> None:
    connections.connect(connected, "gl_export", **sandbox.credentials | {"password": CANARY})
    outcome = connections.test_connection(connected, "gl_export")
    assert outcome.diagnosis is not None and outcome.diagnosis.cause == "The password or the entity is incorrect."
    row = connections.connections(connected).loc[0]
    assert (row["state"], row["cause"]) == ("fails", outcome.diagnosis.cause) and row["remedy"]
    assert CANARY not in repr(outcome) + connections.trace(connected, "gl_export").text()


def test_a_new_password_is_used_at_once(connected: Desk, sandbox: Any) -> None:
    with connections.gateway(connected, "gl_export") as gateway:
        gateway.sign_in()
    connections.connect(connected, "gl_export", **sandbox.credentials | {"password": "wrong"})
    with connections.gateway(connected, "gl_export") as gateway, pytest.raises(SignInRefused):
        gateway.sign_in()


def test_calls_take_the_companys_slot_and_wait_for_it(
    connected: Desk, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = slots.take
    monkeypatch.setattr(slots, "take", lambda *given: take(*given, wait=0.05))
    with connections.gateway(connected, "gl_export", Patience(attempts=1)) as gateway:
        gateway.sign_in()
        held = take(connected.engine, sandbox.credentials["company"], connections.SLOT_FOR, connected.clock)
        with held, pytest.raises(Busy, match="Another call"):
            gateway.query("GLACCOUNT", ["ACCOUNTNO"])
        assert len(gateway.query("GLACCOUNT", ["ACCOUNTNO"])) == 63


def test_the_trace_of_an_interface_outlives_its_gateways(connected: Desk) -> None:
    for _ in range(2):
        with connections.gateway(connected, "gl_export") as gateway:
            gateway.query("GLJOURNAL", ["SYMBOL"])
    told = connections.trace(connected, "SAGEINSM").text()
    assert told.count("<object>GLJOURNAL</object>") == 2 and "p&amp;w" not in told and "sender#1" not in told


def test_an_account_is_copied_sealed_anew_and_works_at_once(connected: Desk, sandbox: Any) -> None:
    copied = connections.copy_connection(connected, "gl_export", "time_import")
    assert (copied.company, copied.user, copied.test) == ("WORKBENCH-DEMO", "payroll_ws", None)
    assert connections.test_connection(connected, "time_import").ok
    with sqlite3.connect(connected.url.removeprefix("sqlite:///")) as behind:
        kept = [bytes(row[0]) for row in behind.execute("SELECT secrets FROM connections")]
    assert len(kept) == 2 and kept[0] != kept[1]
    assert not any(sandbox.credentials["password"].encode() in one for one in kept)


def test_nothing_is_copied_from_an_interface_without_a_connection(desk: Desk) -> None:
    with pytest.raises(ConnectionMissing):
        connections.copy_connection(desk, "gl_export", "time_import")


def test_a_copy_that_replaces_a_connection_forgets_its_test(connected: Desk) -> None:
    connections.copy_connection(connected, "gl_export", "time_import")
    connections.test_connection(connected, "time_import")
    assert connections.copy_connection(connected, "gl_export", "time_import").tested_at is None
