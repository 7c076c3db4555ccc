"""Draft journals: refused before they leave, sent at most once, found again, read back to the cent, deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from tests.gateway.conftest import Opener, Sandbox
from workbench.errors import ExportRefused, NotFound, OutcomeUnknown, Rejected
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import (
    create_draft,
    delete_draft,
    find_by_document,
    find_journals,
    journal_by_record,
    journal_lines,
    journal_payload,
)
from workbench.gateway.patience import Patience
from workbench.gateway.transport import Timeouts
from workbench.money import MONEY

KEY = "HW7K3M9Q2XA8FZT-01"
DAY = date(2026, 2, 6)


def lines(*rows: tuple[str, ...], fields: tuple[str, ...] = ("LOCATION", "DEPARTMENT")) -> pd.DataFrame:
    rows = rows or (
        ("6010", "debit", "150.25", "Regular", "E100", "100"),
        ("2100", "credit", "150.25", "Net", "E100", ""),
    )
    frame = pd.DataFrame(rows, columns=["account", "side", "amount", "memo", *fields], dtype="str")
    return frame.assign(amount=frame["amount"].astype(MONEY))


def payload(frame: pd.DataFrame | None = None, **changes: Any) -> str:
    header = {
        "journal": "PYRJ", "batch_date": DAY, "description": "Payroll BW03", "reference": KEY,
        "source_entity": "", "history": "anchor",
    }  # fmt: skip
    return journal_payload(**(header | changes), lines=lines() if frame is None else frame)


def stored(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.control("journals")["journals"])


def test_a_draft_goes_in_is_found_read_back_equal_and_deleted(gateway: Gateway, sandbox: Sandbox) -> None:
    outcome = create_draft(gateway, payload(), KEY)
    assert outcome.kind == "sent"
    (header,) = find_journals(gateway, "PYRJ", [KEY, "HWOTHER"])
    assert (header.record_no, header.state, header.journal, header.reference) == (
        outcome.record_no,
        "Draft",
        "PYRJ",
        KEY,
    )
    assert (header.batch_date, header.title) == (DAY, "Payroll BW03")
    back = journal_lines(gateway, header.record_no)
    pd.testing.assert_frame_equal(back, lines()[back.columns])
    delete_draft(gateway, header.record_no)
    assert (journal_by_record(gateway, header.record_no), stored(sandbox)) == (None, [])


def test_codes_names_and_signs_survive_the_way_there_and_back(gateway: Gateway) -> None:
    memo = "José & <Zoë> \"quoted\" 'single' #1; ]]> é́ 漢"
    sent = lines(
        ("6010", "debit", "0.01", memo, "E100", "200", "P100", "01-100", "UNION"),
        ("6010", "debit", "9999999.99", memo, "E100", "200", "P100", "01-100", "UNION"),
        ("2100", "credit", "10000000.00", "Net", "E100", "", "", "", ""),
        fields=("LOCATION", "DEPARTMENT", "PROJECTID", "TASKID", "CLASSID"),
    )
    record = create_draft(gateway, payload(sent), KEY).record_no
    back = journal_lines(gateway, record, ["LOCATION", "DEPARTMENT", "PROJECTID", "TASKID", "CLASSID"])
    pd.testing.assert_frame_equal(back, sent[back.columns])


def test_a_field_that_was_sent_is_there_even_when_blank_and_another_only_when_filled(gateway: Gateway) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    assert list(journal_lines(gateway, record, ["PROJECTID"]).columns[4:]) == ["PROJECTID", "LOCATION", "DEPARTMENT"]


def test_the_same_control_id_is_never_executed_twice(gateway: Gateway, sandbox: Sandbox) -> None:
    assert [create_draft(gateway, payload(), KEY).kind for _ in range(3)] == ["sent", "unknown", "unknown"]
    assert len(stored(sandbox)) == 1


def test_a_refusal_says_why_and_saves_nothing(gateway: Gateway, sandbox: Sandbox) -> None:
    refused = {
        "inactive account": lines(("6000", "debit", "1", "", "E100", ""), ("2100", "credit", "1", "", "E100", "")),
        "missing department": lines(("6030", "debit", "1", "", "E100", ""), ("2100", "credit", "1", "", "E100", "")),
        "unknown location": lines(("6010", "debit", "1", "", "E900", ""), ("2100", "credit", "1", "", "E900", "")),
    }
    for number, frame in enumerate(refused.values()):
        outcome = create_draft(gateway, payload(frame), f"{KEY}{number}")
        assert outcome.kind == "rejected" and outcome.message.startswith("Sage Intacct says:") and outcome.remedy
        assert outcome.errors[0][1].split(".")[0].split(" (")[0] in outcome.message
    assert stored(sandbox) == []


def test_a_user_without_the_right_is_rejected(opened: Opener) -> None:
    outcome = create_draft(opened(user="payroll_nogl", password="p&w<nogl>#1"), payload(), KEY)
    assert outcome.kind == "rejected" and "permission" in outcome.message


def test_a_lapsed_session_is_renewed_and_the_draft_sent_once(gateway: Gateway, sandbox: Sandbox) -> None:
    gateway.sign_in()
    sandbox.control("advance_clock", seconds=8000)
    assert create_draft(gateway, payload(), KEY).kind == "sent"
    assert len(stored(sandbox)) == 1


def test_a_session_that_is_never_good_is_auth(gateway: Gateway, sandbox: Sandbox) -> None:
    sandbox.control("faults", faults=[{"kind": "session_expired", "on": "create GLBATCH", "times": 0}])
    assert (create_draft(gateway, payload(), KEY).kind, stored(sandbox)) == ("auth", [])


# What a fault of the gateway is taken for, and how many drafts there are then: executed or not, told or not.
FAULTS = {
    "reset_mid_request": ("not_sent unknown", 0),
    "reset_before": ("unknown", 0),
    "reset_after": ("unknown", 1),
    "error_500_before": ("unknown", 0),
    "error_500_after": ("unknown", 1),
    "html_502_before": ("unknown", 0),
    "html_502_after": ("unknown", 1),
    "gone_524": ("unknown", 1),
    "truncated": ("unknown", 1),
    "cut_body": ("unknown", 1),
    "empty": ("unknown", 1),
    "two_documents": ("unknown", 1),
    "foreign_controlid": ("unknown", 1),
    "duplicated_result": ("unknown", 1),
    "wrong_encoding": ("unknown", 1),
    "drip": ("unknown", 1),
    "endless": ("unknown", 1),
    "redirect": ("unknown", 0),
    "in_process": ("unknown", 0),
    "throttled": ("not_executed", 0),
    "busy": ("not_executed", 0),
    "offline": ("not_executed", 0),
    "aborted": ("rejected", 0),
    "session_expired": ("sent", 1),
    "slow": ("sent", 1),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_of_the_gateway_is_told_for_what_it_is(opened: Opener, sandbox: Sandbox, kind: str) -> None:
    gateway = opened({"timeouts": Timeouts(read=1.0, total=2.0)})
    gateway.sign_in()
    more: dict[str, dict[str, Any]] = {
        "redirect": {"location": "http://127.0.0.1:9/", "status": 307},
        "drip": {"seconds": 0.1},
        "slow": {"seconds": 0.1},
        "wrong_encoding": {"encoding": "utf-16"},
    }
    on = "*" if kind == "reset_mid_request" else "create GLBATCH"
    sandbox.control("faults", faults=[{"kind": kind, "on": on, **more.get(kind, {})}])
    outcome = create_draft(gateway, payload(), KEY)
    expected, drafts = FAULTS[kind]
    assert outcome.kind in expected.split()
    assert len(stored(sandbox)) == drafts
    assert outcome.kind == "sent" or outcome.message


def test_a_server_that_is_not_there_is_not_sent(opened: Opener) -> None:
    away = opened({"patience": Patience(attempts=1)}, endpoint="http://127.0.0.1:9/ia/xml/xmlgw.phtml")
    assert create_draft(away, payload(), KEY).kind == "not_sent"


NOT_A_DRAFT = {
    "posted": lambda p: p.replace("<STATE>Draft</STATE>", "<STATE>Posted</STATE>"),
    "no state": lambda p: p.replace("<STATE>Draft</STATE>", ""),
    "blank state": lambda p: p.replace("<STATE>Draft</STATE>", "<STATE/>"),
    "another spelling": lambda p: p.replace("Draft", "draft"),
    "two states": lambda p: p.replace("<STATE>Draft</STATE>", "<STATE>Draft</STATE><STATE>Posted</STATE>"),
    "two journals": lambda p: p.replace("</create>", p.removeprefix("<create>")),
    "a second journal that is posted": lambda p: p.replace(
        "</create>", p.removeprefix("<create>").replace("Draft", "Posted")
    ),
    "another object beside": lambda p: p.replace("</create>", "<VENDOR/></create>"),
    "update": lambda p: p.replace("create>", "update>"),
    "another object": lambda p: p.replace("GLBATCH>", "APBILL>"),
    "state hidden in an element": lambda p: p.replace("<STATE>Draft</STATE>", "<X><STATE>Draft</STATE></X>"),
    "state with a child": lambda p: p.replace("Draft<", "Draft<b/><"),
    "cut": lambda p: p[:-20],
    "blank": lambda p: "",
    "a document type": lambda p: "<!DOCTYPE create>" + p,
}


@pytest.mark.parametrize("name", NOT_A_DRAFT)
def test_nothing_but_one_draft_leaves_the_house(gateway: Gateway, sandbox: Sandbox, name: str) -> None:
    with pytest.raises(ExportRefused, match="state Draft"):
        create_draft(gateway, NOT_A_DRAFT[name](payload()), KEY)
    assert (stored(sandbox), sandbox.control("log")["log"]) == ([], [])


BAD_LINES = {
    "no lines": lines().head(0),
    "one line": lines().head(1),
    "debits only": lines().assign(side="debit"),
    "another side": lines().assign(side=["debit", "both"]),
    "unbalanced": lines(("1", "debit", "1.00", "", "", ""), ("2", "credit", "1.01", "", "", "")),
    "negative": lines(("1", "debit", "-1.00", "", "", ""), ("2", "credit", "-1.00", "", "", "")),
    "zero": lines(("1", "debit", "0.00", "", "", ""), ("2", "credit", "0.00", "", "", "")),
    "no account": lines().assign(account=""),
    "control character": lines().assign(memo="a\x07"),
    "a field that is ours": lines().assign(TRX_AMOUNT="1"),
    "a field that is no name": lines().assign(**{"LOCATION><STATE>Posted</STATE": "1"}),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_lines_that_may_not_be_sent_are_refused(name: str) -> None:
    with pytest.raises(ExportRefused):
        payload(BAD_LINES[name])


@pytest.mark.parametrize("field", ["journal", "description", "reference", "history", "source_entity"])
def test_a_header_that_xml_cannot_carry_is_refused(field: str) -> None:
    with pytest.raises(ExportRefused, match=r"U\+0001"):
        payload(**{field: "a\x01"})


def test_markup_in_a_text_stays_text(gateway: Gateway) -> None:
    description = "</BATCH_TITLE><STATE>Posted</STATE>"
    record = create_draft(gateway, payload(description=description), KEY).record_no
    header = journal_by_record(gateway, record)
    assert header is not None and (header.title, header.state) == (description, "Draft")


def test_drafts_of_an_entity_are_found_from_the_top_level(opened: Opener) -> None:
    below = opened(user="payroll_e100", password="p&w<ontario>#1", entity="E100")
    assert create_draft(below, payload(), KEY).kind == "sent"
    assert len(find_journals(opened(), "PYRJ", [KEY])) == 1


def test_a_draft_whose_reference_was_edited_is_found_by_its_first_line(gateway: Gateway, sandbox: Sandbox) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    sandbox.control("set", object="GLBATCH", record=int(record), fields={"REFERENCENO": "edited"})
    assert find_journals(gateway, "PYRJ", [KEY]) == []
    assert [one.record_no for one in find_by_document(gateway, "PYRJ", [KEY])] == [record]
    assert find_by_document(gateway, "GJ", [KEY]) == find_by_document(gateway, "PYRJ", ["other"]) == []


def first_line(sandbox: Sandbox) -> dict[str, Any]:
    records = sandbox.control("records", object="GLENTRY")["records"]
    return dict(next(one for one in records if one["ACCOUNTNO"] == "6010"))


CHANGES = {
    "a cent more": {"TRX_AMOUNT": "150.26", "AMOUNT": "150.26"},
    "the other side": {"TR_TYPE": -1},
    "a negative amount": {"TRX_AMOUNT": "-150.25", "AMOUNT": "-150.25"},
    "another account": {"ACCOUNTNO": "6020"},
    "another department": {"DEPARTMENT": "200"},
    "a project nobody sent": {"PROJECTID": "P100"},
    "a cut memo": {"DESCRIPTION": "Regula"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_line_does_not_read_back_equal(gateway: Gateway, sandbox: Sandbox, name: str) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    before = journal_lines(gateway, record)
    sandbox.control("set", object="GLENTRY", record=first_line(sandbox)["RECORDNO"], fields=CHANGES[name])
    assert not journal_lines(gateway, record).equals(before)


def test_a_negative_amount_is_read_as_one_of_the_other_side(gateway: Gateway, sandbox: Sandbox) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    fields = {"TRX_AMOUNT": "-150.25", "AMOUNT": "-150.25"}
    sandbox.control("set", object="GLENTRY", record=first_line(sandbox)["RECORDNO"], fields=fields)
    back = journal_lines(gateway, record)
    assert list(back["side"]) == ["credit", "credit"] and list(back["amount"]) == [Decimal("150.25")] * 2


def test_a_line_that_is_neither_debit_nor_credit_is_not_believed(gateway: Gateway, sandbox: Sandbox) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    sandbox.control("set", object="GLENTRY", record=first_line(sandbox)["RECORDNO"], fields={"TR_TYPE": 0})
    with pytest.raises(OutcomeUnknown, match="neither debit nor credit"):
        journal_lines(gateway, record)


def test_only_a_draft_is_deleted(gateway: Gateway, sandbox: Sandbox) -> None:
    record = create_draft(gateway, payload(), KEY).record_no
    sandbox.control("set", object="GLBATCH", record=int(record), fields={"STATE": "Posted"})
    with pytest.raises(Rejected, match="Posted, no draft any more"):
        delete_draft(gateway, record)
    assert len(stored(sandbox)) == 1
    with pytest.raises(NotFound):
        delete_draft(gateway, "999999")


def test_a_deletion_whose_answer_is_lost_is_settled_by_reading(gateway: Gateway, sandbox: Sandbox) -> None:
    for kind, gone in (("reset_after", True), ("error_500_before", False)):
        record = create_draft(gateway, payload(), KEY + kind).record_no
        sandbox.control("faults", faults=[{"kind": kind, "on": "delete GLBATCH"}])
        if gone:
            delete_draft(gateway, record)
        else:
            with pytest.raises(OutcomeUnknown):
                delete_draft(gateway, record)
        assert (journal_by_record(gateway, record) is None) is gone


def test_every_create_that_ever_left_said_draft(gateway: Gateway, sandbox: Sandbox) -> None:
    create_draft(gateway, payload(), KEY)
    create_draft(gateway, payload(lines().assign(account=["6000", "2100"])), KEY + "x")
    sent = [one["request"] for one in sandbox.control("log", last=500)["log"] if "<create>" in one["request"]]
    assert len(sent) == 2 and all(one.count("<STATE>Draft</STATE>") == 1 and "Posted" not in one for one in sent)
