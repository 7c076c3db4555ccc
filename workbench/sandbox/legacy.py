"""Object-specific functions of the older style: lower-case, fixed order, one object each, dates in three elements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workbench.sandbox.answers import tag
from workbench.sandbox.bodies import Body
from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.journals import create_journal, delete_journal
from workbench.sandbox.objects import catalogue
from workbench.sandbox.refusals import not_created, refuse, schema_error
from workbench.sandbox.timesheets import create_timesheet

TRANSACTION = (
    "journalid",
    "datecreated",
    "datereversed",
    "description",
    "referenceno",
    "sourceentity",
    "supdocid",
    "state",
    "gltransactionentries",
)
LINE = (
    "trtype",
    "amount",
    "glaccountno",
    "document",
    "datecreated",
    "memo",
    "locationid",
    "departmentid",
    "customerid",
    "vendorid",
    "employeeid",
    "projectid",
    "taskid",
    "costtypeid",
    "itemid",
    "classid",
    "contractid",
    "warehouseid",
)
LINE_NAMES = {
    "trtype": "TR_TYPE",
    "amount": "TRX_AMOUNT",
    "glaccountno": "ACCOUNTNO",
    "memo": "DESCRIPTION",
    "locationid": "LOCATION",
    "departmentid": "DEPARTMENT",
}
SHEET = ("employeeid", "begindate", "description", "supdocid", "state", "timesheetentries")
ENTRY = (
    "linenum",
    "entrydate",
    "qty",
    "description",
    "notes",
    "taskid",
    "timetype",
    "billable",
    "locationid",
    "departmentid",
    "projectid",
    "customerid",
    "vendorid",
    "itemid",
    "classid",
)
TIMETYPE = ("name", "accountno", "offsetaccountno", "earningtypename", "status")
SIDES = {"debit": "1", "credit": "-1", "1": "1", "-1": "-1"}


@dataclass(frozen=True)
class LegacyPlan:
    """The fields of one legacy object, or its key."""

    verb: str
    fields: Body
    key: str = ""


def ordered(node: etree._Element, names: tuple[str, ...], required: tuple[str, ...]) -> dict[str, etree._Element]:
    """The children of a legacy element, which must come in their order; ControlRefusal otherwise."""
    tags = [child.tag for child in node]
    if [name for name in names if name in tags] != tags or set(required) - set(tags):
        raise schema_error(f"Element '{node.tag}': expected is the sequence ( {', '.join(names)} ).")
    return {child.tag: child for child in node}


def text_of(node: etree._Element) -> str:
    """The text of a legacy element; a date from its year, month and day."""
    parts = {child.tag: (child.text or "").strip() for child in node}
    if not parts:
        return node.text or ""
    if list(parts) != ["year", "month", "day"]:
        raise schema_error(f"Element '{node.tag}': expected is the sequence ( year, month, day ).")
    return f"{parts['month'].zfill(2)}/{parts['day'].zfill(2)}/{parts['year']}"


def plan_transaction(node: etree._Element) -> LegacyPlan:
    """A create_gltransaction as the entry it stands for."""
    found = ordered(node, TRANSACTION, ("journalid", "datecreated", "description", "gltransactionentries"))
    names = {
        "journalid": "JOURNAL",
        "datecreated": "BATCH_DATE",
        "datereversed": "REVERSEDATE",
        "description": "BATCH_TITLE",
        "referenceno": "REFERENCENO",
        "sourceentity": "BASELOCATION_NO",
        "supdocid": "SUPDOCID",
        "state": "STATE",
    }
    fields: Body = {names[name]: text_of(child) for name, child in found.items() if name in names}
    fields["ENTRIES"] = [_transaction_line(child) for child in found["gltransactionentries"]]
    return LegacyPlan(node.tag, fields)


def _transaction_line(node: etree._Element) -> Body:
    found = ordered(node, LINE, ("trtype", "amount", "glaccountno"))
    line = {
        LINE_NAMES.get(name, name.upper()): text_of(child) for name, child in found.items() if name != "datecreated"
    }
    return line | {"TR_TYPE": SIDES.get(line["TR_TYPE"], line["TR_TYPE"])}


def plan_timesheet(node: etree._Element) -> LegacyPlan:
    """A create_timesheet as the sheet it stands for: Submitted unless it says otherwise."""
    found = ordered(node, SHEET, ("employeeid", "begindate", "timesheetentries"))
    fields: Body = {name.upper(): text_of(child) for name, child in found.items() if name != "timesheetentries"}
    fields["TIMESHEETENTRIES"] = [_timesheet_entry(child) for child in found["timesheetentries"]]
    return LegacyPlan(node.tag, {"STATE": "Submitted"} | fields)


def _timesheet_entry(node: etree._Element) -> Body:
    found = ordered(node, ENTRY, ("entrydate", "qty"))
    return {"LINENO" if name == "linenum" else name.upper(): text_of(child) for name, child in found.items()}


def plan_timetype(node: etree._Element) -> LegacyPlan:
    """A create_timetype or update_timetype."""
    found = ordered(node, TIMETYPE, ("name",))
    return LegacyPlan(node.tag, {name.upper(): text_of(child) for name, child in found.items()})


def plan_key(node: etree._Element) -> LegacyPlan:
    """A delete by its key attribute."""
    if not node.get("key") or len(node):
        raise schema_error(f"Element '{node.tag}': The attribute 'key' is required.")
    return LegacyPlan(node.tag, {}, node.get("key", ""))


def keyed(create: Callable[[Call, Body], Record], name: str) -> Callable[[Call], Reply]:
    """A legacy create: the new key stands directly in the result."""

    def run(call: Call) -> Reply:
        call.caller.may("CREATE", name)
        record = create(call, dict(call.plan.fields))
        call.bill(1)
        return Reply(tag("key", str(record["RECORDNO"])))

    return run


def run_delete_transaction(call: Call) -> Reply:
    """Remove a journal entry by its key."""
    call.caller.may("DELETE", "GLBATCH")
    delete_journal(call, int(call.plan.key) if call.plan.key.isdigit() else 0)
    call.bill(1)
    return Reply(tag("key", call.plan.key))


def write_timetype(call: Call, fields: Body) -> Record:
    """Create a time type, or update the one of that name."""
    book, name = call.company.book, fields["NAME"]
    old = book.find("TIMETYPE", name)
    if (old is not None) is call.plan.verb.startswith("create"):
        said = "Another Timetype with the given value(s) {} already exists" if old else "The time type '{}' is invalid."
        raise not_created(call.plan.verb.partition("_")[0], "Timetype", said.format(name), "BL34000061")
    for field, target in (
        ("ACCOUNTNO", "GLACCOUNT"),
        ("OFFSETACCOUNTNO", "GLACCOUNT"),
        ("EARNINGTYPENAME", "EARNINGTYPE"),
    ):
        if fields.get(field) and book.find(target, fields[field]) is None:
            raise not_created("create", "Timetype", f"Invalid {field} '{fields[field]}' specified.")
    given: dict[str, Any] = {"STATUS": "active"} | fields
    now = call.company.clock.now()
    record = old or call.company.stamp("TIMETYPE", {}, call.caller.userid, "", now)
    return book.put("TIMETYPE", record | given)


def run_delete_timetype(call: Call) -> Reply:
    """Remove a time type that no entry uses."""
    call.caller.may("DELETE", "TIMETYPE")
    record = call.company.book.tables["TIMETYPE"].get(int(call.plan.key) if call.plan.key.isdigit() else 0)
    record = record or call.company.book.find("TIMETYPE", call.plan.key)
    if record is None:
        raise refuse("BL01001973", f"The time type '{call.plan.key}' is invalid.")
    if any(entry.get("TIMETYPE") == record["NAME"] for entry in call.company.book.tables["TIMESHEETENTRY"].values()):
        raise refuse("BL01001973", f"The time type '{record['NAME']}' is used by timesheets and cannot be deleted.")
    call.company.book.drop("TIMETYPE", record["RECORDNO"])
    return Reply(tag("key", str(record["RECORDNO"])))


def spoken(name: str) -> Callable[[Any], str]:
    """The object a legacy verb speaks of."""
    return lambda plan: name if name in catalogue() else ""


VERBS = {
    "create_gltransaction": Verb(plan_transaction, keyed(create_journal, "GLBATCH"), spoken("GLBATCH"), writes=True),
    "delete_gltransaction": Verb(plan_key, run_delete_transaction, spoken("GLBATCH"), writes=True),
    "create_timesheet": Verb(plan_timesheet, keyed(create_timesheet, "TIMESHEET"), spoken("TIMESHEET"), writes=True),
    "create_timetype": Verb(plan_timetype, keyed(write_timetype, "TIMETYPE"), spoken("TIMETYPE"), writes=True),
    "update_timetype": Verb(plan_timetype, keyed(write_timetype, "TIMETYPE"), spoken("TIMETYPE"), writes=True),
    "delete_timetype": Verb(plan_key, run_delete_timetype, spoken("TIMETYPE"), writes=True),
}
