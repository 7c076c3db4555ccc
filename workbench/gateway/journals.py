"""Draft journals: the payload, creating it, finding it again, reading it back, deleting it. Nothing is ever posted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import numpy as np
import pandas as pd

from workbench.credentials import illegal_character
from workbench.errors import ExportRefused, NotFound, OutcomeUnknown, Rejected
from workbench.fields import INTACCT_FIELD
from workbench.frames import BATCH_LINES, conform
from workbench.gateway.document import Element, Unreadable, branch, leaf, parse, text, write
from workbench.gateway.gateway import SEND_WITHIN, Gateway
from workbench.gateway.lookup import available, known_fields
from workbench.gateway.outcome import Outcome, created
from workbench.gateway.query import Where, all_of, equal, one_of
from workbench.gateway.values import date_text, exact, read_date
from workbench.money import MONEY, to_cents

DRAFT = "Draft"
LINE_FIELDS = tuple(INTACCT_FIELD.values())

_HEADER = ("BATCHNO", "STATE", "JOURNAL", "BATCH_DATE", "BATCH_TITLE", "REFERENCENO")
_OURS = ("ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "AMOUNT", "DESCRIPTION", "DOCUMENT", "LINE_NO", "RECORDNO", "BATCHNO")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)
_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)
_SIDE = {"debit": "1", "credit": "-1"}
_SIDE_OF = {number: side for side, number in _SIDE.items()}
_OTHER = {"debit": "credit", "credit": "debit"}


@dataclass(frozen=True)
class JournalHeader:
    """The head of a journal entry in Intacct."""

    record_no: str
    batch_no: str
    state: str
    journal: str
    batch_date: date
    title: str
    reference: str


def journal_payload(
    *,
    journal: str,
    batch_date: date,
    description: str,
    reference: str,
    source_entity: str,
    history: str,
    lines: pd.DataFrame,
) -> str:
    """The create function of one draft journal as text; holds no secret. ExportRefused for what may not be sent.

    ``lines`` are batch lines: account, side, amount, memo, and one column per Intacct field (blank is not sent).
    """
    fields = _fields_of(lines)
    _refuse_lines(lines)
    optional = {"HISTORY_COMMENT": history, "BASELOCATION_NO": source_entity}
    batch = branch(
        "GLBATCH",
        JOURNAL=_sendable(journal, "journal"),
        BATCH_DATE=date_text(batch_date),
        BATCH_TITLE=_sendable(description, "description"),
        REFERENCENO=_sendable(reference, "reference"),
        **{name: _sendable(content, name) for name, content in optional.items() if content},
        STATE=DRAFT,
    )
    batch.append(branch("ENTRIES", *_entries(lines, fields, reference)))
    return write(branch("create", batch)).decode()


def create_draft(gateway: Gateway, payload: str, control_id: str, within: float = SEND_WITHIN) -> Outcome:
    """Create the draft of a payload at most once under its control id. ExportRefused when it is not a single draft.

    Sign in before (``gateway.sign_in()``): ``within`` seconds after this call began nothing is sent any more.
    """
    return gateway.write(_single_draft(payload), control_id, created, within)


def find_journals(gateway: Gateway, journal: str, references: Sequence[str]) -> list[JournalHeader]:
    """The entries of a journal that carry one of the references, those of private entities included."""
    return _headers(gateway, all_of(equal("JOURNAL", journal), one_of("REFERENCENO", references)))


def find_by_document(gateway: Gateway, journal: str, references: Sequence[str]) -> list[JournalHeader]:
    """The entries whose first line carries one of the references: finds a draft whose own reference was edited."""
    owners = gateway.columns("GLENTRY", ["BATCHNO"], one_of("DOCUMENT", references))["BATCHNO"]
    numbers = list(dict.fromkeys(owners))
    return _headers(gateway, all_of(equal("JOURNAL", journal), one_of("RECORDNO", numbers))) if numbers else []


def journal_by_record(gateway: Gateway, record_no: str) -> JournalHeader | None:
    """The entry with that record number, None when there is none."""
    return next(iter(_headers(gateway, equal("RECORDNO", record_no))), None)


def journal_lines(gateway: Gateway, record_no: str, fields: Sequence[str] | None = None) -> pd.DataFrame:
    """The lines of an entry in their order: account, side, amount, memo, and the Intacct fields that were sent.

    ``fields`` are those sent; any other dimension that carries a value is there too, a blank one is not.
    """
    sent = list(fields or ())
    further = [name for name in known_fields(gateway, "GLENTRY") or () if name.startswith("GLDIM")]
    wanted = list(dict.fromkeys([*sent, *LINE_FIELDS, *further]))
    columns = available(
        gateway,
        "GLENTRY",
        ["LINE_NO", "ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "DESCRIPTION", *sent],
        ["AMOUNT", *LINE_FIELDS, *further],
        equal("BATCHNO", record_no),
    )
    frame = pd.DataFrame({"line": pd.to_numeric(pd.Series(columns["LINE_NO"], dtype="str")), **_amounts(columns)})
    frame["memo"] = columns["DESCRIPTION"]
    for field in wanted:
        if field in sent or any(columns[field]):
            frame[field] = pd.Series(columns[field], dtype="str")
    return conform(frame.sort_values("line", kind="stable", ignore_index=True).drop(columns="line"), BATCH_LINES)


def delete_draft(gateway: Gateway, record_no: str) -> None:
    """Delete a draft; NotFound when it is gone, Rejected when it is no draft any more, OutcomeUnknown when unsure."""
    header = journal_by_record(gateway, record_no)
    if header is None:
        raise NotFound(f"There is no journal entry with record number {record_no} in Sage Intacct.")
    if header.state != DRAFT:
        raise Rejected(f"Journal entry {header.batch_no} is {header.state}, no draft any more; it was not deleted.")
    function = branch("delete", leaf("object", "GLBATCH"), leaf("keys", record_no))
    # Deleting twice does no harm, so each attempt has its own control id.
    outcome = gateway.write(function, f"delete.{record_no}.{uuid4()}", lambda result: Outcome("sent", record_no))
    if outcome.kind != "sent" and journal_by_record(gateway, record_no) is not None:
        family = OutcomeUnknown if outcome.kind == "unknown" else Rejected
        raise family(outcome.message, outcome.remedy, errors=outcome.errors, support_id=outcome.support_id)


def _fields_of(lines: pd.DataFrame) -> list[str]:
    fields = [str(name) for name in lines.columns if name not in BATCH_LINES.names]
    bad = [name for name in fields if not _FIELD.fullmatch(name) or name.upper() in _OURS]
    if bad:
        raise ExportRefused(f"{', '.join(bad)} cannot be a field of a journal line.")
    return fields


def _refuse_lines(lines: pd.DataFrame) -> None:
    if len(lines) < 2 or not set(lines["side"]) >= set(_SIDE) or not set(lines["side"]) <= set(_SIDE):
        raise ExportRefused("A journal needs at least one debit and one credit, and nothing else.")
    cents = to_cents(lines["amount"])
    if lines["amount"].isna().any() or (cents <= 0).any():
        raise ExportRefused("Every line of a journal needs an amount above zero.")
    if (lines["account"] == "").any():
        raise ExportRefused("A line has no account.")
    signs = np.where(lines["side"] == "debit", 1, -1)
    if int((cents * signs).sum()):
        raise ExportRefused("Debits and credits of the journal differ.")


def _entries(lines: pd.DataFrame, fields: list[str], reference: str) -> list[Element]:
    """One GLENTRY per line; the first also carries the reference as its document, in case the header's is edited."""
    columns = [_sendable_column(lines, name) for name in ("account", "memo", *fields)]
    amounts = [format(amount, ".2f") for amount in lines["amount"]]
    entries = []
    for place, (side, amount) in enumerate(zip(lines["side"], amounts, strict=True)):
        account, memo, *values = (column[place] for column in columns)
        given = {field: value for field, value in zip(fields, values, strict=True) if value}
        document = {"DOCUMENT": reference} if place == 0 else {}
        entries.append(
            branch(
                "GLENTRY",
                ACCOUNTNO=account,
                TR_TYPE=_SIDE[side],
                TRX_AMOUNT=amount,
                DESCRIPTION=memo,
                **document,
                **given,
            )
        )
    return entries


