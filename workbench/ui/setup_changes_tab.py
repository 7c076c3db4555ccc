"""The Changes tab: what waits in the draft and what it moves, and the versions there are, compared and gone back to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import setup_draft, setup_versions
from workbench.flows.setup_draft import SetupDraft
from workbench.money import ZERO
from workbench.rules.payroll import PostedRun
from workbench.rules.replay import replay
from workbench.rules.setup_changes import Change, difference
from workbench.ui import draft_figures, drafting, findings_panel, formats, grids, notices, publish_bar

DRAFT = 0  # stands for the draft among the numbers of the versions
ACCOUNTS = {"account": "Account", "before": "Before", "after": "After", "difference": "Difference"}


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Pending changes first, then the versions."""
    draft = drafting.of(desk)
    _pending(desk, draft, runs)
    st.divider()
    versions = setup_versions.setup_versions(desk)
    if not len(versions):
        st.caption("No version is published yet.")
        return
    _versions(versions)
    _compare(desk, versions, draft, runs)
    _go_back(desk, versions)


def _pending(desk: Desk, draft: SetupDraft, runs: Sequence[PostedRun]) -> None:
    st.markdown("**Waiting to be published**")
    findings_panel.show(draft.conflicts, key="draft conflicts", here="account_setup")
    if not draft.changes:
        st.caption("Nothing waits: the draft is the newest version.")
    else:
        changes, money = st.columns([3, 2], gap="large")
        with changes:
            changes_table(draft.changes, "pending changes")
        with money:
            _money(draft_figures.effect(desk, draft, runs) if runs else None, "pending money")
        with st.popover("Discard all of it", icon=":material/delete:", type="tertiary"):
            st.markdown(f"Let go of {formats.count(len(draft.changes), 'change')}, whoever made them?")
            st.button("Discard the draft", on_click=drafting.answered(discard), args=(desk,), key="discard draft")
    _history(desk)


def changes_table(changes: Sequence[Change], key: str, before: str = "Before", after: str = "After") -> None:
    """Changes cell by cell, in the words people use."""
    rows = [{"place": c.place, "before": c.before, "after": c.after} for c in changes]
    labels = {"place": "Where", "before": before, "after": after}
    grids.table(pd.DataFrame(rows, dtype="str"), labels, key=key, alt="Changes, cell by cell", name=key)


def _money(moved: pd.DataFrame | None, key: str) -> None:
    """Account by account what the runs in view carry before and after."""
    if moved is None:
        st.caption("Load a payroll to see what it moves in money.")
        return
    changed = moved[moved["difference"] != ZERO]
    st.markdown(publish_bar.effect_words(moved))
    if len(changed):
        named = changed.assign(account=changed["account"].where(changed["account"] != "", "no account"))
        grids.table(named, ACCOUNTS, key=key, alt="Money moved, account by account", name=key)


def discard(desk: Desk) -> None:
    """Let go of everything that waits."""
    gone = setup_draft.discard_draft(desk)
    notices.say("info", f"{formats.count(len(gone), 'change')} let go; they stay in the history.", "Draft discarded")


def _history(desk: Desk) -> None:
    history = setup_draft.draft_history(desk)
    if not len(history):
        return
    with st.expander(f"Every edit since the last version ({len(history):,})"):
        when = [formats.moment(at) for at in history["at"]]
        shown = history.assign(when=when, back=["taken back" if one else "" for one in history["undone"]])
        labels = {
            "when": "When", "by": "By", "tab": "Tab", "key": "Row", "field": "Column", "before": "Before",
            "after": "After", "note": "What", "back": "",
        }  # fmt: skip
        grids.table(grids.one_page(shown, key="draft history"), labels, key="draft history", alt="Edits of the draft")


def _versions(versions: pd.DataFrame) -> None:
    st.markdown("**Versions**")
    saved = [formats.moment(at) for at in versions["saved_at"]]
    state = ["in force today" if one else "" for one in versions["in_force"]]
    shown = versions.assign(saved=saved, since=[since(day) for day in versions["effective_from"]], state=state)
    labels = {
        "number": "Version", "since": "For pay dates from", "saved": "Published", "saved_by": "By", "note": "Note",
        "changes": "Changes", "state": "",
    }  # fmt: skip
    grids.table(
        grids.one_page(shown, key="versions"), labels, key="versions", alt="Versions of the setup", name="versions"
    )


def since(day: date) -> str:
    """The first day of a version in words."""
    return "the beginning" if day == setup_versions.BEGINNING else formats.day(day)


def _compare(desk: Desk, versions: pd.DataFrame, draft: SetupDraft, runs: Sequence[PostedRun]) -> None:
    """Any two versions, or one and the draft, in rules and in money."""
    numbers = [DRAFT, *versions["number"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = st.selectbox("Compare", numbers[1:], index=min(1, len(numbers) - 2), format_func=_name, key="compare one")
        other = st.selectbox("with", numbers, index=0, format_func=_name, key="compare other")
    before, after = (
        setup_versions.setup_of(desk, one),
        draft.setup if other == DRAFT else setup_versions.setup_of(desk, other),
    )
    changes = difference(before, after)
    if not changes:
        st.caption(f"{_name(one)} and {_name(other).lower()} are equal.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        changes_table(changes, "compared rules", _name(one), _name(other))
    with right:
        _money(replay(runs, before, after) if runs else None, "compared money")


def _name(number: int) -> str:
    return "The draft" if number == DRAFT else f"Version {number}"


def _go_back(desk: Desk, versions: pd.DataFrame) -> None:
    older = list(versions["number"])[1:]
    if not older:
        return
    with st.popover("Go back to a version", icon=":material/settings_backup_restore:"):
        chosen = st.selectbox("To which", older, format_func=_name, key="back to")
        st.caption("It is published again as a new version; nothing is lost, and what waits in the draft stays there.")
        st.text_input("Why", key="back note", placeholder="optional")
        st.button(
            f"Go back to version {chosen}", on_click=drafting.everywhere(go_back), args=(desk, chosen), key="go back"
        )


def go_back(desk: Desk, number: int) -> None:
    """Put an older version in force again."""
    note = st.session_state.get("back note", "").strip()
    new = setup_versions.go_back(desk, number, note)
    notices.say("success", f"Version {new} is equal to version {number} and takes its place.", "Gone back")
