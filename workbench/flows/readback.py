"""Reading an export back: what Intacct holds under its reference, and every difference to what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pandas as pd

from workbench.fields import INTACCT_FIELD
from workbench.frames import BATCH_LINES
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import JournalHeader, find_by_document, find_journals, journal_lines
from workbench.money import to_cents
from workbench.rules.reconcile import compare
from workbench.store.arrow import unpack
from workbench.store.exports import Row

_NONE = pd.DataFrame()  # one for all: making a frame takes longer than looking


class Header(Protocol):
    """What every kind of export has in Intacct: a record, a number people know it by, a state."""

    @property
    def record_no(self) -> str: ...
    @property
    def batch_no(self) -> str: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class Found:
    """What Intacct holds under the references asked for; ``differences`` are of the only one, when there is one."""

    headers: tuple[Header, ...] = ()
    differences: pd.DataFrame = field(default_factory=lambda: _NONE)

    @property
    def one(self) -> Header | None:
        """The journal or timesheet, when there is exactly one."""
        return self.headers[0] if len(self.headers) == 1 else None


def look(gateway: Gateway, row: Row, *, thoroughly: bool = False) -> Found:
    """Find the journal of an export and compare it line by line; raises GatewayError when Intacct cannot be read.

    The reference stands in the header and as the document of the first line; ``thoroughly`` asks for the document
    too, a slow question in a large company, so that an edited header hides nothing before absence is believed.
    """
    headers = find_journals(gateway, row["journal"], [row["key"]])
    if not headers and thoroughly:
        headers = find_by_document(gateway, row["journal"], [row["key"]])
    return _compared(gateway, row, headers)


def before(gateway: Gateway, row: Row, others: Sequence[str]) -> tuple[tuple[JournalHeader, ...], Found]:
    """What is there before sending: journals under one of the other references, else the export's own, compared.

    A reversed journal of another reference does not count.
    """
    headers = find_journals(gateway, row["journal"], [row["key"], *others])
    there = tuple(h for h in headers if h.reference in others and not is_gone(h))
    if there:
        return there, Found()
    return (), _compared(gateway, row, [h for h in headers if h.reference not in others])


def _compared(gateway: Gateway, row: Row, headers: Sequence[JournalHeader]) -> Found:
    if len(headers) != 1:
        return Found(tuple(headers))
    sent = unpack(row["batch_lines"])
    fields = [name for name in sent.columns if name not in BATCH_LINES.names]
    found = journal_lines(gateway, headers[0].record_no, fields)
    return Found(tuple(headers), differences_of(row, headers[0], sent, found))


def is_gone(header: Header) -> bool:
    """A reversed journal no longer books anything."""
    return header.state.lower() == "reversed"


def differences_of(row: Row, header: JournalHeader, sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Every difference between what was sent and what was found: header fields first, then lines."""
    wanted = {"journal": row["journal"], "batch date": row["batch_date"], "description": row["description"]}
    there: dict[str, str | date] = {"journal": header.journal, "batch date": header.batch_date}
    there["description"] = header.title
    wanted["reference"], there["reference"] = row["key"], header.reference
    heads = [_header_difference(name, wanted[name], there[name]) for name in wanted if wanted[name] != there[name]]
    lines = compare(sent, found)
    if len(lines) and row["source_entity"]:
        lines = _without_inter_entity(sent, lines)
    return pd.concat([pd.DataFrame(heads), lines], ignore_index=True) if heads else lines


def _header_difference(name: str, sent: str | date, found: str | date) -> dict[str, Any]:
    return {"where": f"{name} differs", "memo": f"sent {sent}, found {found}"}


def _without_inter_entity(sent: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Leave out the due-to and due-from lines Intacct adds: other accounts than ours, netting to zero."""
    added = (lines["where"] == "only in Intacct") & ~lines["account"].isin(sent["account"])
    cents = to_cents(lines.loc[added, "amount_found"])
    signed = cents * (1 - 2 * (lines.loc[added, "side"] == "credit").to_numpy())
    return lines[~added].reset_index(drop=True) if signed.sum() == 0 else lines


def as_rows(differences: pd.DataFrame) -> list[dict[str, str]]:
    """Differences as plain text, for the ledger."""
    plain = differences.astype(object).where(differences.notna(), "")
    return [{name: str(value) for name, value in row.items()} for row in plain.to_dict("records")]


DIFFERENCE_COLUMNS = ("where", "account", "side", "amount_sent", "amount_found", *INTACCT_FIELD.values(), "memo")
