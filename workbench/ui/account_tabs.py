"""The tabs of the account setup and what each needs from the run in hand."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import code_finder, setup
from workbench.money import MONEY
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.ui import (
    account_grids,
    finder_panel,
    overwrite_grid,
    page,
    run_in_hand,
    setup_checks_panel,
    standing,
    structure_tab,
)

NO_VALUES = pd.DataFrame({"code": pd.Series(dtype="str"), "name": pd.Series(dtype="str")})


def show(desk: Desk, code: str | None) -> None:
    """Every tab; each is drawn by itself, so that an edit in its grid is saved in a moment and disturbs no typing."""
    current = setup.current_setup(desk)
    run = run_in_hand.posted(desk, code) if code else None
    dimensions = dimensions_of(current, run)
    coded = ["department", "location", *dimensions, "employee"]
    names = ["Category", *map(overwrite_grid.words, coded), "Overwrite", "Structure", "Findings", "Coverage", "File"]
    tabs = st.tabs(names, key="account tabs", on_change="rerun")
    with tabs[0]:
        _categories(desk, code)
    for tab, dimension in zip(tabs[1:], coded, strict=False):
        with tab:
            _codes(desk, code, dimension)
    with tabs[-5]:
        _overwrite(desk, code)
    with tabs[-4]:
        _structure(desk, dimensions)
    with tabs[-3]:
        _checks(desk, run, current)
    with tabs[-2]:
        setup_checks_panel.coverage_tab(standing.coverage(run, current) if run else _nothing_covered())
    with tabs[-1]:
        setup_checks_panel.file_tab(desk)


def _posted(desk: Desk, code: str | None) -> PostedRun | None:
    return run_in_hand.posted(desk, code) if code else None


@st.fragment
def _categories(desk: Desk, code: str | None) -> None:
    current, run = setup.current_setup(desk), _posted(desk, code)
    covered = standing.coverage(run, current) if run else _nothing_covered()
    page.notices_here()
    if run:
        setup_checks_panel.coverage_strip(covered)
    grid, finder = st.columns([7, 3], gap="medium")
    with grid:
        account_grids.category_grid(desk, current, run, covered)
    with finder:
        finder_panel.show(desk, account_grids.category_frame(current, run, covered))


@st.fragment
def _codes(desk: Desk, code: str | None, dimension: str) -> None:
    current = setup.current_setup(desk)
    page.notices_here()
    uses = f"{{{dimension}_gl}}" in current.structure
    account_grids.codes_grid(desk, current, dimension, values_of(_posted(desk, code), dimension), uses)


@st.fragment
def _overwrite(desk: Desk, code: str | None) -> None:
    current, run = setup.current_setup(desk), _posted(desk, code)
    page.notices_here()
    overwrite_grid.show(desk, current, choices(run, dimensions_of(current, run)))


@st.fragment
def _structure(desk: Desk, dimensions: list[str]) -> None:
    page.notices_here()
    structure_tab.show(desk, setup.current_setup(desk), dimensions)


def _checks(desk: Desk, run: PostedRun | None, current: Setup) -> None:
    if run is None:
        st.caption("Load a payroll to check the setup against it.")
    else:
        setup_checks_panel.findings_tab(_findings(desk, run, current))


def _findings(desk: Desk, run: PostedRun, current: Setup) -> Findings:
    return _found(
        desk,
        (desk.url, desk.workspace),
        run.code,
        (run_in_hand.number(run), str(code_finder.refreshed_at(desk))),
        repr(current),
    )


@st.cache_data(show_spinner="Checking the setup against the run", max_entries=8)
def _found(_desk: Desk, place: tuple[str, str], run: str, versions: tuple[int, str], setup_text: str) -> Findings:
    return setup.setup_findings(_desk, run)


def _nothing_covered() -> pd.DataFrame:
    columns = {name: pd.Series(dtype="str") for name in ("category", "name", "class", "side")}
    return pd.DataFrame(
        columns | {name: pd.Series(dtype=MONEY) for name in ("amount", "mapped", "unmapped", "not_posted")}
    )


def dimensions_of(current: Setup, run: PostedRun | None) -> list[str]:
    """The dimensions of the run in its order, then those only the setup names."""
    mine = list(run.dimensions) if run else []
    return [*mine, *sorted(set(current.dimensions) - set(mine))]


def values_of(run: PostedRun | None, dimension: str) -> pd.DataFrame:
    """Code and name of every value of a dimension in the run."""
    if run is None:
        return NO_VALUES
    if dimension in ("department", "location"):
        return run.departments if dimension == "department" else run.locations
    if dimension == "employee":
        return run.employees.rename(columns={"employee": "code"})[["code", "name"]]
    values = run.dimension_values
    return values[values["dimension"] == dimension].drop_duplicates("code")[["code", "name"]]


def choices(run: PostedRun | None, dimensions: list[str]) -> dict[str, list[str]]:
    """The keys of an overwrite row and the codes to choose from."""
    categories = list(run.categories["code"]) if run else []
    named = {name: list(values_of(run, name)["code"]) for name in ("department", "location", *dimensions, "employee")}
    return {"category": categories, **named}
