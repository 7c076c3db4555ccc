"""Home: what needs a person, where the run in hand stands, the last exports; two doors while there is nothing yet."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports
from workbench.ui import checklist, formats, grids, needs_a_person, payroll_load, problems, standing
from workbench.ui.states import EXPORT, as_shown, column

LAST = 5


def show(desk: Desk, run: str | None) -> None:
    """The page, for a run in hand or for a first visit."""
    needs_a_person.show(desk)
    if run is None:
        _doors(desk)
        return
    checklist.show(standing.of(desk, run))
    _last(desk)


def _last(desk: Desk) -> None:
    known = exports.exports(desk, kind="gl").head(LAST)
    if not len(known):
        return
    st.subheader("Last exports", anchor=False)
    shown = as_shown(known).assign(created=[formats.moment(at) for at in known["created_at"]])
    labels = {
        "state": column(EXPORT),
        "run": "Run",
        "description": "Description",
        "debit": "Debit",
        "credit": "Credit",
        "record_no": "Intacct record",
        "created": "Exported",
        "created_by": "By",
    }
    grids.table(shown, labels, key="last exports", alt="The last exports", states=EXPORT)


def _doors(desk: Desk) -> None:
    demo, own = st.columns(2, gap="large")
    with demo.container(border=True, height="stretch"):
        st.subheader("Look around with the demo company", anchor=False, icon=":material/science:")
        st.markdown(
            "A local Sage Intacct on this machine and a posted payroll of five people in Ontario. Map, balance and "
            "export it; nothing reaches a real company."
        )
        st.space("stretch")
        st.button(
            "Load the Ontario sample",
            type="primary",
            on_click=problems.told(payroll_load.load_sample),
            args=(desk,),
            key="door demo",
        )
    with own.container(border=True, height="stretch"):
        st.subheader("Start with your own company", anchor=False, icon=":material/domain:")
        st.markdown(
            "1. Enter and test the connection to Sage Intacct.\n2. Refresh the Code Finder, map the payroll categories."
            "\n3. Load a posted payroll, create its GL records, export the draft."
        )
        st.space("stretch")
        if st.button("Enter the connection", key="door own"):
            st.switch_page("pages/connections.py")
