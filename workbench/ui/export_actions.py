"""What can be done with an export: reconcile, resolve, send again, supersede, withdraw; each says what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports
from workbench.flows.exports import Export
from workbench.ui import formats, notices, problems


@dataclass(frozen=True)
class Action:
    """A way on that needs a reason: its name, in which states it stands, what it does, and the doing."""

    name: str
    icon: str
    states: tuple[str, ...]
    says: str
    does: Callable[[Desk, str, str], Export]
    after: str


SEND_AGAIN = Action(
    "Send again",
    ":material/send:",
    ("absent",),
    "The draft was proven not to be in Intacct. It is sent once more under the same reference, as a draft; "
    "nothing is posted.",
    exports.send_again,
    "It is on its way again.",
)
SUPERSEDE = Action(
    "Supersede",
    ":material/history:",
    ("confirmed", "mismatch", "removed", "absent", "duplicate"),
    "Its records become free for a new export. Delete or reverse the draft in Intacct first: this is checked there, "
    "and refused while the draft still stands.",
    exports.supersede,
    "The records are free. Create them again where needed and export them.",
)
WITHDRAW = Action(
    "Withdraw",
    ":material/undo:",
    ("planned",),
    "Nothing was sent yet. The export is taken back and its records are free.",
    exports.withdraw,
    "The records are free.",
)
RESOLVE_IN = ("sent", "unknown", "mismatch", "duplicate", "absent", "removed")
RECONCILE_IN = ("confirmed", "mismatch", "removed", "superseded")


def show(desk: Desk, current: Export) -> None:
    """The buttons that make sense in this state."""
    if current.state == "failed":
        st.markdown("Nothing is in Intacct. Mend the cause there or in the setup, then export its records again.")
        place = "pages/gl_records.py" if current.kind == "gl" else "pages/job_cost.py"
        st.page_link(place, label="Export its records again", icon=":material/arrow_forward:")
    with st.container(horizontal=True):
        if current.state in RECONCILE_IN:
            _reconcile(desk, current)
        if current.state in RESOLVE_IN:
            _resolve(desk, current)
        for action in (SEND_AGAIN, SUPERSEDE, WITHDRAW):
            if current.state in action.states and st.button(action.name, icon=action.icon, key=f"ask {action.name}"):
                _ask(desk, current, action)


def _reconcile(desk: Desk, current: Export) -> None:
    if st.button("Reconcile", type="primary", icon=":material/published_with_changes:", key="reconcile"):
        with problems.shown():
            with st.spinner("Reading the journal from Intacct"):
                result = exports.reconcile(desk, current)
            if result.equal:
                text = f"Intacct holds it exactly as it was sent, in state {result.state}."
                notices.say("success", text, "Equal to the cent")
            elif not result.state:
                notices.say("warning", "There is no journal with this reference in Intacct any more.", "Not in Intacct")
            else:
                count = formats.count(len(result.differences), "difference")
                notices.say(
                    "warning", f"{count}; see the Differences tab. State in Intacct: {result.state}.", "It differs"
                )
            st.rerun()


def _resolve(desk: Desk, current: Export) -> None:
    if st.button(
        "Resolve",
        type="secondary" if current.state in RECONCILE_IN else "primary",
        icon=":material/troubleshoot:",
        key="resolve",
        help="Read Intacct now and settle the state by what is there.",
    ):
        with problems.shown():
            with st.spinner("Reading Intacct"):
                found = exports.resolve(desk, current.key)
            said = {"confirmed": "It is in Intacct, equal to the cent.", "absent": "It is not in Intacct."}
            text = said.get(found.state) or found.problem or "Nothing new: it stays as it is."
            notices.say(
                "success" if found.state == "confirmed" else "info",
                text,
                "Resolved" if found.state == "confirmed" else "Looked in Intacct",
            )
            st.rerun()


@st.dialog("Say why", width="medium")
def _ask(desk: Desk, current: Export, action: Action) -> None:
    st.markdown(f"**{action.name}** · {formats.plain(current.description)}, {formats.amount(current.debit)}")
    st.markdown(action.says)
    reason = st.text_input("Reason", key=f"reason {action.name}", placeholder="Kept in the history")
    if st.button(action.name, type="primary", icon=action.icon, key=f"do {action.name}", disabled=not reason.strip()):
        with problems.shown(f"{action.name}: not possible now"):
            with st.spinner("One moment"):
                action.does(desk, current.key, reason.strip())
            notices.say("success", action.after, f"{action.name}: done", "pages/gl_records.py", "Go to GL records")
            st.rerun()
