"""Connections: the form of the guide, the steps of the test, and secrets that stay where they belong."""

from __future__ import annotations

import pytest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, text_of
from workbench.desk import Desk
from workbench.flows import code_finder, connections


def fill(app, sandbox: SandboxProcess, **other: str):  # type: ignore[no-untyped-def]
    """Type a connection into the form."""
    typed = {**sandbox.credentials, **other}
    for field, key in (("company", "company"), ("user", "user"), ("sender_id", "sender"), ("endpoint", "endpoint")):
        app.text_input(key=f"connection {key}").set_value(typed[field])
    app.text_input(key="password 0").set_value(typed["password"])
    app.text_input(key="sender password 0").set_value(typed["sender_password"])
    return app


def press(app, label: str):  # type: ignore[no-untyped-def]
    """Press a button of the form."""
    return next(b for b in app.form_submit_button if b.label == label).click().run()


def test_before_any_connection_the_page_says_what_to_ask_for(open_page: Open) -> None:
    app = open_page("connections")
    assert "Authorize the sender" in app.code[0].value
    assert app.text_input(key="connection sender").placeholder == "for example paymatesoftwareMPP"


def test_a_good_test_ticks_every_step_and_reads_the_accounts(
    desk: Desk, sandbox: SandboxProcess, open_page: Open
) -> None:
    app = press(fill(open_page("connections"), sandbox), "Test connection")
    said = text_of(app)
    saved = connections.saved_connection(desk, "gl_export")
    assert saved is not None and saved.test is not None and saved.test.ok
    assert said.count(":green[:material/check_circle:]") == 8
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
    assert app.text_input(key="password 1").value == ""
    assert "saved; leave empty to keep it" in app.text_input(key="password 1").placeholder


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
    assert app.text_input(key="connection company").value == sandbox.credentials["company"]
    assert app.text_input(key="password 0").value == sandbox.credentials["password"]
