"""What a column of a register can be, by name: a fact, a measure of an item, a total, a dimension."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.rules.field_map import FieldMap, Kind, Target
from workbench.rules.register_words import CHECKS, FACTS, WORKED, plain

MEASURES = ("amount", "units", "rate")
_KINDS: dict[str, Kind] = {"amount": "money", "units": "hours", "rate": "rate"}


def target_of(measure: str, group: str) -> str:
    """The target of a measure of an item: "units of Regular", or "units" of the line's own category."""
    return f"{measure} of {group}" if group else measure


def item_of(target: str) -> tuple[str, str] | None:
    """The measure and item of a target; None for a fact or a total."""
    for measure in MEASURES:
        if target == measure:
            return measure, ""
        if target.startswith(f"{measure} of "):
            return measure, target.removeprefix(f"{measure} of ")
    return None


def category_of(group: str) -> str:
    """The target of a column that names the category of an item's amounts, where a row has several such pairs."""
    return f"category of {group}"


def dimension_target(name: str) -> str:
    """The target of a column that holds worked codes of a further dimension: "dimension fund"."""
    return f"dimension {name}"


def further_of(fields: FieldMap) -> tuple[str, ...]:
    """The further dimensions that columns are mapped to, by name."""
    return tuple(one.target.removeprefix("dimension ") for one in fields.used if one.target.startswith("dimension "))


def dimension_named(title: str) -> str:
    """The name a further dimension would have after its column: "Fund Code" is fund."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"\s+(code|id|no|number|#)$", "", plain(title))).strip("_")


def targets_of(fields: FieldMap) -> tuple[Target, ...]:
    """Every target there is for these columns: facts, totals, and the items they name."""
    totals = tuple(Target(name, "hours" if name.endswith("hours") else "money") for name in CHECKS)
    named = dict.fromkeys(one.target for one in fields.used if item_of(one.target))
    items = (Target(name, _KINDS[name.split(" ", 1)[0]]) for name in named)
    pairs = (Target(one.target) for one in fields.used if one.target.startswith("category of "))
    further = (Target(dimension_target(name), meaning=f"worked {name}") for name in further_of(fields))
    return (*FACTS, *totals, *items, *pairs, *further)


def worked(fields: FieldMap) -> tuple[str, ...]:
    """The targets of worked values that are mapped: the register then explains its labor itself."""
    used: Sequence[str] = [one.target for one in fields.used]
    return (*(target for target in WORKED if target in used), *map(dimension_target, further_of(fields)))
