"""The timesheets that would be sent: parameters, entries, hours, what speaks against them, the last question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import job_cost_batch, job_cost_export
from workbench.flows.connections import saved_connection
from workbench.flows.job_cost_batch import JobCostBatch
from workbench.rules.job_cost import JobCostRecords
from workbench.rules.timesheets import SheetParameters, Summarize
from workbench.ui import (
    downloads,
    findings_panel,
    formats,
    grids,
    job_cost_plot,
    job_cost_preview,
    job_cost_record,
    job_cost_steps,
    job_cost_words,
    problems,
    run_in_hand,
)

SUMMARIZE: dict[Summarize, str] = {
    "entry": "One per labor record",
    "day": "Added up by day",
    "period": "Added up by week",
}
STANDING = {
    "new": "New", "exported": "Exported already", "changed": "Changed since", "correction": "Correction",
    "further": "Further sheet",
}  # fmt: skip


def show(desk: Desk, records: JobCostRecords, employees: Sequence[str]) -> None:
    """Parameters and preview for the chosen employees."""
    st.subheader("Export timesheets", anchor=False)
    if not len(employees):
        st.caption("There are no hours to export among these employees.")
        return
    asked = _ask(desk, records)
    with problems.shown():
        made = job_cost_preview.preview(desk, records, employees, asked)
        if made is not None:
            _figures(made.batch)
            _tabs(made.batch, made.records)
            _button(desk, made.batch)


def _ask(desk: Desk, records: JobCostRecords) -> dict[str, Any]:
    """Batch date, timesheet description and the further parameters, with what is usual filled in."""
    run = run_in_hand.posted(desk, records.run)
    period = f"{formats.day(run.period_start)} to {formats.day(run.period_end)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at: date = st.date_input(
            "Batch date", value=run.pay_date, key=f"sheet date {run.code}", format="YYYY-MM-DD", width=150,
            help="The day Intacct posts the timesheets to the ledger, where it posts them.",
        )  # fmt: skip
        description = st.text_input(
            "Timesheet description",
            value=f"Payroll {run.code}, {period}",
            key=f"sheet description {run.code}",
            width=330,
        )
        summarize = st.selectbox(
            "Entries", list(SUMMARIZE), format_func=SUMMARIZE.__getitem__, key="sheet summarize", width=220
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        notes = st.text_input(
            "Notes", key="sheet notes", placeholder="Notes on every entry", width=330, label_visibility="collapsed",
            help="{text} becomes the labor record's own text.",
        )  # fmt: skip
        billable = st.toggle("Billable", key="sheet billable")
        cost = st.toggle(
            "Labor cost", key="sheet cost",
            help="Send what was paid, and the employer taxes and fringes on it, to the cent of the paycard.",
        )  # fmt: skip
        correct = st.toggle(
            "Corrections", key="sheet corrections",
            help="Where exported time changed since, send the difference as a timesheet of its own.",
        )  # fmt: skip
    parameters = SheetParameters(billable, notes.strip(), summarize, cost)
    return {"batch_date": at, "description": description, "parameters": parameters, "correct": correct}


def _figures(batch: JobCostBatch) -> None:
    going = batch.going
    hours = sum((sheet.units for sheet in going), start=batch.units * 0)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("Timesheets", f"{len(going):,}", width="content")
        st.metric("Hours", job_cost_words.hours(hours), width="content")
        st.metric("Entries", f"{sum(sheet.entries for sheet in going):,}", width="content")
        if batch.parameters.labor_cost:
            cost = sum((sheet.cost for sheet in going), start=batch.units * 0)
            st.metric("Labor cost", formats.amount(cost), width="content")
    st.caption(
        f"Company {formats.plain(batch.company) or 'not connected'}, {formats.plain(batch.entity) or 'top level'}"
        + (f" · reference {batch.reference}" if batch.reference else "")
    )


def _tabs(batch: JobCostBatch, records: JobCostRecords) -> None:
    errors = len(batch.findings.errors)
    title = f"Findings ({len(batch.findings)})" if batch.findings else "Findings"
    names = ["Timesheets", "Entries", "Hours by project", "Not on timesheets", title]
    sheets, entries, plot, rest, findings = st.tabs(
        names, default=title if errors else "Timesheets", key=f"sheet tabs {errors > 0}"
    )
    with sheets:
        _sheets(batch)
    with entries:
        _entries(batch, records)
    with plot:
        job_cost_plot.show(batch.entries, records)
    with rest:
        st.caption("What of these paycards is on no timesheet; with the entries it is the whole of them.")
        grids.table(
            job_cost_words.with_hours(records.not_exported, ["units"]),
            job_cost_record.REST,
            key="sheet rest",
            alt="Not on timesheets",
            name="not exported",
        )
    with findings:
        findings_panel.show(
            batch.findings, key="sheets", fine="Nothing speaks against these timesheets.", here="job_cost"
        )


def _sheets(batch: JobCostBatch) -> None:
    rows = [
        {
            "employee": sheet.employee, "week_start": sheet.week_start, "week_end": sheet.week_end,
            "entries": sheet.entries, "units": sheet.units, "standing": STANDING[sheet.standing],
            "reference": sheet.reference,
        }
        for sheet in batch.sheets
    ]  # fmt: skip
    frame = grids.one_page(job_cost_words.with_hours(pd.DataFrame(rows), ["units"]), key="sheets")
    labels = {
        "employee": "Employee", "week_start": "Week from", "week_end": "to", "entries": "Entries",
        "units": job_cost_words.column("Hours"), "standing": "State", "reference": "Reference",
    }  # fmt: skip
    grids.table(frame, labels, key="sheets", alt="Timesheets by employee and week")


def _entries(batch: JobCostBatch, records: JobCostRecords) -> None:
    entries = batch.entries
    costs = ("cost", "employer_taxes", "fringes") if batch.parameters.labor_cost else ()
    labels = {
        "employee": "Employee", "week_start": "Week from", "work_date": "Day", "time_type": "Time type",
        "units": job_cost_words.column("Hours"), **job_cost_words.fields(records, entries),
        **{name: name.replace("_", " ").capitalize() for name in costs}, "notes": "Notes",
    }  # fmt: skip
    grids.table(
        job_cost_words.with_hours(grids.one_page(entries, key="sheet entries"), ["units"]),
        labels,
        key="sheet entries",
        alt="Entries as they are sent",
    )
    downloads.offer(entries, f"{batch.run} timesheet entries", "sheet entries file")


def _button(desk: Desk, batch: JobCostBatch) -> None:
    blocked, nothing = len(batch.findings.errors), not batch.going
    connected = saved_connection(desk, job_cost_batch.INTERFACE) is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Export", type="primary", icon=":material/cloud_upload:", key="export sheets",
            disabled=bool(blocked) or nothing or not connected,
        ):  # fmt: skip
            _confirm(desk, batch)
        if not connected:
            st.markdown(":orange[:material/link_off:] The job cost export is not connected yet.", width="content")
            st.page_link("pages/connections.py", label="Open Connections", icon=":material/cable:")
        elif blocked:
            st.markdown(
                f":red[:material/error: {formats.count(blocked, 'finding')} to mend first], see the Findings tab."
            )
        elif nothing:
            st.caption("Every timesheet of these employees is exported.")
        else:
            st.caption("You will be asked once more. The timesheets are submitted, read back and approved.")


@st.dialog("Export these timesheets?", width="medium", icon=":material/cloud_upload:")
def _confirm(desk: Desk, batch: JobCostBatch) -> None:
    going = batch.going
    hours = sum((sheet.units for sheet in going), start=batch.units * 0)
    staff = len({sheet.employee for sheet in going})
    weeks = sorted({sheet.week_start for sheet in going})
    entity = formats.plain(batch.entity) or "the top level"
    sent = f"**{formats.count(len(going), 'timesheet')}** of {formats.count(staff, 'employee')}"
    st.markdown(
        f"{sent} with **{job_cost_words.hours(hours)} hours** in the weeks from {formats.day(weeks[0])} to "
        f"{formats.day(weeks[-1])} go to company **{formats.plain(batch.company)}**, {entity}, with batch date "
        f"{formats.day(batch.batch_date)} as “{formats.plain(batch.description)}”."
    )
    st.markdown("They are submitted, read back, and then **approved**. An approved timesheet cannot be changed.")
    if st.button("Export", type="primary", key="export sheets now", width="stretch"):
        with problems.shown():
            with st.spinner("Saving the export"):
                made = job_cost_export.export_job_cost(desk, batch, wait=False)
            job_cost_steps.take(made.reference)
            st.rerun()
