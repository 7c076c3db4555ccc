"""The To do tab: what has no account yet, the most money first; accept a suggestion or pick another, and on it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup, with_category
from workbench.ui import category_grid, drafting, finder_panel, formats, grids, page, setup_beginnings, suggested
from workbench.ui.finder_panel import Target
from workbench.ui.suggested import name_of

_SKIPPED, _ROUND = "queue skipped", "queue round"
LABELS = {
    "category": "Code", "name": "Category", "side": "Side", "amount": "Amount", "share": "Of all money",
    "employees": "Employees", "best": "Best suggestion", "reason": "Why it waits",
}  # fmt: skip


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """The next side to map with its suggestions and the code finder, and below the whole list."""
    if not runs:
        why = "What it pays waits here for its accounts."
        page.nothing("No payroll is loaded yet.", "pages/payroll_runs.py", "Load a payroll", why)
        return
    queue = suggested.queue(desk, runs)
    if drafting.setup(desk) == Setup():
        setup_beginnings.show(desk)
    if not len(queue):
        st.success("Every amount of these payrolls has an account.", icon=":material/check_circle:")
        st.caption("What is left: look at Checks, then publish at the foot of the page.")
        return
    found, above = suggested.accounts(desk, runs), st.container()
    row = _current(queue, _picked(queue, found))
    with above:
        left, right = st.columns([6, 4], gap="medium")
    with left, st.container(border=True):
        _next(desk, row, len(queue), found)
    with left:
        suggested.sure_ones(desk, queue, found)
        suggested.sources(desk)
    with right:
        words = f"{row['category']} {row['name']}".strip()
        target = Target("category", row["category"], row["side"], words, True)
        finder_panel.show(desk, runs, [target], lambda *cell: category_grid.put_account(desk, *cell))


def _current(queue: pd.DataFrame, picked: str) -> dict[str, Any]:
    """The side in hand: the one picked in the list, else the biggest that was not put off."""
    rows: list[dict[str, Any]] = queue.to_dict("records")
    later = {name: at for at, name in enumerate(st.session_state.get(_SKIPPED, []))}
    return min(rows, key=lambda row: -2 if name_of(row) == picked else later.get(name_of(row), -1))


def _next(desk: Desk, row: dict[str, Any], count: int, found: pd.DataFrame) -> None:
    """One side: its money, why it waits, the suggestions, and what else can be done with it."""
    named = formats.plain(f"{row['category']} {row['name']}".strip())
    st.markdown(f"##### {named} · {row['side']}")
    st.markdown(
        f"**{formats.amount(row['amount'])}** · {row['share']} of all money · "
        f"{formats.count(row['employees'], 'employee')} · {formats.count(count, 'side')} to go"
    )
    st.caption(formats.plain(row["reason"]))
    suggested.buttons(desk, row, found)
    with st.container(horizontal=True):
        st.button("Later", on_click=drafting.in_tab(_later), args=(name_of(row),), key="queue later", shortcut="N")
        st.button(
            "Do not post it", on_click=drafting.answered(leave_out), args=(desk, row["category"]), key="queue leave",
            help="This category is deliberately not booked (post: false).",
        )  # fmt: skip


def leave_out(desk: Desk, category: str) -> None:
    """Say that a category is deliberately not posted."""
    setup = drafting.setup(desk)
    wanted = with_category(setup, category, replace(setup.category(category), post=False))
    drafting.keep(desk, setup, wanted, f"{category} not posted")


def _later(name: str) -> None:
    skipped = [one for one in st.session_state.get(_SKIPPED, []) if one != name]
    st.session_state[_SKIPPED] = [*skipped, name]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # what was picked is let go


def _picked(queue: pd.DataFrame, found: pd.DataFrame) -> str:
    """The whole list below; the side picked in it, "" for none."""
    best = found.drop_duplicates(["category", "side"]).set_index(["category", "side"])
    words = (best["account"] + " " + best["title"] + " (" + best["confidence"] + ")").to_dict()
    shown = queue.assign(best=[words.get(pair, "") for pair in zip(queue["category"], queue["side"], strict=True)])
    part = grids.one_page(shown, key="queue")
    names = [name_of(row) for row in part.to_dict("records")]
    key = f"queue {st.session_state.get(_ROUND, 0)}"
    picked = grids.choose(part, names, LABELS, key=key, alt="Sides without an account", many=False)
    return picked[0] if picked else ""
