"""What names say for an account: the same concept in the field's words, else names that are much alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from rapidfuzz import fuzz, process

from workbench.rules.concepts import BROADER, CLOSE, OWN, synonyms
from workbench.rules.plain_text import plain
from workbench.rules.suggestion_fit import Asked, Charted, Hint

SYNONYMS, NAMES = "synonyms", "name"
_POINTS = {OWN: 92, CLOSE: 84, BROADER: 66}
_STEP, _SHARED, _MISSING, _OTHER_PARTY, _SAME_PARTY, _WORD = 6, 8, 10, 30, 4, 2
_ANOTHER, _SAME_WORD = 8, 4  # both names have words of their own: different ones, or some the same
_CUT = 3  # letters of a word that was cut short
_OF_WORK = {"wages", "salary", "hourly", "direct_labor"}  # what is put aside or withheld is never booked as these
_ALIKE, _ALIKE_POINTS = 80, 62  # of 100, how alike names have to be; the points of names that are the same


def name_hints(asked: Asked, charted: Charted, fits: np.ndarray) -> list[Hint]:
    """What the names say for every account that fits; name likeness only where no concept is found."""
    found = list(_by_concept(asked, charted, fits))
    return found or list(_by_likeness(asked, charted, fits))


def _by_concept(asked: Asked, charted: Charted, fits: np.ndarray) -> Iterator[Hint]:
    known = synonyms()
    best: dict[int, tuple[int, str]] = {}
    for concept in sorted(asked.concepts):
        for other, (how, steps) in known.reach(concept).items():
            for at in charted.by_concept.get(other, ()):
                if fits[at] and (asked.cost or how == OWN or other not in _OF_WORK):
                    points = _POINTS[how] - _STEP * max(steps - 1, 0) - _shared(asked, charted, at, other)
                    best[at] = max(best.get(at, (0, "")), (points, _said(asked, concept, other, how)))
    for at, (points, reason) in best.items():
        points += _words(asked, charted.titles[at]) + _rest(asked, charted, at)
        yield Hint(at, points, reason, SYNONYMS)


def _shared(asked: Asked, charted: Charted, at: int, concept: str) -> int:
    """An account of several things is less certain than one of this alone."""
    theirs = charted.readings[at].concepts
    wider = set(synonyms().reach(concept)) - _OF_WORK  # job labor beside overtime is another account's overtime
    others = theirs - asked.concepts - {concept} - wider
    missing = len(asked.concepts - theirs) if theirs & asked.concepts else 0
    return (_SHARED if others else 0) + _MISSING * missing


def _rest(asked: Asked, charted: Charted, at: int) -> int:
    """Points for what the names say besides: the office's salaries are not the yard's."""
    mine, theirs = asked.reading.rest, charted.readings[at].rest
    if _alike(mine, theirs):
        return _SAME_WORD
    return -_ANOTHER if mine and (theirs or asked.reading.vague) else 0


def _alike(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether two names have a word in common, in whole or cut short: Sask for Saskatchewan."""
    pairs = [sorted((one, other), key=len) for one in mine for other in theirs]
    return any(short == whole or (len(short) >= _CUT and whole.startswith(short)) for short, whole in pairs)


def party_points(asked: Asked, title: str) -> int:
    """Points for a title that names whose money it is: the employee's, withheld, or the employer's part."""
    if not asked.party:
        return 0
    known = synonyms()
    mine = known.marked(title, asked.party)
    other = known.marked(title, "employee" if asked.party == "employer" else "employer")
    return _SAME_PARTY * (mine and not other) - _OTHER_PARTY * (other and not mine)


def _words(asked: Asked, title: str) -> int:
    """Points for words that fit the side and the party, and against the other party."""
    known, points = synonyms(), party_points(asked, title)
    points += _WORD if known.marked(title, "cost" if asked.cost else "liability") else 0
    alike = fuzz.token_set_ratio(plain(asked.name), plain(title))
    return points + int(alike) * _WORD // 100


def _said(asked: Asked, concept: str, other: str, how: str) -> str:
    known = synonyms().concepts
    if how == OWN:
        return f"Both speak of {known[concept].words}"
    if how == CLOSE:
        return f"Accounts of {known[other].words} usually take {known[concept].words}"
    return f"There may be no account of {known[concept].words} of its own; {known[other].words} is the wider one"


def _by_likeness(asked: Asked, charted: Charted, fits: np.ndarray) -> Iterator[Hint]:
    name = plain(asked.name)
    places, titles = charted.plain_titles(fits)
    if not name or not titles:
        return
    for _, alike, at in process.extract(name, titles, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=5):
        title = charted.titles[places[at]]
        yield Hint(int(places[at]), int(alike) * _ALIKE_POINTS // 100, f"Its name is much like {title}", NAMES)
