"""The calls of this process over an interface: how many Intacct counts, and the trace to send to somebody who helps."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.interfaces import Interface

_COUNTS = (
    "Sage Intacct bills API transactions: every call that reads or writes counts at least once, and a query once per "
    "page of up to 2,000 records. Refreshing the Code Finder and testing a connection count like everything else; "
    "previews, checks and setup are worked out here and count nothing."
)


def show(desk: Desk, interface: Interface) -> None:
    """The meter and the trace, once there is a connection."""
    if connections.kept_connection(desk, interface.name) is None:
        return
    with st.expander("Calls and trace", icon=":material/receipt_long:", key="calls and trace"):
        entries = connections.trace(desk, interface.name).entries()
        made = connections.api_calls(desk, interface.name)
        left, right = st.columns([1, 3], vertical_alignment="center")
        left.metric("Calls since the program started", f"{made:,}")
        right.caption(_COUNTS + " The export worker is a process of its own and counts apart.")
        if entries:
            slowest = max(one.milliseconds for one in entries)
            st.caption(f"Last {len(entries)} calls over {interface.code} are kept; the slowest took {slowest:,} ms.")
        st.download_button(
            "Download trace for support",
            data=connections.trace(desk, interface.name).text,
            file_name=f"trace {interface.code}.txt",
            mime="text/plain",
            icon=":material/download:",
            key="download trace",
            on_click="ignore",
            disabled=not entries,
            help="Requests and answers without passwords and session ids. It may name employees and accounts.",
        )
