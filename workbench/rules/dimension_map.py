"""Codes of the payroll against the values of Intacct: matched, unmatched, inactive, renamed; the nearest suggested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from workbench.fields import dimension_of, intacct_field
from workbench.rules.look_alikes import NearCodes
from workbench.rules.payroll import PostedRun
from workbench.rules.plain_text import plain
from workbench.rules.setup import Setup

COLUMNS = (
    "dimension", "code", "name", "parent", "intacct", "intacct_name", "status", "used", "reach", "suggestion",
    "suggestion_name", "reason",
)  # fmt: skip
MATCHED, UNMATCHED, INACTIVE, RENAMED, UNREAD = "matched", "unmatched", "inactive", "renamed", "unread"
_ALIKE = 82  # of 100, how alike names have to be to be suggested
_SAME = 90  # from here two names are one, spelled or ordered differently
_LOOKED_FOR = 500  # names looked for by likeness, in one dimension


class Code(NamedTuple):
    """A code of the payroll with its name, what it belongs to, and whether a person or a labor record has it."""

    code: str
    name: str
    parent: str
    used: bool


def dimension_map(
    runs: Sequence[PostedRun], setup: Setup, values: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Every department, location, employee and dimension code of these runs against the values read from Intacct.

    Columns: dimension, code, name, parent, intacct (the id sent), intacct_name, status ("matched", "unmatched",
    "inactive", "renamed": same id with another name, or same name under another id; "unread" where Intacct's values
    are not known), used, reach (all, expense, none: never sent), suggestion and suggestion_name, reason.
    """
    rows = [row for name in _dimensions(runs) for row in _of_dimension(name, runs, setup, values or {})]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = {name: frame[name].astype("str") for name in COLUMNS if name != "used"}
    return frame.assign(**texts, used=frame["used"].astype("bool"))


def _dimensions(runs: Sequence[PostedRun]) -> list[str]:
    further = dict.fromkeys(name for run in runs for name in run.dimensions)
    return ["department", "location", *further, "employee"]


def _of_dimension(
    dimension: str, runs: Sequence[PostedRun], setup: Setup, values: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[object, ...]]:
    reach = setup.reach(dimension)
    frame = values.get(dimension_of(intacct_field(dimension, setup.intacct_fields)))
    theirs = None if frame is None else Values(frame)
    for code in _codes(dimension, runs):
        sent = setup.intacct_of(dimension, code.code)
        within = setup.intacct_of("project", code.parent) if dimension == "task" and code.parent else ""
        found = Found() if theirs is None else theirs.judge(code, sent, within, explicit=sent != code.code)
        shown = (dimension, code.code, code.name, code.parent, sent, found.name, found.status, code.used, reach)
        yield (*shown, found.suggestion, found.suggestion_name, found.reason)


def _codes(dimension: str, runs: Sequence[PostedRun]) -> list[Code]:
    """The codes of a dimension in these runs, each once, by code."""
    found: dict[tuple[str, str], Code] = {}
    for run in runs:
        used = _used(dimension, run)
        names = {code: name for code, name, _ in _listed(dimension, run)}
        listed = [(code, name, parent) for code, name, parent in _listed(dimension, run) if parent or code not in used]
        for code, name, parent in listed:
            before = found.get((parent, code))
            on_lines = parent in used.get(code, ())
            found[parent, code] = Code(code, name, parent, on_lines or bool(before and before.used))
        for code, parents in used.items():  # of a task without a project of its own: the projects it stands with
            for parent in parents:
                found[parent, code] = Code(code, names.get(code, ""), parent, True)
    return [found[key] for key in sorted(found)]


def _used(dimension: str, run: PostedRun) -> dict[str, set[str]]:
    """The codes that people or labor records have; of a task with the projects it stands with, else with a blank."""
    found: dict[str, set[str]] = {}
    for frame in (run.employees, run.labor):
        if dimension in frame:
            parents = frame["project"] if dimension == "task" and "project" in frame else [""] * len(frame)
            for code, parent in zip(frame[dimension], parents, strict=True):
                if code:
                    found.setdefault(code, set()).add(parent)
    return found


