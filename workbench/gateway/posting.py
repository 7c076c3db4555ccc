"""Whether a draft can be put into the payroll journal: the journal itself, and the reporting periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from workbench.errors import Rejected
from workbench.gateway.causes import WHO
from workbench.gateway.gateway import Gateway
from workbench.gateway.lookup import known_fields
from workbench.gateway.reads import is_missing, journals, periods
from workbench.gateway.verdict import Diagnosis, Failed, Step

NOT_TOLD = "Intacct does not tell whether it takes entries from integrations; the round-trip proof does"
CLOSED = "Intacct does not tell which are closed; the round-trip proof shows that the date is open"


def journal(gateway: Gateway, symbol: str) -> Iterator[Step]:
    """The payroll journal exists, is active and takes entries from outside."""
    if not symbol:
        yield Step("journal", True, "none chosen yet (Account setup, Structure)")
        return
    known = journals(gateway)
    found = known[known["symbol"] == symbol]
    if not len(found):
        raise Failed("journal", _another(f"The journal {symbol} does not exist in Sage Intacct.", symbol, _open(known)))
    row = found.iloc[0]
    if row["status"] != "active":
        raise Failed("journal", _another(f"The journal {symbol} is inactive in Sage Intacct.", symbol, _open(known)))
    if not row["direct_posting"]:
        raise Failed("journal", _closed_to_us(symbol))
    told = "DISALLOWDIRECTPOSTING" in (known_fields(gateway, "GLJOURNAL") or ())
    takes = "takes entries from integrations" if told else NOT_TOLD
    yield Step("journal", True, f"{symbol} {row['title']}, active; {takes}")


def _open(known: pd.DataFrame) -> pd.Series:
    return known.loc[(known["status"] == "active") & known["direct_posting"], "symbol"].head(12)


def _another(cause: str, symbol: str, known: pd.Series) -> Diagnosis:
    others = ", ".join(one for one in known if one != symbol) or "none to see"
    return Diagnosis(
        cause=cause,
        remedy=f"Choose another journal, or have this one added or activated. There are: {others}.",
        who=WHO["you"],
        text=symbol,
        where="Account setup page, Structure",
    )


def _closed_to_us(symbol: str) -> Diagnosis:
    return Diagnosis(
        cause=f"The journal {symbol} does not take entries from integrations (direct posting is disallowed).",
        remedy="Allow direct posting on this journal, or choose another one under Account setup, Structure.",
        who=WHO["administrator"],
        text=symbol,
        where="Sage Intacct: General Ledger > Setup > Journals",
    )


def period(gateway: Gateway, today: date) -> Iterator[Step]:
    """The reporting period that holds today; whether it is open cannot be read."""
    try:
        known = periods(gateway)
    except Rejected as refusal:
        if not is_missing(refusal):
            raise
        yield Step("periods", True, "the user may not read reporting periods; batch dates are checked by Intacct alone")
        return
    now = [
        (end - start, name)
        for name, start, end in zip(known["name"], known["start"], known["end"], strict=True)
        if start <= today <= end
    ]
    here = f"today lies in {min(now)[1]}" if now else "none of them holds today"
    seen = f"{len(known)} reporting periods, {here}" if len(known) else "no reporting periods with dates to be seen"
    yield Step("periods", True, f"{seen}; {CLOSED}")
