"""Who is in the run and how far their GL record is; creating records for the chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import gl_records
from workbench.ui import downloads, findings_panel, formats, grids, notices, problems, run_in_hand
from workbench.ui.states import RECORD, choose, column

_FINDINGS, _OPEN, _ASK = "creation findings", "open record", "create asked"
BY = {"Period end date": "period_end", "Pay date": "pay_date"}
EVERYONE = "All groups"
LABELS = {
    "employee": "Employee",
    "name": "Name",
    "payroll_group": "Group",
    "state": column(RECORD),
    "debit": "Debit",
    "credit": "Credit",
    "difference": "Difference",
    "cause": st.column_config.TextColumn("Why", width=430),
    "edits": "Edits",
    "export": st.column_config.TextColumn("Export", width=190),
}


def filters(desk: Desk, run: str) -> str:
    """Payroll group and date; another date takes its run in hand. Gives the group chosen."""
    runs = run_in_hand.runs(desk).set_index("code", drop=False)
    groups = [g.strip() for g in runs.loc[run, "payroll_groups"].split(",") if g.strip()]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = st.selectbox(
            "Payroll group", [EVERYONE, *groups] if len(groups) > 1 else groups, key=f"group {run}", width=220
        )
        by = st.segmented_control("Filter by", list(BY), default="Period end date", required=True, key="filter by")
        at = st.date_input(by, value=runs.loc[run, BY[by]], key=f"date {run} {by}", format="YYYY-MM-DD", width=180)
        if st.button("Refresh", icon=":material/refresh:", key="refresh list"):
            st.rerun()
    if at != runs.loc[run, BY[by]]:
        _other_date(runs, BY[by], at)
    return "" if group == EVERYONE else group


def _other_date(runs: pd.DataFrame, column_name: str, at: date) -> None:
    there = list(runs.loc[runs[column_name] == at, "code"])
    if there:
        run_in_hand.take(there[0])
        st.rerun()
    dates = ", ".join(sorted({formats.day(d) for d in runs[column_name]}))
    st.info(f"No payroll of {formats.day(at)} is loaded. There is one of {dates}.")
    st.stop()


def show(desk: Desk, run: str, group: str) -> list[str]:
    """The employees with the state of their record, a way to open one and to create them; gives those chosen."""
    states = gl_records.record_states(desk, run)
    listed = states[states["payroll_group"] == group] if group else states
    listed = choose(listed, RECORD, "state of")
    found = grids.search(
        listed, ["employee", "name", "cause", "state"], key="find record", label="Search employee, name or cause"
    )
    part = grids.one_page(found, key="records")
    ids = list(part["employee"])
    opener = st.column_config.ButtonColumn(
        "Record", key="open clicked", on_click=_clicked, args=(ids,), type="tertiary", width="small"
    )
    created = part["state"] != "not created"
    figures = {name: part[name].where(created) for name in ("debit", "credit", "difference")}
    edits = part["edits"].astype("Int64").where(part["edits"] > 0)
    shown = part.assign(
        edits=edits, open=[":material/description: Open" if one else None for one in created], **figures
    )
    labels = {"open": opener, **{name: label for name, label in LABELS.items() if not _idle(part, name)}}
    chosen = grids.choose(shown, ids, labels, key="records", alt="Employees and their GL records", states=RECORD)
    downloads.offer(listed, f"{run} records", "records file")
    everyone = list(found["employee"])
    _create(desk, run, chosen or everyone, listed, bool(chosen))
    return chosen or everyone


def _open_by_name(there: pd.DataFrame) -> None:
    """The same as the Open button of a row, for the keyboard and for long lists."""
    if not len(there):
        return
    names = dict(zip(there["employee"], there["name"], strict=True))
    now = opened()
    key = f"open by name {now} {grids.version(list(names))}"
    st.selectbox(
        "Open the record of",
        list(names),
        index=list(names).index(now) if now in names else None,
        format_func=lambda e: f"{e} {names[e]}",
        placeholder="Open the record of …",
        label_visibility="collapsed",
        key=key,
        on_change=lambda: open_record(st.session_state[key]),
        width=300,
    )


def _idle(part: pd.DataFrame, name: str) -> bool:
    """Whether a column has nothing to say in these rows."""
    if name == "payroll_group":
        return bool(part[name].nunique() <= 1)
    return name in ("cause", "export", "edits") and not bool(part[name].astype(bool).any())


def _clicked(ids: Sequence[str]) -> None:
    click = st.session_state["open clicked"]
    if click is not None:
        st.session_state[_OPEN] = ids[click["row"]]


def opened() -> str | None:
    """The employee whose record is open."""
    return st.session_state.get(_OPEN)


def open_record(employee: str | None) -> None:
    """Open a record; None closes it."""
    st.session_state[_OPEN] = employee


def _create(desk: Desk, run: str, employees: list[str], listed: pd.DataFrame, some: bool) -> None:
    mine = listed[listed["employee"].isin(employees)]
    free = mine[mine["state"] != "exported"]
    new = bool((free["state"] == "not created").any())
    edited = int((free["edits"] > 0).sum())
    with st.container(horizontal=True, vertical_alignment="center"):
        if free.empty:
            st.markdown(":blue[:material/cloud_done:] Every record listed is in an export.", width="content")
            st.page_link("pages/exports.py", label="Open Exports", icon=":material/arrow_forward:")
            st.space("stretch")
            _open_by_name(listed)
            return
        who = f"{len(free):,} selected" if some else f"all {len(free):,}"
        label = f"Create ({who})" if new else f"Create again ({who})"
        if st.button(
            label, type="primary" if new else "secondary", disabled=free.empty, icon=":material/post_add:", key="create"
        ):
            if edited:
                _ask_edits(desk, run, list(free["employee"]), edited)
            else:
                with problems.shown():
                    create(desk, run, list(free["employee"]), "keep")
                    st.rerun()
        if not some:
            st.caption("Nothing selected: everyone listed is taken.", width="content")
        st.space("stretch")
        _open_by_name(listed[listed["state"] != "not created"])
    findings = st.session_state.get(_FINDINGS, {}).get(run)
    if findings:
        with st.expander(f"What creating found: {findings_panel.summary(findings)}"):
            findings_panel.show(findings, key="creation", here="gl_records")


@st.dialog("Records with edits")
def _ask_edits(desk: Desk, run: str, employees: list[str], edited: int) -> None:
    st.markdown(
        f"{formats.count(edited, 'record')} of these {'was' if edited == 1 else 'were'} edited by hand. "
        "Creating again takes the accounts and amounts afresh from the setup and the payroll."
    )
    with st.container(horizontal=True):
        keep = st.button("Create and keep the edits", type="primary", key="keep edits")
        drop = st.button("Create and drop the edits", key="drop edits")
    if keep or drop:
        with problems.shown():
            create(desk, run, employees, "keep" if keep else "drop")
            st.rerun()


def create(desk: Desk, run: str, employees: Sequence[str], edits: str) -> None:
    """Create the records and say how many are balanced."""
    with st.spinner(f"Creating {formats.count(len(employees), 'GL record')}"):
        made = gl_records.create_gl_records(desk, run, employees=list(employees), edits=edits)  # type: ignore[arg-type]
    st.session_state.setdefault(_FINDINGS, {})[run] = made.findings
    balanced = int(made.records["balanced"].sum())
    if balanced == len(made.records):
        notices.say(
            "success", f"{balanced} of {balanced} balanced. Check the draft below and export it.", "GL records created"
        )
    else:
        rest = len(made.records) - balanced
        notices.say(
            "warning",
            f"{balanced} balanced, {rest} not. Open a record that is not balanced, or map what its cause names.",
            "GL records created",
            "pages/account_setup.py",
            "Open Account setup",
        )
