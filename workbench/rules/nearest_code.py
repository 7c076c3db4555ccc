"""The code that was most likely meant: written alike, or meaning the same by the words payroll people use."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from workbench.rules.payroll_grammar import alike

_WORDS = (
    frozenset(("reg", "regular", "hourly", "hrly", "normal", "standard", "straight", "wages", "base", "st")),
    frozenset(("ot", "overtime", "ot15", "ot1", "half", "premium")),
    frozenset(("dt", "double", "doubletime", "ot2")),
    frozenset(("vac", "vacation", "pto", "holiday", "leave", "vacances")),
    frozenset(("sick", "ill", "illness", "personal")),
    frozenset(("stat", "statutory", "holiday", "public")),
    frozenset(("sal", "salary", "salaried")),
    frozenset(("trav", "travel", "mileage")),
    frozenset(("standby", "oncall", "callout")),
)


def nearest_code(asked: str, names: Mapping[str, str]) -> str:
    """The code (of ``names``: code to name) most likely meant by ``asked``; blank when there is none to choose from."""
    if not names:
        return ""
    same = {alike(code): code for code in reversed(list(names))}
    if alike(asked) in same:
        return same[alike(asked)]
    scored = {code: _shared_words(asked, name) for code, name in names.items()}
    best = max(scored.values())
    pool = {code: f"{code} {names[code]}" for code, score in scored.items() if score == best}
    found = process.extractOne(asked.casefold(), pool, scorer=fuzz.partial_ratio, processor=str.casefold)
    return str(found[2]) if found else ""


def _shared_words(asked: str, name: str) -> int:
    return 2 * len(_meanings(asked) & _meanings(name)) + len(_plain(asked) & _plain(name))


def _meanings(text: str) -> set[int]:
    return {at for at, words in enumerate(_WORDS) if words & _plain(text)}


def _plain(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", text.casefold()) if word and not word.isdigit()}
