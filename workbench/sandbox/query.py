"""The query function: its schema, filter, order and pages."""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.filters import Node, fields_in, parse_filter, predicate, splits_by_number
from workbench.sandbox.objects import ObjectType, catalogue, column
from workbench.sandbox.refusals import Refusal, refuse, schema_error
from workbench.sandbox.rows import getter
from workbench.sandbox.sessions import Caller

PARTS = {"object", "select", "filter", "orderby", "options", "pagesize", "offset", "docparid"}
OPTIONS = ("caseinsensitive", "showprivate", "returnformat")
AGGREGATES = ("count", "avg", "min", "max", "sum")
PAGE = (1, 2000, 100)
KEPT = 50


@dataclass(frozen=True)
class QueryPlan:
    """A query as sent, checked against the schema."""

    object: str
    select: tuple[tuple[str, str], ...]
    filter: Node | None = None
    orderby: tuple[tuple[str, bool], ...] = ()
    caseinsensitive: bool = False
    showprivate: bool = False
    returnformat: str = "xml"
    pagesize: int = 100
    offset: int = 0

    @cached_property
    def aggregates(self) -> bool:
        """Whether anything but plain fields is selected."""
        return any(kind != "field" for kind, _ in self.select)


@dataclass(frozen=True)
class Page:
    """The records of one page and where it stands in the whole."""

    records: list[Record]
    total: int
    offset: int = 0


@dataclass
class Cursor:
    """A result that is read on: its record numbers and how far it was read."""

    object: str
    fields: tuple[str, ...]
    numbers: list[int]
    size: int
    returnformat: str = "xml"
    at: int = 0


@dataclass
class Matches:
    """Record numbers that a filter gave, kept while nothing changed, and results that may be read on."""

    kept: dict[tuple[Any, ...], tuple[int, list[int]]] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)


def plan(node: etree._Element) -> QueryPlan:
    """A query element checked like the schema of the gateway."""
    parts = {child.tag: child for child in node}
    if len(parts) < len(node) or set(parts) - PARTS:
        raise schema_error("Element 'query': This element is not expected, or comes twice.")
    if not {"object", "select"} <= set(parts) or not (parts["object"].text or "").strip():
        raise schema_error("Element 'query': Missing child element(s). Expected are 'object' and 'select'.")
    select = tuple(_selected(child) for child in parts["select"])
    if not select:
        raise schema_error("Element 'select': Missing child element(s).")
    options = _options(parts.get("options"))
    return QueryPlan(
        parts["object"].text.strip(),
        select,
        _filter(parts.get("filter")),
        tuple(_order(child) for child in parts.get("orderby", ())),
        options["caseinsensitive"] == "true",
        options["showprivate"] == "true",
        options["returnformat"],
        _number(parts, "pagesize", *PAGE),
        _number(parts, "offset", 0, 2**31, 0),
    )


def _selected(child: etree._Element) -> tuple[str, str]:
    name = (child.text or "").strip()
    if child.tag not in ("field", *AGGREGATES) or not name or name == "*":
        raise schema_error(f"Element 'select': '{child.tag}' with value '{name}' is not expected; name every field.")
    return child.tag, name


def _filter(node: etree._Element | None) -> Node | None:
    if node is None:
        return None
    if len(node) != 1:
        raise schema_error("Element 'filter': expected is exactly one operator.")
    return parse_filter(node[0])


def _order(node: etree._Element) -> tuple[str, bool]:
    tags = [child.tag for child in node]
    if node.tag != "order" or tags not in (["field"], ["field", "ascending"], ["field", "descending"]):
        raise schema_error("Element 'orderby': expected is ( order ( field, ( ascending | descending )? ) ).")
    return (node[0].text or "").strip(), tags[-1] == "descending"


def _options(node: etree._Element | None) -> dict[str, str]:
    found = {child.tag: (child.text or "").strip() for child in (node if node is not None else ())}
    if list(found) != [name for name in OPTIONS if name in found]:
        raise schema_error(f"Element 'options': expected is the sequence ( {', '.join(OPTIONS)} ).")
    options = {"caseinsensitive": "false", "showprivate": "false", "returnformat": "xml"} | found
    if options["returnformat"] not in ("xml", "csv", "json") or {options[n] for n in OPTIONS[:2]} - {"true", "false"}:
        raise schema_error("Element 'options': a value is not valid.")
    return options


