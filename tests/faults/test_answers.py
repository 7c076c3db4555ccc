"""An answer is believed only when it is whole and ours: every prefix and many thousand damaged copies of real answers.

What can be told from a damaged answer and what cannot: a mutant may be read as ``sent`` only when an independent
parser finds both statuses, both control ids and the function in it exactly as in the undamaged answer, no error, and
one record number of digits. The digits of that number cannot be checked against anything in the answer; the journal
they name is never trusted, because an export is confirmed only by the read-back under its own reference.
Nor can a refusal be told from an "already executed" whose very sentence was damaged; there the next export of the
same records looks for the draft of the earlier one before it sends anything.

`ANSWER_MUTANTS=200000 python -m pytest tests/faults/test_answers.py` is the long campaign.
"""

import os
import random
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pandas as pd
import pytest

from workbench.credentials import Secret
from workbench.errors import GatewayError
from workbench.frames import BATCH_LINES, conform
from workbench.gateway.document import parse
from workbench.gateway.envelope import envelope
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import journal_payload
from workbench.gateway.outcome import Outcome, created, outcome_of, reply_to
from workbench.gateway.session import Credentials
from workbench.gateway.transport import Answer, Timeouts, Wire
from workbench.money import MONEY

MUTANTS = int(os.environ.get("ANSWER_MUTANTS", "20000"))
SEED = int(os.environ.get("ANSWER_SEED", "20260213"))
KEY = "PW0123456789ABC-01"
NOT_A_SUCCESS = {"rejected", "not_executed", "auth", "unknown"}
BELIEVED = {
    "control/status": "success",
    "operation/authentication/status": "success",
    "operation/result/status": "success",
    "operation/result/function": "create",
    "operation/result/controlid": KEY,
}
WORDS = [
    b"success", b"failure", b"aborted", b"control", b"result", b"status", b"operation", b"controlid", b"errormessage",
    b"RECORDNO", b"</", b"<", b">", b"/>", b"&", b"&amp;", b"&#49;", b"]]>", b"<!--", b"-->", b"<?", b"\x00", b"\xff",
    b"\xfe", b" ", b"\n", b"0", b"9", b"create", b"delete",
]  # fmt: skip


class Recorded:
    """A request that was really sent, and the answers a gateway really gave to it."""

    def __init__(self, sandbox):
        who = sandbox.credentials
        self.credentials = Credentials(
            company=who["company"],
            user=who["user"],
            entity="",
            sender_id=who["sender_id"],
            endpoint=who["endpoint"],
            kind="sandbox",
            password=Secret(who["password"]),
            sender_password=Secret(who["sender_password"]),
        )
        with Gateway(self.credentials) as gateway:
            session = gateway.sign_in_afresh()
        function = parse(payload().encode())
        self.sent = envelope(self.credentials, function, function_id=KEY, session_id=session.id, unique=True)
        sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "inactive"})
        refused = self._ask(function, session, KEY + "-refused").replace(b"-refused<", b"<")
        sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "active"})
        self.success, self.refusal = self._post(session), refused
        self.already_done = self._post(session)

    def _post(self, session):
        wire = Wire(Timeouts(), proxies=False)
        return wire.exchange(session.endpoint, self.sent.body, fresh=True).body

    def _ask(self, function, session, function_id):
        """The same function under another id, its answer made one to ours."""
        other = envelope(self.credentials, function, function_id=function_id, session_id=session.id, unique=True)
        body = Wire(Timeouts(), proxies=False).exchange(session.endpoint, other.body, fresh=True).body
        return body.replace(other.control_id.encode(), self.sent.control_id.encode())

    def read(self, body, status=200) -> Outcome:
        """What the program makes of it; any exception outside the tree of errors fails the test."""
        try:
            _, result = reply_to(Answer(status, "text/xml", body), self.sent)
        except GatewayError as error:
            return outcome_of(error)
        return created(result)


def payload():
    lines = pd.DataFrame({"account": ["6010", "2310"], "side": ["debit", "credit"], "memo": ["Payroll", "Payroll"]})
    lines["amount"] = pd.Series([Decimal("1200.50")] * 2, dtype=MONEY)
    lines["LOCATION"] = "E100"
    return journal_payload(
        journal="PYRJ",
        batch_date=date(2026, 2, 13),
        description="Payroll",
        reference=KEY,
        source_entity="",
        history="",
        lines=conform(lines, BATCH_LINES),
    )


@pytest.fixture(scope="module")
def recorded(sandbox_process):
    sandbox_process.control("reset")
    return Recorded(sandbox_process)


def second_reading(body):
    """The document as expat reads it, in UTF-8 whatever its declaration says."""
    return ElementTree.fromstring(body, ElementTree.XMLParser(encoding="utf-8"))


