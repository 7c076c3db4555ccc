"""Attachments and their folders: create_supdoc and its relatives."""

import base64
import binascii

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.bodies import Body
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.legacy import LegacyPlan, keyed, ordered, plan_key, spoken, text_of
from workbench.sandbox.refusals import Refusal, not_created

FOLDER = ("supdocfoldername", "supdocfolderdescription", "supdocparentfoldername")
DOCUMENT = ("supdocid", "supdocname", "supdocfoldername", "supdocdescription", "attachments")
FILE = ("attachmentname", "attachmenttype", "attachmentdata")


def plan_folder(node: etree._Element) -> LegacyPlan:
    """A create_supdocfolder or update_supdocfolder."""
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


def update_folder(call: Call, fields: Body) -> Record:
    """Another description or parent for a folder."""
    return call.company.book.put("SUPDOCFOLDER", _folder(call, fields["SUPDOCFOLDERNAME"]) | fields)


def run_delete_folder(call: Call) -> Reply:
    """Remove an empty folder."""
    call.caller.may("DELETE", "SUPDOCFOLDER")
    record, key = _folder(call, call.plan.key), call.plan.key
    if any(document["SUPDOCFOLDERNAME"] == key for document in call.company.book.tables["SUPDOC"].values()):
        raise refused(f"Folder {key} is not empty and cannot be deleted.")
    call.company.book.drop("SUPDOCFOLDER", record["RECORDNO"])
    call.bill(1)
    return Reply(tag("key", key))


def _folder(call: Call, name: str) -> Record:
    record = call.company.book.find("SUPDOCFOLDER", name)
    if record is None:
        raise refused(f"Invalid folder '{name}' specified.")
    return record


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


VERBS = {
    "create_supdocfolder": Verb(plan_folder, keyed(create_folder, "SUPDOCFOLDER"), spoken("SUPDOCFOLDER"), writes=True),
    "create_supdoc": Verb(plan_document, keyed(write_document, "SUPDOC"), spoken("SUPDOC"), writes=True),
    "update_supdoc": Verb(plan_document, keyed(write_document, "SUPDOC"), spoken("SUPDOC"), writes=True),
    "delete_supdoc": Verb(plan_key, run_delete_document, spoken("SUPDOC"), writes=True),
    "update_supdocfolder": Verb(plan_folder, keyed(update_folder, "SUPDOCFOLDER"), spoken("SUPDOCFOLDER"), writes=True),
    "delete_supdocfolder": Verb(plan_key, run_delete_folder, spoken("SUPDOCFOLDER"), writes=True),
}
