"""Which target a source field most likely fills: by the names people give it, and what its values look like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import pandas as pd
from rapidfuzz import fuzz

from workbench.rules.field_map import Target, sample_texts, unfit

Confidence = Literal["sure", "likely", "possible"]
_SAME, _LIKELY, _POSSIBLE = 100, 90, 78  # how alike two names are, of 100


class Suggestion(NamedTuple):
    """A target for a source field, how sure that is, and why."""

    target: str
    confidence: Confidence
    reason: str


class _Match(NamedTuple):
    score: int
    source: str
    target: str
    reason: str


def suggest_targets(sources: pd.DataFrame, targets: Sequence[Target]) -> dict[str, Suggestion]:
    """The target each source field most likely fills; every target at most once, fields without one left out.

    ``sources`` as for ``check_field_map``. A field whose values cannot fit is never suggested, whatever its name.
    """
    order = {target.name: at for at, target in enumerate(targets)}
    rows = sources.to_dict("records")
    matches = sorted(_matches(rows, targets), key=lambda m: (-m.score, order[m.target]))
    chosen: dict[str, Suggestion] = {}
    taken: set[str] = set()
    for match in matches:
        if match.source not in chosen and match.target not in taken:
            chosen[match.source] = Suggestion(match.target, _confidence(match.score), match.reason)
            taken.add(match.target)
    return chosen


def _matches(rows: Sequence[dict[str, object]], targets: Sequence[Target]) -> Iterator[_Match]:
    for row in rows:
        source, label = str(row["field"]), str(row.get("label") or "")
        samples = sample_texts(row.get("samples"))
        for target in targets:
            names = ((name, known) for name in (source, label) for known in (target.name, *target.names))
            best = max((_alike(*pair) for pair in names), key=lambda match: match.score)
            if best.score >= _POSSIBLE and not unfit(target.kind, str(row.get("type") or ""), samples):
                yield _Match(best.score, source, target.name, best.reason)


def _alike(name: str, known: str) -> _Match:
    ours, theirs = _plain(known), _plain(name)
    if not ours or not theirs:
        return _Match(0, name, known, "")
    if ours == theirs:
        return _Match(_SAME, name, known, f"{name} is a usual name of it")
    score = min(int(fuzz.ratio(ours, theirs)), _SAME - 1)
    return _Match(score, name, known, f"{name} is written much like {known}")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"^\w+\.(?=\w+$)", "", name).casefold())  # TIMESHEET.STATE, but Emp. No.


def _confidence(score: int) -> Confidence:
    return "sure" if score >= _SAME else "likely" if score >= _LIKELY else "possible"
