"""What must be true of a batch of timesheets as a whole before it may leave: its date and its description."""

from __future__ import annotations

from datetime import date

from workbench.credentials import illegal_character
from workbench.findings import Finding, Findings

LONGEST_DESCRIPTION = 360  # of the 400 characters Intacct keeps; the key stands before it


def check_batch(batch_date: date, description: str, *, today: date, sheets: int) -> Findings:
    """There is something to send, the description can be sent whole, and the batch date is not in the future."""
    found: list[Finding] = []
    if not sheets:
        found.append(Finding("no_sheet", "error", "There is no timesheet to export.", "Choose employees with hours."))
    if not description.strip():
        remedy = "Enter what the timesheets shall say in Intacct."
        found.append(Finding("no_description", "error", "The timesheets have no description.", remedy))
    elif len(description) > LONGEST_DESCRIPTION:
        message = f"The timesheet description has {len(description)} characters."
        remedy = f"Shorten it to {LONGEST_DESCRIPTION} characters."
        found.append(Finding("long_description", "error", message, remedy))
    elif bad := illegal_character(description):
        message = f"The timesheet description contains the control character {bad}."
        found.append(Finding("bad_description", "error", message, "Type it again."))
    if batch_date > today:
        message, remedy = f"The batch date {batch_date} lies in the future.", "Check that this is the date you want."
        found.append(Finding("batch_date", "warning", message, remedy, value=str(batch_date)))
    return Findings(found)
