"""The connection of the GL export interface: what the guide asks for, saved sealed; passwords are never shown again."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, connections
from workbench.flows.connections import Connection
from workbench.interfaces import GL_EXPORT
from workbench.ui import formats, notices, problems

SENDER_OF_THE_GUIDE = "paymatesoftwareMPP"
_ROUND = "connection round"


def show(desk: Desk) -> None:
    """The card of the interface: its state, then the form."""
    saved = connections.saved_connection(desk, GL_EXPORT.name)
    with st.container(border=True):
        _head(saved)
        typed, finder, pressed = _form(desk, saved)
        if pressed:
            with problems.shown():
                _keep(desk, typed)
                if pressed == "test":
                    _test(desk, use_finder=finder)
                else:
                    notices.say("success", "Test it before the first export.", "Connection saved")
                # A new round of keys empties the password fields: what was typed is nowhere in the session any more.
                st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
                st.rerun()


def _head(saved: Connection | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{GL_EXPORT.code} · {GL_EXPORT.title}", anchor=False, width="content")
        if saved is None:
            st.badge("No connection", icon=":material/link_off:", color="gray")
        elif saved.test is None:
            st.badge("Not tested", icon=":material/help:", color="orange")
        elif saved.test.ok:
            st.badge("Works", icon=":material/check_circle:", color="green")
        else:
            st.badge("Test failed", icon=":material/error:", color="red")
    tested = f" · last tested {formats.moment(saved.tested_at)}" if saved and saved.tested_at else ""
    st.caption(f"{GL_EXPORT.purpose}, and the accounts for the Code Finder{tested}")


def _form(desk: Desk, saved: Connection | None) -> tuple[dict[str, str], bool, str]:
    """What is typed, whether the Code Finder is wanted, and which button was pressed."""
    number = st.session_state.get(_ROUND, 0)
    typed: dict[str, str] = {}
    with st.form(f"connection {number}", border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="large")
        with left:
            typed["company"] = _text(
                "Company ID",
                saved.company if saved else "",
                "company",
                help="The one you type when you sign in to Sage Intacct.",
            )
            typed["user"] = _text("Web services user", saved.user if saved else "", "user")
            typed["password"] = _secret("Password", saved, f"password {number}", "Every character works, # and & too.")
            typed["entity"] = _entity(desk, saved)
        with right:
            typed["sender_id"] = _text(
                "Sender ID",
                saved.sender_id if saved else "",
                "sender",
                placeholder=f"for example {SENDER_OF_THE_GUIDE}",
                help="Capital and small letters count.",
            )
            typed["sender_password"] = _secret(
                "Sender password", saved, f"sender password {number}", "From whoever issued the sender ID."
            )
            finder = st.checkbox(
                "Use GL Code Finder",
                value=True,
                key="use finder",
                help="Read the accounts after a good test, to choose from.",
            )
            with st.expander("Advanced"):
                typed["endpoint"] = _text(
                    "Endpoint",
                    saved.endpoint if saved else "",
                    "endpoint",
                    placeholder="https://api.intacct.com/ia/xml/xmlgw.phtml",
                    help="Leave it empty for Sage Intacct itself; a loopback address is a sandbox.",
                )
        with st.container(horizontal=True):
            test = st.form_submit_button(
                "Test connection", type="primary", icon=":material/network_check:", key="test connection"
            )
            save = st.form_submit_button("Save without testing", key="save connection")
    return typed, finder, "test" if test else "save" if save else ""


def _text(label: str, value: str, key: str, help: str = "", placeholder: str = "") -> str:
    typed = st.text_input(
        label, value=value, key=f"connection {key}", autocomplete="off", help=help or None, placeholder=placeholder
    )
    return typed.strip()


def _secret(label: str, saved: Connection | None, key: str, help: str) -> str:
    """A password field; it starts empty and stays out of the browser's memory."""
    kept = "saved; leave empty to keep it" if saved else ""
    return st.text_input(label, type="password", key=key, placeholder=kept, help=help, autocomplete="new-password")


def _entity(desk: Desk, saved: Connection | None) -> str:
    known, current = code_finder.entities(desk), saved.entity if saved else ""
    names = dict(zip(known["id"], known["name"], strict=True)) if len(known) else {}
    if not names:
        return _text(
            "Entity",
            current,
            "entity",
            placeholder="empty: top level",
            help="The short name in the list beside the company name in Sage Intacct.",
        )
    options = ["", *dict.fromkeys([*names, *([current] if current else [])])]
    chosen = st.selectbox(
        "Entity",
        options,
        index=options.index(current),
        key="connection entity listed",
        accept_new_options=True,
        format_func=lambda one: f"{one} · {names[one]}" if one in names else one or "Top level",
        help="Where the drafts go. At the top level the lines decide by their location.",
    )
    return (chosen or "").strip()


def _keep(desk: Desk, typed: dict[str, str]) -> None:
    connections.connect(
        desk,
        GL_EXPORT.name,
        company=typed["company"],
        user=typed["user"],
        password=typed["password"] or None,
        entity=typed["entity"],
        sender_id=typed["sender_id"] or None,
        sender_password=typed["sender_password"] or None,
        endpoint=typed["endpoint"] or None,
    )


def _test(desk: Desk, *, use_finder: bool) -> None:
    with st.status("Testing the connection", expanded=False) as box:
        test = connections.test_connection(desk, GL_EXPORT.name)
        if not test.ok:
            box.update(label="The test failed", state="error")
            return
        if use_finder:
            code_finder.refresh_code_finder(desk, lambda text: box.update(label=f"Reading: {text}"))
        box.update(label="The connection works", state="complete")
    after = "The Code Finder was read as well." if use_finder else "Refresh the Code Finder next."
    notices.say("success", after, "The connection works", "pages/gl_codes.py", "See the GL codes")
