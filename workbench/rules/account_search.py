"""Search as you type over the chart of accounts: by number, by the words of the title, and by words nearly right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from workbench.rules.composing import Composed, composed, taken
from workbench.rules.plain_text import plain

__all__ = ["AccountIndex", "Composed", "composed", "search_accounts", "taken"]

COLUMNS = ("account", "title", "type", "status", "required_dimensions")
_EXACT, _PREFIX, _WORDS, _INSIDE, _NEARLY = 100, 95, 90, 80, 75  # the best score of each kind of hit
_ALIKE = 72  # of 100, how alike a misspelled word has to be
_SHORT = 3  # a shorter text is not looked for with errors in it


class AccountIndex:
    """A chart made ready to be searched; keep it while the chart is the same."""

    def __init__(self, chart: pd.DataFrame) -> None:
        self.chart = chart
        self.numbers = [text.casefold() for text in chart["account"]]
        self.titles = [f" {plain(text)} " for text in chart["title"]]
        self.inactive = (chart["status"] != "active").to_numpy(dtype=bool)

    def scores(self, text: str, limit: int) -> np.ndarray:
        """How well every account fits, 0 for not at all."""
        typed, words = text.strip().casefold(), plain(text).split()
        found = np.array([_number_score(number, typed) for number in self.numbers], dtype=np.int64)
        if words:
            found = np.maximum(found, self._by_words(words))
        if not found.any() and words and min(map(len, words)) >= _SHORT:
            found = self._nearly(words)
        return found

    def _by_words(self, words: Sequence[str]) -> np.ndarray:
        """Every word begins a word of the title or the number; fewer points where one only stands inside."""
        points = np.full(len(self.titles), _WORDS, dtype=np.int64)
        for word in words:
            begins = f" {word}"
            points = np.minimum(
                points,
                [
                    _WORDS if begins in title or number.startswith(word) else _INSIDE if word in title else 0
                    for title, number in zip(self.titles, self.numbers, strict=True)
                ],
            )
        whole = f" {' '.join(words)} "
        return points + np.array([2 * (whole in title) + (whole == title) for title in self.titles]) * (points > 0)

    def _nearly(self, words: Sequence[str]) -> np.ndarray:
        """Every word is nearly some part of the title; the least alike of them decides."""
        alike = process.cdist(words, self.titles, scorer=fuzz.partial_ratio, score_cutoff=_ALIKE, dtype=np.uint8)
        return np.asarray(alike.min(axis=0), dtype=np.int64) * _NEARLY // 100


def search_accounts(chart: pd.DataFrame | AccountIndex, text: str, limit: int = 20) -> pd.DataFrame:
    """The accounts that fit what was typed so far, the best first; the first of the chart while nothing is typed.

    Columns: account, title, type, status, required_dimensions, score (100: this very number). Inactive accounts stand
    behind active ones that fit equally well.
    """
    index = chart if isinstance(chart, AccountIndex) else AccountIndex(chart)
    scores = index.scores(text, limit) if text.strip() else np.ones(len(index.numbers), dtype=np.int64)
    order = np.lexsort((index.inactive, -scores))  # equally good ones stay in the order of the chart
    best = order[: min(limit, int(np.count_nonzero(scores)))]
    return index.chart[list(COLUMNS)].iloc[best].reset_index(drop=True).assign(score=scores[best])


def _number_score(number: str, typed: str) -> int:
    if typed not in number:
        return 0
    return _EXACT if typed == number else _PREFIX if number.startswith(typed) else _INSIDE - 1
