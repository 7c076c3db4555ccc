"""A warning when the codes were read long ago, or before the connection was pointed elsewhere."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.flows.connections import Connection
from workbench.ui import formats

STALE_AFTER = timedelta(days=14)


def show(desk: Desk, connection: Connection) -> None:
    """Nothing while the codes are fresh and of this company."""
    read = code_finder.refreshed_at(desk)
    if read is None:
        return
    age = desk.clock() - read
    if age > STALE_AFTER:
        st.warning(
            f"These codes were read {formats.count(age.days, 'day')} ago; accounts may have changed in Sage Intacct "
            "since. Refresh before mapping or exporting.",
            title="The codes are old",
            icon=":material/history:",
        )
    elif read < connection.saved_at and connection.test is not None and not connection.test.ok:
        st.warning(
            f"The connection to {formats.plain(connection.company)} was changed after these codes were read, and does "
            "not work now.",
            title="The codes cannot be refreshed",
            icon=":material/history:",
        )
