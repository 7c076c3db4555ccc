"""Without a connection: the way to one, and a chart of accounts from a file to begin the setup with."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import chart_file, code_finder, connections
from workbench.ui import findings_panel, formats, notices, page, problems


def show(desk: Desk) -> None:
    """The two ways to accounts; a chart from a file says that it is one."""
    off = connections.kept_connection(desk, code_finder.INTERFACE) is not None
    page.nothing(
        "The GL export is turned off." if off else "There is no connection to Sage Intacct yet.",
        "pages/connections.py",
        "Turn it on" if off else "Enter the connection",
        why="The Code Finder reads the accounts from your company. Until then a file can stand in for it.",
    )
    kept = code_finder.contents(desk)
    with st.expander("Load the chart of accounts from a file", icon=":material/upload_file:", expanded=not len(kept)):
        _load(desk)
    if len(kept):
        last = kept.iloc[0]
        st.warning(
            f"Loaded {formats.moment(last['read_at'])} by {formats.plain(last['read_by'])}. Required dimensions, "
            "journals and entities are not known from it; the Code Finder replaces it once there is a connection.",
            title="These accounts come from a file",
            icon=":material/description:",
        )


def _load(desk: Desk) -> None:
    brought = st.file_uploader(
        "A CSV file with the columns account, title, type, normal_balance, status", type=["csv"], key="chart file"
    )
    with st.container(horizontal=True):
        pressed = st.button("Load accounts", disabled=not brought, icon=":material/upload:", key="load chart")
        st.download_button(
            "Example", chart_file.EXAMPLE, "chart.csv", "text/csv", type="tertiary", icon=":material/download:"
        )
    if pressed and brought:
        with problems.shown():
            found = chart_file.load_chart(desk, brought.getvalue(), brought.name)
            if found.ok:
                notices.say("success", "They can be chosen in Account setup now.", "Accounts loaded")
                st.rerun()
            findings_panel.show(found, key="chart file findings")
