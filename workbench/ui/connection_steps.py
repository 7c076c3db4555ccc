"""The steps of the last connection test; the one that failed with its cause, its cure and who can do it."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import connections
from workbench.gateway.diagnosis import STEPS, ConnectionTest, Diagnosis
from workbench.interfaces import GL_EXPORT
from workbench.ui import formats

NAMES = {
    "gateway": "Sage Intacct answers",
    "sender": "The sender is accepted",
    "company": "The company knows the sender",
    "sign-in": "The user signs in",
    "entity": "The entity is open to the user",
    "rights": "The user may read what is needed",
    "date format": "Dates are read safely",
    "journal": "The payroll journal is there",
}
ASK = """\
To connect the payroll workbench to Sage Intacct, please:

1. Authorize the sender: Company > Setup tab > Configuration > Company > Security tab > Edit >
   Web Services Authorizations > Add. Sender ID: {sender} (capital and small letters count). Status: Active.
2. Add a web services user: Company > Admin > Users, Roles, and Groups > Web Services User Information > Add.
   Its role needs: General Ledger: accounts, journals, journal entries (list, view, add); Company: departments,
   locations, entities (list, view); Projects: projects, tasks, cost types where they are used (list, view).
   Its formats: dates mm/dd/yyyy, 24 hour clock.
3. Send me: the company ID, the user name and password, and the entity's short name when drafts go to one entity.
"""


def show(desk: Desk) -> None:
    """The last test, or before any connection what to ask the administrator for."""
    saved = connections.saved_connection(desk, GL_EXPORT.name)
    if saved and saved.test:
        _steps(saved.test)
        if saved.test.diagnosis:
            _diagnosis(saved.test.diagnosis)
    sender = saved.sender_id if saved else "(the sender ID you were given)"
    with st.expander("What to ask the Sage Intacct administrator for", icon=":material/mail:", expanded=saved is None):
        st.code(ASK.format(sender=sender), language=None, wrap_lines=True)


def _steps(test: ConnectionTest) -> None:
    st.subheader("Last test", anchor=False)
    with st.container(border=True, gap="xsmall"):
        for name in STEPS:
            mine = [step for step in test.steps if step.name == name]
            _step(NAMES[name], mine)


def _step(name: str, mine: list) -> None:  # type: ignore[type-arg]
    ok = bool(mine) and all(step.ok for step in mine)
    mark = (
        ":gray[:material/circle:]"
        if not mine
        else ":green[:material/check_circle:]"
        if ok
        else ":red[:material/error:]"
    )
    label, seen = st.columns([2, 5])
    label.markdown(f"{mark} {name}" if mine else f"{mark} :gray[{name}]")
    with seen:
        st.text(", ".join(step.detail for step in mine) if mine else "not reached")


def _diagnosis(told: Diagnosis) -> None:
    st.error(
        f"**Cure:** {formats.plain(told.remedy)}\n\n**Who can do it:** {formats.plain(told.who)}"
        + (f"\n\n**Where:** {formats.plain(told.where)}" if told.where else ""),
        title=told.cause,
        icon=":material/error:",
    )
    said = " ".join(
        part for part in (told.code, told.text, told.support_id and f"(support ID {told.support_id})") if part
    )
    if said:
        st.caption(f"Sage Intacct said: {formats.plain(said)}")
