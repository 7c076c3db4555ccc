"""Every export with its state, totals, who, when and where it is in Intacct."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports
from workbench.ui import downloads, formats, grids, job_cost_words, notices, page, problems, states, timesheet_exports
from workbench.ui.states import EXPORT, SHEET, column

_OPEN, _ALL, _KIND = "export open", "All runs", "exports of kind"
KINDS = {"gl": "Journals", timesheet_exports.KIND: "Timesheets"}
LABELS = {
    "state": column(EXPORT),
    "run": "Run",
    "batch_date": "Batch date",
    "description": "Description",
    "records": "Records",
    "debit": "Amount",
    "record_no": "In Intacct",
    "intacct_state": "There",
    "created": "Exported",
    "created_by": "By",
    "company": "Company",
    "key": "Reference",
}


def show(desk: Desk) -> str | None:
    """The list, those that need a person first; gives the key of the one picked."""
    known = exports.exports(desk)
    if not len(known):
        page.nothing(
            "Nothing was exported yet.",
            "pages/gl_records.py",
            "Go to GL records",
            why="Create the GL records of a payroll, then export them as a draft.",
        )
        return None
    kind = _kind(known)
    sheets = kind == timesheet_exports.KIND
    listed = states.as_shown(_filtered(known[known["kind"] == kind]))
    labels, looks = (timesheet_exports.labels_for(listed), SHEET) if sheets else (LABELS, EXPORT)
    if sheets:
        listed = listed.assign(week=listed["detail"])
    ordered = listed.assign(first=~listed["needs_person"], created=[formats.moment(a) for a in listed["created_at"]])
    ordered = ordered.sort_values(["first", "created_at"], ascending=[True, False], ignore_index=True)
    part = grids.one_page(ordered, key="exports")
    wanted = st.session_state.get(_OPEN) or part["key"].iloc[0] if len(part) else None
    picked = grids.choose(
        job_cost_words.with_hours(part, ["units"]),
        list(part["key"]),
        labels,
        key="exports",
        alt="Exports",
        many=False,
        states=looks,
        default=[wanted] if wanted else [],
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        _reconcile_all(desk, known)
        st.space("stretch")
        downloads.csv(ordered[[c for c in labels if c in ordered]], "exports", "exports file")
        downloads.workbook({"exports": ordered[[c for c in labels if c in ordered]]}, "exports", "exports file")
    return picked[0] if picked else None


def _kind(known: pd.DataFrame) -> str:
    """Journals or timesheets, where there are both; the kind of the export that was asked for comes first."""
    there = [kind for kind in KINDS if (known["kind"] == kind).any()]
    if len(there) < 2:
        return there[0]
    wanted = known.loc[known["key"] == st.session_state.get(_OPEN), "kind"]
    if st.session_state.get(_KIND) not in there:
        st.session_state[_KIND] = wanted.iloc[0] if len(wanted) else there[0]
    chosen = st.segmented_control(
        "Kind", there, format_func=KINDS.__getitem__, key=_KIND, required=True, label_visibility="collapsed"
    )
    return chosen or there[0]


def open_export(key: str) -> None:
    """Have an export picked when the page is drawn."""
    st.session_state[_OPEN] = key
    st.session_state.pop(_KIND, None)


def _filtered(known: pd.DataFrame) -> pd.DataFrame:
    needing = int(known["needs_person"].sum())
    runs = list(dict.fromkeys(known["run"]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        run = st.selectbox("Run", [_ALL, *runs], key="exports of run", width=220)
        only = st.toggle(f"Only those that need a person ({needing})", key="exports needing") if needing else False
    listed = known if run == _ALL else known[known["run"] == run]
    return listed[listed["needs_person"]] if only else listed


def _reconcile_all(desk: Desk, known: pd.DataFrame) -> None:
    there = int((known["state"] == "confirmed").sum())
    label = f"Reconcile all ({there})"
    if st.button(label, disabled=not there, icon=":material/published_with_changes:", key="reconcile all"):
        with problems.shown():
            with st.spinner(f"Reading {formats.count(there, 'export')} from Intacct"):
                result = exports.reconcile_all(desk)
            equal = int(result["equal"].sum())
            kind = "success" if equal == len(result) else "warning"
            notices.say(kind, f"{equal} of {len(result)} are in Intacct as they were sent.", "Reconciled")  # type: ignore[arg-type]
            st.rerun()
