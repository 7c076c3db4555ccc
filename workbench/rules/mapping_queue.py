"""What still has no account, the biggest money first: the order in which mapping pays off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.money import cents_of, from_cents, show
from workbench.rules.coverage import coverage_of_runs, one_each, percent, summary
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import codes_in
from workbench.rules.setup import CategoryAccounts, Setup
from workbench.rules.sides import SIDES_OF_CLASS, other_side

COLUMNS = ("category", "name", "class", "side", "amount", "share", "employees", "mapped", "state", "reason")


def unmapped_queue(
    runs: Sequence[PostedRun], setup: Setup | Sequence[Setup], made: Sequence[GLRecords] | None = None
) -> pd.DataFrame:
    """Every category and side of these runs that waits for an account or a decision, the biggest amount first.

    Under one setup or one for each run; the reason is that of the run paid last.
    Columns: category, name, class, side, amount, share (percent of all money to map), employees, mapped (what overwrite
    rows catch already), state ("unmapped", "undecided" for a benefit without any account), reason.
    """
    setups = one_each(runs, setup)
    made = [create_records(*pair) for pair in zip(runs, setups, strict=True)] if made is None else made
    covered = coverage_of_runs(runs, setups, made)
    latest = max(zip(runs, setups, strict=True), key=lambda pair: pair[0].pay_date, default=(None, Setup()))[1]
    total = summary(covered)
    whole = total.mapped + total.unmapped + total.undecided
    employees = _employees(made)
    rows: list[tuple[Any, ...]] = []
    for row in covered.to_dict("records"):
        amount = row["unmapped"] + row["undecided"]
        if not amount:
            continue
        state = "unmapped" if row["unmapped"] else "undecided"
        who = employees.get((row["category"], row["side"])) or _paid(runs, row["category"])
        facts = (percent(amount, whole), len(who), row["mapped"], state, _reason(row, state, latest))
        rows.append((*(row[name] for name in ("category", "name", "class", "side")), amount, *facts))
    return _frame(sorted(rows, key=lambda row: (-row[4], row[0], row[3] != "debit")))


def _employees(made: Sequence[GLRecords]) -> dict[tuple[str, str], set[str]]:
    """Who has a line without an account, by category and normal side."""
    found: dict[tuple[str, str], set[str]] = {}
    for records in made:
        account, accounts = codes_in(records.table, "account")
        bare = np.flatnonzero(np.array([not text for text in accounts] or [False], dtype=bool)[account])
        columns = [codes_in(records.table, name) for name in ("category", "normal_side", "employee")]
        rows = zip(*([texts[code] for code in codes[bare]] for codes, texts in columns), strict=True)
        for category, side, employee in rows:
            found.setdefault((category, side), set()).add(employee)
    return found


def _paid(runs: Sequence[PostedRun], category: str) -> set[str]:
    """Who has a paycard line of the category."""
    return {e for run in runs for e in run.paycards.loc[run.paycards["category"] == category, "employee"].unique()}


def _reason(row: dict[str, Any], state: str, setup: Setup) -> str:
    category, side, kind = (str(row[name]) for name in ("category", "side", "class"))
    accounts = setup.categories.get(category, CategoryAccounts())
    if state == "undecided":
        return "Neither side has an account: nothing is posted, and nobody said that this is meant."
    if accounts.account(side):
        return "Overwrite rows that fit it contradict each other, or the records could not be made."
    if row["mapped"]:
        return f"Overwrite rows catch {show(row['mapped'])} of it; the rest has no {side} account."
    if kind == "net_pay":
        return "Without it every record is out by its net pay."
    if len(SIDES_OF_CLASS[kind]) == 2 and accounts.account(other_side(side)):
        return f"It has a {other_side(side)} account only: every record is out by it."
    return f"It has no {side} account."


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = {n: frame[n].astype("str") for n in COLUMNS if n not in ("amount", "mapped", "employees")}
    money = {n: from_cents(np.array([cents_of(a) for a in frame[n]], dtype=np.int64)) for n in ("amount", "mapped")}
    return frame.assign(**texts, **money, employees=frame["employees"].astype("int64"))
