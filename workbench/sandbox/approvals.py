"""approve and decline: the entries of a submitted timesheet, one by one."""

from dataclasses import dataclass

from lxml import etree

from workbench.sandbox.book import Record
from workbench.sandbox.calls import Call, Reply, Verb
from workbench.sandbox.company import Company
from workbench.sandbox.read import leaves
from workbench.sandbox.refusals import refuse, schema_error
from workbench.sandbox.timesheets import existing, refused


@dataclass(frozen=True)
class ApprovalPlan:
    """The timesheet and entries to approve or decline, and in whose name."""

    number: str
    entries: tuple[str, ...]
    comment: str
    by: str


def plan_approval(node: etree._Element) -> ApprovalPlan:
    """An approve or decline as sent."""
    if [child.tag for child in node] != ["TIMESHEET"]:
        raise schema_error(f"Element '{node.tag}': expected is ( TIMESHEET ).")
    by = "APPROVEDBY" if node.tag == "approve" else "DECLINEDBY"
    found = leaves(node[0], ("RECORDNO",), ("ENTRYKEYS", "COMMENT", by))
    keys = tuple(key.strip() for key in found.get("ENTRYKEYS", "").split(",") if key.strip())
    return ApprovalPlan(found["RECORDNO"], keys, found.get("COMMENT", ""), found.get(by, ""))


def run_approve(call: Call) -> Reply:
    """Approve submitted entries."""
    return _decide(call, "Approved")


def run_decline(call: Call) -> Reply:
    """Decline submitted entries."""
    return _decide(call, "Declined")


def _decide(call: Call, state: str) -> Reply:
    company, plan = call.company, call.plan
    verb = "approve" if state == "Approved" else "decline"
    call.caller.may(verb.upper(), "TIMESHEET")
    _check_proxy(call)
    sheet = existing(call, plan.number, verb)
    for entry in _chosen(company, sheet, plan.entries, verb):
        company.book.change("TIMESHEETENTRY", entry["RECORDNO"], STATE=state)
        _record(call, entry, state)
    company.book.change("TIMESHEET", sheet["RECORDNO"], STATE=state_of(company, sheet))
    call.bill(1)
    return Reply(
        f'<data listtype="objects" count="1"><timesheet><RECORDNO>{sheet["RECORDNO"]}</RECORDNO></timesheet></data>'
    )


def _check_proxy(call: Call) -> None:
    users, by = call.company.settings["users"], call.plan.by
    if not by or by == call.caller.userid:
        return
    if users[call.caller.userid].get("proxy") != "true":
        raise refuse(
            "PL04000005", "You do not have permission for API operation API_PROXY on objects of type timesheet"
        )
    if by not in users:
        raise refuse("BL01001973", f"The user '{by}' is invalid.")


def _chosen(company: Company, sheet: Record, keys: tuple[str, ...], verb: str) -> list[Record]:
    entries = {str(entry["RECORDNO"]): entry for entry in company.book.owned("TIMESHEETENTRY", sheet["RECORDNO"])}
    if not keys and company.on("approval_needs_entries"):
        raise refused("ENTRYKEYS are required.", "BL03000018", verb)
    chosen = []
    for key in keys or tuple(entries):
        if key not in entries:
            raise refused(f"Entry '{key}' does not belong to timesheet {sheet['RECORDNO']}.", verb=verb)
        if entries[key]["STATE"] != "Submitted":
            raise refused(f"Entry {key} is {entries[key]['STATE']}; only submitted entries can be {verb}d.", verb=verb)
        chosen.append(entries[key])
    return chosen


def _record(call: Call, entry: Record, state: str) -> None:
    by = call.plan.by or call.caller.userid
    now = call.company.clock.now().replace(microsecond=0)
    fields = {
        "STATE": state,
        "APPROVERID": by,
        "APPROVEDBY": by,
        "APPROVAL_STAGE": 1,
        "APPROVAL_LEVEL": 1,
        "EVENTDATE": now,
        "COMMENTS": call.plan.comment or None,
        "TIMESHEETENTRYKEY": entry["RECORDNO"],
    }
    record = call.company.stamp("TIMESHEETAPPROVAL", fields, by, call.caller.entity, now)
    call.company.book.put("TIMESHEETAPPROVAL", record)


def state_of(company: Company, sheet: Record) -> str:
    """The state of a timesheet as its entries make it."""
    states = {entry["STATE"] for entry in company.book.owned("TIMESHEETENTRY", sheet["RECORDNO"])}
    if len(states) == 1:
        return str(states.pop())
    if "Approved" in states:
        return "Partially Approved"
    return "Partially Declined" if "Declined" in states else "Submitted"


VERBS = {
    "approve": Verb(plan_approval, run_approve, lambda plan: "TIMESHEET", writes=True),
    "decline": Verb(plan_approval, run_decline, lambda plan: "TIMESHEET", writes=True),
}
