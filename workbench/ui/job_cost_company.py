"""How the company keeps time: the day weeks begin on and whether Intacct posts labor cost, read or said."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import time_setup
from workbench.flows.time_setup import WEEKDAYS, TimeSetup
from workbench.ui import formats, notices, problems

_SOURCE = {
    "timesheets": "read from the company's timesheets",
    "entities": "read from its entities",
    "said": "said here",
    "": "not known, assumed",
}
_POSTING = {"not known": None, "yes": True, "no": False}
_WHY = (
    "Intacct can post the labor cost of timesheets to the ledger (**Time > Configuration**). When it does and the "
    "payroll journal posts the wages too, the cost is in the ledger twice. Then choose one: switch the posting off "
    "there; or let the wages of the journal go to the clearing account that the time posting credits; or set these "
    "categories to *not posted* under Account setup."
)


def show(desk: Desk) -> None:
    """What is known, where it is from, and a way to say it."""
    known = time_setup.time_setup(desk)
    with st.expander("How the company keeps time", icon=":material/calendar_today:", expanded=not known.week_source):
        week, posting = st.columns(2, gap="large")
        with week:
            _week(desk, known)
        with posting:
            _posting(desk, known)
        _read(desk, known)


def _week(desk: Desk, known: TimeSetup) -> None:
    st.selectbox(
        "Timesheets begin on", list(range(1, 8)), index=known.week_starts - 1,
        format_func=lambda day: WEEKDAYS[day - 1],
        key=f"week start {known.week_starts}", width=220,
        on_change=problems.told(_say_week),
        args=(desk, known),
    )  # fmt: skip
    length = f" Timesheets last {formats.count(known.sheet_days, 'day')}." if known.sheet_days else ""
    st.caption(f"{_SOURCE[known.week_source].capitalize()}.{length}")
    if known.week_source == "said":
        st.button(
            "Take it from Intacct again", key="week from company", type="tertiary",
            on_click=problems.told(_forget_week),
            args=(desk,),
        )  # fmt: skip


def _say_week(desk: Desk, known: TimeSetup) -> None:
    time_setup.say_week_start(desk, st.session_state[f"week start {known.week_starts}"])


def _forget_week(desk: Desk) -> None:
    time_setup.say_week_start(desk, None)


def _posting(desk: Desk, known: TimeSetup) -> None:
    st.radio(
        "Does Intacct post labor cost of timesheets to the ledger?", list(_POSTING), horizontal=True,
        index=list(_POSTING.values()).index(known.labor_cost_posted), format_func=str.capitalize,
        key=f"labor cost posted {known.labor_cost_posted}",
        on_change=problems.told(_say_posting),
        args=(desk, known),
    )  # fmt: skip
    if known.posting_source == "read":
        st.caption("Read from the employees, who are set to have actual cost posted, or not.")
    st.caption(_WHY)


def _say_posting(desk: Desk, known: TimeSetup) -> None:
    time_setup.say_labor_cost_posted(desk, _POSTING[st.session_state[f"labor cost posted {known.labor_cost_posted}"]])


def _read(desk: Desk, known: TimeSetup) -> None:
    read = time_setup.read_at(known)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Read from Intacct", icon=":material/refresh:", key="read company time"):
            with problems.shown(), st.spinner("Reading timesheets, entities and employees"):
                time_setup.refresh_time_setup(desk)
                notices.say("success", "Read from Intacct.")
                st.rerun()
        st.caption(f"Last read {formats.moment(read)}" if read else "Not read yet")
