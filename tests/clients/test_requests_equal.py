"""What the workbench sends, held against what the official SDK writes for the same operations."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree

from tests.clients.differences import Element, differences
from workbench.credentials import Secret
from workbench.gateway.document import branch, parse
from workbench.gateway.envelope import envelope
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import create_draft, delete_draft, journal_payload
from workbench.gateway.lookup import known_fields
from workbench.gateway.query import Where, above, all_of, any_of, between, equal, one_of, query_function
from workbench.gateway.session import Credentials
from workbench.money import MONEY

SEED = 20260213
NUMBERS = {"journal": 22, "query": 20, "session": 8}
# Every way in which the two differ, and why that is meant. Order counts within ENTRIES, select, control and login;
# in the others the schema takes any.
MEANT = {
    "only ours: control/showadditionalerrorinfo": "the SDK does not know it; it adds stable ids to the errors",
    "only theirs: options/caseinsensitive false": "the documented default; the SDK always writes it",
    "only theirs: options/showprivate false": "the documented default; the SDK always writes it",
    "only theirs: query/options": "it holds nothing but those defaults",
    "written otherwise: GLENTRY/TRX_AMOUNT": "the SDK takes binary numbers, 100.50 becomes 100.5",
    "order: GLBATCH": "the SDK puts the history comment before the reference; generic objects take any order",
    "order: GLENTRY": "the SDK begins with the document and ends with the memo; likewise",
    "order: query": "the SDK writes select before object; the schema takes them in any order",
}
WORDS = ("O'Neil & Sons", "Żak", "a<b>c", 'say "hi"', "paie du 13 février", "0600", "1E5", "NA", "100%_x", "日本")
FIELDS = ("LOCATION", "DEPARTMENT", "PROJECTID", "TASKID", "COSTTYPEID", "CLASSID", "EMPLOYEEID", "GLDIMCREW")

Operation = dict[str, Any]
Write = Callable[[list[Operation]], list[Element]]


@pytest.fixture
def official(node: str, official_sdk: Path) -> Write:
    """Operations as the official SDK writes them."""

    def write(operations: list[Operation]) -> list[Element]:
        script = Path(__file__).parent / "official" / "write.js"
        done = subprocess.run(
            [node, str(script)],
            input=json.dumps(operations),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            env=os.environ | {"NODE_PATH": str(official_sdk)},
        )
        assert done.returncode == 0, done.stderr
        return [parse(text.encode()) for text in json.loads(done.stdout)]

    return write


# --- one operation in both hands


def signed_in(draw: random.Random, at_entity: bool) -> Credentials:
    return Credentials(
        company="ACME & Co",
        user=draw.choice(("payroll_ws", "paie <ws>")),
        entity="E100" if at_entity else "",
        sender_id="acme_payroll",
        endpoint="http://127.0.0.1:1/ia/xml/xmlgw.phtml",
        kind="sandbox",
        password=Secret("p&w<demo>#1"),
        sender_password=Secret("s&1"),
    )


def login(who: Credentials, session: str = "") -> dict[str, str]:
    """The settings of the SDK for the same credentials: by session, else by login."""
    common = {"senderId": who.sender_id, "senderPassword": who.sender_password.reveal()}
    if session:
        return common | {"sessionId": session}
    entity = {"entityId": who.entity} if who.entity else {}
    return common | {"companyId": who.company, "userId": who.user, "userPassword": who.password.reveal()} | entity


def session(draw: random.Random) -> tuple[bytes, Operation]:
    who = signed_in(draw, at_entity=draw.random() < 0.5)
    sent = envelope(who, branch("getAPISession"), function_id="sign-in")
    asked = {"kind": "session", "controlId": "sign-in", "unique": False, "login": login(who), "asked": {}}
    return sent.body(), asked


def journal(draw: random.Random) -> tuple[bytes, Operation]:
    lines, day = made_lines(draw), date(2026, 1, 1) + timedelta(days=draw.randrange(365))
    reference, title = f"HW{draw.randrange(10**9)}", f"Payroll {draw.choice(WORDS)}"
    source, history = draw.choice(("", "E100")), draw.choice(("", "run & hash"))
    payload = journal_payload(
        journal="PYRJ",
        batch_date=day,
        description=title,
        reference=reference,
        source_entity=source,
        history=history,
        lines=lines,
    )
    given = {"sourceEntityId": source, "historyComment": history}
    asked = {
        "journalSymbol": "PYRJ",
        "day": [day.year, day.month, day.day],
        "description": title,
        "referenceNumber": reference,
        "action": "Draft",
        "lines": [official_line(row, reference if place == 0 else None) for place, row in enumerate(rows(lines))],
        **{name: value for name, value in given.items() if value},
    }
    return by_session(draw, parse(payload.encode()), "journal", asked, unique=True)


def made_lines(draw: random.Random) -> pd.DataFrame:
    """Some debits and the credits that balance them, with dimensions here and there."""
    cents = [draw.randrange(1, 10_000_000) for _ in range(draw.randrange(1, 5))]
    parts = [*((amount, "debit") for amount in cents), (sum(cents), "credit")]
    frame = pd.DataFrame(
        {
            "account": [draw.choice(("6010", "0600", "1E5")) for _ in parts],
            "side": [side for _, side in parts],
            "amount": pd.Series([Decimal(amount) / 100 for amount, _ in parts], dtype=MONEY),
            "memo": [draw.choice(WORDS) for _ in parts],
        }
    )
    chosen = draw.sample(FIELDS, draw.randrange(1, len(FIELDS)))
    return frame.assign(**{name: [draw.choice(("", "10001", *WORDS)) for _ in parts] for name in chosen})


def rows(lines: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in lines.to_dict("records")]


def official_line(row: dict[str, Any], document: str | None) -> dict[str, Any]:
    sign = "" if row["side"] == "debit" else "-"
    fields = {name: value for name, value in row.items() if name in FIELDS and value}
    line = {"account": row["account"], "amount": f"{sign}{row['amount']}", "memo": row["memo"], "fields": fields}
    return line | ({"document": document} if document else {})


def query(draw: random.Random) -> tuple[bytes, Operation]:
    where = draw.choice((None, condition(draw, 0), condition(draw, 2)))
    after, size, private = draw.choice((0, 0, 4711)), draw.randrange(1, 2001), draw.random() < 0.5
    fields = ["RECORDNO", *draw.sample(("ACCOUNTNO", "TITLE", "STATUS", "PROJECT.CUSTOMER.NAME"), 2)]
    function = query_function("GLACCOUNT", fields, where, after=after, pagesize=size, show_private=private)
    seen = all_of(where, above("RECORDNO", str(after)) if after else None)
    asked = {"object": "GLACCOUNT", "fields": fields, "pagesize": size, "showprivate": private}
    return by_session(draw, function, "query", asked | ({"where": spoken(seen)} if seen else {}), unique=False)


def condition(draw: random.Random, depth: int) -> Where:
    if depth and (parts := [condition(draw, depth - 1) for _ in range(draw.randrange(2, 4))]):
        return draw.choice((any_of, all_of))(*parts) or parts[0]
    word, day = draw.choice(WORDS), f"02/{draw.randrange(1, 29):02}/2026"
    some = [equal("TITLE", word), one_of("ACCOUNTNO", draw.sample(WORDS, 3)), between("WHENMODIFIED", day, day)]
    return draw.choice([*some, above("ACCOUNTNO", word)])


def spoken(where: Where) -> dict[str, Any]:
    parts = [spoken(part) for part in where.parts]
    return {"operator": where.operator, "field": where.field, "values": list(where.values), "parts": parts}


def by_session(
    draw: random.Random, function: Element, kind: str, asked: dict[str, Any], unique: bool
) -> tuple[bytes, Operation]:
    who, number = signed_in(draw, at_entity=False), f"{kind}:{draw.randrange(10**6)}"
    sent = envelope(who, function, function_id=number, session_id=Secret("SESSION.."), unique=unique)
    operation = {"kind": kind, "controlId": number, "unique": unique, "login": login(who, "SESSION.."), "asked": asked}
    return sent.body(), operation


MAKE = {"journal": journal, "query": query, "session": session}


# --- the tests


def test_fifty_operations_are_written_alike_but_for_what_is_meant(official):
    draw = random.Random(SEED)
    made = [MAKE[kind](draw) for kind, number in NUMBERS.items() for _ in range(number)]
    written = official([operation for _, operation in made])
    found = {said for (ours, _), theirs in zip(made, written, strict=True) for said in differences(parse(ours), theirs)}
    assert len(written) == 50
    assert found == set(MEANT)


def test_a_difference_that_is_not_meant_is_found(official):
    ours, operation = journal(random.Random(SEED))
    (theirs,) = official([operation])
    theirs.find(".//GLENTRY/TRX_AMOUNT").text = "0.01"
    theirs.find(".//BATCH_TITLE").getparent().remove(theirs.find(".//BATCH_TITLE"))
    found = set(differences(parse(ours), theirs)) - set(MEANT)
    assert {said.partition(":")[0] for said in found} == {"GLENTRY/TRX_AMOUNT", "only ours"}


def test_a_conversation_with_the_sandbox_is_the_one_the_official_client_would_hold(sandbox, official):
    """Sign-in, lookup, a draft, its deletion: taken from the sandbox's log, where secrets are dots."""
    given = sandbox.credentials
    secrets = {name: Secret(given[name]) for name in ("password", "sender_password")}
    who = Credentials(given["company"], given["user"], "", given["sender_id"], given["endpoint"], "sandbox", **secrets)
    payload = drafted()
    with Gateway(who) as gateway:
        known_fields(gateway, "WAREHOUSE")
        number = create_draft(gateway, payload, "draft-1").record_no
        delete_draft(gateway, number)
    log = {"".join(call["functions"]): parse(call["request"].encode()) for call in sandbox.control("log")["log"]}
    asked = {
        "getAPISession": ("session", {}),
        "lookup WAREHOUSE": ("lookup", {"object": "WAREHOUSE"}),
        "delete GLBATCH": ("delete", {"record": number}),
    }
    operations = [as_logged(log[said], kind, more, who) for said, (kind, more) in asked.items()]
    for said, theirs in zip(asked, official(operations), strict=True):
        assert set(differences(log[said], theirs)) == {"only ours: control/showadditionalerrorinfo"}
    assert etree.tostring(log["create GLBATCH"].find(".//create")) == etree.tostring(parse(payload.encode()))


def drafted() -> str:
    amounts = pd.Series([Decimal("5.00"), Decimal("5.00")], dtype=MONEY)
    texts = {"account": ["6010", "2100"], "side": ["debit", "credit"], "memo": ["pay", "net"]}
    lines = pd.DataFrame(texts | {"LOCATION": ["E100", "E100"]}).assign(amount=amounts)
    return journal_payload(
        journal="PYRJ",
        batch_date=date(2026, 2, 13),
        description="Payroll",
        reference="HW-1",
        source_entity="",
        history="",
        lines=lines,
    )


def as_logged(sent: Element, kind: str, asked: dict[str, Any], who: Credentials) -> Operation:
    """The same operation for the SDK, with the dots of the log for secrets and the function's own control id."""
    dots = {"senderPassword": "..."} | ({"userPassword": "..."} if kind == "session" else {})
    settings = login(who, "" if kind == "session" else "...") | dots
    unique = sent.findtext("control/uniqueid") == "true"
    number = sent.find(".//function").get("controlid")
    return {"kind": kind, "controlId": number, "unique": unique, "login": settings, "asked": asked}
