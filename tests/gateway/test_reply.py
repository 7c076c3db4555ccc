"""What an answer says is decoded for people: markup, entities, support ids and stable ids."""

from __future__ import annotations

from html import escape

import pytest

from tests.gateway.answers import authentication, control, errors, operation, response, result
from workbench.credentials import Secret
from workbench.gateway.document import Unreadable
from workbench.gateway.reply import Trouble, read_reply


def trouble(error: str) -> Trouble:
    body = response(control("failure"), f"<errormessage><error>{error}</error></errormessage>")
    return read_reply(body).troubles[0]


def test_texts_are_decoded_twice_and_the_support_id_is_taken_out() -> None:
    said = "Another &lt;b&gt;Project&lt;/b&gt; with value(s) O&amp;#039;Neil exists [Support ID: a%7Eb]"
    found = trouble(f"<errorno>BL34000061</errorno><description/><description2>{said}</description2><correction/>")
    assert found.text == "Another Project with value(s) O'Neil exists"
    assert (found.number, found.support_id) == ("BL34000061", "a~b")


def test_both_descriptions_are_told_once() -> None:
    both = trouble("<errorno>1</errorno><description>Head</description><description2>Detail</description2>")
    same = trouble("<errorno>1</errorno><description>Same</description><description2>Same</description2>")
    assert (both.text, same.text) == ("Head: Detail", "Same")


def test_stable_ids_are_kept() -> None:
    more = (
        "<additionalinfo><errorid>GL-0493</errorid><description><messageid>IA.DUPLICATE</messageid></description>"
        "</additionalinfo>"
    )
    found = trouble(f"<errorno>1</errorno><description2>Duplicate account</description2>{more}")
    assert (found.error_id, found.message_ids) == ("GL-0493", ("IA.DUPLICATE",))
    assert found.raw() == ("1", "Duplicate account (GL-0493, IA.DUPLICATE)")


def test_a_secret_that_is_repeated_is_masked_escaped_or_not() -> None:
    secret = Secret("p&w<demo>#1")
    said = f"{secret.reveal()} and {escape(secret.reveal())}"
    body = response(control("failure"), errors(("1", said)))
    assert read_reply(body, [secret]).troubles[0].text == "••• and •••"


def test_the_levels_of_a_reply() -> None:
    reply = read_reply(response(control(), operation(authentication(), result("<data/>"), result("<key>7</key>"))))
    assert [level.status for level in reply.levels] == ["success"] * 4
    assert (reply.results[1].key, reply.results[1].records()) == ("7", [])
    assert reply.session_timeout == "2026-07-31T15:00:00+00:00"


@pytest.mark.parametrize("body", [b"<request/>", b"<response/>", response(control(), operation(), operation())])
def test_what_is_no_reply_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_reply(body)
