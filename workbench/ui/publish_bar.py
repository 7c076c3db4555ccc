"""At the foot of the account setup: what waits in the draft, what it moves in money, and the button that publishes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import setup_draft, setup_versions
from workbench.flows.setup_draft import SetupDraft
from workbench.money import ZERO
from workbench.ui import draft_figures, drafting, formats, notices, runs_in_view, setup_places

_NOTE, _FROM = "publish note", drafting.FROM
REVIEW = "Changes"  # the tab that shows them one by one


def show(desk: Desk, codes: Sequence[str]) -> None:
    """One line that stays at the bottom of the window: what the draft moves, and what can be done with it."""
    words, buttons = st.columns([5, 6], vertical_alignment="center")
    with words:
        _effect_line(desk, codes)
    with buttons:
        _buttons(desk)


@st.fragment(key=drafting.FOOT)
def _buttons(desk: Desk) -> None:
    draft = drafting.of(desk)
    if not draft.changes:
        _redo_button(desk)
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        st.badge(formats.count(len(draft.changes), "change") + " pending", icon=":material/edit_note:", color="blue")
        st.button("Review", on_click=_review, key="review changes", type="tertiary", icon=":material/difference:")
        st.button(
            "Undo", on_click=drafting.answered(undo), args=(desk,), key="undo", type="tertiary", icon=":material/undo:"
        )
        _redo_button(desk)
        _publish(desk, draft)


@st.fragment(key=drafting.EFFECT)
def _effect_line(desk: Desk, codes: Sequence[str]) -> None:
    """Drawn after everything else, since it makes the records of the runs twice."""
    draft = drafting.of(desk)
    if not draft.changes:
        st.caption(_nothing_waits(desk))
    elif codes:
        st.markdown(effect_words(draft_figures.effect(desk, draft, runs_in_view.posted(desk, codes))))


def _nothing_waits(desk: Desk) -> str:
    versions = setup_versions.setup_versions(desk)
    if not len(versions):
        return "Nothing is published yet; what you enter waits here until you publish it."
    last = versions.iloc[0]
    by = f"Version {last['number']}, published {formats.moment(last['saved_at'])} by {last['saved_by']}"
    return f"{formats.plain(by)}. No changes wait."


def _review() -> None:
    st.session_state[setup_places.TABS] = REVIEW
    st.rerun(drafting.TURNED)


def _publish(desk: Desk, draft: SetupDraft) -> None:
    with st.popover("Publish", type="primary", icon=":material/publish:", key="publish question"):
        st.markdown(f"**Put {formats.count(len(draft.changes), 'change')} in force**")
        st.date_input(
            "For pay dates from", value=None, key=_FROM, format="YYYY-MM-DD",
            help="A payroll paid before this day keeps the version before. Blank: as the version before.",
            on_change=drafting.redraw,
        )  # fmt: skip
        st.text_input("What changed, for those who come later", key=_NOTE, placeholder="optional")
        for finding in (*draft.conflicts, *setup_versions.publish_findings(desk)):
            st.caption(f":material/info: {formats.plain(finding.message)}")
        st.button(
            "Publish these changes", on_click=drafting.everywhere(publish), args=(desk,), key="publish", width="stretch"
        )


def publish(desk: Desk) -> None:
    """Put the draft in force as a version of its own."""
    count = len(drafting.of(desk).changes)
    note, day = st.session_state.get(_NOTE, ""), st.session_state.get(_FROM)
    number = setup_draft.publish(desk, note=note.strip(), effective_from=day)
    for key in (_NOTE, _FROM):
        st.session_state.pop(key, None)
    since = f" for pay dates from {formats.day(day)}" if day else ""
    told = f"{formats.count(count, 'change')} in force{since}. GL records are created with it from now on."
    notices.say("success", told, f"Version {number} is published", "pages/gl_records.py", "Create GL records")


def undo(desk: Desk) -> None:
    """Take back the last edit of the draft."""
    undone = setup_draft.undo(desk)
    if undone:
        words = [change.words for change in (undone if isinstance(undone, list | tuple) else [undone])]
        more = f" and {len(words) - 3} more" if len(words) > 3 else ""
        notices.say("info", formats.plain("; ".join(words[:3]) + more), "Taken back")


def _redo_button(desk: Desk) -> None:
    if setup_draft.can_redo(desk):
        st.button(
            "Redo", on_click=drafting.answered(redo), args=(desk,), key="redo", type="tertiary", icon=":material/redo:"
        )


def redo(desk: Desk) -> None:
    """Do again what was taken back last."""
    drafting.tell(setup_draft.redo(desk) or Findings())


def effect_words(moved: pd.DataFrame) -> str:
    """The effect in one sentence."""
    changed = moved[moved["difference"] != ZERO]
    if not len(changed):
        return "No account of these payrolls changes."
    up: Decimal = sum((one for one in changed["difference"] if one > 0), ZERO)
    down: Decimal = sum((one for one in changed["difference"] if one < 0), ZERO)
    named = formats.count(int((changed["account"] != "").sum()), "account")
    return f"Moves **{formats.amount(max(up, -down))}** on {named} of these payrolls."
