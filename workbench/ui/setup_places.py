"""The way to a cell of the setup: the tab it stands on, and its row found."""

from __future__ import annotations

import streamlit as st

from workbench.rules.setup import CODE_TABS
from workbench.ui import drafting, runs_in_view

TABS, CHECKS = "account tabs", "Checks"
_FIXED = {"categories": "Category", "overwrite": "Overwrite"}
_DIMENSIONS = {tab: name for name, tab in CODE_TABS.items()}


def dimension_of(tab: str) -> str:
    """The dimension of a tab of the file: departments is department, dimensions.project is project; "" for others."""
    return _DIMENSIONS.get(tab, tab.removeprefix("dimensions.") if tab.startswith("dimensions.") else "")


def tab_name(tab: str) -> str:
    """The tab of the page on which a tab of the file is edited."""
    if dimension := dimension_of(tab):
        return runs_in_view.words(dimension)
    return _FIXED.get(tab, "Structure")


def holds_rows(tab: str) -> bool:
    """Whether a tab of the page holds what findings are about."""
    return tab not in ("To do", CHECKS, "Why", "Dimension map", "Fill and copy", "File", "Changes")


def turn(tab: str) -> None:
    """Turn to a tab of the page; for the click of a button."""
    st.session_state[TABS] = tab
    st.rerun(drafting.TURNED)


def go(tab: str, key: str = "") -> None:
    """Turn to the tab, its search set to the row; for the click of a button."""
    st.session_state[TABS] = tab_name(tab)
    if tab == "categories":
        st.session_state["find category"] = key
    elif dimension := dimension_of(tab):
        st.session_state[f"find {dimension}"] = key
    st.rerun(drafting.TURNED)


def button(tab: str, row: str, *, key: str, label: str = "Go there") -> None:
    """A small button that leads to the row."""
    st.button(label, on_click=go, args=(tab, row), key=key, type="tertiary", icon=":material/arrow_forward:")
