"""Accounts that suggest themselves for what is open: shown with reason and confidence, taken only when clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.frames import CHART, empty
from workbench.rules.mapping_queue import unmapped_queue
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup, with_category
from workbench.rules.suggestion_evidence import Evidence
from workbench.rules.suggestions import suggest
from workbench.ui import chart_index, drafting, formats, runs_in_view
from workbench.ui.drafting import Versions

Row = dict[str, Any]
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
    return _queue(draft.setup, runs, drafting.versions(desk, draft, runs))


@st.cache_data(show_spinner=False, max_entries=8)
def _queue(_setup: Setup, _runs: Sequence[PostedRun], which: Versions) -> pd.DataFrame:
    return unmapped_queue(_runs, _setup)


def accounts(desk: Desk, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """What suggests itself for every open side, the best first."""
    draft = drafting.of(desk)
    which = (*drafting.versions(desk, draft, runs), str(code_finder.refreshed_at(desk)))
    return _suggested(desk, draft.setup, runs, which)


@st.cache_data(show_spinner="Looking for accounts that fit", max_entries=8)
def _suggested(_desk: Desk, _setup: Setup, _runs: Sequence[PostedRun], which: Versions) -> pd.DataFrame:
    chart = chart_index.chart(_desk)
    evidence = Evidence(runs_in_view.categories(_runs), _setup)
    return suggest(unmapped_queue(_runs, _setup), empty(CHART) if chart is None else chart, evidence)


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
        st.caption(formats.plain(one["reason"] + payout))
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
