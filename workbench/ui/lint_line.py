"""Above the tabs: what is to be mended on the open one and in all, counted anew after each edit, with the way there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Finding, Findings
from workbench.rules.finding_places import place_of
from workbench.ui import drafting, findings_panel, formats, runs_in_view, setup_checks_panel, setup_places
from workbench.ui.states import SEVERITY

LISTED = 12
FINE = ":green-badge[:material/check_circle: nothing to mend]"


@st.fragment(key=drafting.LINT)
def show(desk: Desk, codes: Sequence[str]) -> None:
    """Errors, warnings and notes of the open tab, then of the whole setup; the tab's own in a list that leads there."""
    if not codes:
        return
    sorted_ = setup_checks_panel.by_tab(desk, runs_in_view.posted(desk, codes))
    tab = st.session_state.get(setup_places.TABS) or "To do"
    every = Findings(one for found in sorted_.values() for one in found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if setup_places.holds_rows(tab):
            mine = Findings(sorted_.get(tab, ()))
            st.markdown(f"**{formats.plain(tab)}** {findings_panel.summary(mine) or FINE}", width="content")
            _list(desk, mine)
        st.markdown(f"In all {findings_panel.summary(every) or FINE}", width="content")
        if every and tab != setup_places.CHECKS:
            st.button("Open Checks", on_click=setup_places.turn, args=(setup_places.CHECKS,), key="open checks",
                      type="tertiary", icon=":material/fact_check:")  # fmt: skip


def _list(desk: Desk, mine: Findings) -> None:
    if not mine:
        return
    with st.popover("Show them", type="tertiary", icon=":material/list:"):
        setup = drafting.setup(desk)
        for at, finding in enumerate(mine[:LISTED]):
            _one(at, finding, *place_of(finding, setup))
        if len(mine) > LISTED:
            st.caption(f"and {len(mine) - LISTED:,} more on Checks")


def _one(at: int, finding: Finding, tab: str, row: str) -> None:
    state = SEVERITY[finding.severity]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":{state.color}[{state.icon}] {formats.plain(finding.message)}", width="stretch")
        if row:
            setup_places.button(tab, row, key=f"row of lint {at}", label="Find the row")
