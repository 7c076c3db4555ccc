"""count, avg, min, max and sum of a query: the plain fields are what it groups by."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from workbench.sandbox.answers import escaped
from workbench.sandbox.book import Record
from workbench.sandbox.company import Company
from workbench.sandbox.objects import ObjectType, kind_of
from workbench.sandbox.query import QueryPlan
from workbench.sandbox.refusals import refuse
from workbench.sandbox.rows import getter
from workbench.sandbox.values import Layout, written

OF: dict[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "min": min,
    "max": max,
    "sum": sum,
    "avg": lambda values: sum(values, Decimal(0)) / len(values),
}


def groups(
    company: Company, object_type: ObjectType, asked: QueryPlan, records: list[Record], layout: Layout
) -> list[str]:
    """One element per group, in the order groups first appear."""
    if ("field", "RECORDNO") in asked.select:
        raise refuse(
            "DL02000001", "There was an error processing the request. RECORDNO cannot stand next to an aggregate."
        )
    plain = [name for kind, name in asked.select if kind == "field"]
    values = {name: getter(company, object_type, name) for _, name in asked.select}
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        found[tuple(values[name](record) for name in plain)].append(record)
    if not plain and not found:
        found[()] = []
    return [_row(company, object_type, asked, members, values, layout) for members in found.values()]


def _row(
    company: Company,
    object_type: ObjectType,
    asked: QueryPlan,
    members: list[Record],
    values: dict[str, Callable[[Record], Any]],
    layout: Layout,
) -> str:
    cells = ""
    for kind, name in asked.select:
        given = [value for record in members if (value := values[name](record)) not in (None, "")]
        element = _element(company, kind, name)
        if kind == "field":
            text = written(kind_of(object_type, name), given[0] if given else None, layout)
        else:
            text = _aggregate(object_type, kind, name, given, layout)
        cells += f"<{element}>{escaped(text)}</{element}>" if text else f"<{element}/>"
    return f"<{object_type.name}>{cells}</{object_type.name}>"


def _aggregate(object_type: ObjectType, kind: str, name: str, given: list[Any], layout: Layout) -> str:
    if kind == "count":
        return str(len(given))
    of = kind_of(object_type, name)
    if kind in ("sum", "avg") and of not in ("decimal", "integer"):
        raise refuse("DL02000001", f"There was an error processing the request. {name} has no {kind}.")
    return written("decimal" if kind == "avg" else of, OF[kind](given), layout) if given else ""


def _element(company: Company, kind: str, name: str) -> str:
    if kind == "field" or (kind == "sum" and company.text("sum_tag") == "plain"):
        return name
    return f"{kind.upper()}.{name}"
