"""What people decide about a register: how it is read, its columns, its codes, and what the file does not say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.rules.field_map import FieldMap
from workbench.rules.field_map_yaml import read_field_map, write_field_map

READING = {  # what can be answered about reading, and what it means
    "sheet": "which sheet holds the register",
    "encoding": "how the characters are written",
    "separator": "what separates the columns",
    "across": "employees stand in rows or in columns",
    "header_row": "the row of the titles",
    "header_rows": "how many rows the titles take",
    "last_row": "the last row that is read",
    "shape": "wide: a column per category; long: a row per category",
    "decimal": "the decimal mark",
    "dates": "the order of day, month and year",
    "fill_down": "blank employee cells repeat the one above: yes or no",
    "numeric_codes employee": "numbers in a column of codes, by fact: as_shown, or how many digits they have",
    "rounding": "rates and units with too many decimals: refuse or round",
    "names_as_numbers": "names stand for employee numbers: yes or no",
    "net_pay": "net pay that is not in the file: blank, or computed",
    "labor": "where labor comes from: register, file or none",
}
FACTS = {
    "run": "code of the run; {pay_date}, {period_end} and {payroll_group} are filled in",
    "payroll_group": "code of the payroll group",
    "payroll_group_name": "name of the payroll group",
    "frequency": "how often the group is paid",
    "period_start": "first day of the period",
    "period_end": "last day of the period",
    "pay_date": "day of payment",
    "paycard_type": "regular, or what the paycards are",
    "home_department": "home department of employees who have none otherwise",
    "home_location": "home location of employees who have none otherwise",
}
PERIOD_FACTS = ("period_start", "period_end", "pay_date")  # they change every time: never part of a template


@dataclass(frozen=True)
class ItemCategory:
    """What an item of the register is: a payroll category, with its sign as it stands or reversed; or left out, why."""

    code: str = ""
    name: str = ""
    kind: str = ""  # the class
    reversed: bool = False
    left_out: str = ""

    @property
    def complete(self) -> bool:
        """True when nothing is missing."""
        return bool(self.left_out or (self.code and self.kind))


@dataclass(frozen=True)
class Answers:
    """Everything that was answered; what is not, is recognized or asked."""

    reading: Mapping[str, str] = field(default_factory=dict)
    fields: FieldMap = field(default_factory=FieldMap)
    reasons: Mapping[str, str] = field(default_factory=dict)  # column -> why it is left out
    categories: Mapping[str, ItemCategory] = field(default_factory=dict)  # item -> what it is
    facts: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # employee -> home department, location ...
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # department, location, ... -> code -> name
    rows: Mapping[str, str] = field(default_factory=dict)  # row -> why it is left out

    def merged(self, **changes: Any) -> Answers:
        """With more answers laid over these; a blank text takes an answer back."""
        fields: FieldMap = changes.pop("fields", self.fields)
        kept: dict[str, Any] = {name: _over(getattr(self, name), value) for name, value in changes.items()}
        return replace(self, fields=fields, **kept)


def _over(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**before, **more}.items() if value not in ("", None)}


def without_period(answers: Answers) -> Answers:
    """The answers that serve the next period too: what a template keeps."""
    facts = {key: value for key, value in answers.facts.items() if key not in PERIOD_FACTS}
    if "{" not in facts.get("run", ""):
        facts.pop("run", None)
    reading = {key: value for key, value in answers.reading.items() if key not in ("last_row", "header_row")}
    return replace(answers, facts=facts, reading=reading, rows={})


def write_answers(answers: Answers) -> str:
    """The answers as text, stable and complete: what the store keeps of a template."""
    plain = {
        "reading": dict(answers.reading),
        "fields": write_field_map(answers.fields),
        "reasons": dict(answers.reasons),
        "categories": {item: vars(one) for item, one in answers.categories.items()},
        "facts": dict(answers.facts),
        "homes": {who: dict(values) for who, values in answers.homes.items()},
        "names": {what: dict(values) for what, values in answers.names.items()},
        "rows": dict(answers.rows),
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1)


def read_answers(text: str) -> Answers:
    """The answers written by ``write_answers``; ValueError for anything else."""
    plain = json.loads(text)
    fields, findings = read_field_map(plain.pop("fields"))
    if fields is None:
        raise ValueError(str(findings[0]))
    categories = {item: ItemCategory(**one) for item, one in plain.pop("categories").items()}
    return Answers(fields=fields, categories=categories, **plain)
