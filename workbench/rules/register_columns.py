"""What each column of a register most likely is: a fact of the line, a measure of an item, a total, or no pay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workbench.rules.field_map import FieldMap, MappedField
from workbench.rules.field_suggestions import suggest_targets
from workbench.rules.register_answers import Answers
from workbench.rules.register_body import Body, Column
from workbench.rules.register_classes import class_of
from workbench.rules.register_targets import category_of, dimension_named, dimension_target, item_of, target_of
from workbench.rules.register_words import FACTS, is_fact, plain, reason_to_leave, taken_apart, total_of

_CATEGORY = ("category", "category_name", "category_kind")
_PARTS = {"deduction", "deductions", "tax", "taxes", "earning", "earnings", "benefit", "benefits", "contribution"}
_ITS_OWN = {"", "employee", "ee", "current", "this pay", "emp"}  # in a long register: the line's own category
Shape = Literal["wide", "long"]


class Proposal(NamedTuple):
    """A target for a column, or why it is left out; how sure that is, and why. No target and no reason: asked."""

    target: str = ""
    leave: str = ""
    confidence: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Mapped:
    """The columns as they are used: proposals with the answers laid over them."""

    shape: Shape
    shape_reason: str
    fields: FieldMap
    reasons: Mapping[str, str]
    proposals: Mapping[str, Proposal]

    def of(self, target: str) -> str:
        """The column that fills a target; blank where none does."""
        return self.fields.source_of(target)

    @property
    def groups(self) -> tuple[str, ...]:
        """The items that have an amount, in the order of their columns; blank is the line's own category."""
        found = (item_of(one.target) for one in self.fields.used)
        return tuple(group for measure, group in (f for f in found if f) if measure == "amount")


def mapped(body: Body, answers: Answers) -> Mapped:
    """What each column is: answered, or as proposed where that is sure or likely."""
    facts, pairs = _facts(body), _pairs(body)
    facts = {title: one for title, one in facts.items() if title not in pairs} | pairs
    found, why = _shape(body, facts)
    shape: Shape = "long" if (answers.reading.get("shape") or found) == "long" else "wide"
    if shape == "wide":
        facts = {title: _home(title, one, facts) for title, one in facts.items() if one.target not in _CATEGORY}
    proposals = _proposals(body, facts, shape)
    kept = {one.source: one for one in answers.fields.fields}
    taken = {one.target for one in answers.fields.used}
    fields = [kept.get(c.title) or _field(c.title, proposals[c.title], taken) for c in body.columns]
    reasons = {title: one.leave for title, one in proposals.items() if one.leave and title not in kept}
    why = "as answered" if answers.reading.get("shape") else why
    return Mapped(shape, why, FieldMap(tuple(fields), answers.fields.values), {**reasons, **answers.reasons}, proposals)


def _home(title: str, one: Proposal, facts: Mapping[str, Proposal]) -> Proposal:
    """In a register with a row per employee, a lone Service is where they are at home."""
    alone = all(other.target != "department" for other in facts.values())
    if one.target == "worked_department" and plain(title) == "service" and alone:
        return Proposal("department", "", "likely", f"{title} is the only department of the row")
    return one


def _field(title: str, proposal: Proposal, taken: set[str]) -> MappedField:
    target = "" if proposal.confidence == "possible" or proposal.target in taken else proposal.target
    return MappedField(title, target, bool(target))


def _facts(body: Body) -> dict[str, Proposal]:
    """Columns whose title is a usual name of a fact; a column of figures has to be called exactly so."""
    found = suggest_targets(_titled(body.columns), FACTS)
    facts = {title: Proposal(one.target, "", one.confidence, one.reason) for title, one in found.items()}
    sure = {
        title: one for title, one in facts.items()
        if (one.confidence == "sure" or not (body.by_title[title].figures or taken_apart(title).measure))
        and not (reason_to_leave(title) and one.confidence != "sure")
    }  # fmt: skip
    _part_of_the_pay(body, sure)
    _names_are_no_numbers(body, sure)
    _headings(body, sure)
    return sure


