"""The three interfaces of the guide as cards: on or off, how the last test went, and which one is set up below."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.flows.connections import Connection
from workbench.interfaces import GL_EXPORT, INTERFACES, Interface
from workbench.ui import formats, problems

_OPENED = "interface opened"


def show(desk: Desk) -> Interface:
    """The cards side by side; gives the interface that is opened below them."""
    opened: str = st.session_state.setdefault(_OPENED, GL_EXPORT.name)
    for column, one in zip(st.columns(len(INTERFACES)), INTERFACES, strict=True):
        with column.container(border=True, height="stretch", gap="small"):
            _card(desk, one, opened == one.name)
    return next(one for one in INTERFACES if one.name == opened)


def _card(desk: Desk, one: Interface, opened: bool) -> None:
    saved = connections.kept_connection(desk, one.name)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{one.code} · {one.title}**", width="content")
        _toggle(desk, one, saved)
    st.caption(one.purpose)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        state(saved)
        if saved and saved.active:
            st.badge("Default", icon=":material/star:", color="blue", help=f"Used whenever you {_USED[one.name]}.")
    st.caption(_lately(saved))
    st.button(
        "Set up below" if opened else "Set up",
        icon=":material/keyboard_arrow_down:" if opened else ":material/more_horiz:",
        key=f"open {one.name}",
        disabled=opened,
        width="stretch",
        on_click=_open,
        args=(one.name,),
    )


_USED = {
    "gl_export": "export GL records",
    "time_import": "import time",
    "job_cost_export": "export job cost records",
}


def _toggle(desk: Desk, one: Interface, saved: Connection | None) -> None:
    is_on = bool(saved and saved.active)
    key = f"active {one.name} {is_on} {saved.saved_at if saved else ''}"
    st.toggle(
        f"Activate {one.title}",
        value=is_on,
        key=key,
        label_visibility="collapsed",
        disabled=saved is None,
        help="Enter its connection first." if saved is None else "On: active, and the default for its kind.",
        on_change=_set_active,
        args=(desk, one.name, not is_on),
    )


@problems.told
def _set_active(desk: Desk, name: str, active: bool) -> None:
    connections.set_active(desk, name, active)


def _open(name: str) -> None:
    st.session_state[_OPENED] = name


def state(saved: Connection | None) -> None:
    """The state of a connection as a word, a color and a shape."""
    if saved is None:
        st.badge("No connection", icon=":material/link_off:", color="gray")
    elif not saved.active:
        st.badge("Turned off", icon=":material/toggle_off:", color="gray")
    elif saved.test is None:
        st.badge("Not tested", icon=":material/help:", color="orange")
    elif saved.test.ok:
        st.badge("Works", icon=":material/check_circle:", color="green")
    else:
        st.badge("Test failed", icon=":material/error:", color="red")


def _lately(saved: Connection | None) -> str:
    if saved is None:
        return "nothing saved yet  \nnever tested"
    tested = f"tested {formats.moment(saved.tested_at)}" if saved.tested_at else "never tested"
    place = f"{saved.company}{f', {saved.entity}' if saved.entity else ', top level'}"
    return f"{formats.plain(place)}  \n{tested}"
