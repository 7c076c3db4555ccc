"""Journal entries of past days with their lines: what earlier payrolls were booked to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from workbench.errors import OutcomeUnknown
from workbench.gateway.gateway import Gateway
from workbench.gateway.lookup import available
from workbench.gateway.query import MOST_VALUES, RECORD, all_of, between, one_of
from workbench.gateway.values import date_text, exact, read_date
from workbench.money import MONEY

_HEADER = ("JOURNAL", "BATCH_DATE", "BATCH_TITLE", "STATE", "REFERENCENO")
_SIDES = {"1": "debit", "-1": "credit"}
_OTHER = {"debit": "credit", "credit": "debit"}
COLUMNS = ("record_no", "journal", "batch_date", "title", "state", "reference", "account", "side", "amount", "memo")


def past_journals(
    gateway: Gateway, first: date, last: date, journals: Sequence[str] = (), most: int = 2_000
) -> pd.DataFrame:
    """The lines of the entries between two days, of some journals or of all, drafts included; the latest ``most``.

    Columns: record_no, journal, batch_date, title, state, reference, account, side, amount, memo.
    """
    of = one_of("JOURNAL", list(journals)) if journals else None
    where = all_of(between("BATCH_DATE", date_text(first), date_text(last)), of)
    headers = gateway.query("GLBATCH", list(_HEADER), where)[-most:]
    by_number = {row[RECORD]: row for row in headers}
    numbers = list(by_number)
    lines: dict[str, list[str]] = {}
    for at in range(0, len(numbers), MOST_VALUES):
        found = _lines(gateway, numbers[at : at + MOST_VALUES])
        lines = {name: [*lines.get(name, ()), *texts] for name, texts in found.items()}
    return _frame(by_number, lines)


def _lines(gateway: Gateway, numbers: Sequence[str]) -> dict[str, list[str]]:
    needed = ["BATCHNO", "ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "DESCRIPTION"]
    return available(gateway, "GLENTRY", needed, ["AMOUNT", "STATISTICAL"], one_of("BATCHNO", numbers))


def _frame(headers: dict[str, dict[str, str]], lines: dict[str, list[str]]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    names = ("BATCHNO", "ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "AMOUNT", "DESCRIPTION")
    for owner, account, kind, trx, base, memo in zip(*(lines.get(name, []) for name in names), strict=True):
        head, amount = headers[owner], exact(trx or base)
        if kind not in _SIDES:
            raise OutcomeUnknown("A line of a journal in Sage Intacct is neither debit nor credit.")
        side = _SIDES[kind] if amount >= 0 else _OTHER[_SIDES[kind]]
        day = read_date(head["BATCH_DATE"])
        texts = (owner, head["JOURNAL"], day, head["BATCH_TITLE"], head["STATE"], head["REFERENCENO"])
        for name, value in zip(COLUMNS, (*texts, account, side, abs(amount), memo), strict=True):
            columns[name].append(value)
    kinds = {"batch_date": "date32[pyarrow]", "amount": MONEY}
    return pd.DataFrame({n: pd.Series(values, dtype=kinds.get(n, "str")) for n, values in columns.items()})
