"""Rows pasted from a spreadsheet: every doubt is a question, every row that cannot be taken says why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.rules.known import Known
from workbench.rules.pasting import Pasted, Question, read_pasted
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import CODE_TABS, Setup
from workbench.ui import chart_index, drafting, findings_panel, formats, notices, runs_in_view, setup_changes_tab

_TEXT, _ROUND = "pasted text", "pasted round"
HEADINGS = {"categories": "code, debit, credit, expense, post", "overwrite": "the keys, debit, credit"}


def show(desk: Desk, runs: Sequence[PostedRun], setup: Setup) -> None:
    """The tab, the rows, the questions, what would change, and the button that takes it."""
    further = {f"dimensions.{name}": runs_in_view.words(name) for name in runs_in_view.dimensions(runs, setup)}
    tabs = {"categories": "Category", **{tab: runs_in_view.words(name) for name, tab in CODE_TABS.items()}}
    tabs |= further | {"overwrite": "Overwrite"}
    tab = st.selectbox("Into the tab", list(tabs), format_func=tabs.__getitem__, key="paste tab")
    text = st.text_area(
        f"Rows, with or without the headings {HEADINGS.get(tab, 'code, gl, intacct')}", height=160,
        key=f"{_TEXT} {st.session_state.get(_ROUND, 0)}", placeholder="Copy the cells in Excel and paste them here",
    )  # fmt: skip
    if not text.strip():
        return
    known = Known(tuple(runs), chart_index.chart(desk), code_finder.values_or_none(desk) or {})
    pasted = read_pasted(text, tab, _answers(text, tab, setup, known), setup=setup, known=known)
    findings_panel.show(pasted.findings, key="pasted", here="account_setup")
    _told(desk, setup, pasted)


def _answers(text: str, tab: str, setup: Setup, known: Known) -> dict[str, str]:
    """What was answered to each question; a further one may come of an answer, so they are asked until none is new."""
    answers: dict[str, str] = {}
    asked: set[str] = set()
    while new := [q for q in read_pasted(text, tab, answers, setup=setup, known=known).questions if q.key not in asked]:
        for question in new:
            asked.add(question.key)
            if answer := _ask(question):
                answers[question.key] = answer
    return answers


def _ask(question: Question) -> str:
    with st.container(border=True):
        st.markdown(f":material/help: **{formats.plain(question.text)}**")
        for line, pasted, codes in question.examples[:3]:
            said = ", ".join(f"{question.options[answer].lower()}: {code or 'blank'}" for answer, code in codes.items())
            st.caption(formats.plain(f"line {line}: {pasted or 'blank'} · {said}"))
        chosen: str | None = st.radio(
            "Answer", list(question.options), index=None, format_func=question.options.__getitem__, horizontal=True,
            key=f"paste answer {question.key}", label_visibility="collapsed",
        )  # fmt: skip
        if question.suggested and chosen is None:
            st.caption(f"Most likely: {question.options[question.suggested].lower()}.")
    return chosen or ""


def _told(desk: Desk, setup: Setup, pasted: Pasted) -> None:
    """How many rows are taken, what they change, and what still waits."""
    left = pasted.rows - pasted.taken
    st.markdown(f"**{pasted.taken} of {formats.count(pasted.rows, 'row')} can be taken**" + (
        f", {left} cannot: answer the questions, or see what is said of them." if left else "."
    ))  # fmt: skip
    if not pasted.changes:
        st.caption("They change nothing.")
        return
    setup_changes_tab.changes_table(pasted.changes, "pasted changes")
    st.button(
        f"Put {formats.count(len(pasted.changes), 'change')} into the draft", on_click=drafting.answered(take),
        args=(desk, setup, pasted), key="paste take", icon=":material/check:",
    )  # fmt: skip


def take(desk: Desk, shown: Setup, pasted: Pasted) -> None:
    """Put pasted rows into the draft; the text goes once every row was taken."""
    if drafting.keep(desk, shown, pasted.wanted, f"{pasted.taken} rows pasted") and pasted.taken == pasted.rows:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        notices.say("success", f"{formats.count(pasted.taken, 'row')} in the draft.", "Pasted")
