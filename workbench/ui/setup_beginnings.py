"""An empty setup: the three ways to begin one."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows.workspaces import workspaces
from workbench.ui import drafting, setup_places

WAYS = (
    ("From suggestions", "Below: the biggest amount first, each with the accounts that fit and why.", ""),
    ("From a file", "A setup.yaml or a workbook of yours; you see what it changes first.", "File"),
    (
        "From another client",
        "Copy the tabs of a setup you made before; accounts can be changed after.",
        "Fill and copy",
    ),
)


def show(desk: Desk) -> None:
    """What can be done while there is nothing yet."""
    with st.container(border=True):
        st.markdown("**Nothing is set up yet. Begin**")
        for column, (title, text, tab) in zip(st.columns(3), WAYS, strict=True):
            with column:
                st.markdown(f"**{title}**  \n:small[{text}]")
                if tab == "File" or (tab and len(workspaces(desk)) > 1):
                    st.button(f"Open {tab}", on_click=_turn, args=(tab,), key=f"begin {tab}")


def _turn(tab: str) -> None:
    st.session_state[setup_places.TABS] = tab
    st.rerun(drafting.TURNED)
