"""Connections: the form of the guide, the steps of the test, and secrets that stay where they belong."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, text_of
from workbench.desk import Desk
from workbench.flows import code_finder, connections


def fill(app, sandbox: SandboxProcess, **other: str):  # type: ignore[no-untyped-def]
    """Type a connection into the form."""
    typed = {**sandbox.credentials, **other}
    for field in ("company", "user", "password", "sender_id", "sender_password", "endpoint"):
        app.text_input(key=f"connection gl_export {field}").set_value(typed[field])
    return app


def press(app, label: str):  # type: ignore[no-untyped-def]
    """Press a button of the form."""
    return next(b for b in app.form_submit_button if b.label == label).click().run()


def test_before_any_connection_the_page_says_what_to_ask_for(open_page: Open) -> None:
    app = open_page("connections")
    assert "Authorize the sender" in app.code[0].value
    assert app.text_input(key="connection gl_export sender_id").placeholder == "for example paymatesoftwareMPP"


def test_a_good_test_ticks_every_step_and_reads_the_accounts(
    desk: Desk, sandbox: SandboxProcess, open_page: Open
) -> None:
    app = press(fill(open_page("connections"), sandbox), "Test connection")
    said = text_of(app)
    saved = connections.saved_connection(desk, "gl_export")
    assert saved is not None and saved.test is not None and saved.test.ok
    assert said.count(":green[:material/check_circle:]") == 10
    assert len(code_finder.gl_codes(desk))


def test_a_failed_test_names_cause_cure_and_who(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    said = text_of(press(fill(open_page("connections"), sandbox, password="nope"), "Test connection"))
    assert ":red[:material/error:] The user signs in" in said
    assert "**Cure:**" in said and "**Who can do it:**" in said


@pytest.mark.parametrize("password", ["p#ss&word<>\"'", "Zażółć €", "  spaces  "])
def test_every_character_of_a_password_is_kept(
    password: str, desk: Desk, sandbox: SandboxProcess, open_page: Open
) -> None:
    press(fill(open_page("connections"), sandbox, password=password), "Save without testing")
    with connections.gateway(desk, "gl_export") as gateway:
        assert gateway.credentials.password.reveal() == password


def test_a_saved_password_is_nowhere_on_the_page_or_in_the_session(
    desk: Desk, sandbox: SandboxProcess, open_page: Open
) -> None:
    app = press(fill(open_page("connections"), sandbox, password="canary-7f3a#"), "Save without testing")
    assert "canary-7f3a#" not in repr(dict(app.session_state.items()))
    assert "canary-7f3a#" not in repr(app)
    assert app.text_input(key="connection gl_export password 1").value == ""
    assert "saved; leave empty to keep it" in app.text_input(key="connection gl_export password 1").placeholder


def test_an_empty_password_keeps_the_saved_one(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    app = press(fill(open_page("connections"), sandbox), "Save without testing")
    press(app, "Test connection")
    saved = connections.saved_connection(desk, "gl_export")
    assert saved is not None and saved.test is not None and saved.test.ok


def test_what_was_typed_stays_when_it_cannot_be_saved(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    app = fill(open_page("connections"), sandbox, endpoint="https://evil.example/ia/xml/xmlgw.phtml")
    press(app, "Save without testing")
    assert connections.saved_connection(desk, "gl_export") is None
    assert app.error
    assert app.text_input(key="connection gl_export company").value == sandbox.credentials["company"]
    assert app.text_input(key="connection gl_export password").value == sandbox.credentials["password"]


def opened(app, name: str):  # type: ignore[no-untyped-def]
    """Set up another interface below the cards."""
    return app.button(key=f"open {name}").click().run()


def test_every_interface_of_the_guide_has_its_card(open_page: Open) -> None:
    app = open_page("connections")
    said = text_of(app)
    for code in ("SAGEINSM", "L_SAGEIN", "SAGEINJC"):
        assert f"**{code} ·" in said
    assert [one.disabled for one in app.toggle] == [True, True, True]


def test_an_interface_takes_the_account_of_another_without_showing_it(
    desk: Desk, sandbox: SandboxProcess, open_page: Open
) -> None:
    connections.connect(desk, "gl_export", **sandbox.credentials)
    app = opened(open_page("connections"), "time_import")
    app.button(key="copy gl_export to time_import").click().run()
    assert not app.exception
    assert app.text_input(key="connection time_import company 1").value == "WORKBENCH-DEMO"
    assert sandbox.credentials["password"] not in repr(dict(app.session_state.items())) + repr(app)
    app = press(app, "Test connection")
    saved = connections.saved_connection(desk, "time_import")
    assert saved is not None and saved.test is not None and saved.test.ok
    assert text_of(app).count(":green[:material/check_circle:]") == 8


def test_an_interface_can_be_turned_off_and_on(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    connections.connect(desk, "gl_export", **sandbox.credentials)
    app = open_page("connections")
    app.toggle[0].set_value(False).run()
    assert connections.saved_connection(desk, "gl_export") is None and ":gray-badge[" in text_of(app)
    app.toggle[0].set_value(True).run()
    assert connections.saved_connection(desk, "gl_export") is not None


def test_after_a_sign_in_the_entity_is_chosen_from_a_list(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    connections.connect(desk, "gl_export", **sandbox.credentials)
    connections.test_connection(desk, "gl_export")
    box = open_page("connections").selectbox(key="connection gl_export entity listed")
    assert box.options == ["Top level", "E100 · Ontario", "E200 · Quebec"]


def test_what_intacct_said_stands_under_the_diagnosis(desk: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    connections.connect(desk, "gl_export", **sandbox.credentials | {"company": "NOPE"})
    connections.test_connection(desk, "gl_export")
    said = text_of(open_page("connections"))
    assert "The company ID is not known to Sage Intacct." in said and "GW\\-0011" in said
    assert ":gray[:material/circle: The user signs in]" in said


def test_the_request_names_the_rights_of_the_interfaces_wanted(open_page: Open) -> None:
    app = open_page("connections")
    assert "Journal Entries" in app.code[0].value and "Time Types" not in app.code[0].value
    app.button_group(key="ask interfaces").set_value(["time_import"]).run()
    assert "Time Types" in app.code[0].value and "Journal Entries" not in app.code[0].value


def test_the_trace_can_be_taken_away_and_the_calls_are_counted(sample: Desk, open_page: Open) -> None:
    app = open_page("connections")
    assert int(app.metric[0].value.replace(",", "")) > 0
    assert any(one.label == "Download trace for support" for one in app.download_button)


def test_the_round_trip_is_run_from_the_page(sample: Desk, sandbox: SandboxProcess, open_page: Open) -> None:
    connections.test_connection(sample, "gl_export")
    app = open_page("connections")
    app.date_input(key="round trip date").set_value(date(2026, 2, 6))
    app.button(key="prove round trip").click().run()
    assert "Round trip proven" in text_of(app) and "A draft of 0.01 is created" in text_of(app)
    assert sandbox.control("journals")["journals"] == []
