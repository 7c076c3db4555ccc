"""Exported timesheets: their states with the approval as its own, their hours and entries, sent against read back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.fields import TIMESHEET_FIELD
from workbench.flows import job_cost_export
from workbench.flows.exports import Export
from workbench.ui import downloads, formats, grids, job_cost_words, notices, problems
from workbench.ui.states import SHEET, column

KIND = "timesheet"
LABELS: dict[str, Any] = {
    "state": column(SHEET),
    "run": "Run",
    "week": "Employee and week",
    "batch_date": "Batch date",
    "description": "Description",
    "units": job_cost_words.column("Hours"),
    "debit": "Labor cost",
    "record_no": "In Intacct",
    "created": "Exported",
    "created_by": "By",
    "problem": "What is to be said",
    "key": "Reference",
}
_ENTRY = {"work_date": "Day", "time_type": "Time type", "units": "Hours", "billable": "Billable"}
_COST = {"cost": "Labor cost", "employer_taxes": "Employer taxes", "fringes": "Fringes", "notes": "Notes"}


def labels_for(listed: pd.DataFrame) -> dict[str, Any]:
    """The columns of the list; labor cost only where one of them carries it."""
    return LABELS if (listed["debit"] != 0).any() else {name: LABELS[name] for name in LABELS if name != "debit"}


def figures(current: Export) -> None:
    """Hours and labor cost, where a journal has its two sides."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("Hours", job_cost_words.hours(current.units), width="content")
        if current.debit:
            st.metric("Labor cost", formats.amount(current.debit), width="content")
        st.metric("Entries", f"{len(current.lines):,}", width="content")


def entries(current: Export) -> None:
    """The entries as they were sent, and whether they were read back so."""
    lines = current.lines
    fields = {c: formats.field(_journal_name(c)) for c in lines.columns if c.isupper() and (lines[c] != "").any()}
    costs = {c: label for c, label in _COST.items() if lines[c].notna().any() and (lines[c].astype(str) != "").any()}
    if current.state not in ("confirmed", "mismatch"):
        st.caption("Nothing was read back yet.")
    elif len(current.differences):
        st.caption("Read back with differences; see the Differences tab.")
    else:
        st.caption("Read back equal: every hour, every dimension, and the cost to the cent.")
    table = grids.one_page(lines, key="sent entries")
    grids.table(table, _ENTRY | fields | costs, key="sent sheet", alt="Entries of the timesheet as they were sent")
    downloads.offer(lines, f"{current.reference} entries", "sent file")


def _journal_name(field: str) -> str:
    """The dimension of a timesheet entry field, by the field's own name where it is a further one."""
    known = {name: dimension for dimension, name in TIMESHEET_FIELD.items()}
    return known.get(field, field)


def approve(desk: Desk, current: Export) -> None:
    """Ask once more for the approvals of the batch that were refused."""
    if current.state != "confirmed" or current.approval != "refused":
        return
    if st.button("Approve again", type="primary", icon=":material/done_all:", key="approve again"):
        with problems.shown():
            done = job_cost_export.approve_again(desk, current.manifest_key)
            notices.say("info", f"Asked again for {formats.count(done.landed, 'timesheet')} of the batch.", "Approval")
            st.rerun()
