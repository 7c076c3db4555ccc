"""Attachments and the legacy lists: create_supdoc and its relatives, get_list, get."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workbench.sandbox.answers import escaped, tag
from workbench.sandbox.bodies import Body
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.legacy import LegacyPlan, keyed, ordered, plan_key, spoken, text_of
from workbench.sandbox.objects import ObjectType, catalogue
from workbench.sandbox.query import hides
from workbench.sandbox.refusals import Refusal, not_created, refuse, schema_error
from workbench.sandbox.values import written

FOLDER = ("supdocfoldername", "supdocfolderdescription", "supdocparentfoldername")
DOCUMENT = ("supdocid", "supdocname", "supdocfoldername", "supdocdescription", "attachments")
FILE = ("attachmentname", "attachmenttype", "attachmentdata")
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


@dataclass(frozen=True)
class ListPlan:
    """A get_list or get: the object, the window or key, the fields wanted."""

    object: str
    start: int = 0
    most: int = 100
    key: str = ""
    fields: tuple[str, ...] = ()


def plan_folder(node: etree._Element) -> LegacyPlan:
    """A create_supdocfolder."""
    found = ordered(node, FOLDER, ("supdocfoldername",))
    return LegacyPlan(node.tag, {name.upper(): text_of(child) for name, child in found.items()})


def plan_document(node: etree._Element) -> LegacyPlan:
    """A create_supdoc with its files, or an update_supdoc that adds some."""
    required = ("supdocid", "supdocname", "supdocfoldername") if node.tag == "create_supdoc" else ("supdocid",)
    found = ordered(node, DOCUMENT, required)
    fields: Body = {name.upper(): text_of(child) for name, child in found.items() if name != "attachments"}
    fields["FILES"] = [_file(child) for child in found.get("attachments", ())]
    return LegacyPlan(node.tag, fields)


def _file(node: etree._Element) -> Body:
    return {name: text_of(child) for name, child in ordered(node, FILE, FILE).items()}


def refused(text: str, errorno: str = "BL01001973") -> Refusal:
    """An attachment that is not taken."""
    return not_created("create", "Supdoc", text, errorno)


def create_folder(call: Call, fields: Body) -> Record:
    """A folder for attachments."""
    if call.company.book.find("SUPDOCFOLDER", fields["SUPDOCFOLDERNAME"]):
        raise refused(
            f"Another Folder with the given value(s) {fields['SUPDOCFOLDERNAME']} already exists", "BL34000061"
        )
    return _put(call, "SUPDOCFOLDER", fields)


def write_document(call: Call, fields: Body) -> Record:
    """A new attachment in an existing folder, or more files in an old one."""
    book, creates = call.company.book, call.plan.verb == "create_supdoc"
    old = book.find("SUPDOC", fields["SUPDOCID"])
    if (old is not None) is creates:
        said = f"Another Attachment with the given value(s) {fields['SUPDOCID']} already exists"
        raise refused(said if creates else f"Invalid attachment '{fields['SUPDOCID']}' specified.", "BL34000061")
    folder = fields.get("SUPDOCFOLDERNAME") or (old or {}).get("SUPDOCFOLDERNAME")
    if book.find("SUPDOCFOLDER", folder) is None:
        raise refused(f"Invalid folder '{folder}' specified.")
    for file in fields["FILES"]:
        _check_file(file)
    if old:
        return book.change("SUPDOC", old["RECORDNO"], FILES=old["FILES"] + fields["FILES"])
    return _put(call, "SUPDOC", fields)


def _check_file(file: Body) -> None:
    if "." in file["attachmenttype"]:
        raise refused(f"The attachment type '{file['attachmenttype']}' must not have a dot.", "BL03000018")
    try:
        base64.b64decode(file["attachmentdata"], validate=True)
    except binascii.Error:
        raise refused(f"The data of '{file['attachmentname']}' is not base64.", "BL03000018") from None


def _put(call: Call, name: str, fields: Body) -> Record:
    now = call.company.clock.now()
    return call.company.book.put(name, call.company.stamp(name, fields, call.caller.userid, call.caller.entity, now))


def run_delete_document(call: Call) -> Reply:
    """Remove an attachment that nothing points to."""
    book, key = call.company.book, call.plan.key
    record = book.find("SUPDOC", key)
    if record is None:
        raise refused(f"Invalid attachment '{key}' specified.")
    if any(header.get("SUPDOCID") == key for name in ("GLBATCH", "TIMESHEET") for header in book.tables[name].values()):
        raise refused(f"Attachment {key} is used by transactions and cannot be deleted.")
    book.drop("SUPDOC", record["RECORDNO"])
    return Reply(tag("key", key))


def plan_list(node: etree._Element) -> ListPlan:
    """A get_list or get as sent."""
    name, key = node.get("object", ""), node.get("key", "")
    if name not in LISTED or (node.tag == "get" and not key):
        raise schema_error(f"Element '{node.tag}': the attributes are not valid.")
    start, most = node.get("start") or "0", node.get("maxitems") or "100"
    if not start.isdigit() or not most.isdigit():
        raise schema_error(f"Element '{node.tag}': start and maxitems are numbers.")
    fields = tuple((field.text or "").strip() for field in node.iterfind("fields/field"))
    return ListPlan(LISTED[name], int(start), int(most), key, fields)


def run_list(call: Call) -> Reply:
    """A window of all records, files included unless the fields are named."""
    plan, object_type = call.plan, catalogue()[call.plan.object]
    call.caller.may("LIST", object_type.name)
    call.bill(1)
    hidden = hides(call.caller, showprivate=False)
    records = [record for _, record in sorted(call.company.book.tables[plan.object].items()) if not hidden(record)]
    window = records[plan.start : plan.start + plan.most]
    name = next(key for key, target in LISTED.items() if target == plan.object)
    head = f'<listtype total="{len(records)}" start="{plan.start}" end="{plan.start + len(window)}">{name}</listtype>'
    return Reply(f"{head}<data>{''.join(_element(call, object_type, record, name) for record in window)}</data>")


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


VERBS = {
    "create_supdocfolder": Verb(plan_folder, keyed(create_folder, "SUPDOCFOLDER"), spoken("SUPDOCFOLDER"), writes=True),
    "create_supdoc": Verb(plan_document, keyed(write_document, "SUPDOC"), spoken("SUPDOC"), writes=True),
    "update_supdoc": Verb(plan_document, keyed(write_document, "SUPDOC"), spoken("SUPDOC"), writes=True),
    "delete_supdoc": Verb(plan_key, run_delete_document, spoken("SUPDOC"), writes=True),
    "get_list": Verb(plan_list, run_list, lambda plan: plan.object),
    "get": Verb(plan_list, run_get, lambda plan: plan.object),
}
