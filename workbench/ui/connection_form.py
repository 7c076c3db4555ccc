"""The connection of an interface: what the guide asks for, saved sealed; passwords are never shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, connections
from workbench.flows.connections import Connection
from workbench.interfaces import GL_EXPORT, INTERFACES, Interface
from workbench.ui import notices, problems

SENDER_OF_THE_GUIDE = "paymatesoftwareMPP"
_ENTITY_MEANS = {
    "gl_export": "Where the drafts go. At the top level the lines decide by their location.",
    "time_import": "Where the timesheets are. Leave it at the top level when they are there.",
    "job_cost_export": "Where the timesheets go. Leave it at the top level when they belong there.",
}


@dataclass(frozen=True)
class _Form:
    """The form of an interface: what is saved, and the round of its fields (a new round empties the passwords)."""

    interface: Interface
    saved: Connection | None
    round: int

    def key(self, field: str) -> str:
        """The name of a field on the page; each interface and round has its own."""
        return f"connection {self.interface.name} {field}" + (f" {self.round}" if self.round else "")

    def kept(self, field: str) -> str:
        """What is saved in a field, blank when nothing is."""
        return str(getattr(self.saved, field)) if self.saved else ""


def show(desk: Desk, interface: Interface) -> None:
    """The form; saving and testing happen here."""
    form = _Form(
        interface,
        connections.kept_connection(desk, interface.name),
        st.session_state.get(_round(interface.name), 0),
    )
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(f"{interface.code} · {interface.title}", anchor=False, width="content")
            _copy(desk, interface)
        typed, finder, pressed = _fields(form)
        if pressed:
            with problems.shown():
                _keep(desk, form, typed)
                if pressed == "test":
                    _test(desk, interface, use_finder=finder)
                else:
                    notices.say("success", "Test it before it is used.", "Connection saved")
                _next_round(interface.name)
                st.rerun()


def _round(name: str) -> str:
    return f"connection round {name}"


def _next_round(name: str) -> None:
    """New fields, filled from what is saved: what was typed is nowhere in the session any more."""
    st.session_state[_round(name)] = st.session_state.get(_round(name), 0) + 1


def _copy(desk: Desk, interface: Interface) -> None:
    for other in INTERFACES:
        if other is not interface and connections.kept_connection(desk, other.name):
            st.button(
                f"Copy from {other.title}",
                icon=":material/content_copy:",
                key=f"copy {other.name} to {interface.name}",
                help="Company, user, sender and entity, with their passwords, which stay sealed.",
                on_click=_copied,
                args=(desk, other, interface),
            )
            return


@problems.told
def _copied(desk: Desk, source: Interface, target: Interface) -> None:
    connections.copy_connection(desk, source.name, target.name)
    _next_round(target.name)
    notices.say("success", f"Test it now: {target.title} needs other rights than {source.title}.", "Connection copied")


def _fields(form: _Form) -> tuple[dict[str, Any], bool, str]:
    """What is typed, whether the Code Finder is wanted, and which button was pressed."""
    typed: dict[str, Any] = {}
    finder = False
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="large")
        with left:
            typed["company"] = _text(form, "Company ID", "company", help="The one you sign in to Sage Intacct with.")
            typed["user"] = _text(form, "Web services user", "user")
            typed["password"] = _secret(form, "Password", "password", "Every character works, # and & too.")
            typed["entity"] = _entity(form)
        with right:
            typed["sender_id"] = _text(
                form,
                "Sender ID",
                "sender_id",
                placeholder=f"for example {SENDER_OF_THE_GUIDE}",
                help="Your own, from Sage or your software partner. Capital and small letters count.",
            )
            typed["sender_password"] = _secret(
                form, "Sender password", "sender_password", "From whoever issued the sender ID."
            )
            if form.interface is GL_EXPORT:
                finder = st.checkbox(
                    "Use GL Code Finder", True, key="use finder", help="Read the accounts after a good test."
                )
            with st.expander("Advanced"):
                typed |= _advanced(form)
        with st.container(horizontal=True):
            test = st.form_submit_button(
                "Test connection", type="primary", icon=":material/network_check:", key=form.key("test")
            )
            save = st.form_submit_button("Save without testing", key=form.key("save"))
    return typed, finder, "test" if test else "save" if save else ""


def _text(form: _Form, label: str, field: str, help: str = "", placeholder: str = "") -> str:
    typed = st.text_input(
        label,
        value=form.kept(field),
        key=form.key(field),
        autocomplete="off",
        help=help or None,
        placeholder=placeholder,
    )
    return typed.strip()


def _secret(form: _Form, label: str, field: str, help: str) -> str:
    """A password field; it starts empty and stays out of the browser's memory."""
    kept = "saved; leave empty to keep it" if form.saved else ""
    key = form.key(field)
    return st.text_input(label, type="password", key=key, placeholder=kept, help=help, autocomplete="new-password")


