"""The Checks tab: what does not fit yet, each with a button that mends it where one can, and the way to its row."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Finding, Findings
from workbench.flows import code_finder
from workbench.rules.finding_places import place_of
from workbench.rules.fixes import Fix, fix_of
from workbench.rules.gl_records import GLRecords
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.setup_checks import check_each
from workbench.ui import chart_index, draft_figures, drafting, findings_panel, formats, page, setup_places
from workbench.ui.drafting import Versions

SHOWN = 25  # one by one, with their buttons; the rest in the table


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Every finding of the draft for the chosen runs."""
    if not runs:
        page.nothing("No payroll is loaded yet.", "pages/payroll_runs.py", "Load a payroll", "Checks need one.")
        return
    findings_panel.show(
        found(desk, runs),
        key="setup findings",
        fine="The setup has nothing to mend for these payrolls.",
        here="account_setup",
        shown=SHOWN,
        beside=lambda place, finding: _mend(desk, runs, place, finding),
    )


def found(desk: Desk, runs: Sequence[PostedRun]) -> Findings:
    """The findings of the draft, worked out once per draft, runs and reading of the Code Finder."""
    draft = drafting.of(desk)
    held = draft_figures.setups(desk, runs, draft)
    numbers = tuple(number for number, _ in held)
    which = (*drafting.versions(desk, draft, runs), numbers, str(code_finder.refreshed_at(desk)))
    made = draft_figures.in_view(desk, runs, draft)
    return _found(desk, [setup for _, setup in held], runs, made, which)


@st.cache_resource(show_spinner=False, max_entries=8)
def _found(
    _desk: Desk, _setups: Sequence[Setup], _runs: Sequence[PostedRun], _made: Sequence[GLRecords], which: Versions
) -> Findings:
    return check_each(_runs, _setups, chart_index.chart(_desk), code_finder.values_or_none(_desk), made=_made)


def by_tab(desk: Desk, runs: Sequence[PostedRun]) -> dict[str, list[Finding]]:
    """The findings of the draft by the tab of the page they are mended on; "" for those mended elsewhere."""
    setup = drafting.setup(desk)
    sorted_: dict[str, list[Finding]] = {}
    for finding in found(desk, runs):
        tab, _ = place_of(finding, setup)
        sorted_.setdefault(setup_places.tab_name(tab) if tab else "", []).append(finding)
    return sorted_


def _mend(desk: Desk, runs: Sequence[PostedRun], place: int, finding: Finding) -> None:
    """The button that mends a finding, and the one that leads to its row."""
    draft = drafting.of(desk)
    fix = fix_of(
        finding, draft.setup, runs=runs, chart=chart_index.chart(desk), values=code_finder.values_or_none(desk)
    )
    with st.container(horizontal=True, gap="small"):
        if fix is not None:
            st.button(
                formats.plain(fix.label), on_click=drafting.answered(_apply), args=(desk, draft.setup, fix),
                key=f"fix {place}", icon=":material/build:",
            )  # fmt: skip
        tab, row = place_of(finding, draft.setup)
        if tab:
            setup_places.button(tab, row, key=f"row of finding {place}")


def _apply(desk: Desk, shown: Setup, fix: Fix) -> None:
    drafting.keep(desk, shown, fix.wanted, fix.label)
