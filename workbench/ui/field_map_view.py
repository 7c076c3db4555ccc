"""The field map from top to bottom: where the fields come from, then the fields and the value maps."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from workbench.desk import Desk
from workbench.ui import field_map_draft, field_map_grid, field_map_values, formats, problems
from workbench.ui.field_map_draft import Offered


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
