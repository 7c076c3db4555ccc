"""The verbs that read: query, read, readByName."""

from dataclasses import dataclass

from lxml import etree

from workbench.sandbox import query
from workbench.sandbox.aggregates import groups
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.formats import bare
from workbench.sandbox.objects import ObjectType
from workbench.sandbox.query import hides, known_object
from workbench.sandbox.refusals import Refusal, refuse, schema_error
from workbench.sandbox.rows import all_fields, rows, whole

KEYS = 100


@dataclass(frozen=True)
class ReadPlan:
    """Keys of an object and the fields wanted of them."""

    object: str
    keys: tuple[str, ...]
    fields: str = "*"
    returnformat: str = "xml"


def leaves(node: etree._Element, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
    """The text of the child elements of a verb; ControlRefusal for others, missing or doubled ones."""
    found = {child.tag: (child.text or "").strip() for child in node}
    if len(found) < len(node) or set(found) - set(required) - set(optional) or set(required) - set(found):
        expected = ", ".join(required + tuple(f"{name}?" for name in optional))
        raise schema_error(f"Element '{node.tag}': expected is ( {expected} ).")
    return found


def plan_read(node: etree._Element) -> ReadPlan:
    """A read or readByName as sent."""
    found = leaves(node, ("object", "keys"), ("fields", "returnFormat", "docparid"))
    keys = tuple(key.strip() for key in found["keys"].split(",") if key.strip())
    if found.get("returnFormat", "xml") not in ("xml", "csv", "json"):
        raise schema_error("Element 'returnFormat': the value is not valid.")
    return ReadPlan(found["object"], keys, found.get("fields") or "*", found.get("returnFormat") or "xml")


def run_query(call: Call) -> Reply:
    """A page of records by filter, or their aggregates; CSV and JSON come without an envelope."""
    asked, company, layout = call.plan, call.company, call.caller.layout
    page = query.run(company, call.caller, asked, call.matches)
    call.bill(1)
    object_type = known_object(asked.object)
    names = [name for _, name in asked.select]
    if asked.aggregates:
        found = groups(company, object_type, asked, page.records, layout)
        chosen = found[asked.offset : asked.offset + asked.pagesize]
        return _listed(asked, "".join(chosen), len(found), len(chosen))
    if asked.returnformat != "xml":
        return bare(company, object_type, names, page.records, layout, asked.returnformat)
    return _listed(asked, rows(company, object_type, names, page.records, layout), page.total, len(page.records))


def _listed(asked: query.QueryPlan, inner: str, total: int, count: int) -> Reply:
    remaining = max(0, total - asked.offset - count)
    return Reply(
        f'<data listtype="{asked.object}" totalcount="{total}" offset="{asked.offset}" count="{count}" '
        f'numremaining="{remaining}">{inner}</data>'
    )


def run_read(call: Call) -> Reply:
    """Records by record number, headers with their lines."""
    object_type = _permitted(call)
    table = call.company.book.tables[object_type.name]
    records = [table.get(int(key)) if key.isdigit() else None for key in call.plan.keys]
    return _records(call, object_type, records)


def run_read_by_name(call: Call) -> Reply:
    """Records by business id."""
    object_type = _permitted(call)
    table = call.company.book.tables[object_type.name].values()
    wanted = {key: index for index, key in enumerate(call.plan.keys)}
    found: list[Record | None] = [None] * len(wanted)
    for record in table:
        if (index := wanted.get(str(record.get(object_type.id)))) is not None:
            found[index] = record
    return _records(call, object_type, found)


def _permitted(call: Call) -> ObjectType:
    object_type = known_object(call.plan.object)
    call.caller.may("READ", object_type.name)
    call.bill(1)
    if not call.plan.keys or len(call.plan.keys) > KEYS:
        raise refuse("XL03000009", f"There was an error processing the function: from 1 to {KEYS} keys are expected.")
    return object_type


def _records(call: Call, object_type: ObjectType, records: list[Record | None]) -> Reply:
    names = wanted_fields(object_type, call.plan.fields)
    hidden = hides(call.caller, showprivate=True)
    seen = [record for record in records if record is not None and not hidden(record)]
    if len(seen) < len(records) and call.company.text("missing_key") == "failure":
        raise refuse("DL02000001", f"There was an error processing the request. {object_type.name} not found.")
    if call.plan.returnformat != "xml":
        return bare(call.company, object_type, names, seen, call.caller.layout, call.plan.returnformat)
    inner = "".join(whole(call.company, object_type, record, names, call.caller.layout) for record in seen)
    return Reply(f'<data listtype="{object_type.name}" count="{len(seen)}">{inner}</data>')


def wanted_fields(object_type: ObjectType, asked: str) -> list[str]:
    """The fields of a read: all of them, or those named; Refusal for a name it does not have."""
    names = all_fields(object_type)
    if asked == "*":
        return names
    chosen = [name.strip() for name in asked.split(",")]
    if set(chosen) - set(names):
        raise _invalid_fields(asked)
    return chosen


def _invalid_fields(asked: str) -> Refusal:
    return refuse(f"Invalid fields list {asked}", f"Invalid fields list {asked}")


VERBS = {
    "query": Verb(query.plan, run_query, lambda plan: plan.object, generic=True),
    "read": Verb(plan_read, run_read, lambda plan: plan.object, generic=True),
    "readByName": Verb(plan_read, run_read_by_name, lambda plan: plan.object, generic=True),
}
