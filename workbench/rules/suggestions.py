"""Accounts suggested for what is not mapped yet, each with its reason and how sure it is; nothing applies itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.rules.suggestion_evidence import JOURNALS, Evidence
from workbench.rules.suggestion_fit import TIME_OFF, Asked, Charted, Hint
from workbench.rules.suggestion_names import name_hints

COLUMNS = ("category", "side", "account", "title", "confidence", "reason", "source", "expense", "score")
CONFIDENCES = ("sure", "likely", "possible")
_SURE, _LIKELY, _POSSIBLE = 88, 68, 45  # the points each confidence asks for
_APART = 6  # by how many points the first has to be ahead of the second to be sure
_TOGETHER, _MOST_TOGETHER = 3, 6  # points for every further kind of evidence that says the same
_SHOWN = 3  # of one side


def suggest(asked: pd.DataFrame, chart: pd.DataFrame | Charted, evidence: Evidence | None = None) -> pd.DataFrame:
    """Accounts of the chart for unmapped sides, the best first, up to three per side; a side may stay without any.

    ``asked``: category, name, class, side (as in the unmapped queue). Columns: category, side, account, title,
    confidence ("sure", "likely", "possible"), reason, source, expense (false: meant as a payout), score (for order).
    """
    charted = chart if isinstance(chart, Charted) else Charted(chart)
    evidence = evidence or Evidence()
    rows: list[tuple[Any, ...]] = []
    for row in asked[["category", "name", "class", "side"]].to_dict("records"):
        side = evidence.asked(row)
        found = _ranked(side, charted, evidence)
        # An earning without a cost account was perhaps put aside.
        if not found and side.cost and side.kind == "earning" and side.concepts & TIME_OFF:
            side = replace(side, payout=True, said=False)
            found = _ranked(side, charted, evidence)
        rows += _shown(side, charted, found)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = {name: frame[name].astype("str") for name in COLUMNS if name not in ("expense", "score")}
    return frame.assign(**texts, expense=frame["expense"].astype("bool"), score=frame["score"].astype("int64"))


def _ranked(asked: Asked, charted: Charted, evidence: Evidence) -> list[tuple[int, list[Hint]]]:
    """Accounts with their points and what speaks for them, the best first."""
    fits = charted.fits(asked)
    by_account: dict[int, list[Hint]] = {}
    for hint in (*name_hints(asked, charted, fits), *evidence.hints(asked, charted, fits)):
        by_account.setdefault(hint.at, []).append(hint)
    found = [(_points(hints), sorted(hints, key=lambda hint: -hint.points)) for hints in by_account.values()]
    return sorted(found, key=lambda one: (-one[0], charted.accounts[one[1][0].at]))


def _points(hints: Sequence[Hint]) -> int:
    kinds = {hint.source for hint in hints}
    return max(hint.points for hint in hints) + min(_TOGETHER * (len(kinds) - 1), _MOST_TOGETHER)


def _shown(asked: Asked, charted: Charted, found: Sequence[tuple[int, list[Hint]]]) -> list[tuple[Any, ...]]:
    rows = []
    for place, (points, hints) in enumerate(found[:_SHOWN]):
        following = found[1][0] if len(found) > 1 else 0
        confidence = _confidence(points, points - following if place == 0 else -1)
        if confidence == "sure" and _for_people(asked, charted) and hints[0].source != JOURNALS:
            confidence = "likely"
        if confidence:
            at = hints[0].at
            reason = "; ".join(dict.fromkeys(hint.reason for hint in hints)) + "."
            place_of = (asked.category, asked.side, charted.accounts[at], charted.titles[at])
            rows.append((*place_of, confidence, reason, hints[0].source, not asked.payout, points))
    return rows


def _for_people(asked: Asked, charted: Charted) -> bool:
    """What names cannot tell: paid from what was put aside or not; net pay owed first or paid from the bank at once."""
    return not asked.said or (asked.kind == "net_pay" and bool(charted.by_concept.get("payroll_bank")))


def _confidence(points: int, ahead: int) -> str:
    if points >= _SURE and ahead >= _APART:
        return "sure"
    if points >= _LIKELY and ahead >= 0:
        return "likely"
    return "possible" if points >= _POSSIBLE else ""
