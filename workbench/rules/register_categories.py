"""Which payroll category an item of a register is: known from earlier runs, or told by its name; else asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import pandas as pd

from workbench.frames import CATEGORIES, DEPARTMENTS, LOCATIONS, PAYROLL_GROUPS, empty
from workbench.rules.register_answers import Answers, ItemCategory
from workbench.rules.register_classes import class_of, names_employer
from workbench.rules.register_entries import Entries
from workbench.rules.register_words import total_of


@dataclass(frozen=True, eq=False)
class Known:
    """What earlier runs of the client company know; all may be empty."""

    categories: pd.DataFrame = field(default_factory=lambda: empty(CATEGORIES))
    employees: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["employee", "name"], dtype="str"))
    departments: pd.DataFrame = field(default_factory=lambda: empty(DEPARTMENTS))
    locations: pd.DataFrame = field(default_factory=lambda: empty(LOCATIONS))
    payroll_groups: pd.DataFrame = field(default_factory=lambda: empty(PAYROLL_GROUPS))


class Chosen(NamedTuple):
    """The category of an item, whether it was answered, known, told by its name or is asked, and why."""

    category: ItemCategory
    source: str  # answered | known | by its name | asked
    reason: str


def chosen(entries: Entries, answers: Answers, known: Known) -> dict[str, Chosen]:
    """What each item is."""
    found: dict[str, Chosen] = {}
    taken: dict[str, str] = {}
    items = set(entries.items["item"])
    for row in entries.items.to_dict("records"):
        item = row["item"]
        if item in found:
            continue
        answered = answers.categories.get(item)
        proposed = _told_apart(_own_share(_proposed(row, known), item, items), item, taken)
        if answered is None:
            found[item] = _signed(proposed, row)
        elif answered.complete:
            found[item] = Chosen(answered, "answered", "")
        else:
            merged = {name: getattr(answered, name) or value for name, value in vars(proposed.category).items()}
            found[item] = proposed._replace(category=ItemCategory(**merged))
    return _without_gross(found, entries)


def _own_share(one: Chosen, item: str, items: set[str]) -> Chosen:
    """What the employee pays of a benefit whose employer's share stands beside it is a deduction."""
    shared = any(other.startswith(f"{item} / ") and names_employer(other.removeprefix(item)) for other in items)
    if one.source != "by its name" or one.category.kind != "benefit" or not shared:
        return one
    return one._replace(
        category=replace(one.category, kind="deduction"), reason="the employer's share of it stands beside it"
    )


def _without_gross(found: dict[str, Chosen], entries: Entries) -> dict[str, Chosen]:
    """An item called gross beside other earnings adds them up: left out, unless it was answered otherwise."""
    names = {row["item"]: (row["name"] or row["code"] or row["item"]) for row in entries.items.to_dict("records")}
    gross = [i for i, one in found.items() if one.source == "by its name" and total_of(names[i]) == "total of gross"]
    others = [i for i, one in found.items() if i not in gross and one.category.kind == "earning"]
    for item in gross if others else ():
        out = ItemCategory(left_out="adds up the other earnings")
        found[item] = found[item]._replace(category=out, reason=f"{names[item]} is a usual name of a total")
    return found


def _proposed(row: Mapping[str, object], known: Known) -> Chosen:
    item, code, name = str(row["item"]), str(row["code"]), str(row["name"])
    for text, column in ((code, "code"), (item, "code"), (name, "name"), (item, "name")):
        match = known.categories[known.categories[column] == text] if text else known.categories.head(0)
        if len(match) == 1 and not _other_side(item, code or name):
            one = match.iloc[0]
            said = f"a category of earlier runs has this {column}"
            return Chosen(ItemCategory(one["code"], one["name"], one["class"]), "known", said)
    kind, why = class_of(item, name, str(row["kind"]))
    return Chosen(ItemCategory(code or item, name or code or item, kind), "by its name" if kind else "asked", why)


def _told_apart(one: Chosen, item: str, taken: dict[str, str]) -> Chosen:
    """A register may use a code twice, as an earning and a deduction say; one category has one class."""
    first = taken.setdefault(one.category.code, one.category.kind)
    if first == one.category.kind:
        return one
    category = ItemCategory(item, f"{one.category.name} ({item})", one.category.kind)
    taken.setdefault(item, one.category.kind)
    return one._replace(category=category)


def _other_side(item: str, own: str) -> bool:
    """True for the second amount of a row, the employer's say: another category than the row's own."""
    return bool(own) and item != own and names_employer(item.removeprefix(own))


def _signed(one: Chosen, row: Mapping[str, object]) -> Chosen:
    """Deductions and taxes a register shows as negative are positive on a paycard."""
    negative, lines = int(str(row["negative"])), int(str(row["lines"]))
    if one.category.kind not in ("deduction", "tax_employee", "net_pay") or negative * 2 < lines:
        return one
    if negative * 2 == lines and int(str(row["cents"])) >= 0:
        return one
    said = f"{one.reason}; {negative} of {lines} amounts are negative, so the sign is reversed"
    return one._replace(category=ItemCategory(**{**vars(one.category), "reversed": True}), reason=said)
