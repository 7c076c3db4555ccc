"""Whether timesheets may be created, submitted and approved: asked in a way that Intacct can only refuse."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.errors import GatewayError, OutcomeUnknown, Rejected
from workbench.gateway.causes import WHO, is_a
from workbench.gateway.document import Element, branch
from workbench.gateway.gateway import Gateway
from workbench.gateway.reply import Trouble
from workbench.gateway.verdict import Diagnosis, Failed, Step, diagnose

ROLES = "Sage Intacct: Company > Admin > Roles"
# Neither can be executed: a timesheet of nobody without entries, and the approval of a record that cannot exist.
_CREATE = branch("create", branch("TIMESHEET", branch("TIMESHEETENTRIES"), STATE="Submitted"))
_APPROVE = branch("approve", branch("TIMESHEET", RECORDNO="0", ENTRYKEYS="0"))


def timesheet_rights(gateway: Gateway) -> Iterator[Step]:
    """Creating and submitting is needed; who may not approve is told so, for then people approve in Intacct."""
    refusal = _refusal(gateway, _CREATE)
    if _lacks_permission(refusal):
        raise Failed("rights", _may_not_create(refusal))
    yield Step("rights", True, "may create and submit timesheets, as far as can be told without writing")
    refusal = _refusal(gateway, _APPROVE)
    if _lacks_permission(refusal):
        yield Step(
            "rights", True,
            "may not approve timesheets: they are exported as submitted. To have them approved by the export, ask the "
            "administrator for the right to approve timesheets (Time > Timesheets: Approve)",
        )  # fmt: skip
        return
    yield Step("rights", True, "may approve timesheets, as far as can be told without writing")


def _refusal(gateway: Gateway, function: Element) -> Rejected:
    """How Intacct refuses it; anything but a refusal is a failed step."""
    try:
        gateway.read(function)
    except Rejected as refusal:
        return refusal
    except GatewayError as error:
        raise Failed("rights", diagnose(error)) from None
    raise Failed("rights", diagnose(OutcomeUnknown("Sage Intacct accepted a timesheet of nobody.")))


def _lacks_permission(refusal: Rejected) -> bool:
    return is_a("permission", [Trouble(*one) for one in refusal.errors])


def _may_not_create(refusal: Rejected) -> Diagnosis:
    told = diagnose(refusal)
    return Diagnosis(
        cause="The web services user lacks a permission: it may not create timesheets.",
        remedy="Give the user's role List, View, Add and Edit on Time > Timesheets (All timesheets), and Approve if "
        "the export is to approve them.",
        who=WHO["administrator"],
        code=told.code,
        text=told.text,
        where=ROLES,
        support_id=told.support_id,
    )
