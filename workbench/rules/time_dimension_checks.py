"""Checks of the department, location and dimensions of time: claimed twice, unknown, inactive, under no parent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.rules.known_codes import KnownCodes
from workbench.rules.nearest_code import NearestCode
from workbench.rules.time_labor import MappedTime
from workbench.rules.time_rows import Rows
from workbench.rules.time_texts import Texts, joined

IntacctValues = Mapping[str, pd.DataFrame]  # per dimension: code, name, status, parent, entity, project
PARENTS = {"task": ("project",), "cost_type": ("project", "task")}
_SEPARATOR = "\x1f"


def check_dimensions(rows: Rows, mapped: MappedTime, known: KnownCodes, values: IntacctValues) -> None:
    """Every code of every dimension against the value map, payroll's codes and what Intacct holds of it."""
    for name in ("department", "location", *mapped.dimensions):
        theirs = mapped.said(name)
        if not theirs.blank.all():
            _claimed(rows, mapped, name, theirs)
            _unknown(rows, mapped, known, name, theirs)
            if name in values:
                _inactive(rows, name, theirs, values[name])
    for child, parents in PARENTS.items():
        if child in mapped.dimensions:
            _without_parent(rows, mapped, child, parents)
            if child in values:
                _not_under(rows, mapped, child, parents, values[child])


def _claimed(rows: Rows, mapped: MappedTime, name: str, theirs: Texts) -> None:
    claimed = mapped.book(name).claimed

    def two(id: str) -> tuple[str, str]:
        said = f"The {_words(name)} {id} of Sage Intacct stands for {' and '.join(claimed[id])} of payroll."
        return said, "Say in the value map of the field map which one it is."

    rows.say(theirs.among(claimed), "two_codes", "error", name, theirs, two, "field_maps")


def _unknown(rows: Rows, mapped: MappedTime, known: KnownCodes, name: str, theirs: Texts) -> None:
    there = known.codes(name)
    if not there:
        return  # payroll keeps no list of this dimension, so nothing can be missing from it
    book = mapped.book(name)
    unknown = ~mapped.code(name).among(there) & ~theirs.blank
    unknown &= ~theirs.among(book.stated) & ~theirs.among(book.claimed)

    nearest = NearestCode(dict.fromkeys(sorted(there), ""))

    def none(code: str) -> tuple[str, str]:
        meant = nearest(code)
        near = f" (nearest is {meant})" if meant else ""
        return f"The {_words(name)} {code} is not among payroll's codes.", (
            f"Add it to payroll, or map it in the value map{near}."
        )

    rows.say(unknown, "unknown_dimension", "warning", name, theirs, none, "field_maps")


def _inactive(rows: Rows, name: str, theirs: Texts, values: pd.DataFrame) -> None:
    active = set(values.loc[values["status"] != "inactive", "code"])
    inactive = set(values["code"]) - active
    remedy = "Sage Intacct refuses it on a journal: change it there before the payroll is exported."
    rows.say(theirs.among(inactive), "inactive_dimension", "warning", name, theirs,
             lambda code: (f"The {_words(name)} {code} is inactive in Sage Intacct.", remedy))  # fmt: skip


def _without_parent(rows: Rows, mapped: MappedTime, child: str, parents: tuple[str, ...]) -> None:
    theirs = mapped.said(child)
    lacking = np.logical_or.reduce([mapped.said(parent).blank for parent in parents])
    remedy = f"Mend the entry in Sage Intacct, or turn the field of the {_words(child)} off."
    said = f"has no {' and '.join(_words(one) for one in parents)}"
    rows.say(~theirs.blank & lacking, "no_parent", "error", child, theirs,
             lambda code: (f"The {_words(child)} {code} {said}.", remedy), excusable=True)  # fmt: skip


def _not_under(rows: Rows, mapped: MappedTime, child: str, parents: tuple[str, ...], values: pd.DataFrame) -> None:
    above = {"project": "project", "task": "parent"}
    there = set(zip(*(values[above[parent]] for parent in parents), values["code"], strict=True))
    parts = [mapped.said(parent) for parent in parents] + [mapped.said(child)]
    path = joined(parts, _SEPARATOR)
    filled = ~np.logical_or.reduce([part.blank for part in parts]) & parts[-1].among(set(values["code"]))
    known = {_SEPARATOR.join(one) for one in there}
    remedy = f"Mend the entry in Sage Intacct, or choose the {_words(parents[-1])} in the value map."

    def stray(written: str) -> tuple[str, str]:
        *over, code = written.split(_SEPARATOR)
        place = ", ".join(f"{_words(parent)} {one}" for parent, one in zip(parents, over, strict=True))
        return f"The {_words(child)} {code} does not belong to {place}.", remedy

    rows.say(filled & ~path.among(known), "not_under_parent", "error", child, path, stray, excusable=True)


def _words(name: str) -> str:
    return name.replace("_", " ")
