"""A batch: the lines that would reach Intacct, added up or one by one, and which record lines stand behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Findings
from workbench.frames import BATCH_LINES, conform
from workbench.money import decimal_of, from_cents, to_cents
from workbench.rules.coding import Ints, combine, dense, dictionary
from workbench.rules.gl_records import GLRecords
from workbench.rules.inter_entity import check_entities, settle_entities
from workbench.rules.line_checks import check_lines
from workbench.rules.record_lines import codes_in, fields_in
from workbench.rules.sent_fields import unpack_sent

Detail = Literal["account", "employee"]
_Texts = tuple[list[str], Ints]  # distinct texts, and for each line the position of its own


@dataclass(frozen=True, eq=False)
class BatchLines:
    """The lines of a batch (BATCH_LINES and the Intacct fields that apply), debits first, then by account and fields.

    ``debit`` and ``credit`` count lines with an account. ``inter_entity``: what Intacct adds between entities.
    """

    lines: pd.DataFrame
    debit: Decimal
    credit: Decimal
    findings: Findings
    inter_entity: pd.DataFrame


def make_batch(
    records: GLRecords,
    *,
    detail: Detail = "account",
    description: str,
    source_entity: str = "",
    entities: Mapping[str, str] | None = None,
) -> BatchLines:
    """The batch of these records. A line without an account is in it, blank, and not in the totals.

    ``detail``: "account" adds up lines of equal account, side and Intacct fields, never a debit with a credit;
    "employee" keeps every record line. ``entities``: location id to entity id, None when unknown.
    """
    table, fields = records.table, fields_in(records.table)
    account, accounts = codes_in(table, "account")
    side, sides = codes_in(table, "side")
    sent, texts = codes_in(table, "sent")
    cents = table.column("cents").to_numpy()
    if detail == "account":
        ids, shown = combine((side, account, sent), (len(sides), len(accounts), len(texts)))
        amounts = np.zeros(len(shown), dtype=np.int64)
        np.add.at(amounts, ids, cents)
        memo = ([description], np.zeros(len(shown), dtype=np.int8))
    else:
        shown, amounts, memo = np.arange(table.num_rows), cents, _memos(records)
    columns = {
        "account": (accounts, account[shown]),
        "side": (sides, side[shown]),
        "memo": memo,
        **_spread(texts, sent[shown], fields),
    }
    lines = _ordered(columns, amounts, fields)
    entity_balances = settle_entities(lines, source_entity, entities)
    said = records.findings + check_lines(table, records.names)
    blocking = set(records.findings.errors)
    return BatchLines(
        lines=lines,
        debit=_total(lines, "debit"),
        credit=_total(lines, "credit"),
        findings=Findings(dict.fromkeys(f for f in said if f not in blocking))
        + check_entities(entity_balances, source_entity, entities),
        inter_entity=entity_balances,
    )


def journal_line_ids(records: GLRecords, detail: Detail) -> Ints:
    """For every record line the journal line it becomes: lines that are added up share a number."""
    table = records.table
    if detail == "employee":
        return np.arange(table.num_rows)
    columns = [codes_in(table, name) for name in ("side", "account", "sent")]
    return combine([codes for codes, _ in columns], [len(texts) for _, texts in columns])[0]


def _memos(records: GLRecords) -> _Texts:
    """Category name and employee of every line."""
    employee, employees = codes_in(records.table, "employee")
    category, categories = codes_in(records.table, "category")
    ids, shown = combine((category, employee), (len(categories), len(employees)))
    names = [records.names.get(code) or code for code in categories]
    return [f"{names[category[i]]} {employees[employee[i]]}" for i in shown], ids


def _spread(texts: Sequence[str], codes: Ints, fields: Sequence[str]) -> dict[str, _Texts]:
    """The ids of each Intacct field, from the texts of the lines' fields."""
    own, shown = dense(codes, len(texts))
    read = [unpack_sent(texts[code]) for code in codes[shown]]
    return {field: ([sent.get(field, "") for sent in read], own) for field in fields}


def _ordered(columns: Mapping[str, _Texts], cents: Ints, fields: Sequence[str]) -> pd.DataFrame:
    """The lines as a frame in their order: debits first, then account, then the fields from left to right."""
    order = _order(columns["side"], [columns[name] for name in ("account", *fields)])
    frame = {name: _series(texts, codes[order]) for name, (texts, codes) in columns.items()}
    lines = conform(pd.DataFrame({**frame, "amount": from_cents(cents[order])}), BATCH_LINES)
    return lines[[*BATCH_LINES.names[:3], *fields, "memo"]]


def _series(texts: Sequence[str], codes: Ints) -> pd.Series:
    return pd.Series(pa.array(texts, pa.large_string()).take(pa.array(codes)), dtype="str")


def _order(side: _Texts, columns: Sequence[_Texts]) -> Ints:
    """The order of rows: debits first, then each column in code-point order."""
    ranks: list[Ints] = []
    for texts, codes in columns:
        rank = {text: at for at, text in enumerate(sorted(set(texts)))}
        ranks.append(np.array([rank[text] for text in texts], dtype=np.int32)[codes])
    credit = np.array([text == "credit" for text in side[0]], dtype=np.int8)[side[1]]
    return np.lexsort([*reversed(ranks), credit])


def _total(lines: pd.DataFrame, side: str) -> Decimal:
    mine = ((lines["side"] == side) & (lines["account"] != "")).to_numpy(dtype=bool)
    return decimal_of(int(to_cents(lines["amount"])[mine].sum()))


def line_sources(batch_lines: pd.DataFrame, record_lines: pd.DataFrame) -> pd.Series:
    """For every record line the position of the batch line it is part of; -1 for one that is in none."""
    fields = [c for c in batch_lines.columns if c not in BATCH_LINES.names and c in record_lines.columns]
    keys = ["account", "side", *fields]
    places = batch_lines[keys].assign(place=np.arange(len(batch_lines)))
    if places.duplicated(keys).any():  # detail "employee": the batch is the record lines themselves, in their order
        place = np.empty(len(record_lines), dtype=np.int64)
        side, *columns = (dictionary(record_lines[name])[::-1] for name in ("side", "account", *fields))
        place[_order(side, columns)] = np.arange(len(record_lines))
    else:
        place = record_lines[keys].merge(places, how="left", on=keys)["place"].fillna(-1).to_numpy(dtype=np.int64)
    return pd.Series(place, index=record_lines.index)
