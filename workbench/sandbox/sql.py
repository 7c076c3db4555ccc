"""The SQL-like filters of readByQuery: database codes, single quotes, no joins, no order."""

import re
from collections.abc import Callable
from typing import Any

from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.objects import Field, ObjectType
from workbench.sandbox.refusals import Refusal, refuse
from workbench.sandbox.values import Layout, parse

Keeps = Callable[[Record, int], bool]
TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|<=|>=|!=|<>|[<>=(),]|[^\s<>=(),']+)")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, given: value == given,
    "!=": lambda value, given: value != given,
    "<>": lambda value, given: value != given,
    "<": lambda value, given: value < given,
    ">": lambda value, given: value > given,
    "<=": lambda value, given: value <= given,
    ">=": lambda value, given: value >= given,
}


def problem(text: str = "") -> Refusal:
    """The one refusal of a filter that cannot be run."""
    return refuse("DL02000001", f"There was an error processing the request. {text}".strip())


class Filter:
    """A reader of one filter text; keeps() is what it came to."""

    def __init__(self, company: Company, object_type: ObjectType, text: str, layout: Layout) -> None:
        self.company, self.object_type, self.layout = company, object_type, layout
        self.tokens = _tokens(text)
        self.place = 0

    def keeps(self) -> Keeps:
        """The whole filter as a function of a record and its row number."""
        if not self.tokens:
            return lambda record, row: True
        found = self._any()
        if self.place < len(self.tokens):
            raise problem(f"Unexpected '{self.tokens[self.place]}'.")
        return found

    def _any(self) -> Keeps:
        parts = [self._all()]
        while self._word("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda record, row: any(part(record, row) for part in parts)

    def _all(self) -> Keeps:
        parts = [self._one()]
        while self._word("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda record, row: all(part(record, row) for part in parts)

    def _one(self) -> Keeps:
        if self._word("NOT"):
            inner = self._one()
            return lambda record, row: not inner(record, row)
        if self._word("("):
            inside = self._any()
            self._expect(")")
            return inside
        return self._comparison(self._next())

    def _comparison(self, name: str) -> Keeps:
        field = self._field(name)
        if self._word("IS"):
            negative = self._word("NOT")
            self._expect("NULL")
            return lambda record, row: (self._value(field, record, row) in (None, "")) is not negative
        negative = self._word("NOT")
        if self._word("LIKE"):
            return self._like(field, negative)
        if self._word("IN"):
            return self._in(field, negative)
        operator = self._next()
        if operator not in COMPARE or negative:
            raise problem(f"Unexpected '{operator}'.")
        return self._compared(field, COMPARE[operator], self._given(field, self._next()))

    def _compared(self, field: Field, compare: Callable[[Any, Any], bool], given: Any) -> Keeps:
        def keeps(record: Record, row: int) -> bool:
            value = self._value(field, record, row)
            return value not in (None, "") and compare(value, given)

        return keeps

    def _like(self, field: Field, negative: bool) -> Keeps:
        parts = {"%": ".*", "_": "."}
        text = str(self._given(field, self._next()))
        pattern = re.compile("".join(parts.get(char, re.escape(char)) for char in text), re.DOTALL)
        return self._compared(field, lambda value, given: (given.fullmatch(str(value)) is None) is negative, pattern)

    def _in(self, field: Field, negative: bool) -> Keeps:
        self._expect("(")
        given = [self._given(field, self._next())]
        while self._word(","):
            given.append(self._given(field, self._next()))
        self._expect(")")
        return self._compared(field, lambda value, among: (value in among) is not negative, given)

    def _field(self, name: str) -> Field:
        if name.lower() == "rownum":
            return Field("rownum", "integer")
        field = self.object_type.fields.get(name.upper()) or self.object_type.fields.get(name)
        if field is None or field.hidden or field.listed:
            raise problem(f"Invalid field '{name}'.")
        return field

    def _value(self, field: Field, record: Record, row: int) -> Any:
        if field.name == "rownum":
            return row
        value = record.get(field.name)
        return field.labels.get(value, value) if field.labels and isinstance(value, str) else value

    def _given(self, field: Field, token: str) -> Any:
        text = re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith("'") else token
        if field.kind in ("text", "enum") and not token.startswith("'"):
            raise problem(f"'{text}' must be quoted.")
        try:
            return parse(field.kind, text, self.layout, self.company.on("loose_dates"))
        except ValueError as wrong:
            raise problem(str(wrong)) from None

    def _word(self, word: str) -> bool:
        found = self.place < len(self.tokens) and self.tokens[self.place].upper() == word
        self.place += found
        return found

    def _expect(self, word: str) -> None:
        if not self._word(word):
            raise problem(f"'{word}' is expected.")

    def _next(self) -> str:
        if self.place >= len(self.tokens):
            raise problem("The query ends too early.")
        self.place += 1
        return self.tokens[self.place - 1]


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            raise problem(f"Unexpected text at {place}.")
        tokens.append(match[1])
        place = match.end()
    return tokens
