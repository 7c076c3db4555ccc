"""The round-trip proof: what it does, what it needs, and how it went last; nothing is proven by reading alone."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import code_finder, connections, round_trip
from workbench.flows.setup import current_setup
from workbench.interfaces import GL_EXPORT, Interface
from workbench.ui import connection_steps, notices, problems

_EXPLAINED = (
    "Optional, and the only proof that writing works: a draft of 0.01 goes into the payroll journal, is found by its "
    "reference, read back equal to the cent, and deleted again. It shows that drafts stay drafts, that the journal "
    "takes entries from integrations, and that the date lies in an open period. Nothing is posted."
)
_NAMES = {
    "created": "A draft of 0.01 is created",
    "found": "It is found by its reference",
    "as sent": "State, date and title are as sent",
    "equal": "Its lines are equal to the cent",
    "deleted": "It is deleted again",
}


def show(desk: Desk, interface: Interface) -> None:
    """The proof of the GL export, once its connection works."""
    saved = connections.saved_connection(desk, GL_EXPORT.name)
    if interface is not GL_EXPORT or saved is None or saved.test is None or not saved.test.ok:
        return
    with st.expander("Round-trip proof", icon=":material/sync_alt:", key="round trip"):
        st.caption(_EXPLAINED)
        missing = _missing(desk)
        if missing:
            st.info(f"It needs {missing} first.", icon=":material/info:")
        else:
            _run(desk, f"{saved.company}{', ' + saved.entity if saved.entity else ''}")
            _last(desk)


def _missing(desk: Desk) -> str:
    needs = []
    if not current_setup(desk).journal:
        needs.append("a payroll journal (Account setup, Structure)")
    if not len(code_finder.gl_codes(desk)):
        needs.append("the accounts (GL codes, Refresh Code Finder)")
    return " and ".join(needs)


def _run(desk: Desk, where: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day: date = st.date_input(
            "Batch date", value=desk.today(), format="YYYY-MM-DD", key="round trip date", width=150
        )
        pressed = st.button("Prove it", icon=":material/sync_alt:", key="prove round trip")
    st.caption(f"Writes one draft of 0.01 to journal {current_setup(desk).journal} of {where} and deletes it.")
    if pressed:
        with problems.shown():
            with st.spinner("Sending, reading back, deleting"):
                proof = round_trip.round_trip_proof(desk, GL_EXPORT.name, batch_date=day)
            if proof.ok:
                notices.say("success", "The draft came back equal and is gone again.", "Round trip proven")
            st.rerun()


def _last(desk: Desk) -> None:
    try:
        proof = round_trip.last_round_trip(desk, GL_EXPORT.name)
    except WorkbenchError:
        return
    if proof is None:
        st.caption("Not tried yet for this company, entity and journal.")
        return
    st.markdown("**Last proof**")
    connection_steps.steps(proof, round_trip.STEPS, _NAMES)
    if proof.diagnosis:
        connection_steps.diagnosis(proof.diagnosis)
