"""What a job cost structure makes of the run in hand: one labor record dimension by dimension, and the whole run."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import job_cost_codes, time_setup
from workbench.rules.job_cost import JobCostRecords, create_job_cost
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import JobCostStructure, Setup
from workbench.ui import findings_panel, formats, grids, job_cost_words


def show(desk: Desk, run: PostedRun, setup: Setup, structure: JobCostStructure) -> None:
    """One record as an example, then figures and findings of the run."""
    time_types, values = job_cost_codes.known_codes(desk)
    records = create_job_cost(
        run, setup, structure,
        time_types=time_types, values=values, week_starts=time_setup.time_setup(desk).week_starts,
    )  # fmt: skip
    st.markdown(f"**With run {formats.plain(run.code)}**")
    if not len(records.lines):
        st.caption("There is no labor record of these categories in the run.")
    else:
        _figures(records)
        _example(run, records)
    if records.findings:
        with st.expander(f"What is to be said: {findings_panel.summary(records.findings)}"):
            findings_panel.show(records.findings, key="structure", here="job_cost_structures")


def _figures(records: JobCostRecords) -> None:
    hours, staff = records.lines["units"].sum(), int((records.records["entries"] > 0).sum())
    st.markdown(
        f"It exports **{job_cost_words.hours(hours)} hours** of {formats.count(staff, 'employee')} "
        f"in {formats.count(int(records.records['weeks'].sum()), 'timesheet')}."
    )


def _example(run: PostedRun, records: JobCostRecords) -> None:
    names = dict(zip(run.employees["employee"], run.employees["name"], strict=True))
    everyone = [e for e in records.records["employee"] if e in set(records.lines["employee"])]
    who = st.selectbox(
        "Example", everyone, format_func=lambda e: f"{e} {names.get(e, '')}", key=f"example {run.code}", width=320
    )
    line = _telling(run, records, who)
    hours = f"{job_cost_words.hours(line['units'])} hours of {formats.plain(line['category'])}"
    st.caption(
        f"Labor record of {formats.day(line['work_date'])}, {hours}, "
        f"goes on the timesheet of the week from {formats.day(line['week_start'])}."
    )
    labels = {
        "dimension": "Dimension", "worked": "Worked", "home": "Home", "sent": "Sent", "intacct": "Id in Intacct",
    }  # fmt: skip
    grids.table(_as_table(run, records, line), labels, key="structure example", alt="One labor record as it is sent")


def _telling(run: PostedRun, records: JobCostRecords, who: str) -> pd.Series:
    """The record of the employee that shows most: the one with the most dimensions."""
    mine = records.lines[records.lines["employee"] == who]
    filled = (mine[["department", "location", *run.dimensions]] != "").sum(axis=1)
    return mine.loc[filled.idxmax()]


def _as_table(run: PostedRun, records: JobCostRecords, line: pd.Series) -> pd.DataFrame:
    labor = run.labor.iloc[int(line["labor_row"])]
    home = run.employees.set_index("employee").loc[line["employee"]]
    keys = ["department", "location", *run.dimensions]
    rows = [
        {
            "dimension": key.replace("_", " ").capitalize(), "worked": labor[key], "home": home[key], "sent": line[key],
            "intacct": line[records.fields[key]] if key in records.fields else "",
        }
        for key in keys
    ]  # fmt: skip
    return pd.DataFrame(rows).astype("str")
