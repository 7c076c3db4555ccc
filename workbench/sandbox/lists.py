"""The legacy lists: get_list with its filter and window, and get."""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workbench.sandbox.answers import escaped, tag
from workbench.sandbox.attachments import FILE
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.objects import ObjectType, catalogue
from workbench.sandbox.query import hides
from workbench.sandbox.refusals import refuse, schema_error
from workbench.sandbox.values import written

LISTED = {
    "supdoc": "SUPDOC",
    "supdocfolder": "SUPDOCFOLDER",
    "timetype": "TIMETYPE",
    "earningtype": "EARNINGTYPE",
    "employee": "EMPLOYEE",
    "department": "DEPARTMENT",
    "location": "LOCATION",
    "project": "PROJECT",
    "glaccount": "GLACCOUNT",
    "journal": "GLJOURNAL",
    "gltransaction": "GLBATCH",
}
Test = Callable[[Callable[[str], str]], bool]


@dataclass(frozen=True)
class ListPlan:
    """A get_list or get: the object, the window or key, the fields wanted."""

    object: str
    start: int = 0
    most: int = 100
    key: str = ""
    fields: tuple[str, ...] = ()
    keeps: Test = lambda texts: True


def plan_list(node: etree._Element) -> ListPlan:
    """A get_list or get as sent."""
    name, key = node.get("object", ""), node.get("key", "")
    if name not in LISTED or (node.tag == "get" and not key):
        raise schema_error(f"Element '{node.tag}': the attributes are not valid.")
    start, most = node.get("start") or "0", node.get("maxitems") or "100"
    if not start.isdigit() or not most.isdigit():
        raise schema_error(f"Element '{node.tag}': start and maxitems are numbers.")
    fields = tuple((field.text or "").strip() for field in node.iterfind("fields/field"))
    tests = [_test(condition) for condition in node.iterfind("filter/*")]
    return ListPlan(LISTED[name], int(start), int(most), key, fields, lambda texts: all(test(texts) for test in tests))


def _test(node: etree._Element) -> Test:
    """What a filter keeps: an expression on one field, or several joined by and / or."""
    if node.tag == "logical" and (joined := JOINED.get(node.get("logical_operator", "and"))):
        parts = [_test(child) for child in node]
        return lambda texts: joined(part(texts) for part in parts)
    if node.tag != "expression" or (node.findtext("operator") or "").strip() not in COMPARED:
        raise schema_error(f"Element '{node.tag}': expected is ( expression | logical ) with an operator of the list.")
    field, sign, value = (node.findtext(name) or "" for name in ("field", "operator", "value"))
    compare = COMPARED[sign.strip()]
    return lambda texts: compare(texts(field.strip().upper()), value)


def _like(text: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), text, re.DOTALL) is not None


def run_list(call: Call) -> Reply:
    """A window of all records, files included unless the fields are named."""
    plan, object_type = call.plan, catalogue()[call.plan.object]
    call.caller.may("LIST", object_type.name)
    call.bill(1)
    hidden = hides(call.caller, showprivate=False)
    table = sorted(call.company.book.tables[plan.object].items())
    records = [record for _, record in table if not hidden(record) and plan.keeps(_texts(call, object_type, record))]
    window = records[plan.start : plan.start + plan.most]
    name = next(key for key, target in LISTED.items() if target == plan.object)
    head = f'<listtype total="{len(records)}" start="{plan.start}" end="{plan.start + len(window)}">{name}</listtype>'
    return Reply(f"{head}<data>{''.join(_element(call, object_type, record, name) for record in window)}</data>")


def _texts(call: Call, object_type: ObjectType, record: Record) -> Callable[[str], str]:
    def text(name: str) -> str:
        if name not in object_type.fields:
            raise refuse("DL02000001", f"There was an error processing the request. Unknown field {name.lower()}.")
        return written(object_type.fields[name].kind, record.get(name), call.caller.layout)

    return text


def run_get(call: Call) -> Reply:
    """One record by its business id or record number."""
    plan, object_type = call.plan, catalogue()[call.plan.object]
    call.caller.may("GET", object_type.name)
    call.bill(1)
    book = call.company.book
    record = book.find(plan.object, plan.key) or book.tables[plan.object].get(
        int(plan.key) if plan.key.isdigit() else 0
    )
    if record is None:
        raise refuse("BL01001973", f"{object_type.name.capitalize()} '{plan.key}' does not exist.")
    name = next(key for key, target in LISTED.items() if target == plan.object)
    return Reply(f'<data listtype="{name}" count="1">{_element(call, object_type, record, name)}</data>')


def _element(call: Call, object_type: ObjectType, record: Record, name: str) -> str:
    wanted = call.plan.fields
    cells = ""
    for field in object_type.fields.values():
        label = field.name.lower()
        if field.hidden or "." in label or (wanted and label not in wanted):
            continue
        text = written(field.kind, record.get(field.name), call.caller.layout)
        cells += f"<{label}>{escaped(text)}</{label}>" if text else f"<{label}/>"
    if record.get("FILES") and (not wanted or "attachments" in wanted):
        cells += f"<attachments>{''.join(_file_element(file) for file in record['FILES'])}</attachments>"
    return f"<{name}>{cells}</{name}>"


def _file_element(file: dict[str, Any]) -> str:
    return "<attachment>" + "".join(tag(key, file[key]) for key in FILE) + "</attachment>"


JOINED: dict[str, Callable[[Iterable[bool]], bool]] = {"and": all, "or": any}
COMPARED: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "like": _like,
    "is null": lambda text, _value: not text,
}
VERBS = {
    "get_list": Verb(plan_list, run_list, lambda plan: plan.object),
    "get": Verb(plan_list, run_get, lambda plan: plan.object),
}