def _titled(columns: Iterable[Column]):  # type: ignore[no-untyped-def]
    import pandas as pd

    rows = [
        (c.title, re.sub(r" · (code|name)$", "", c.title), c.samples) for c in columns if " (headings)" not in c.title
    ]
    return pd.DataFrame(rows, columns=["field", "label", "samples"])


def _part_of_the_pay(body: Body, facts: dict[str, Proposal]) -> None:
    """A column of words called Deduction or Tax names the category, where no other column does."""
    if any(one.target in ("category", "category_name") for one in facts.values()):
        return
    for column in body.columns:
        if plain(column.title) in _PARTS and column.title not in facts and not column.figures and not column.empty:
            facts[column.title] = Proposal("category", "", "likely", f"{column.title} holds names of categories")
            return


def _names_are_no_numbers(body: Body, facts: dict[str, Proposal]) -> None:
    """A column called Employee that holds names is the name, not the number."""
    for title, one in list(facts.items()):
        cells = body.by_title[title].looked_at
        names = sum(bool(re.search(r"[^\W\d_]{2}.*[\s,]", cell)) and not re.search(r"\d", cell) for cell in cells)
        if one.target == "employee" and cells and 5 * names > 4 * len(cells):
            free = all(other.target != "employee_name" for other in facts.values())
            del facts[title]
            if free:
                facts[title] = Proposal("employee_name", "", "likely", f"{title} holds names")
    if all(one.target != "employee" for one in facts.values()):
        numbers = [
            c.title for c in body.columns if c.title not in facts and not c.empty and is_fact(c.title, "employee")
        ]
        for title in numbers[:1]:
            facts[title] = Proposal("employee", "", "sure", f"{title} is a usual name of it")


def _headings(body: Body, facts: dict[str, Proposal]) -> None:
    """Halves of a cell and headings fill what no column of its own fills."""
    halves = {title.rpartition(" · ")[0] for title in body.by_title if " · " in title}
    bases = {title: one.target for title, one in facts.items()}
    for column in body.columns:
        whole, _, half = column.title.rpartition(" · ")
        base = whole or column.title
        if " (headings)" in base:
            what = base.removesuffix(" (headings)").lower().replace(" ", "_")
        elif half in ("code", "name") and base in bases:
            what = bases[base].removesuffix("_name")
            facts.pop(column.title, None)
            if any(one.target == what and title not in (base, f"{base} · code") for title, one in facts.items()):
                continue
        else:
            continue
        if base == column.title and base in halves:
            continue
        target = f"{what}_name" if half == "name" else what
        facts.pop(base, None) if half else None
        if all(one.target != target for one in facts.values()) and target in {t.name for t in FACTS}:
            said = "a heading above the lines says it" if "headings" in column.place + base else f"a part of {base}"
            facts[column.title] = Proposal(target, "", "likely", said)


def _pairs(body: Body) -> dict[str, Proposal]:
    """Columns of codes that stand beside amounts of the same name: "Earnings 3 Code" and "Earnings 3 Amount"."""
    apart = [taken_apart(column.title) for column in body.columns if column.figures]
    groups = {one.item.casefold(): one.item for one in apart if one.measure == "amount" and one.item}
    found = {}
    for column in body.columns:
        base = re.sub(r"\s+(code|type|id|desc(ription)?)$", "", column.title, flags=re.IGNORECASE)
        if base != column.title and base.casefold() in groups and base.casefold() not in _ITS_OWN:
            said = f"it names what {base} holds"
            found[column.title] = Proposal(category_of(groups[base.casefold()]), "", "likely", said)
    return found


def _shape(body: Body, facts: Mapping[str, Proposal]) -> tuple[Shape, str]:
    named = [title for title, one in facts.items() if one.target in ("category", "category_name")]
    amounts = [c.title for c in body.columns if c.figures and _is_own_amount(c.title)]
    items = [c.title for c in body.columns if c.figures and not _is_own_amount(c.title) and taken_apart(c.title).item]
    if named and amounts:
        return "long", f"{named[0]} names the category of each row, {amounts[0]} holds its amount"
    return "wide", f"{len(items)} columns of figures have titles of their own"


def _is_own_amount(title: str) -> bool:
    item, measure = taken_apart(title)
    return measure == "amount" and item.casefold() in _ITS_OWN


