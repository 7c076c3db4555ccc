"""The fields of a labor record that time can fill, the map while none was saved, and what is wrong with a map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from workbench.fields import ENTRY_FIELD, ENTRY_OFFER, STANDARD_DIMENSIONS, dimension_of, intacct_field
from workbench.findings import Finding, Findings
from workbench.rules.field_map import FieldMap, Kind, MappedField, Target, check_field_map
from workbench.rules.field_suggestions import Suggestion, suggest_targets

ALWAYS_ON = ("employee", "category", "work_date", "units")
_OWN: tuple[tuple[str, Kind, str, tuple[str, ...]], ...] = (
    ("employee", "code", "employee number", ("Employee", "Employee ID")),
    ("category", "code", "payroll category", ("Time type", "Pay code", "Earning code")),
    ("work_date", "date", "day worked", ("Entry date", "Date worked")),
    ("units", "hours", "hours or days", ("Quantity", "Qty", "Hours")),
    ("rate", "rate", "rate per unit", ("Pay rate", "Hourly rate")),
    ("amount", "money", "total amount of the record, not a rate", ("Total", "Pay amount")),
    ("department", "code", "worked department", ("Department", "Department ID")),
    ("location", "code", "worked location", ("Location", "Location ID")),
    ("text", "text", "free text", ("Comment",)),
)


def time_targets(dimensions: Sequence[str] = ()) -> tuple[Target, ...]:
    """The target fields: those of every labor record, then a code per dimension (the standard ones and further)."""
    own = [Target(n, kind, n in ALWAYS_ON, means, (*names, *_fields(n))) for n, kind, means, names in _OWN]
    further = dict.fromkeys((*STANDARD_DIMENSIONS, *dimensions))
    return (*own, *(Target(n, "code", False, f"worked {n.replace('_', ' ')}", _fields(n)) for n in further))


def _fields(target: str) -> tuple[str, ...]:
    return (*ENTRY_FIELD.get(target, ()), *ENTRY_OFFER.get(target, ()))


def default_time_map(offered: Sequence[str]) -> FieldMap:
    """The map in force while none was saved: each target from the first of its usual fields that the company has.

    The required ones stand in it even where the company does not offer them, so that the checks name them.
    """
    chosen = []
    for target, fields in ENTRY_FIELD.items():
        there = [one for one in fields if one in offered]
        if there or target in ALWAYS_ON:
            chosen.append(MappedField((there or list(fields))[0], target))
    return FieldMap(tuple(chosen))


def as_offered(fields: FieldMap, offered: Collection[str]) -> FieldMap:
    """The map for a company: where it does not offer a usual field, the other usual field of the same target."""
    return replace(fields, fields=tuple(_offered(one, offered) for one in fields.fields))


def _offered(one: MappedField, offered: Collection[str]) -> MappedField:
    others = [other for other in ENTRY_FIELD.get(one.target, ()) if other in offered]
    usual = one.source in ENTRY_FIELD.get(one.target, ())
    return replace(one, source=others[0]) if usual and others and one.source not in offered else one


def suggest_time_targets(sources: pd.DataFrame, dimensions: Sequence[str] = ()) -> dict[str, Suggestion]:
    """The target each field of a time entry most likely fills; a dimension the company made itself by its own name."""
    found = suggest_targets(sources, time_targets(dimensions))
    taken = {one.target for one in found.values()}
    for field in sources["field"]:
        name = dimension_of(field)
        if field not in found and field == intacct_field(name) and name not in taken:
            found[field] = Suggestion(name, "likely", f"{field} holds a dimension the company made itself")
    return found


def mapped_dimensions(fields: FieldMap) -> tuple[str, ...]:
    """The dimensions a map fills, the standard ones first, each a column of the labor records."""
    own = {name for name, *_ in _OWN}
    used = [one.target for one in fields.used if one.target not in own]
    return (*(name for name in STANDARD_DIMENSIONS if name in used), *(n for n in used if n not in STANDARD_DIMENSIONS))


def check_time_map(fields: FieldMap, sources: pd.DataFrame, dimensions: Sequence[str] = ()) -> Findings:
    """Everything wrong with a map of the time import, the usual confusion of amount and rate among it."""
    further = dict.fromkeys((*dimensions, *mapped_dimensions(fields)))
    return check_field_map(fields, sources, time_targets(tuple(further))) + _rates_as_amounts(fields)


def _rates_as_amounts(fields: FieldMap) -> list[Finding]:
    source = fields.source_of("amount")
    if "RATE" not in source.upper():
        return []
    said = f"{source} is mapped to amount, but by its name it is a rate per unit; amount is the total of the record."
    remedy = "Map it to rate, or check that it holds totals."
    return [Finding("amount_is_rate", "warning", said, remedy, column="amount", value=source, page="field_maps")]