def _listed(dimension: str, run: PostedRun) -> Iterator[tuple[str, str, str]]:
    if dimension == "employee":
        return ((code, name, "") for code, name in zip(run.employees["employee"], run.employees["name"], strict=True))
    if dimension in ("department", "location"):
        frame = run.departments if dimension == "department" else run.locations
        return ((code, name, "") for code, name in zip(frame["code"], frame["name"], strict=True))
    frame = run.dimension_values[run.dimension_values["dimension"] == dimension]
    return zip(frame["code"], frame["name"], frame["parent"], strict=True)


@dataclass(frozen=True)
class Found:
    """What Intacct has for a code."""

    status: str = UNREAD
    name: str = ""
    suggestion: str = ""
    suggestion_name: str = ""
    reason: str = "The values were not read from Intacct."


class Values:
    """The values of one dimension in Intacct, ready to be compared with."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.left = _LOOKED_FOR
        self._within: dict[str, Values] = {}

    @cached_property
    def rows(self) -> dict[str, tuple[str, str]]:
        """Name and status by id."""
        return {c: (n, s) for c, n, s in zip(*(self.frame[x] for x in ("code", "name", "status")), strict=True)}

    @cached_property
    def active(self) -> dict[str, str]:
        """The names of the active ones in words, by id."""
        return {code: _words(name) for code, (name, status) in self.rows.items() if status == "active"}

    @cached_property
    def near(self) -> NearCodes:
        """The active ids, to find what a wrong one was meant to be."""
        return NearCodes(self.active)

    def inside(self, project: str) -> Values:
        """Those of one project alone."""
        if project not in self._within:
            self._within[project] = Values(self.frame[self.frame["project"] == project])
        return self._within[project]

    def judge(self, code: Code, sent: str, project: str, explicit: bool) -> Found:
        """What Intacct has for a code that is sent as ``sent`` (``explicit``: because the setup says so)."""
        if project:
            return self.inside(project).judge(code, sent, "", explicit)
        if sent not in self.rows:
            return self._missing(code, sent)
        name, status = self.rows[sent]
        other, why = self._suggested(code, sent)
        if status != "active":
            return Found(INACTIVE, name, other, self._name(other), f"{sent} is inactive in Intacct{why}.")
        by_name = [one for one, words in self.active.items() if words == _words(code.name) != ""]
        if same_name(code.name, name) or (explicit and sent in by_name) or (explicit and not by_name):
            return Found(MATCHED, name, reason="")
        elsewhere = by_name[0] if len(by_name) == 1 else ""
        said = f"{sent} is called {name!r} in Intacct, {code.name!r} in the payroll"
        said += f"; that name has {elsewhere} there" if elsewhere else ""
        return Found(RENAMED, name, elsewhere, self._name(elsewhere), f"{said}.")

    def _missing(self, code: Code, sent: str) -> Found:
        other, why = self._suggested(code, sent)
        renamed = bool(other) and _words(code.name) == _words(self._name(other)) != ""
        said = f"{sent} is not in Intacct{why}."
        return Found(RENAMED if renamed else UNMATCHED, "", other, self._name(other), said)

    def _suggested(self, code: Code, sent: str) -> tuple[str, str]:
        """The active id that was most likely meant, and why."""
        words = _words(code.name)
        named = [one for one, theirs in self.active.items() if theirs == words != ""]
        if len(named) == 1:
            return named[0], f"; {named[0]} has the same name"
        if near := self.near.near(sent):
            return near, f"; {near} is written much like it"
        if words and self.left > 0:
            self.left -= 1
            best = process.extractOne(words, self.active, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
            if best:
                return str(best[2]), f"; {best[2]} {self._name(best[2])} is named much like it"
        return "", ""

    def _name(self, code: str) -> str:
        return self.rows[code][0] if code in self.rows else ""


def same_name(ours: str, theirs: str) -> bool:
    """Whether two names are one: a blank says nothing, order, case and accents do not count, nor a slip of the pen."""
    mine, other = _words(ours), _words(theirs)
    return not mine or not other or mine == other or bool(fuzz.ratio(mine, other) >= _SAME)


def _words(name: str) -> str:
    return " ".join(sorted(plain(name).split()))
