"""The client company in hand: chosen at the top of the sidebar, kept in the address, obeyed by every page."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows.workspaces import FIRST, add_workspace, workspaces
from workbench.ui import problems

_KEY, _NEXT, _IN_ADDRESS, _NEW = "workspace in hand", "workspace taken next", "client", "new client name"
_LEFT_ALONE = ("notices", _KEY, _NEXT)


def desk(first: Desk) -> Desk:
    """The desk in the workspace of the client in hand; the first workspace needs no choice."""
    name = st.session_state.get(_KEY)
    if name is None:
        name = st.query_params.get(_IN_ADDRESS, FIRST)
        st.session_state[_KEY] = name = name if name in workspaces(first) else FIRST
    return first.at(name) if name else first


def pick(first: Desk) -> Desk:
    """The chooser, where there are several clients, and the way to begin another; gives the desk in hand."""
    known = workspaces(first)
    desk(first)
    if _NEXT in st.session_state:
        _change_to(st.session_state.pop(_NEXT))
    if len(known) > 1:
        chosen = st.selectbox("Client", known, index=known.index(st.session_state[_KEY]), format_func=title)
        if chosen != st.session_state[_KEY]:
            _change_to(chosen)
    _in_address()
    _begin(first)
    return desk(first)


def title(name: str) -> str:
    """A workspace as people read it; the one every store begins with has no name of its own."""
    return name or "First company"


def _change_to(name: str) -> None:
    """Everything picked, typed or opened belongs to the client before: none of it comes along.

    Home begins afresh; a page drawn again in place would keep in the browser what was typed on it.
    """
    for key in list(st.session_state):
        if key not in _LEFT_ALONE:
            del st.session_state[key]
    st.query_params.clear()
    st.session_state[_KEY] = name
    st.switch_page("pages/home.py")


def _in_address() -> None:
    name = st.session_state[_KEY]
    if name and st.query_params.get(_IN_ADDRESS) != name:
        st.query_params[_IN_ADDRESS] = name
    elif not name and _IN_ADDRESS in st.query_params:
        del st.query_params[_IN_ADDRESS]


def _begin(first: Desk) -> None:
    with st.popover("New client", icon=":material/add:", type="tertiary"):
        st.caption("Another client company, with connections, setup, payrolls and exports of its own.")
        st.text_input("Name of the client", key=_NEW, autocomplete="off")
        st.button("Begin", key="begin client", type="primary", on_click=_begun, args=(first,))


@problems.told
def _begun(first: Desk) -> None:
    st.session_state[_NEXT] = add_workspace(first, st.session_state.get(_NEW, "")).workspace
