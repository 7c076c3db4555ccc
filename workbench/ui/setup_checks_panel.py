"""The Checks tab: what does not fit yet, each with a button that mends it where one can, and the way to its row."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Finding, Findings
from workbench.flows import code_finder
from workbench.rules.fixes import Fix, fix_of
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.setup_checks import check_each
from workbench.ui import chart_index, drafting, findings_panel, formats, page, setup_places
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
    held = drafting.setups(desk, runs, draft)
    numbers = tuple(number for number, _ in held)
    which = (*drafting.versions(desk, draft, runs), numbers, str(code_finder.refreshed_at(desk)))
    return _found(desk, [setup for _, setup in held], runs, which)


@st.cache_resource(show_spinner=False, max_entries=8)
def _found(_desk: Desk, _setups: Sequence[Setup], _runs: Sequence[PostedRun], which: Versions) -> Findings:
    return check_each(_runs, _setups, chart_index.chart(_desk), code_finder.values_or_none(_desk))


def badges(desk: Desk, runs: Sequence[PostedRun]) -> str:
    """How many errors, warnings and notes there are, in words and colors."""
    findings = found(desk, runs)
    return findings_panel.summary(findings) or ":green-badge[:material/check_circle: Nothing to mend]"


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
        tab, row = place_of(finding)
        if tab:
            setup_places.button(tab, row, key=f"row of finding {place}")


def _apply(desk: Desk, shown: Setup, fix: Fix) -> None:
    drafting.keep(desk, shown, fix.wanted, fix.label)


def place_of(finding: Finding) -> tuple[str, str]:
    """The tab and the row a finding is about; blank where it names none."""
    if finding.category and not finding.code.startswith("overwrite"):
        return "categories", finding.category
    if finding.code.startswith("overwrite"):
        return "overwrite", ""
    if finding.code.startswith(("structure", "part_", "dimension_", "field_")):
        return "structure", ""
    return "", ""
