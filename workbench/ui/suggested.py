"""Accounts that suggest themselves for what is open: shown with reason and confidence, taken only when clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.flows.connections import saved_connection
from workbench.flows.past_payrolls import kept_past_journals, read_past_journals
from workbench.flows.suggestions import suggest_accounts
from workbench.flows.workspaces import workspaces
from workbench.rules.gl_records import GLRecords
from workbench.rules.mapping_queue import unmapped_queue
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup, with_category
from workbench.ui import chart_index, draft_figures, drafting, formats, notices
from workbench.ui.drafting import Versions

Row = dict[str, Any]
_ELSEWHERE = "suggestions elsewhere"
NOTHING = pd.DataFrame(
    {n: pd.Series(dtype="str") for n in ("category", "side", "account", "title", "confidence", "reason", "source")}
)
CONFIDENCE = {
    "sure": ":green-badge[:material/verified: sure]",
    "likely": ":blue-badge[:material/thumb_up: likely]",
    "possible": ":gray-badge[:material/help: possible]",
}


def name_of(row: Row) -> str:
    """A side of a category as one text."""
    return f"{row['category']}\x1f{row['side']}"


def queue(desk: Desk, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """What has no account in the draft, the most money first."""
    draft = drafting.of(desk)
    made = draft_figures.drafted(desk, runs, draft)
    return _queue(draft.setup, runs, made, drafting.versions(desk, draft, runs))


@st.cache_resource(show_spinner=False, max_entries=8)
def _queue(_setup: Setup, _runs: Sequence[PostedRun], _made: Sequence[GLRecords], which: Versions) -> pd.DataFrame:
    return unmapped_queue(_runs, _setup, _made)


def accounts(desk: Desk, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """What suggests itself for every open side, the best first; nothing while the chart is unknown."""
    if chart_index.chart(desk) is None:
        return NOTHING
    draft, elsewhere = drafting.of(desk), bool(st.session_state.get(_ELSEWHERE))
    journals = kept_past_journals(desk)
    asked = (str(code_finder.refreshed_at(desk)), elsewhere, -1 if journals is None else len(journals))
    which = (*drafting.versions(desk, draft, runs), *asked)
    return _suggested(desk, draft.setup, tuple(run.code for run in runs), elsewhere, journals is not None, which)


@st.cache_resource(show_spinner="Looking for accounts that fit", max_entries=8)
def _suggested(
    _desk: Desk, _setup: Setup, codes: tuple[str, ...], elsewhere: bool, past: bool, which: Versions
) -> pd.DataFrame:
    return suggest_accounts(_desk, codes, setup=_setup, elsewhere=elsewhere, past=past)


def sources(desk: Desk) -> None:
    """Where suggestions come from besides names: past journals of the company, other clients, when asked."""
    if chart_index.chart(desk) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(workspaces(desk)) > 1:
            st.checkbox("Ask the setups of my other clients", key=_ELSEWHERE)
        if kept_past_journals(desk) is None and saved_connection(desk, code_finder.INTERFACE) is not None:
            st.button(
                "Learn from past payroll journals", on_click=drafting.in_tab(learn), args=(desk,), key="read journals",
                icon=":material/history:", help="Reads the payroll journals of the company; changes nothing there.",
            )  # fmt: skip


def learn(desk: Desk) -> None:
    """Read the company's past payroll journals, so that they speak for accounts too."""
    journals = read_past_journals(desk)
    count = 0 if journals is None else len(journals)
    notices.say("info", f"{formats.count(count, 'journal line')} of past payrolls read; they count from now on.")


def buttons(desk: Desk, row: Row, found: pd.DataFrame) -> None:
    """The suggestions for one side, each a button with its number as the key that presses it."""
    mine = found[(found["category"] == row["category"]) & (found["side"] == row["side"])]
    for place, one in enumerate(mine.to_dict("records"), 1):
        words = formats.plain(f"{one['account']} {one['title']}".strip())
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                words, key=f"suggestion {place}", on_click=drafting.answered(take), args=(desk, [one]),
                shortcut=str(place), icon=":material/check:",
            )  # fmt: skip
            st.markdown(CONFIDENCE[one["confidence"]], width="content")
            payout = "" if one["expense"] else " It is booked as a payout (expense off)."
            st.caption(formats.plain(one["reason"] + payout), width="stretch")
    if not len(mine):
        st.caption("Nothing suggests itself; search the chart beside.")


def sure_ones(desk: Desk, waiting: pd.DataFrame, found: pd.DataFrame) -> None:
    """Everything that is sure at once, listed before it is taken."""
    names = {name_of(row) for row in waiting.to_dict("records")}
    best = found.drop_duplicates(["category", "side"])
    sure = [r for r in best.to_dict("records") if r["confidence"] == "sure" and name_of(r) in names]
    if len(sure) < 2:
        return
    with st.popover(f"Take the {len(sure)} sure ones", icon=":material/done_all:"):
        for row in sure:
            st.markdown(formats.plain(f"{row['category']} {row['side']}: {row['account']} {row['title']}"))
        st.button("Put these into the draft", on_click=drafting.answered(take), args=(desk, sure), key="take sure")


def take(desk: Desk, rows: Sequence[Row]) -> None:
    """Put suggested accounts into the draft as one edit."""
    before = after = drafting.setup(desk)
    for row in rows:
        accounts = replace(after.category(row["category"]), **{row["side"]: row["account"]})
        after = with_category(after, row["category"], accounts if row["expense"] else replace(accounts, expense=False))
    drafting.keep(desk, before, after, f"suggested for {', '.join(row['category'] for row in rows)}"[:200])
