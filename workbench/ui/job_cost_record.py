"""A job cost record opened: its hours by week with their dimensions, against the paycard, and where a value is from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.rules.job_cost import JobCostRecords
from workbench.ui import formats, grids, job_cost_list, job_cost_words, states


def show(records: JobCostRecords, employee: str) -> None:
    """The record of one employee; closed by itself where the structure gives none."""
    lines = records.lines[records.lines["employee"] == employee].reset_index(drop=True)
    if not len(lines):
        job_cost_list.open_record(None)
        return
    row = records.records.set_index("employee").loc[employee]
    with st.container(border=True):
        _head(records, employee)
        st.markdown(
            f"**{job_cost_words.hours(row['units'])} hours** in {formats.count(int(row['weeks']), 'week')}, "
            f"{job_cost_words.hours(row['paid_units'])} paid, difference {job_cost_words.hours(row['difference'])}"
        )
        if row["cause"]:
            (st.warning if row["ok"] else st.error)(formats.plain(row["cause"]))
        _lines(records, lines)
        _not_exported(records, employee)


def _head(records: JobCostRecords, employee: str) -> None:
    everyone = list(dict.fromkeys(records.lines["employee"]))
    names = dict(zip(records.source.run.employees["employee"], records.source.run.employees["name"], strict=True))
    place = everyone.index(employee)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(formats.plain(names.get(employee, employee)), anchor=False, width="content")
        states.badge(job_cost_list.STATES[job_cost_list.state_of(employee)])
        st.space("stretch")
        for label, icon, to in (("Previous", "chevron_left", place - 1), ("Next", "chevron_right", place + 1)):
            st.button(
                label, icon=f":material/{icon}:", disabled=not 0 <= to < len(everyone), key=f"job cost {label}",
                on_click=job_cost_list.open_record, args=(everyone[to % len(everyone)],), type="tertiary",
            )  # fmt: skip
        st.button(
            "Close", icon=":material/close:", key="job cost close", type="tertiary",
            on_click=job_cost_list.open_record, args=(None,),
        )  # fmt: skip
    st.caption(f"Job cost record of {employee} in run {records.run}, structure {formats.plain(records.structure)}")


def _lines(records: JobCostRecords, lines: pd.DataFrame) -> None:
    labels = {
        "week_start": "Week from", "work_date": "Day", "category": "Time type", "units": job_cost_words.column("Hours"),
        **job_cost_words.fields(records, lines), "amount": "Amount",
        "employer_taxes": "Employer taxes", "fringes": "Fringes",
    }  # fmt: skip
    ids = [str(number) for number in lines["line"]]
    chosen = grids.choose(
        job_cost_words.with_hours(lines, ["units"]),
        ids,
        labels,
        key="job cost lines",
        alt="Hours of the record as they would be sent",
        many=False,
    )
    if chosen:
        line = lines.iloc[ids.index(chosen[0])]
        st.markdown(f"**Where it is from**: {formats.plain(line['trace'])}.")
        text = f" Its text: {formats.plain(line['text'])}." if line["text"] else ""
        st.caption(f"Labor record {int(line['labor_row']) + 1} of the run as loaded.{text}")
    else:
        st.caption("Choose a row to see where each dimension is from.")


def _not_exported(records: JobCostRecords, employee: str) -> None:
    rest = records.not_exported[records.not_exported["employee"] == employee]
    if len(rest):
        with st.expander("Of this paycard, not on timesheets"):
            grids.table(
                job_cost_words.with_hours(rest, ["units"]),
                REST,
                key="job cost rest",
                alt="What of the paycard is on no timesheet",
            )


REST = {
    "employee": "Employee", "category": "Category", "reason": "Why", "units": job_cost_words.column("Hours"),
    "cost": "Amount", "employer_taxes": "Employer taxes", "fringes": "Fringes",
}  # fmt: skip