def _entity(form: _Form) -> str:
    """A list once a sign-in has told the entities, a field to type in before."""
    current = form.kept("entity")
    names = form.saved.test.entities if form.saved and form.saved.test else {}
    if not names:
        where = "The short name in the list beside the company name in Sage Intacct. "
        return _text(form, "Entity", "entity", where + _ENTITY_MEANS[form.interface.name], "empty: top level")
    options = ["", *dict.fromkeys([*names, *([current] if current else [])])]
    chosen = st.selectbox(
        "Entity",
        options,
        index=options.index(current),
        key=form.key("entity listed"),
        accept_new_options=True,
        format_func=lambda one: f"{one} · {names[one]}" if one in names else one or "Top level",
        help=_ENTITY_MEANS[form.interface.name],
    )
    return (chosen or "").strip()


def _advanced(form: _Form) -> dict[str, Any]:
    endpoint = _text(
        form,
        "Endpoint",
        "endpoint",
        placeholder=connections.PUBLIC_ENDPOINT,
        help="Leave it empty for Sage Intacct itself; a loopback address is a sandbox.",
    )
    horizon = st.number_input(
        "Waiting time in seconds",
        min_value=1,
        value=form.saved.horizon_seconds if form.saved else None,
        step=60,
        key=form.key("horizon"),
        placeholder="20 minutes; a sandbox 12 seconds",
        help="How long the workbench looks for a draft whose answer was lost before it believes that it is not there. "
        "At least 16 minutes for Sage Intacct, which may work on a request for 15.",
    )
    moved = form.saved is not None and (endpoint or connections.PUBLIC_ENDPOINT) != form.saved.endpoint
    unchanged = form.saved is not None and horizon == form.saved.horizon_seconds
    return {"endpoint": endpoint, "horizon_seconds": None if moved and unchanged else horizon}


def _keep(desk: Desk, form: _Form, typed: dict[str, Any]) -> None:
    connections.connect(
        desk,
        form.interface.name,
        company=typed["company"],
        user=typed["user"],
        password=typed["password"] or None,
        entity=typed["entity"],
        sender_id=typed["sender_id"] or None,
        sender_password=typed["sender_password"] or None,
        endpoint=typed["endpoint"] or None,
        horizon_seconds=typed["horizon_seconds"],
    )


def _test(desk: Desk, interface: Interface, *, use_finder: bool) -> None:
    with st.status("Testing the connection", expanded=False) as box:
        test = connections.test_connection(desk, interface.name)
        if not test.ok:
            box.update(label="The test failed", state="error")
            return
        if use_finder:
            code_finder.refresh_code_finder(desk, lambda text: box.update(label=f"Reading: {text}"))
        box.update(label="The connection works", state="complete")
    if interface is not GL_EXPORT:
        notices.say("success", f"{interface.title} can be used.", "The connection works")
        return
    after = "The Code Finder was read as well." if use_finder else "Refresh the Code Finder next."
    notices.say("success", after, "The connection works", "pages/gl_codes.py", "See the GL codes")
