"""Who has worked time in the run, how it stands with the paycard, and how far it is exported."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows.job_cost_states import job_cost_states
from workbench.rules.job_cost import JobCostRecords
from workbench.ui import downloads, editing, findings_panel, grids, job_cost_words
from workbench.ui.states import State, choose, column

_OPEN, _STATES = "open job cost record", "job cost states"
STATES: dict[str, State] = {
    "ready": State("Ready", "green", "✓", ":material/check_circle:"),
    "hours differ": State("Hours differ", "orange", "▲", ":material/warning:"),
    "blocked": State("Not to be exported", "red", "✕", ":material/error:"),
    "partly exported": State("Partly exported", "blue", "◐", ":material/cloud_sync:"),
    "exported": State("Exported", "blue", "→", ":material/cloud_done:"),
    "nothing to export": State("No hours", "gray", "○", ":material/radio_button_unchecked:"),
}
LABELS = {
    "employee": "Employee",
    "name": "Name",
    "payroll_group": "Group",
    "state": column(STATES),
    "units": job_cost_words.column("Hours"),
    "paid_units": job_cost_words.column("Paid"),
    "difference": job_cost_words.column("Difference"),
    "entries": "Records",
    "weeks": "Timesheets",
    "exported": "Exported",
    "approved": "Approved",
    "cause": st.column_config.TextColumn("Why", width=430),
}
_HOURS = ("units", "paid_units", "difference")


def show(desk: Desk, records: JobCostRecords, group: str) -> list[str]:
    """The employees and their records; gives those to export: the chosen ones, else everyone who can be."""
    states = job_cost_states(desk, records)
    st.session_state[_STATES] = dict(zip(states["employee"], states["state"], strict=True))
    listed = choose(states[states["payroll_group"] == group] if group else states, STATES, "job cost state of")
    found = grids.search(listed, ["employee", "name", "cause"], key="find job cost", label="Search employee or name")
    part = grids.one_page(found, key="job cost employees")
    ids = list(part["employee"])
    there = part["entries"] > 0
    opener = st.column_config.ButtonColumn(
        "Record", key="job cost open", on_click=_clicked, args=(ids,), type="tertiary", width="small"
    )
    worked = part["state"] != "nothing to export"
    shown = job_cost_words.with_hours(part, _HOURS).assign(
        open=[":material/description: Open" if one else None for one in there],
        **{name: part[name].astype("Int64").where(worked) for name in ("entries", "weeks")},
        **{name: part[name].astype("Int64").where(part[name] > 0) for name in ("exported", "approved")},
    )
    labels = {"open": opener, **{name: label for name, label in LABELS.items() if not _idle(part, name)}}
    chosen = grids.choose(shown, ids, labels, key="job cost", alt="Employees and their worked time", states=STATES)
    downloads.offer(listed, f"{records.run} job cost", "job cost file")
    _said(records)
    ready = found[found["entries"] > 0]
    return chosen or list(ready.loc[ready["state"] != "blocked", "employee"])


def _idle(part: pd.DataFrame, name: str) -> bool:
    """Whether a column has nothing to say in these rows."""
    if name == "payroll_group":
        return bool(part[name].nunique() <= 1)
    return name in ("cause", "exported", "approved") and not bool(part[name].astype(bool).any())


def _said(records: JobCostRecords) -> None:
    """What the checks found, open when something forbids the export."""
    if records.findings:
        with st.expander(f"Checks: {findings_panel.summary(records.findings)}", expanded=not records.findings.ok):
            findings_panel.show(records.findings, key="job cost", here="job_cost")


def _clicked(ids: Sequence[str]) -> None:
    if st.session_state["job cost open"] is not None:
        open_record(editing.clicked("job cost open", ids)[0])


def opened() -> str | None:
    """The employee whose record is open."""
    return st.session_state.get(_OPEN)


def state_of(employee: str) -> str:
    """How the record of an employee stands, as the list shows it."""
    return str(st.session_state[_STATES][employee])


def open_record(employee: str | None) -> None:
    """Open a record; None closes it."""
    st.session_state[_OPEN] = employee
