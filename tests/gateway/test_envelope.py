"""Requests are compared, element by element and in their order, with documents written by hand from the reference."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from lxml import etree

from tests.gateway.answers import SESSION, WHO
from workbench.credentials import MASK
from workbench.gateway.document import branch, parse
from workbench.gateway.envelope import Envelope, envelope
from workbench.gateway.journals import journal_payload
from workbench.gateway.query import all_of, equal, one_of, query_function
from workbench.money import MONEY

DATA = Path(__file__).parent / "data"
KEY = "HW7K3M9Q2XA8FZT-01"


def canonical(document: bytes) -> str:
    return etree.canonicalize(document.decode().partition("?>")[2] or document.decode(), strip_text=True)


def sent(request: Envelope) -> str:
    return canonical(request.body().replace(request.control_id.encode(), b"THIS-ATTEMPT"))


def golden(name: str) -> str:
    return canonical((DATA / f"{name}.xml").read_bytes())


def two_lines() -> pd.DataFrame:
    texts = {
        "account": ["0600", "2100"],
        "side": ["debit", "credit"],
        "memo": ["Regular pay", "Net pay"],
        "LOCATION": ["E100", "NA"],
        "DEPARTMENT": ["1E5", ""],
        "GLDIMCREW": ["7", ""],
    }
    return pd.DataFrame(texts, dtype="str").assign(amount=pd.Series(["1234.50", "1234.50"]).astype(MONEY))


def payload() -> str:
    return journal_payload(
        journal="PYRJ",
        batch_date=date(2026, 2, 6),
        description="Payroll <BW03> Ontario & Québec",
        reference=KEY,
        source_entity="E100",
        history="Payroll workbench 0123456789ab",
        lines=two_lines(),
    )


def test_a_sign_in_at_an_entity() -> None:
    at_entity = replace(WHO, entity="E100")
    assert sent(envelope(at_entity, branch("getAPISession"), function_id="FUNCTION-1")) == golden("sign_in")


def test_a_sign_in_at_the_top_level_names_no_location() -> None:
    request = envelope(WHO, branch("getAPISession"), function_id="FUNCTION-1")
    assert sent(request) == golden("sign_in").replace("<locationid>E100</locationid>", "")


def test_a_query_by_session() -> None:
    where = all_of(equal("JOURNAL", "PYRJ"), one_of("REFERENCENO", ["A", "B&C"]))
    function = query_function("GLBATCH", ["RECORDNO", "STATE"], where, after=0, pagesize=2000, show_private=True)
    first = envelope(WHO, function, function_id="FUNCTION-1", session_id=SESSION)
    unfiltered = golden("query").replace("<greaterthan><field>RECORDNO</field><value>8801</value></greaterthan>", "")
    assert sent(first) == unfiltered


def test_the_next_page_asks_for_what_comes_after_the_last_record() -> None:
    where = all_of(equal("JOURNAL", "PYRJ"), one_of("REFERENCENO", ["A", "B&C"]))
    function = query_function("GLBATCH", ["RECORDNO", "STATE"], where, after=8801, pagesize=2000, show_private=True)
    assert sent(envelope(WHO, function, function_id="FUNCTION-1", session_id=SESSION)) == golden("query")


def test_a_draft_is_created_once_and_in_a_transaction() -> None:
    function = parse(payload().encode())
    request = envelope(WHO, function, function_id=KEY, session_id=SESSION, unique=True)
    assert sent(request) == golden("create_draft")
    assert sent(request) == golden("create_draft"), "a request can be built twice"


def test_each_attempt_has_a_control_id_of_its_own() -> None:
    ids = {envelope(WHO, branch("getAPISession"), function_id="x").control_id for _ in range(100)}
    assert len(ids) == 100


def test_what_is_shown_is_built_without_the_secrets() -> None:
    for session in (None, SESSION):
        request = envelope(WHO, branch("getAPISession"), function_id="x", session_id=session)
        shown = request.shown().decode()
        assert "canary" not in shown + repr(request) and shown.count(MASK) == 2
        expected = request.body().decode().partition("?>")[2].strip()
        for secret in ("canary-sender-p&amp;w#2", "canary-user-p&amp;w&lt;1&gt;#", SESSION.reveal()):
            expected = expected.replace(secret, MASK)
        assert shown == expected


def test_the_payload_holds_no_secret_and_no_envelope() -> None:
    assert "canary" not in payload() and payload().startswith("<create><GLBATCH>")
