"""The code that was most likely meant: written alike, or meaning the same by the words payroll people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

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


class NearestCode:
    """Finds the code (of ``names``: code to name) that was meant; the first ``most`` times it is asked, then blank.

    A list of thousands of unknown codes is a wrong list, and looking for each would take longer than reading them.
    """

    def __init__(self, names: Mapping[str, str], most: int = 200) -> None:
        self.names = names
        self.left = most
        self._words: dict[str, tuple[set[str], set[int]]] = {}

    def __call__(self, asked: str) -> str:
        """The code written alike, else the one whose name means the same or is written most like it; blank: none."""
        if alike(asked) in self._alike:
            return self._alike[alike(asked)]
        if not self.names or self.left <= 0:
            return ""
        self.left -= 1
        words, meanings = _words(asked), _meanings(_words(asked))
        scored = {code: 2 * len(meanings & m) + len(words & w) for code, (w, m) in self._known().items()}
        best = max(scored.values())
        pool = {code: f"{code} {self.names[code]}" for code, score in scored.items() if score == best}
        found = process.extractOne(asked.casefold(), pool, scorer=fuzz.partial_ratio, processor=str.casefold)
        return str(found[2]) if found else ""

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {alike(code): code for code in reversed(list(self.names))}

    def _known(self) -> dict[str, tuple[set[str], set[int]]]:
        if not self._words:
            self._words = {code: (_words(name), _meanings(_words(name))) for code, name in self.names.items()}
        return self._words


def _meanings(words: set[str]) -> set[int]:
    return {at for at, known in enumerate(_WORDS) if known & words}


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", text.casefold()) if word and not word.isdigit()}
