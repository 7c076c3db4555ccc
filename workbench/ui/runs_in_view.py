"""The payroll runs a setup is looked at with: one or several, chosen at the top of the page."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.ui import formats, run_in_hand

_KEY = "runs in view"


def pick(desk: Desk) -> list[str]:
    """The chooser, where there are several runs; the codes of the chosen ones, the run in hand at the least."""
    known, mine = run_in_hand.runs(desk), run_in_hand.code()
    codes = list(known["code"])
    if mine is None:
        return []
    if len(codes) == 1:
        return codes
    if (mine, codes) != st.session_state.get(f"{_KEY} of"):  # another run in hand, or other runs: begin with it
        st.session_state[f"{_KEY} of"] = (mine, codes)
        st.session_state[_KEY] = [mine]
    paid = dict(zip(codes, known["pay_date"], strict=True))
    chosen = st.multiselect(
        "Looked at with these payroll runs",
        codes,
        key=_KEY,
        format_func=lambda code: f"{code} · paid {formats.day(paid[code])}",
        placeholder="the run in hand",
    )
    return chosen or [mine]


def posted(desk: Desk, codes: Sequence[str]) -> list[PostedRun]:
    """The runs as they were loaded, the first chosen first."""
    return [run_in_hand.posted(desk, code) for code in codes]


def dimensions(runs: Sequence[PostedRun], setup: Setup) -> list[str]:
    """The dimensions of the runs in their order, then those only the setup names."""
    mine = list(dict.fromkeys(name for run in runs for name in run.dimensions))
    return [*mine, *sorted(set(setup.dimensions) - set(mine))]


def coded(runs: Sequence[PostedRun], setup: Setup) -> list[str]:
    """Everything that has a tab of codes: department, location, the dimensions that have values, employee."""
    used = {name for run in runs for name in run.dimension_values["dimension"].unique()} | set(setup.dimensions)
    return ["department", "location", *(d for d in dimensions(runs, setup) if d in used), "employee"]


def categories(runs: Sequence[PostedRun]) -> pd.DataFrame:
    """Code, name and class of every category of the runs, by code."""
    frames = [run.categories for run in runs] or [pd.DataFrame({n: [] for n in ("code", "name", "class")}, dtype="str")]
    return pd.concat(frames).drop_duplicates("code").sort_values("code", ignore_index=True)


def used_categories(runs: Sequence[PostedRun]) -> set[str]:
    """The categories with a paycard line."""
    return {code for run in runs for code in run.paycards["category"].unique()}


def values(runs: Sequence[PostedRun], dimension: str) -> pd.DataFrame:
    """Code and name of every value of a dimension in the runs."""
    frames = [_values(run, dimension)[["code", "name"]] for run in runs]
    empty = pd.DataFrame({"code": pd.Series(dtype="str"), "name": pd.Series(dtype="str")})
    return pd.concat(frames or [empty]).drop_duplicates("code", ignore_index=True)


def _values(run: PostedRun, dimension: str) -> pd.DataFrame:
    if dimension in ("department", "location"):
        return run.departments if dimension == "department" else run.locations
    if dimension == "employee":
        return run.employees.rename(columns={"employee": "code"})
    return run.dimension_values[run.dimension_values["dimension"] == dimension]


def words(name: str) -> str:
    """A key or dimension as a heading: cost_type reads Cost type."""
    return name.replace("_", " ").capitalize()
