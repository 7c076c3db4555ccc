"""Timesheets that Intacct holds already of the weeks about to be exported, told while nothing is sent yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Findings
from workbench.flows import connections
from workbench.flows.job_cost import INTERFACE
from workbench.flows.sheet_readback import TAKE_AWAY, in_the_way
from workbench.flows.sheet_standing import Sheet
from workbench.gateway.timesheets import Week

_TOGETHER = 200  # sheets of one question
_NAMED = 100  # findings about single weeks; beyond that they are counted


def check_weeks(desk: Desk, sheets: Sequence[Sheet]) -> Findings:
    """A warning for every week whose place somebody else's timesheet holds; a note when Intacct cannot be asked.

    Looked at again just before each sheet is sent: what this finds would not be sent, and holds no other up.
    """
    new = {sheet.record: _week(sheet) for sheet in sheets if sheet.standing == "new"}
    if not new or connections.saved_connection(desk, INTERFACE) is None:
        return Findings()
    names = list(new)
    told: dict[str, str] = {}
    try:
        with connections.gateway(desk, INTERFACE, connections.ONCE_MORE) as gateway:
            for start in range(0, len(names), _TOGETHER):
                told |= in_the_way(desk, gateway, {name: new[name] for name in names[start : start + _TOGETHER]})
    except WorkbenchError as error:
        return Findings([_not_asked(error)])
    return Findings(_told(told, {sheet.record: sheet.employee for sheet in sheets}))


def _week(sheet: Sheet) -> Week:
    return Week(sheet.lines["employee_id"].iat[0], sheet.week_start, sheet.week_end)


def _told(told: dict[str, str], employees: dict[str, str]) -> Iterator[Finding]:
    for record, there in list(told.items())[:_NAMED]:
        message = f"{record}: Intacct already holds {there} of this employee and week. This one would not be sent."
        remedy = f"{TAKE_AWAY}, or leave it as it is there; the other weeks are sent all the same."
        yield Finding("week_is_taken", "warning", message, remedy, employee=employees[record], page="exports")
    if len(told) > _NAMED:
        more = f"{len(told) - _NAMED} more weeks are taken by timesheets that Intacct holds already."
        yield Finding("week_is_taken", "warning", more, "See them under Time > Staff Timesheets.", page="exports")


def _not_asked(error: WorkbenchError) -> Finding:
    message = f"Whether Intacct holds timesheets of these weeks already could not be asked: {error.message}"
    remedy = f"{error.remedy} Each sheet is looked for again just before it is sent."
    return Finding("weeks_not_asked", "note", message, remedy, page="connections")
