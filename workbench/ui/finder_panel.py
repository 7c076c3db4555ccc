"""The GL code finder beside the setup: look an account up, take it whole or in part, put it into a category."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.ui import account_grids, grids, page, problems


def show(desk: Desk, categories: pd.DataFrame) -> None:
    """Search the chart, pick an account, select it for a category and side."""
    st.markdown("**GL code finder**")
    chart = code_finder.gl_codes(desk)
    if not len(chart):
        page.nothing(
            "The chart of accounts is not read yet.",
            "pages/gl_codes.py",
            "Refresh the Code Finder",
            why="Accounts can be typed into the grid all the same.",
        )
        return
    found = grids.search(chart, ["account", "title"], key="find code", label="Search account or title")
    labels = {"account": st.column_config.TextColumn("Account", width=80), "title": "Title"}
    part = found.head(grids.PAGE)
    picked = grids.choose(
        part, list(part["account"]), labels, key="codes", alt="Accounts to choose from", many=False, height=250
    )
    if picked:
        _take(desk, picked[0], categories)
    else:
        st.caption("Pick an account to put it into a category.")


def _take(desk: Desk, account: str, categories: pd.DataFrame) -> None:
    names = dict(zip(categories["code"], categories["name"], strict=True))
    open_first = _first_open(categories)
    with st.container(border=True):
        taken = st.text_input(
            "Take",
            value=account,
            key=f"take {account}",
            help="The whole account, or only the characters the structure needs.",
        )
        code = st.selectbox(
            "For category",
            list(names),
            index=open_first[0],
            format_func=lambda c: f"{c} {names[c]}".strip(),
            key="take for",
        )
        side = st.segmented_control(
            "Side",
            ["debit", "credit"],
            default=open_first[1],
            required=True,
            format_func=str.capitalize,
            key="take side",
        )
        st.button(
            f"Select as {side} of {code}",
            disabled=not (taken and code),
            on_click=problems.told(_put),
            args=(desk, code, side, f"take {account}"),
            key="take",
            width="stretch",
        )


def _put(desk: Desk, code: str, side: str, typed: str) -> None:
    account_grids.put_account(desk, code, side, st.session_state[typed].strip())
    for key in ("take for", "take side"):
        st.session_state.pop(key, None)


def _first_open(categories: pd.DataFrame) -> tuple[int, str]:
    missing: Sequence[list[str]] = list(categories["missing"])
    return next(((place, sides[0]) for place, sides in enumerate(missing) if sides), (0, "debit"))
