"""Filters of the query function: their schema, and what they keep."""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.objects import ObjectType, kind_of
from workbench.sandbox.refusals import refuse, schema_error
from workbench.sandbox.rows import getter
from workbench.sandbox.values import Layout, parse

Node = tuple[str, Any, tuple[Any, ...]]
Keeps = Callable[[Record], bool]
ARITY = {"between": (2, 2), "in": (1, 1000), "notin": (1, 1000), "isnull": (0, 0), "isnotnull": (0, 0)}
OPERATORS: dict[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "equalto": lambda value, given: value == given[0],
    "notequalto": lambda value, given: value != given[0],
    "lessthan": lambda value, given: value < given[0],
    "lessthanorequalto": lambda value, given: value <= given[0],
    "greaterthan": lambda value, given: value > given[0],
    "greaterthanorequalto": lambda value, given: value >= given[0],
    "between": lambda value, given: given[0] <= value <= given[1],
    "in": lambda value, given: value in given,
    "notin": lambda value, given: value not in given,
    "like": lambda value, given: given[0].fullmatch(value) is not None,
    "notlike": lambda value, given: given[0].fullmatch(value) is None,
}


def parse_filter(node: etree._Element) -> Node:
    """One operator, or and/or over at least two; ControlRefusal outside the schema."""
    if node.tag in ("and", "or"):
        if len(node) < 2:
            raise schema_error(f"Element '{node.tag}': at least two operators are expected.")
        return node.tag, None, tuple(parse_filter(child) for child in node)
    if node.tag not in OPERATORS and node.tag not in ("isnull", "isnotnull"):
        raise schema_error(f"Element '{node.tag}': This element is not expected in a filter.")
    tags = [child.tag for child in node]
    low, high = ARITY.get(node.tag, (1, 1))
    if tags[:1] != ["field"] or set(tags[1:]) - {"value"} or not low <= len(tags) - 1 <= high:
        raise schema_error(f"Element '{node.tag}': expected is one 'field' and from {low} to {high} 'value'.")
    return node.tag, (node[0].text or "").strip(), tuple(child.text or "" for child in node[1:])


def fields_in(node: Node | None) -> list[str]:
    """The names of the fields a filter speaks of."""
    if node is None:
        return []
    if node[0] in ("and", "or"):
        return [name for child in node[2] for name in fields_in(child)]
    return [node[1]]


def splits_by_number(node: Node | None) -> tuple[int, Node | None]:
    """The number a walk by RECORDNO continues after (0 for none), and the filter without it."""
    if node is None:
        return 0, None
    if _walks(node):
        return int(node[2][0]), None
    if node[0] == "and" and (walks := [child for child in node[2] if _walks(child)]):
        rest = tuple(child for child in node[2] if not _walks(child))
        after = max(int(child[2][0]) for child in walks)
        return after, rest[0] if len(rest) == 1 else (("and", None, rest) if rest else None)
    return 0, node


def _walks(node: Node) -> bool:
    return node[:2] == ("greaterthan", "RECORDNO") and node[2][0].isdigit()


def predicate(company: Company, object_type: ObjectType, node: Node | None, any_case: bool, layout: Layout) -> Keeps:
    """A filter as a function of one record; Refusal when a value is not of its field's kind."""
    if node is None:
        return lambda record: True
    operator, name, values = node
    if operator in ("and", "or"):
        parts = [predicate(company, object_type, child, any_case, layout) for child in values]
        return _all(parts) if operator == "and" else _any(parts)
    value = getter(company, object_type, name)
    if operator in ("isnull", "isnotnull"):
        wanted = operator == "isnull"
        return lambda record: (value(record) in (None, "")) is wanted
    return _comparison(operator, value, _given(company, object_type, node, any_case, layout), any_case)


def _all(parts: list[Keeps]) -> Keeps:
    if len(parts) == 2:
        first, second = parts
        return lambda record: first(record) and second(record)
    return lambda record: all(part(record) for part in parts)


def _any(parts: list[Keeps]) -> Keeps:
    return lambda record: any(part(record) for part in parts)


def _comparison(operator: str, value: Callable[[Record], Any], given: tuple[Any, ...], any_case: bool) -> Keeps:
    compare = OPERATORS[operator]

    def keeps(record: Record) -> bool:
        found = value(record)
        if found is None or found == "":
            return False
        if any_case and isinstance(found, str):
            found = found.casefold()
        return compare(found, given)

    return keeps


def _given(company: Company, object_type: ObjectType, node: Node, any_case: bool, layout: Layout) -> tuple[Any, ...]:
    operator, name, values = node
    kind = kind_of(object_type, name)
    if any_case and kind in ("text", "enum"):
        values = tuple(value.casefold() for value in values)
    if operator in ("like", "notlike"):
        return (_pattern(values[0]),)
    try:
        return tuple(parse(kind, value, layout, company.on("loose_dates")) for value in values)
    except ValueError as problem:
        raise refuse("DL02000001", f"There was an error processing the request. {name}: {problem}") from None


def _pattern(text: str) -> re.Pattern[str]:
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(char, re.escape(char)) for char in text), re.DOTALL)
