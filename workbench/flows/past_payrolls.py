"""Past payroll journals: read from Intacct around the pay dates of the posted runs, and kept to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from workbench.desk import Desk
from workbench.flows import code_finder, connections, payroll
from workbench.flows.setup import current_setup
from workbench.gateway.past_journals import past_journals
from workbench.rules.plain_text import plain
from workbench.store import audit, snapshots

NAME = "past journals"
NEAR = timedelta(days=7)  # how far from its pay date a payroll may have been booked
_MOST_RUNS = 12
_PAYROLL_WORDS = ("payroll", "pay", "paie", "paye", "salary", "salaries", "salaires", "wages")


def read_past_journals(desk: Desk) -> pd.DataFrame:
    """Read the entries around the pay dates of the latest runs from Intacct and keep them; raises the error tree.

    The journal of the setup, else those whose name speaks of payroll, else all.
    """
    first, last = _days(desk)
    with connections.gateway(desk, code_finder.INTERFACE) as gateway:
        lines = past_journals(gateway, first, last, _journals(desk))
    company, entity = code_finder.place(desk)
    now = desk.clock()
    with desk.write() as conn:
        snapshots.put(conn, company, entity, NAME, lines, now, desk.actor)
        detail = {"lines": len(lines), "from": str(first), "to": str(last)}
        audit.append(conn, now, desk.actor, "past journals read", company, detail)
    return lines


def kept_past_journals(desk: Desk) -> pd.DataFrame | None:
    """The entries as last read; None when never."""
    company, entity = code_finder.place(desk)
    with desk.read() as conn:
        return snapshots.get(conn, company, entity, NAME)


def latest_runs(desk: Desk) -> list[str]:
    """The runs to learn from, the latest pay date first."""
    return [str(code) for code in payroll.runs(desk)["code"].head(_MOST_RUNS)]


def _days(desk: Desk) -> tuple[date, date]:
    dates = payroll.runs(desk)["pay_date"].head(_MOST_RUNS)
    if not len(dates):
        return desk.today() - NEAR, desk.today()
    return dates.min() - NEAR, dates.max() + NEAR


def _journals(desk: Desk) -> Sequence[str]:
    journal = current_setup(desk).journal
    if journal:
        return [journal]
    known = code_finder.journals(desk)
    about = [any(word in plain(title).split() for word in _PAYROLL_WORDS) for title in known["title"]]
    return [str(symbol) for symbol, payroll_journal in zip(known["symbol"], about, strict=True) if payroll_journal]
