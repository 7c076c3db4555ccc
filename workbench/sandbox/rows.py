"""Records as rows of XML: fields, fields over paths, and nested elements."""

from collections.abc import Callable
from typing import Any

from workbench.sandbox.answers import escaped
from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.objects import ObjectType, catalogue, kind_of
from workbench.sandbox.values import Layout, written


def getter(company: Company, object_type: ObjectType, dotted: str) -> Callable[[Record], Any]:
    """The value of a field, its own or over many-to-one paths."""
    if dotted in object_type.fields:
        return lambda record: record.get(dotted)
    head, _, tail = dotted.partition(".")
    road = object_type.paths[head]
    beyond = getter(company, catalogue()[road.target], tail)
    find = _finder(company, road.target, road.other)

    def value(record: Record) -> Any:
        other = find(record.get(road.own))
        return None if other is None else beyond(other)

    return value


def _finder(company: Company, target: str, other: str) -> Callable[[Any], Record | None]:
    book = company.book
    if other == "RECORDNO":
        return lambda key: book.tables[target].get(key)
    return lambda key: book.find(target, key)


def column_of(company: Company, object_type: ObjectType, name: str, records: list[Record], layout: Layout) -> list[str]:
    """One field of many records as elements named like the field, dots and all; equal values are written once."""
    kind, value = kind_of(object_type, name), getter(company, object_type, name)
    own = name if name in object_type.fields else object_type.paths[name.partition(".")[0]].own
    written_before: dict[Any, str] = {}
    elements = []
    for record in records:
        key = record.get(own)
        element = written_before.get(key)
        if element is None:
            text = escaped(written(kind, value(record), layout))
            element = written_before[key] = f"<{name}>{text}</{name}>" if text else f"<{name}/>"
        elements.append(element)
    return elements


def rows(company: Company, object_type: ObjectType, names: list[str], records: list[Record], layout: Layout) -> str:
    """Records as elements with the given fields, in the given order."""
    columns = [column_of(company, object_type, name, records, layout) for name in names]
    opening, closing = f"<{object_type.name}>", f"</{object_type.name}>"
    return "".join([opening + "".join(cells) + closing for cells in zip(*columns, strict=True)])


def whole(
    company: Company,
    object_type: ObjectType,
    record: Record,
    names: list[str],
    layout: Layout,
    element: str = "",
    lines: bool = True,
) -> str:
    """One record with nested elements for dotted fields and its owned lines, the way read gives it."""
    name = element or object_type.name
    inner, open_parent = [], ""
    for field in names:
        parent, _, leaf = field.rpartition(".")
        if parent != open_parent:
            inner += [f"</{open_parent}>"] * bool(open_parent) + [f"<{parent}>"] * bool(parent)
            open_parent = parent
        text = _shown(object_type.fields[field].kind, record.get(field), layout)
        inner.append(f"<{leaf}>{escaped(text)}</{leaf}>" if text else f"<{leaf}/>")
    inner += [f"</{open_parent}>"] * bool(open_parent)
    return f"<{name}>{''.join(inner)}{_lines(company, object_type, record, layout) if lines else ''}</{name}>"


def _shown(kind: str, value: Any, layout: Layout) -> str:
    """What read shows: a boolean never set is stored as nothing, and shown as false."""
    return "false" if kind == "boolean" and value is None else written(kind, value, layout)


def _lines(company: Company, object_type: ObjectType, record: Record, layout: Layout) -> str:
    owned = {"GLBATCH": ("ENTRIES", "GLENTRY"), "TIMESHEET": ("TIMESHEETENTRIES", "TIMESHEETENTRY")}.get(
        object_type.name
    )
    if owned is None:
        return ""
    around, line_name = owned
    line_type = catalogue()[line_name]
    names = all_fields(line_type)
    lines = (
        whole(company, line_type, line, names, layout) for line in company.book.owned(line_name, record["RECORDNO"])
    )
    return f"<{around}>{''.join(lines)}</{around}>"


def all_fields(object_type: ObjectType) -> list[str]:
    """The fields that fields=* means."""
    return [name for name, field in object_type.fields.items() if not (field.hidden or field.listed)]