def _number(parts: dict[str, etree._Element], name: str, low: int, high: int, default: int) -> int:
    if name not in parts:
        return default
    text = (parts[name].text or "").strip()
    if not text.isdigit() or not low <= int(text) <= high:
        raise schema_error(f"Element '{name}': '{text}' is not a valid value; from {low} to {high} are expected.")
    return int(text)


def known_object(name: str) -> ObjectType:
    """The object of that name; refused when there is none."""
    found = catalogue().get(name)
    if found is None or found.legacy_only:
        raise refuse("Query Failed", f"Object definition {name} not found")
    return found


def unknown_fields(object_type: ObjectType, names: list[str]) -> Refusal:
    """The refusal of fields that the object cannot be asked for."""
    text = f"The following fields cannot be queried: {', '.join(names)}"
    if all(name in object_type.fields for name in names):
        return refuse("XL03000006", text)
    return refuse("DL02000001", f"There was an error processing the request. {text}")


def run(company: Company, caller: Caller, asked: QueryPlan, matches: Matches) -> Page:
    """The page of records a query asks for; all of them for an aggregate."""
    object_type = known_object(asked.object)
    if company.text("denied_reads") == "empty" and caller.denied.get(asked.object):
        return Page([], 0)
    caller.may("READ_BY_QUERY", asked.object)
    names = [name for _, name in asked.select] + fields_in(asked.filter) + [name for name, _ in asked.orderby]
    if missing := [name for name in dict.fromkeys(names) if not queryable(company, object_type, name)]:
        raise unknown_fields(object_type, missing)
    numbers = matching(company, caller, object_type, asked, matches)
    table = company.book.tables[asked.object]
    if asked.aggregates:
        return Page([table[number] for number in numbers], len(numbers))
    ordered = _in_order(company, object_type, asked, numbers)
    chosen = ordered[asked.offset : asked.offset + asked.pagesize]
    return Page([table[number] for number in chosen], len(numbers), asked.offset)


def queryable(company: Company, object_type: ObjectType, name: str) -> bool:
    """Whether a field may be selected, filtered or ordered by; some that lookup lists may not."""
    if object_type.name == "TIMESHEETENTRY" and name in ("EMPLOYEEID", "WHENCREATED", "WHENMODIFIED"):
        return name in company.text("timesheetentry_fields").split()
    return column(object_type, name) is not None


def matching(
    company: Company, caller: Caller, object_type: ObjectType, asked: QueryPlan, matches: Matches
) -> list[int]:
    """The numbers of all records the caller may see and the filter keeps, ascending."""
    after, rest = splits_by_number(asked.filter)
    key = (object_type.name, rest, asked.caseinsensitive, asked.showprivate, caller.entity, caller.layout)
    state = company.book.changes
    kept = matches.kept.get(key)
    if kept is None or kept[0] != state:
        if len(matches.kept) >= KEPT:
            matches.kept.clear()
        kept = (state, _scan(company, caller, object_type, asked, rest))
        matches.kept[key] = kept
    return kept[1][bisect_right(kept[1], after) :]


def _scan(company: Company, caller: Caller, object_type: ObjectType, asked: QueryPlan, rest: Node | None) -> list[int]:
    keeps = predicate(company, object_type, rest, asked.caseinsensitive, caller.layout)
    hidden = hides(caller, asked.showprivate)
    table = company.book.tables[object_type.name]
    return sorted(number for number, record in table.items() if not hidden(record) and keeps(record))


def hides(caller: Caller, showprivate: bool) -> Any:
    """What the caller does not see: other entities, and at top level every entity's own records unless asked for."""
    if caller.entity:
        return lambda record: record.get("MEGAENTITYID") not in (None, "", caller.entity)
    return (lambda record: False) if showprivate else (lambda record: bool(record.get("MEGAENTITYID")))


def _in_order(company: Company, object_type: ObjectType, asked: QueryPlan, numbers: list[int]) -> list[int]:
    if not asked.orderby:
        if not company.on("shuffle_unordered"):
            return numbers
        return random.sample(numbers, len(numbers))
    if asked.orderby[0][0] == "RECORDNO":
        return numbers[::-1] if asked.orderby[0][1] else numbers
    ordered = numbers
    table = company.book.tables[object_type.name]
    for name, descending in reversed(asked.orderby):
        value = getter(company, object_type, name)
        ordered = sorted(ordered, key=lambda n: _sort_key(value(table[n])), reverse=descending)
    return ordered


def _sort_key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)
