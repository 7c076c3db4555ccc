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
    run_in_hand,
    setup_checks_panel,
    standing,
    structure_tab,
)

NO_VALUES = pd.DataFrame({"code": pd.Series(dtype="str"), "name": pd.Series(dtype="str")})


def show(desk: Desk, code: str | None) -> None:
    """Coverage of the run, then the tabs."""
    current = setup.current_setup(desk)
    run = run_in_hand.posted(desk, code) if code else None
    covered = standing.coverage(run, current) if run else _nothing_covered()
    if run:
        setup_checks_panel.coverage_strip(covered)
    findings = _findings(desk, run, current) if run else None
    dimensions = dimensions_of(current, run)
    names = [
        "Category",
        "Department",
        "Location",
        *map(overwrite_grid.words, dimensions),
        "Employee",
        "Overwrite",
        "Structure",
    ]
    blocking = len(findings.errors) + len(findings.warnings) if findings is not None else 0
    tabs = st.tabs([*names, f"Findings ({blocking})" if blocking else "Findings", "Coverage", "File"])
    with tabs[0]:
        _categories(desk, current, run, covered)
    for tab, dimension in zip(tabs[1:], ["department", "location", *dimensions, "employee"], strict=False):
        with tab:
            uses = f"{{{dimension}_gl}}" in current.structure
            account_grids.codes_grid(desk, current, dimension, values_of(run, dimension), uses)
    with tabs[-5]:
        overwrite_grid.show(desk, current, choices(run, dimensions))
    with tabs[-4]:
        structure_tab.show(desk, current, dimensions)
    with tabs[-3]:
        if findings is None:
            st.caption("Load a payroll to check the setup against it.")
        else:
            setup_checks_panel.findings_tab(findings)
    with tabs[-2]:
        setup_checks_panel.coverage_tab(covered)
    with tabs[-1]:
        setup_checks_panel.file_tab(desk)


def _findings(desk: Desk, run: PostedRun, current: Setup) -> Findings:
    return _found(desk, desk.url, run.code, (id(run), str(code_finder.refreshed_at(desk))), repr(current))


@st.cache_data(show_spinner="Checking the setup against the run", max_entries=8)
def _found(_desk: Desk, url: str, run: str, versions: tuple[int, str], setup_text: str) -> Findings:
    return setup.setup_findings(_desk, run)


def _categories(desk: Desk, current: Setup, run: PostedRun | None, covered: pd.DataFrame) -> None:
    grid, finder = st.columns([7, 3], gap="medium")
    with grid:
        account_grids.category_grid(desk, current, run, covered)
    with finder:
        finder_panel.show(desk, account_grids.category_frame(current, run, covered))


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
