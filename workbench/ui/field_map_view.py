"""The field map from top to bottom: where the fields come from, then the fields and the value maps."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.interfaces import TIME_IMPORT
from workbench.ui import field_map_draft, field_map_grid, field_map_values, formats, page, problems
from workbench.ui.field_map_draft import Offered


def connected(desk: Desk) -> bool:
    """Whose timesheets they are; without a connection the page says how to get one."""
    connection = connections.saved_connection(desk, TIME_IMPORT.name)
    if connection is None:
        page.nothing(
            f"{TIME_IMPORT.code} is not connected to Sage Intacct yet.", "pages/connections.py", "Open Connections",
            why="The fields of your timesheets are read over the connection of the time import.",
        )  # fmt: skip
        return False
    place = formats.plain(connection.entity) or "top level"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{TIME_IMPORT.code} · Sage Intacct (seamless) · {formats.plain(connection.company)}, {place}")
        st.page_link("pages/time_import.py", label="Time import", icon=":material/schedule:")
    return True


def source(desk: Desk) -> Offered | None:
    """When the fields were read, and the button that reads them; None while they were not."""
    there = field_map_draft.offered(desk)
    if there is None:
        with st.container(border=True):
            st.markdown("**The fields of your timesheets are not loaded yet.**")
            st.caption(
                "They come from Sage Intacct, custom fields among them, with values of the latest entries, so that you "
                "see what each field holds before you map it."
            )
            _load(desk, "Load fields", "primary")
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        custom = int(there.fields["custom"].sum())
        also = f", {formats.count(custom, 'custom field')} among them" if custom else ""
        st.caption(f"{len(there.fields)} fields{also}, read at {there.read_at:%H:%M}", width="content")
        _load(desk, "Load again", "tertiary")
    return there


def _load(desk: Desk, label: str, kind: Literal["primary", "tertiary"]) -> None:
    st.button(
        label, type=kind, icon=":material/download:", key="load fields",
        on_click=problems.told(field_map_draft.load), args=(desk,),
    )  # fmt: skip


def show(desk: Desk, there: Offered) -> None:
    """The fields, and beside them what their codes mean."""
    fields, values = st.tabs(["Fields", "Value maps"])
    with fields:
        field_map_grid.show(desk, there)
    with values:
        field_map_values.show(desk, there)