def says_success(recorded, body) -> bool:
    """Whether an independent parser finds a whole, uncontradicted success of our own request in it."""
    root = second_reading(body)
    control_id = {"control/controlid": recorded.sent.control_id}
    found = {path: [one.text for one in root.findall(path)] for path in BELIEVED | control_id}
    numbers = root.findall("operation/result/data/*/RECORDNO")
    return (
        found == {path: [text] for path, text in (BELIEVED | control_id).items()}
        and not root.findall(".//errormessage/error")
        and len(numbers) == 1
        and re.fullmatch("[0-9]+", numbers[0].text or "") is not None
    )


def mutant(body, others, dice):
    """One damage: bytes, bits, cuts, doubled stretches, words put in or exchanged, two answers spliced."""
    place, other = dice.randrange(len(body)), dice.randrange(len(body))
    match dice.randrange(9):
        case 0:
            return body[:place] + bytes([dice.randrange(256)]) + body[place + 1 :]
        case 1:
            return body[:place] + bytes([body[place] ^ 1 << dice.randrange(8)]) + body[place + 1 :]
        case 2:
            return body[:place] + body[place + dice.randrange(1, 60) :]
        case 3:
            return body[:place] + dice.choice(WORDS) + body[place:]
        case 4:
            return body.replace(dice.choice(WORDS[:10]), dice.choice(WORDS), dice.randrange(1, 4))
        case 5:
            return body[:place] + body[other : other + dice.randrange(1, 200)] + body[place:]
        case 6:
            return _without_an_element(body, dice)
        case 7:
            spliced = dice.choice(others)
            return body[:place] + spliced[dice.randrange(len(spliced)) :]
        case _:
            return _exchanged(body, dice)


def _elements(body):
    return [found.span() for found in re.finditer(rb"<(\w+)[^<>]*>[^<]*</\1>", body)]


def _without_an_element(body, dice):
    start, end = dice.choice(_elements(body))
    return body[:start] + body[end:]


def _exchanged(body, dice):
    (one, end_one), (two, end_two) = sorted(dice.sample(_elements(body), 2))
    return body[:one] + body[two:end_two] + body[end_one:two] + body[one:end_one] + body[end_two:]


def test_the_recorded_answers_are_a_success_a_refusal_and_a_done_already(recorded):
    assert recorded.read(recorded.success).kind == "sent"
    assert recorded.read(recorded.refusal).kind == "rejected"
    assert recorded.read(recorded.already_done).kind == "unknown"
    assert says_success(recorded, recorded.success) and not says_success(recorded, recorded.refusal)


def test_every_prefix_of_a_success_is_unknown(recorded):
    body = recorded.success.rstrip()
    assert len(body) > 500
    assert {recorded.read(body[:size]).kind for size in range(len(body))} == {"unknown"}


def test_every_tail_of_a_success_is_unknown_or_the_success_without_its_declaration(recorded):
    body = recorded.success
    root = body.index(b"<response")
    assert {recorded.read(body[size:]).kind for size in range(root + 1, len(body))} == {"unknown"}


def test_a_success_under_any_other_status_is_not_believed(recorded):
    kinds = {status: recorded.read(recorded.success, status).kind for status in range(100, 600)}
    assert kinds.pop(200) == "sent" and kinds.pop(429) == "not_executed"
    assert set(kinds.values()) == {"unknown"}


@pytest.mark.parametrize("answer", ["success", "refusal", "already_done"])
def test_no_damage_makes_a_success_of_anything_else(recorded, answer):
    """Read as sent only what says so to a second parser; a success is never taken for a refusal."""
    body, dice = getattr(recorded, answer), random.Random(f"{answer} {SEED}")
    others = [one for one in (recorded.success, recorded.refusal, recorded.already_done) if one != body]
    kinds: dict[str, int] = {}
    for number in range(MUTANTS // 3):
        damaged = mutant(body, others, dice)
        kind = recorded.read(damaged).kind
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "sent":
            assert says_success(recorded, damaged), f"mutant {number} of {answer}: {damaged!r}"
        elif kind != "unknown" and answer == "success":
            assert _is_the_other_answer(recorded, damaged), f"mutant {number} of {answer}, {kind}: {damaged!r}"
    assert set(kinds) <= NOT_A_SUCCESS | {"sent"} and kinds["unknown"] > MUTANTS // 12
    print(answer, kinds)


def _is_the_other_answer(recorded, damaged):
    """A splice that is a whole refusal of our request, no trace of a success left in its result."""
    result = second_reading(damaged).find("operation/result")
    return result is not None and result.findtext("status") != "success" and result.find("data/*/RECORDNO") is None
