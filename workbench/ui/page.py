"""The frame every page stands in: its title, what it is for, and what just happened."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.ui import formats, notices, run_in_hand, start


def opened(title: str, purpose: str, *, money: bool = False) -> Desk:
    """Begin a page; gives the desk. One that shows money says in its heading in which currency, where it is known."""
    _stand_in_the_app()
    st.title(title, anchor=False)
    desk = start.desk()
    named = code_finder.currency(desk) if money else ""
    st.caption(f"{purpose} Amounts in {formats.plain(named)}." if named else purpose)
    notices_here()
    return desk


def notices_here() -> None:
    """What just happened; in a place of its own, so that what stands below is never moved by it."""
    with st.container():
        notices.show()


def _stand_in_the_app() -> None:
    """Streamlit runs the first page asked of a fresh server alone; begin again with app.py round it."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def run_needed() -> str:
    """The run in hand; where none is loaded yet, the page says so and ends here."""
    run = run_in_hand.code()
    if run is None:
        nothing("No payroll is loaded yet.", "pages/payroll_runs.py", "Load a payroll")
        st.stop()
    return run


def nothing(text: str, page: str = "", label: str = "", why: str = "") -> None:
    """An empty state: why there is nothing here and the next step."""
    with st.container(border=True):
        st.markdown(f"**{text}**")
        if why:
            st.caption(why)
        if page:
            st.page_link(page, label=label, icon=":material/arrow_forward:")