def _sendable_column(lines: pd.DataFrame, name: str) -> list[str]:
    texts: list[str] = lines[name].astype("str").tolist()
    for one in set(texts):
        _sendable(one, name)
    return texts


def _sendable(content: str, what: str) -> str:
    if bad := illegal_character(content):
        raise ExportRefused(f"The {what} contains the control character {bad}, which cannot be sent to Sage Intacct.")
    return content


def _single_draft(payload: str) -> Element:
    """The function of a payload, when it creates exactly one journal and that one as a draft."""
    try:
        function = parse(payload.encode())
        batches = list(function)
        states = [text(batch, "STATE") for batch in batches if batch.tag == "GLBATCH"]
    except Unreadable:
        states = []
    if states != [DRAFT] or len(batches) != 1 or function.tag != "create":
        raise ExportRefused("Only the creation of one journal in state Draft may be sent; this is something else.")
    return function


def _headers(gateway: Gateway, where: Where | None) -> list[JournalHeader]:
    columns = gateway.columns("GLBATCH", _HEADER, where)
    rows = zip(*(columns[field] for field in ("RECORDNO", *_HEADER)), strict=True)
    return [
        JournalHeader(record, batch_no, state, journal, read_date(day), title, reference)
        for record, batch_no, state, journal, day, title, reference in rows
    ]


def _amounts(columns: dict[str, list[str]]) -> dict[str, pd.Series]:
    """Account, side and amount as they are booked: a negative amount is one of the other side."""
    written = [trx or base for trx, base in zip(columns["TRX_AMOUNT"], columns["AMOUNT"], strict=True)]
    amounts = [exact(one) for one in written]
    named = [_SIDE_OF.get(one) for one in columns["TR_TYPE"]]
    if None in named:
        raise OutcomeUnknown("A line of the journal in Sage Intacct is neither debit nor credit.")
    sides = [_OTHER[str(side)] if amount < 0 else side for side, amount in zip(named, amounts, strict=True)]
    return {
        "account": pd.Series(columns["ACCOUNTNO"], dtype="str"),
        "side": pd.Series(sides, dtype="str"),
        "amount": pd.Series([abs(amount) for amount in amounts], dtype=MONEY),
    }
