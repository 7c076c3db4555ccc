"""What names in payroll and in charts of accounts speak of: CPP, vacation, net pay ..., by the field's synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import yaml

from workbench.rules.plain_text import plain

FILE = "synonyms.yaml"
OWN, CLOSE, BROADER = "own", "close", "broader"
_MOST_WORDS = 6
_TELLING = 6  # letters of a word that can still be told when some are left out
_LEFT_OUT = 80  # percent of the letters that have to be there
_ABBREVIATION = 4  # letters of CPP, EI, RRSP, FUTA ...


@dataclass(frozen=True)
class Concept:
    """One thing payroll speaks of, and whose account takes it where it has none of its own."""

    name: str
    close: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its name as people read it."""
        if self.name == "k401":
            return "401(k)"
        return (
            self.name.upper()
            if len(self.name) <= _ABBREVIATION and self.name != "sick"
            else self.name.replace("_", " ")
        )


@dataclass(frozen=True)
class Reading:
    """What a name speaks of, and the words that say something else: a place, a trade, a plan's name."""

    concepts: frozenset[str]
    rest: frozenset[str]
    vague: bool = False  # all it speaks of is said by words too general for a chart, beside others nobody knows


@dataclass(frozen=True)
class Synonyms:
    """The data file, ready to be asked."""

    concepts: Mapping[str, Concept]
    phrases: Mapping[tuple[str, ...], str]  # words of a phrase -> concept
    short: Mapping[tuple[str, ...], str]  # the same, of phrases that say something in payroll categories only
    marks: Mapping[str, tuple[str, ...]]  # liability, cost, employee, employer, accrual, filler, other -> phrases

    @cached_property
    def longest(self) -> int:
        """How many words the longest phrase has."""
        return min(max(map(len, self.phrases)), _MOST_WORDS)

    @cached_property
    def _all(self) -> Mapping[tuple[str, ...], str]:
        return {**self.short, **self.phrases}

    @cached_property
    def _read(self) -> dict[tuple[str, bool], Reading]:
        return {}

    def title(self, text: str) -> Reading:
        """What the title of an account speaks of."""
        return self._reading(text, False)

    def category(self, text: str) -> Reading:
        """What the name of a payroll category speaks of, short words included."""
        return self._reading(text, True)

    def _reading(self, text: str, short: bool) -> Reading:
        if (text, short) not in self._read:
            words = [self._meant(word) for word in plain(text).split()]
            found, left = self._parted(words, self._all if short else self.phrases)
            rest = frozenset(left) - self._unsaying
            vague = bool(rest) and not any(phrase in self.phrases for phrase in found)
            self._read[text, short] = Reading(frozenset(self._all[phrase] for phrase in found), rest, vague)
        return self._read[text, short]

    def _meant(self, word: str) -> str:
        """The word of the field that a cut or mistyped one is: garnishmts, retiremnt; else the word itself."""
        if len(word) < _TELLING or word in self._vocabulary or word in self._mended:
            return self._mended.get(word, word)
        near = [one for one in self._vocabulary if one[0] == word[0] and _left_out(word, one)]
        self._mended[word] = min(near, key=lambda one: (len(one), one), default=word)
        return self._mended[word]

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for phrase in self._all for word in phrase) | self._unsaying

    @cached_property
    def _mended(self) -> dict[str, str]:
        return {}

    def _parted(
        self, words: list[str], phrases: Mapping[tuple[str, ...], str]
    ) -> tuple[list[tuple[str, ...]], list[str]]:
        """The longest phrases from the left, each word used once; the words that are left."""
        found: list[tuple[str, ...]] = []
        rest, at = list[str](), 0
        while at < len(words):
            lengths = range(min(self.longest, len(words) - at), 0, -1)
            length = next((n for n in lengths if tuple(words[at : at + n]) in phrases), 0)
            if length:
                found.append(tuple(words[at : at + length]))
            else:
                rest.append(words[at])
            at += max(length, 1)
        return found, rest

    @cached_property
    def _unsaying(self) -> frozenset[str]:
        """Words that tell no account from another."""
        marks = [word for name, words in self.marks.items() if name != "other" for word in words]
        digits = [str(number) for number in range(10)]
        return frozenset(word for mark in marks for word in mark.split()) | frozenset(digits)

    def marked(self, text: str, mark: str) -> bool:
        """Whether a name holds one of the words of a kind: liability, cost, employee, employer, accrual, other."""
        return bool(self._patterns[mark].search(f" {plain(text)} "))

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        words = {mark: "|".join(map(re.escape, phrases)) for mark, phrases in self.marks.items()}
        return {mark: re.compile(f" (?:{any_of}) ") for mark, any_of in words.items()}

    def reach(self, concept: str) -> dict[str, tuple[str, int]]:
        """Every concept whose accounts may take this one: how (own, close, broader) and in how many steps."""
        found = {concept: (OWN, 0)}
        waiting = [concept]
        for name in waiting:
            how, steps = found[name]
            for link, others in ((CLOSE, self.concepts[name].close), (BROADER, self.concepts[name].broader)):
                worse = BROADER if BROADER in (how, link) else CLOSE
                for other in others:
                    if other not in found:
                        found[other] = (worse, steps + 1)
                        waiting.append(other)
        return found


def _left_out(word: str, whole: str) -> bool:
    """Whether a word is another one with a few letters left out."""
    letters = iter(whole)
    return _LEFT_OUT * len(whole) <= 100 * len(word) < 100 * len(whole) and all(letter in letters for letter in word)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The field's synonyms as they stand in the data file."""
    text = resources.files("workbench.rules").joinpath(FILE).read_text("utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)
    concepts = {
        name: Concept(name, tuple(one.get(CLOSE, ())), tuple(one.get(BROADER, ())))
        for name, one in data["concepts"].items()
    }
    phrases, short = (dict(_phrases(data["concepts"], kind)) for kind in ("words", "short"))
    words = {**data["words"], "filler": data["filler"], "other": data["other"]}
    marks = {name: tuple(plain(word) for word in some) for name, some in words.items()}
    return Synonyms(concepts, phrases, short, marks)


def _phrases(concepts: Mapping[str, Mapping[str, list[str]]], kind: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, one in concepts.items():
        yield from ((tuple(plain(phrase).split()), name) for phrase in one.get(kind, ()))
