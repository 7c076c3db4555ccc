"""Past journal lines whose memo names a payroll category: which account took which category, in people's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from workbench.money import to_cents
from workbench.rules.payroll import PostedRun
from workbench.rules.plain_text import plain
from workbench.rules.sides import has_side

COLUMNS = ("category", "side", "account", "confidence", "reason")
_MOSTLY = 80  # percent of the money that has to stand on one account, where several have some
_ID_WORDS = 3  # an employee number may be that many words


def memo_accounts(journals: pd.DataFrame, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """The accounts of lines whose memo is a category's name or code, with or without an employee behind it.

    ``journals``: lines with account, side, amount, memo, journal, state. Columns: category, side, account, confidence
    ("sure" where all the money of a posted entry stands on one account, "likely" where most does), reason.
    """
    names, employees = _names(runs), {plain(e) for run in runs for e in run.employees["employee"]}
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    posted: set[tuple[str, str, str]] = set()
    rows = zip(
        journals["memo"],
        journals["account"],
        journals["side"],
        journals["state"],
        to_cents(journals["amount"]),
        strict=True,
    )
    for memo, account, side, state, cents in rows:
        category, kind = names.get(_said(memo, employees), ("", ""))
        if category and has_side(kind, side):
            sums[category, side][account] += int(cents)
            if state != "Draft":
                posted.add((category, side, account))
    found = [row for slot in sorted(sums) for row in _judged(slot, sums[slot], posted)]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype="str")


def _judged(
    slot: tuple[str, str], sums: Mapping[str, int], posted: set[tuple[str, str, str]]
) -> Iterator[tuple[str, ...]]:
    account = max(sorted(sums), key=lambda one: sums[one])
    whole = sum(sums.values())
    if 100 * sums[account] >= _MOSTLY * whole:
        sure = len(sums) == 1 and (*slot, account) in posted
        yield (*slot, account, "sure" if sure else "likely", "Lines of past entries that name it stand there")


def _said(memo: str, employees: set[str]) -> str:
    """What a memo says without the employee it ends with."""
    words = plain(memo).split()
    for count in range(1, min(_ID_WORDS, len(words) - 1) + 1):
        if " ".join(words[-count:]) in employees:
            return " ".join(words[:-count])
    return " ".join(words)


def _names(runs: Sequence[PostedRun]) -> dict[str, tuple[str, str]]:
    """What may name each category: its name, its code, both; what names several names none."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for run in runs:
        for code, name, kind in zip(*(run.categories[c] for c in ("code", "name", "class")), strict=True):
            for words in {name, f"{code} {name}", f"{name} {code}", code}:
                if plain(words):
                    found[plain(words)].add((code, kind))
    return {words: next(iter(one)) for words, one in found.items() if len(one) == 1}
