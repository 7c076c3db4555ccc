"""readByQuery and readMore: pages of an SQL-like query, followed by a result id."""

import random
import secrets
from dataclasses import dataclass

from lxml import etree

from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.formats import bare
from workbench.sandbox.objects import ObjectType
from workbench.sandbox.query import Cursor, hides, known_object
from workbench.sandbox.read import leaves, wanted_fields
from workbench.sandbox.refusals import refuse, schema_error
from workbench.sandbox.rows import whole
from workbench.sandbox.sql import Filter

PAGE = 1000


@dataclass(frozen=True)
class LegacyPlan:
    """A readByQuery as sent."""

    object: str
    fields: str
    query: str
    pagesize: int
    returnformat: str


def plan_read_by_query(node: etree._Element) -> LegacyPlan:
    """A readByQuery: query must be there, though it may be empty."""
    found = leaves(node, ("object", "query"), ("fields", "pagesize", "returnFormat", "docparid"))
    size = found.get("pagesize") or "100"
    if not size.isdigit() or not 1 <= int(size) <= PAGE:
        raise schema_error(f"Element 'pagesize': '{size}' is not a valid value; from 1 to {PAGE} are expected.")
    return LegacyPlan(
        found["object"], found.get("fields") or "*", found["query"], int(size), found.get("returnFormat", "xml")
    )


def plan_read_more(node: etree._Element) -> dict[str, str]:
    """A readMore by result id or by object."""
    found = leaves(node, (), ("resultId", "object"))
    if len(found) != 1:
        raise schema_error("Element 'readMore': expected is ( resultId | object ).")
    return found


def run_read_by_query(call: Call) -> Reply:
    """The first page, in no order, and the result id for the next."""
    object_type = known_object(call.plan.object)
    call.caller.may("READ_BY_QUERY", object_type.name)
    fields = tuple(wanted_fields(object_type, call.plan.fields))
    keeps = Filter(call.company, object_type, call.plan.query, call.caller.layout).keeps()
    hidden = hides(call.caller, showprivate=False)
    table = call.company.book.tables[object_type.name]
    seen = [table[number] for number in sorted(table) if not hidden(table[number])]
    numbers = [record["RECORDNO"] for row, record in enumerate(seen, start=1) if keeps(record, row)]
    random.Random(7).shuffle(numbers)
    resultid = secrets.token_urlsafe(16)
    cursor = Cursor(object_type.name, fields, numbers, call.plan.pagesize, call.plan.returnformat)
    call.matches.cursors[resultid] = cursor
    return _page(call, object_type, resultid, cursor)


def run_read_more(call: Call) -> Reply:
    """The next page of a result."""
    cursors, asked = call.matches.cursors, call.plan
    if "object" in asked:
        resultid = next((key for key, cursor in reversed(cursors.items()) if cursor.object == asked["object"]), "")
    else:
        resultid = asked["resultId"]
    if resultid not in cursors:
        raise refuse("XL03000006", f"The result id '{resultid}' is not valid or has expired.")
    cursor = cursors[resultid]
    return _page(call, known_object(cursor.object), resultid, cursor)


def _page(call: Call, object_type: ObjectType, resultid: str, cursor: Cursor) -> Reply:
    call.bill(1)
    table = call.company.book.tables[object_type.name]
    page = cursor.numbers[cursor.at : cursor.at + cursor.size]
    cursor.at += len(page)
    records: list[Record] = [table[number] for number in page if number in table]
    if cursor.returnformat != "xml":
        return bare(call.company, object_type, list(cursor.fields), records, call.caller.layout, cursor.returnformat)
    name = object_type.name.lower()
    inner = "".join(
        whole(call.company, object_type, record, list(cursor.fields), call.caller.layout, name, lines=False)
        for record in records
    )
    return Reply(
        f'<data listtype="{name}" count="{len(records)}" totalcount="{len(cursor.numbers)}" '
        f'numremaining="{len(cursor.numbers) - cursor.at}" resultId="{resultid}">{inner}</data>'
    )


VERBS = {
    "readByQuery": Verb(plan_read_by_query, run_read_by_query, lambda plan: plan.object, generic=True),
    "readMore": Verb(plan_read_more, run_read_more, generic=True),
}
