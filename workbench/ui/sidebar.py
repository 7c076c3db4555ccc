"""Always there: whose company this is, which payroll run is in hand, and how far it has come."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows.connections import saved_connection
from workbench.ui import problems, run_in_hand, standing, start, workspace_choice


def show(desk: Desk) -> None:
    """The sidebar of every page."""
    with st.sidebar, problems.shown():
        desk = workspace_choice.pick(start.whole_desk())
        _workspace(desk)
        _run(desk)


def _workspace(desk: Desk) -> None:
    connection = saved_connection(desk, "gl_export")
    if connection is None:
        st.badge("Not connected", icon=":material/link_off:", color="gray")
    elif connection.kind == "sandbox":
        st.badge(
            f"Sandbox · {connection.company}",
            icon=":material/science:",
            color="orange",
            help="A local Sage Intacct on this machine: nothing here reaches a real company.",
        )
    else:
        entity = f" · {connection.entity}" if connection.entity else ""
        st.badge(f"{connection.company}{entity}", icon=":material/domain:", color="green")


def _run(desk: Desk) -> None:
    run = run_in_hand.pick(run_in_hand.runs(desk))
    if run is None:
        st.caption("No payroll loaded yet")
        return
    facts = standing.facts(standing.of(desk, run))
    st.table(
        {name: f":{color}[{value}]" for name, value, color in facts},
        border="horizontal",
        alt="Facts of the payroll run",
    )
