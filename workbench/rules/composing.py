"""What an account would be once a code, or a run of its characters, stands in a tab: composed and held to the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from workbench.money import from_cents
from workbench.rules.account_setup import AccountRules, find_account
from workbench.rules.code_cells import with_side
from workbench.rules.coding import combine
from workbench.rules.gl_records import create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import codes_in
from workbench.rules.setup import Setup, with_category

Take = Literal["whole"] | tuple[int, int]  # the characters from the first to the last, counted from 1

COLUMNS = ("account", "title", "status", "in_chart", "lines_for", "amount")
_MOST = 200  # combinations looked at when no payroll says which are used


@dataclass(frozen=True, eq=False)
class Composed:
    """``taken``: what would stand in the Payroll category tab; ``setup``: with it; ``accounts``: what comes of it.

    ``accounts``: account, title, status, in_chart, lines_for (the department and so on that make it), amount.
    """

    taken: str
    setup: Setup
    accounts: pd.DataFrame

    @property
    def account(self) -> str:
        """The composed account that takes the most money; "" where there is none."""
        return str(self.accounts["account"].iloc[0]) if len(self.accounts) else ""

    @property
    def in_chart(self) -> bool:
        """True when every composed account stands in the chart."""
        return bool(len(self.accounts)) and bool(self.accounts["in_chart"].all())


def taken(text: str, take: Take = "whole") -> str:
    """The whole code, or the run of its characters from the first to the last (from 1, both included)."""
    if take == "whole":
        return text
    first, last = take
    return text[max(first, 1) - 1 : last].strip()


def composed(
    setup: Setup,
    category: str,
    side: str,
    text: str,
    take: Take = "whole",
    *,
    chart: pd.DataFrame | None = None,
    runs: Sequence[PostedRun] = (),
) -> Composed:
    """What the ``side`` account of a category would be with ``text`` (or characters of it) in the category tab.

    With ``runs`` by the very rules that make their GL records, the biggest amount first; without, by the structure
    over the codes of its tabs.
    """
    own = taken(text, take)
    wanted = with_category(setup, category, with_side(setup.category(category), side, own))
    found = _of_runs(wanted, category, side, runs) or _of_tabs(wanted, category, side)
    return Composed(own, wanted, _held(found, chart))


Found = list[tuple[str, str, int]]  # account, what it is for, cents


def _of_runs(setup: Setup, category: str, side: str, runs: Sequence[PostedRun]) -> Found:
    sums: dict[str, int] = {}
    for run in runs:
        table = create_records(run, setup).table
        columns = [codes_in(table, name) for name in ("category", "normal_side", "account")]
        ids, shown = combine([codes for codes, _ in columns], [len(texts) for _, texts in columns])
        cents = np.zeros(len(shown), dtype=np.int64)
        np.add.at(cents, ids, table.column("cents").to_numpy())
        for at, amount in zip(shown, cents.tolist(), strict=True):
            of, on, account = (texts[codes[at]] for codes, texts in columns)
            if (of, on) == (category, side):
                sums[account] = sums.get(account, 0) + amount
    return [(account, "", cents) for account, cents in sorted(sums.items(), key=lambda one: (-one[1], one[0]))]


def _of_tabs(setup: Setup, category: str, side: str) -> Found:
    """The structure over every combination of the codes in its tabs (a blank where a tab is empty)."""
    rules = AccountRules(replace(setup, overwrite=()), ())
    names = rules.asked
    tabs = [sorted(setup.codes(name)) or [""] for name in names]
    found: dict[str, str] = {}
    for _, values in zip(range(_MOST), product(*tabs), strict=False):
        line: Mapping[str, str] = {**dict(zip(names, values, strict=True)), "category": category}
        account = find_account(rules, side, line).account
        words = ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True) if value)
        found.setdefault(account, words)
    return [(account, words, 0) for account, words in found.items() if account]


def _held(found: Found, chart: pd.DataFrame | None) -> pd.DataFrame:
    known = (
        {}
        if chart is None
        else dict(zip(chart["account"], zip(chart["title"], chart["status"], strict=True), strict=True))
    )
    rows = [(account, *known.get(account, ("", "")), account in known, words) for account, words, _ in found]
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    texts = {name: frame[name].astype("str") for name in ("account", "title", "status", "lines_for")}
    amounts = from_cents(np.array([cents for *_, cents in found], dtype=np.int64))
    return frame.assign(**texts, in_chart=frame["in_chart"].astype("bool"), amount=amounts)