def _proposals(body: Body, facts: Mapping[str, Proposal], shape: Shape) -> dict[str, Proposal]:
    halves = {title.rpartition(" · ")[0] for title in facts if " · " in title}
    bases = {
        taken_apart(c.title).item.casefold() for c in body.columns if taken_apart(c.title).measure in ("units", "rate")
    }
    proposals: dict[str, Proposal] = {}
    for column in body.columns:
        proposals[column.title] = facts.get(column.title) or _proposal(column, shape, bases, halves)
    if shape == "wide":
        _gross_alone(proposals, {c.title: c.group for c in body.columns})
    amounts = {item_of(p.target)[1] for p in proposals.values() if (item_of(p.target) or "")[:1] == ("amount",)}  # type: ignore[index]
    return {title: _with_amount(one, amounts) for title, one in proposals.items()}


def _gross_alone(proposals: dict[str, Proposal], groups: Mapping[str, str]) -> None:
    """Where no other column is an earning, the gross is what was earned and adds up nothing."""
    found = {title: item_of(one.target) for title, one in proposals.items() if one.confidence != "possible"}
    items = [(measured[1], groups[title]) for title, measured in found.items() if measured and measured[0] == "amount"]
    gross = [title for title, one in proposals.items() if one.target == "total of gross"]
    if len(gross) == 1 and all(class_of(item, "", group)[0] != "earning" for item, group in items):
        reason = "no other column holds earnings"
        proposals[gross[0]] = Proposal(target_of("amount", gross[0]), "", "likely", reason)


def _proposal(column: Column, shape: Shape, bases: set[str], halves: set[str]) -> Proposal:
    if column.empty:
        return Proposal(leave="holds nothing", confidence="sure")
    if column.title in halves:
        return Proposal(leave="its parts are used", confidence="sure")
    if " · " in column.title:
        return Proposal(leave="its whole is used", confidence="sure")
    if leave := reason_to_leave(column.title):
        return Proposal(leave=leave, confidence="likely")
    zeros = sum(re.fullmatch(r"0\d+", cell) is not None for cell in column.looked_at)
    if not column.figures or 2 * zeros > len(column.looked_at):
        return _maybe_dimension(column)  # text, or codes with zeros in front
    if target := total_of(column.title):
        return Proposal(target, "", "likely", f"{column.title} is a usual name of a total")
    item, measure = taken_apart(column.title)
    if re.match(r"total\b", plain(column.title)) and item and item.casefold() not in bases:
        return Proposal(target_of("amount", item), "", "possible", "it may be a total of other columns")
    if not measure:
        base = re.sub(r"\s+(pay|earnings|wages|earned)$", "", item, flags=re.IGNORECASE)
        item, measure = (base if base.casefold() in bases else item), "amount"
    if shape == "long" and item.casefold() in _ITS_OWN:
        item = ""
    elif not item:  # a measure of nothing in particular: one category for all, or the register's own total
        return _of_nothing(column.title, measure)
    return Proposal(target_of(measure, item), "", "likely", f"a column of figures called {column.title}")


def _maybe_dimension(column: Column) -> Proposal:
    """A column of short codes may be a dimension that payroll has besides the usual ones; only people know."""
    name = dimension_named(column.title)
    if not name or any(len(cell) > 20 or " " in cell for cell in column.looked_at):
        return Proposal()
    return Proposal(dimension_target(name), "", "possible", "it holds short codes")


def _of_nothing(title: str, measure: str) -> Proposal:
    if measure == "units":
        return Proposal("total of hours", "", "possible", f"{title} may be all hours of the row")
    if measure == "amount" and plain(title) != "total":
        return Proposal(target_of("amount", title), "", "possible", f"{title} may be one category")
    return Proposal()


def _with_amount(one: Proposal, amounts: set[str]) -> Proposal:
    """Units and rates need the amount they belong to."""
    found = item_of(one.target)
    if not found or found[0] == "amount" or found[1] in amounts:
        return one
    near = next((group for group in amounts if group.casefold() == found[1].casefold()), None)
    if near is not None:
        return one._replace(target=target_of(found[0], near))
    return one._replace(confidence="possible", reason="no column holds the amount that goes with it")
