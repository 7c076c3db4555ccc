"""One job cost structure: name, status, source, categories, and for every dimension worked, home or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import JobCostStructure, Setup
from workbench.ui import drafting, formats, grids, job_cost_example, job_cost_structures, problems, run_in_hand

PLACES = {"worked": "Worked", "home": "Home", "": "Not sent"}
WHEN_BLANK = {"error": "An error to mend", "home": "The home value is sent"}
STANDARD = ("department", "location", "project", "task", "cost_type", "class")


def show(desk: Desk, name: str, code: str | None) -> None:
    """The structure, and beside it what it makes of the run in hand."""
    draft = drafting.setup(desk)
    one = job_cost_structures.structure(draft, name)
    run = run_in_hand.posted(desk, code) if code else None
    form, example = st.columns([5, 6], gap="large")
    with form, st.container(border=True):
        _head(desk, one)
        _categories(desk, one, run)
        _dimensions(desk, one, run)
    with example:
        if run is None:
            st.caption("Load a payroll to see what this structure makes of it.")
        else:
            job_cost_example.show(desk, run, draft, one)


def _key(one: JobCostStructure, what: str) -> str:
    """Another value, another widget: what somebody else changed is never covered by what was shown before."""
    return f"structure {what} {grids.version([repr(one)])}"


def _head(desk: Desk, one: JobCostStructure) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name", one.name, key=_key(one, "name"), width="stretch",
            on_change=_then(desk, one, "name", _renamed), max_chars=80,
        )  # fmt: skip
        st.selectbox("Source", ["Labor"], key=_key(one, "source"), disabled=True, width=110)
        st.toggle(
            "Active", one.active, key=_key(one, "active"),
            on_change=_then(desk, one, "active", lambda was, value: replace(was, active=value)),
        )  # fmt: skip


def _categories(desk: Desk, one: JobCostStructure, run: PostedRun | None) -> None:
    names = dict(zip(run.categories["code"], run.categories["name"], strict=True)) if run else {}
    kinds = dict(zip(run.categories["code"], run.categories["class"], strict=True)) if run else {}
    earnings = [code for code in names if kinds[code] == "earning"]
    st.multiselect(
        "Payroll categories to export", [*earnings, *(c for c in one.categories if c not in earnings)],
        list(one.categories), format_func=lambda c: f"{c} {names.get(c, '')}".strip(), key=_key(one, "categories"),
        on_change=_then(desk, one, "categories", lambda was, value: replace(was, categories=tuple(sorted(value)))),
        help="The time type in Intacct has to have exactly the code of the category.",
    )  # fmt: skip


def _dimensions(desk: Desk, one: JobCostStructure, run: PostedRun | None) -> None:
    st.markdown("**Dimensions**")
    st.caption(
        "*Worked* is what the labor record says, *Home* what the employee is assigned to. "
        "A worked department or location that is blank is the home one, as everywhere in the payroll."
    )
    further = [*(run.dimensions if run else ()), *one.dimensions]
    for dimension in dict.fromkeys((*STANDARD, *further)):
        left, right = st.columns([2, 5], vertical_alignment="center")
        left.markdown(formats.plain(dimension.replace("_", " ").capitalize()))
        right.segmented_control(
            dimension, list(PLACES), format_func=PLACES.__getitem__, default=one.dimensions.get(dimension, ""),
            key=_key(one, dimension), label_visibility="collapsed", required=True,
            on_change=_then(desk, one, dimension, _placed(dimension)),
        )  # fmt: skip
    st.radio(
        "Where a worked project, task or other dimension is blank and home has one", list(WHEN_BLANK),
        index=list(WHEN_BLANK).index(one.when_blank), format_func=WHEN_BLANK.__getitem__, horizontal=True,
        key=_key(one, "when_blank"), help="Where home has none either, the hours go without it.",
        on_change=_then(desk, one, "when_blank", lambda was, value: replace(was, when_blank=value)),
    )  # fmt: skip


def _placed(dimension: str) -> Callable[[JobCostStructure, Any], JobCostStructure]:
    return lambda was, value: replace(was, dimensions={**was.dimensions, dimension: value or ""})


def _renamed(was: JobCostStructure, value: str) -> JobCostStructure:
    if not value.strip():
        raise WorkbenchError("A structure needs a name.", "Enter one.")
    return replace(was, name=value.strip())


def _then(
    desk: Desk, one: JobCostStructure, what: str, change: Callable[[JobCostStructure, Any], JobCostStructure]
) -> Callable[[], None]:
    """What a widget does when its value changes: the changed structure, laid on the draft."""
    return problems.told(lambda: _keep(desk, one, change(one, st.session_state[_key(one, what)])))


def _keep(desk: Desk, shown: JobCostStructure, wanted: JobCostStructure) -> None:
    draft = drafting.setup(desk)
    if wanted.name != shown.name and wanted.name in {one.name for one in draft.job_cost}:
        raise WorkbenchError(f"There is a structure {wanted.name} already.", "Choose another name.")
    if drafting.keep(desk, _with(draft, shown.name, shown), _with(draft, shown.name, wanted)):
        job_cost_structures.take(wanted.name)


def _with(setup: Setup, name: str, one: JobCostStructure) -> Setup:
    """The setup with this structure in the place of the one of that name."""
    return replace(setup, job_cost=tuple(one if each.name == name else each for each in setup.job_cost))
