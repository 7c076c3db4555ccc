"""Timesheets on their way: each by employee and week with its steps, and where they are in the end."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import exports, job_cost_export
from workbench.flows.job_cost_export import JobCostExport
from workbench.ui import formats, grids, job_cost_words, problems, states

_KEY, _MOVING = "sheets in hand", "sheets are moving"
_APPROVAL = {
    "approved": "✓ approved", "refused": "✕ refused", "due": "○ to be asked", "asked": "→ asked", "": "",
}  # fmt: skip


def take(reference: str) -> None:
    """Follow the timesheets of this batch on the page."""
    st.session_state[_KEY] = reference
    st.session_state[_MOVING] = True


def show(desk: Desk, run: str) -> None:
    """The steps of the batch in hand, else of the newest one of the run."""
    reference = st.session_state.get(_KEY) or _newest(desk, run)
    if not reference:
        return
    try:
        current = job_cost_export.job_cost_export(desk, reference)
    except NotFound:
        st.session_state.pop(_KEY, None)
        return
    if current.run != run:
        st.session_state.pop(_KEY, None)
        return
    if moves(current):
        st.session_state[_MOVING] = True
        _followed(desk, reference)
        return
    if st.session_state.pop(_MOVING, False):
        st.rerun()  # it came to rest while the page was drawn: the list above has to say so too
    _steps(desk, current)


def _newest(desk: Desk, run: str) -> str:
    known = exports.exports(desk, run)
    mine = known[known["kind"] == "timesheet"]
    return str(mine.iloc[0]["manifest"]) if len(mine) else ""


def moves(current: JobCostExport) -> bool:
    """Whether a worker still has something to do for one of them."""
    unapproved = (current.sheets["state"] == "confirmed") & current.sheets["approval"].isin(("due", "asked"))
    return current.waiting > 0 or bool(unapproved.any())


@st.fragment(run_every=1.0)
def _followed(desk: Desk, reference: str) -> None:
    """Read the store each second; when all rest, the whole page is drawn once more."""
    current = job_cost_export.job_cost_export(desk, reference)
    _steps(desk, current)
    if not moves(current):
        st.rerun()


def _steps(desk: Desk, current: JobCostExport) -> None:
    total = len(current.sheets)
    with st.container(border=True):
        st.markdown(f"**Timesheets {current.reference}** · {formats.plain(current.description)}")
        created = int(current.sheets["record_no"].astype(bool).sum())
        for place, (name, count) in zip(
            st.columns(3), (("Created", created), ("Read back equal", current.landed), ("Approved", current.approved)),
            strict=True,
        ):  # fmt: skip
            mark = ":green[:material/check_circle:]" if count == total else ":blue[:material/progress_activity:]"
            place.markdown(f"{mark if count else ':gray[:material/circle:]'} **{name}** {count} of {total}")
        with st.expander("By employee and week", expanded=current.approved < total):
            _table(current)
        _outcome(desk, current)


def _table(current: JobCostExport) -> None:
    shown = current.sheets.assign(
        approval=[_APPROVAL.get(one or "", one) for one in current.sheets["approval"]],
        units=[job_cost_words.hours(units) for units in current.sheets["units"]],
    )
    labels = {
        "employee": "Employee", "week_start": "Week from",
        "units": job_cost_words.column("Hours"), "state": states.column(states.EXPORT),
        "approval": "Approval", "record_no": "In Intacct", "problem": "Problem", "remedy": "What to do",
    }  # fmt: skip
    used = {c: label for c, label in labels.items() if c not in ("problem", "remedy") or _any(current.sheets[c])}
    grids.table(
        grids.one_page(shown, key="sheet steps"), used, key="sheet steps", alt="Timesheets with their steps",
        states=states.EXPORT, name=f"timesheets {current.reference}",
    )  # fmt: skip


def _any(texts: pd.Series) -> bool:
    return bool(texts.astype(bool).any())


def _outcome(desk: Desk, current: JobCostExport) -> None:
    if current.approved == len(current.sheets):
        st.success(
            f"All {formats.count(len(current.sheets), 'timesheet')} are in Sage Intacct, read back equal and approved. "
            f"Look at them there under **{current.menu_path}**; the description begins with the reference of each.",
            title="Approved",
        )
    elif current.failed or (current.sheets["approval"] == "refused").any():
        st.warning(formats.plain(current.summary).replace("\n", "\n\n"), title="Some need a person")
        if (current.sheets["approval"] == "refused").any():
            st.button(
                "Approve again", key="approve again", icon=":material/approval:",
                on_click=problems.told(_again), args=(desk, current),
            )  # fmt: skip
        st.page_link("pages/exports.py", label="See what to do on Exports", icon=":material/arrow_forward:")


def _again(desk: Desk, current: JobCostExport) -> None:
    job_cost_export.approve_again(desk, current.reference)
    take(current.reference)
