"""An export on its way: saved, sent, read back, confirmed, each with its time, and where the draft is in the end."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import exports
from workbench.flows.export_standing import NEEDS_A_PERSON
from workbench.flows.exports import Export
from workbench.ui import formats, grids, states

_KEY, _MOVING = "export in hand", "export is moving"
_DONE, _NOW, _LATER, _BAD = (
    ":green[:material/check_circle:]",
    ":blue[:material/progress_activity:]",
    ":gray[:material/circle:]",
    ":red[:material/error:]",
)


def take(key: str) -> None:
    """Follow this export on the page."""
    st.session_state[_KEY] = key
    st.session_state[_MOVING] = True


def show(desk: Desk, run: str) -> None:
    """The steps of the export that was started last, while it belongs to the run in hand."""
    key = st.session_state.get(_KEY)
    if not key:
        return
    try:
        current = exports.export(desk, key)
    except NotFound:
        st.session_state.pop(_KEY)
        return
    if current.run != run:
        return
    if _moves(current):
        st.session_state[_MOVING] = True
        _followed(desk, key)
        return
    if st.session_state.pop(_MOVING, False):
        st.rerun()  # it came to rest while the page was drawn: the sidebar and the list have to say so too
    _steps(current)


def _moves(current: Export) -> bool:
    """Whether a worker still has something to do for it or for another part of the same journal."""
    return any(state in (*states.RUNNING, "unknown") for state in current.manifest["state"])


@st.fragment(run_every=1.0)
def _followed(desk: Desk, key: str) -> None:
    """Read the store each second; when the export rests, the whole page is drawn once more."""
    current = exports.export(desk, key)
    _steps(current)
    if not _moves(current):
        st.rerun()


def _steps(current: Export) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Export {current.reference}**")
            states.badge(states.EXPORT[current.state])
            st.caption(f"{formats.amount(current.debit)} in {formats.count(len(current.lines), 'line')}")
        marks = marks_of(current)
        for place, (name, mark, note) in zip(st.columns(4), marks, strict=True):
            with place:
                st.markdown(f"{mark} **{name}**")
                st.caption(note or " ")
        if current.parts > 1:
            _parts(current)
        else:
            _outcome(current)


def _parts(current: Export) -> None:
    """How many of the drafts of one journal are confirmed, and each with its state."""
    manifest = current.manifest
    confirmed = int((manifest["state"] == "confirmed").sum())
    st.progress(confirmed / current.parts, f"{confirmed} of {current.parts} drafts are confirmed")
    labels = {
        "part": "Part",
        "state": states.column(states.EXPORT),
        "debit": "Amount",
        "record_no": "In Intacct",
        "key": "Reference",
    }
    with st.expander("The drafts of this journal", expanded=not current.complete):
        grids.table(
            manifest, labels, key="manifest", alt="The drafts of this journal", states=states.EXPORT, height="auto"
        )
    if current.complete:
        st.success(f"All {current.parts} drafts are in Sage Intacct under **{current.menu_path}**.", title="Confirmed")
    elif not _moves(current):
        st.warning(
            f"{confirmed} of {current.parts} drafts are in Intacct. See the others on Exports.", title="Not complete"
        )


def marks_of(current: Export) -> list[tuple[str, str, str]]:
    """The four steps: name, sign and time."""
    confirmed, sent = current.state == "confirmed", current.sent_at is not None
    back = confirmed or current.state in ("mismatch", "duplicate")
    answered = current.state in ("sent", "confirmed", "mismatch", "duplicate", "removed")
    return [
        ("Saved", _DONE, formats.clock(current.created_at)),
        (
            "Sent",
            _DONE if answered else _mark(current, sent or current.state == "planned"),
            formats.clock(current.sent_at),
        ),
        (
            "Read back",
            _DONE if back else _mark(current, answered),
            formats.clock(current.confirmed_at) if confirmed else "",
        ),
        ("Confirmed", _DONE if confirmed else _BAD if back else _LATER, formats.clock(current.confirmed_at)),
    ]


def _mark(current: Export, begun: bool) -> str:
    if current.state in NEEDS_A_PERSON:
        return _BAD
    return _NOW if begun else _LATER


def _outcome(current: Export) -> None:
    if current.state == "confirmed":
        st.success(
            f"The draft is in Sage Intacct as record {current.record_no}, read back equal to the cent. Look at it "
            f"there under **{current.menu_path}**; its reference is {current.reference}. Post it there once reviewed.",
            title="Confirmed",
        )
        st.page_link("pages/exports.py", label="See it among the exports", icon=":material/arrow_forward:")
    elif current.state == "unknown":
        st.warning(
            f"{formats.plain(current.problem)} Intacct is read again at "
            f"{formats.clock(current.next_check_at)}. Do not send it by hand.",
            title="The outcome is not known yet",
        )
    elif current.state in NEEDS_A_PERSON:
        st.error(formats.plain(current.problem), title=states.EXPORT[current.state].word)
        st.page_link("pages/exports.py", label="See what to do on Exports", icon=":material/arrow_forward:")
    elif current.problem:
        st.caption(formats.plain(current.problem))
