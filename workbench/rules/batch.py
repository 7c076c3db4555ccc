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
from workbench.rules.coding import Ints, combine, dictionary
from workbench.rules.gl_records import GLRecords
from workbench.rules.inter_entity import check_entities, settle_entities
from workbench.rules.record_checks import check_lines
from workbench.rules.record_lines import codes_in, fields_in
from workbench.rules.sent_fields import unpack_sent

Detail = Literal["account", "employee"]


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
        memo = [description] * len(shown)
    else:
        shown, amounts, memo = np.arange(table.num_rows), cents, _memos(records)
    lines = _ordered(
        {
            "account": [accounts[c] for c in account[shown]],
            "side": [sides[c] for c in side[shown]],
            "memo": memo,
            **_spread(texts, sent[shown], fields),
        },
        amounts,
        fields,
    )
    entity_balances = settle_entities(lines, source_entity, entities)
    said = records.findings + check_lines(table, records.names)
    return BatchLines(
        lines=lines,
        debit=_total(lines, "debit"),
        credit=_total(lines, "credit"),
        findings=Findings(dict.fromkeys(f for f in said if f not in records.findings.errors))
        + check_entities(entity_balances, source_entity, entities),
        inter_entity=entity_balances,
    )


def _memos(records: GLRecords) -> list[str]:
    """Category name and employee of every line."""
    employee, employees = codes_in(records.table, "employee")
    category, categories = codes_in(records.table, "category")
    ids, shown = combine((category, employee), (len(categories), len(employees)))
    names = [records.names.get(code) or code for code in categories]
    texts = np.array([f"{names[category[i]]} {employees[employee[i]]}" for i in shown], dtype=object)
    return list(texts[ids])


def _spread(texts: Sequence[str], codes: Ints, fields: Sequence[str]) -> dict[str, list[str]]:
    read = [unpack_sent(text) for text in texts]
    return {field: [read[c].get(field, "") for c in codes] for field in fields}


def _ordered(texts: Mapping[str, list[str]], cents: Ints, fields: Sequence[str]) -> pd.DataFrame:
    """The lines as a frame in their order: debits first, then account, then the fields from left to right."""
    order = _sort_codes([texts[name] for name in ("account", *fields)], texts["side"])
    columns = {name: pd.Series(column, dtype="str") for name, column in texts.items()}
    frame = pd.DataFrame({**columns, "amount": from_cents(cents)}).iloc[order].reset_index(drop=True)
    return conform(frame, BATCH_LINES)[[*BATCH_LINES.names[:3], *fields, "memo"]]


def _sort_codes(columns: Sequence[list[str]], sides: list[str]) -> Ints:
    """The order of rows by side (debits first), then by each column in code-point order."""
    ranks = []
    for column in columns:
        codes, own = dictionary(pa.array(column, pa.large_string()))
        rank = {text: at for at, text in enumerate(sorted(own))}
        ranks.append(np.array([rank[text] for text in own], dtype=np.int64)[codes] if own else codes)
    credit = np.array([side == "credit" for side in sides], dtype=np.int64)
    return np.lexsort((*reversed(ranks), credit))


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
        place[_sort_codes([record_lines[k].tolist() for k in ("account", *fields)], record_lines["side"].tolist())] = (
            np.arange(len(record_lines))
        )
    else:
        place = record_lines[keys].merge(places, how="left", on=keys)["place"].fillna(-1).to_numpy(dtype=np.int64)
    return pd.Series(place, index=record_lines.index)
