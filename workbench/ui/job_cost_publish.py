"""Putting changed structures in force: they are part of the setup and published with all that waits in its draft."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import setup_draft
from workbench.ui import drafting, formats, notices, problems


def show(desk: Desk) -> None:
    """How many changes wait, and the button that publishes them."""
    changes = drafting.of(desk).changes
    if not changes:
        st.caption("No changes wait; what you see is in force.")
        return
    mine = [one for one in changes if one.tab == "job_cost"]
    rest = len(changes) - len(mine)
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.badge(f"{formats.count(len(changes), 'change')} pending", icon=":material/edit_note:", color="blue")
        if rest:
            st.markdown(f"{rest} of them on Account setup; they are published together.", width="content")
        st.button(
            "Undo", type="tertiary", icon=":material/undo:", key="undo structure",
            on_click=problems.told(_undo), args=(desk,),
        )  # fmt: skip
        st.space("stretch")
        st.text_input(
            "What changed", key="structure note", placeholder="What changed (optional)", label_visibility="collapsed",
            width=260,
        )  # fmt: skip
        st.button(
            "Publish", type="primary", icon=":material/publish:", key="publish structures",
            on_click=problems.told(_publish), args=(desk,),
        )  # fmt: skip


def _undo(desk: Desk) -> None:
    if setup_draft.undo(desk) is None:
        notices.say("info", "There is no change of yours to take back.")


def _publish(desk: Desk) -> None:
    note = st.session_state.pop("structure note", "").strip()
    number = setup_draft.publish(desk, note=note)
    notices.say(
        "success", "Timesheets are made with it from now on.", f"Version {number} is published", "pages/job_cost.py",
        "Open Job cost",
    )  # fmt: skip
