"""The tabs of the account setup; only the open one is drawn, and an edit draws no more than what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.ui import (
    category_grid,
    code_grid,
    coverage_strip,
    dimension_map_tab,
    drafting,
    lint_line,
    mapping_queue,
    overwrite_grid,
    page,
    publish_bar,
    runs_in_view,
    setup_changes_tab,
    setup_checks_panel,
    setup_files,
    setup_filling,
    setup_places,
    structure_tab,
    why_panel,
)

KEY = setup_places.TABS
Tab = Callable[[Desk, Sequence[PostedRun]], None]
BEFORE: dict[str, Tab] = {"To do": mapping_queue.show, "Category": category_grid.show}
AFTER: dict[str, Tab] = {
    "Overwrite": overwrite_grid.show,
    "Structure": structure_tab.show,
    "Checks": setup_checks_panel.show,
    "Why": why_panel.show,
    "Dimension map": dimension_map_tab.show,
    "Fill and copy": setup_filling.show,
    "File": setup_files.show,
    publish_bar.REVIEW: setup_changes_tab.show,
}


def show(desk: Desk) -> None:
    """The runs it is looked at with, their coverage, the tabs, and at the foot what waits to be published."""
    codes = runs_in_view.pick(desk)
    coverage_strip.show(desk, codes)
    counts = st.container()
    _tabs(desk, codes)
    with counts:
        lint_line.show(desk, codes)
    with st.bottom:
        publish_bar.show(desk, codes)


@st.fragment(key=drafting.TABS)
def _tabs(desk: Desk, codes: Sequence[str]) -> None:
    runs = runs_in_view.posted(desk, codes)
    coded = {_tab_name(name): name for name in runs_in_view.coded(runs, drafting.setup(desk))}
    page.notices_here()
    names = [*BEFORE, *coded, *AFTER]
    if st.session_state.get(KEY) not in names:
        st.session_state.pop(KEY, None)
    for name, tab in zip(names, st.tabs(names, key=KEY, on_change=_turned), strict=True):
        if tab.open:
            with tab:
                if name in coded:
                    code_grid.show(desk, runs, coded[name])
                else:
                    (BEFORE | AFTER)[name](desk, runs)


def _turned() -> None:
    st.rerun(drafting.TURNED)


def _tab_name(dimension: str) -> str:
    """The tab of a dimension; one that is called like another tab says what it holds."""
    words = runs_in_view.words(dimension)
    return f"{words} codes" if words in BEFORE | AFTER else words
