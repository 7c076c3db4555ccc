"""The Fill and copy tab: blanks from one category, a code like another, tabs of another client; seen before taken."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.flows.setup import current_setup
from workbench.flows.workspaces import workspaces
from workbench.rules import filling
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.setup_changes import Change, difference
from workbench.ui import drafting, formats, runs_in_view, setup_changes_tab, setup_pasting, workspace_choice
from workbench.ui.states import CLASSES

PASTE, FILL, COPY, CLIENT = "Paste from a spreadsheet", "Fill blanks", "A code like another", "From another client"
TAB_WORDS = {
    "categories": "Payroll categories", "departments": "Departments", "locations": "Locations",
    "employees": "Employees", "dimensions": "Dimensions", "overwrite": "Overwrite", "structure": "Structure",
    "distribution_basis": "Basis", "gl_lines": "Which lines", "intacct_fields": "Intacct fields", "journal": "Journal",
    "job_cost": "Job cost structures",
}  # fmt: skip


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """One way of filling at a time; what it would change is shown, and one click takes it."""
    ways = [PASTE, FILL, COPY, *([CLIENT] if len(workspaces(desk)) > 1 else [])]
    way = st.segmented_control("How", ways, default=PASTE, required=True, key="fill how", label_visibility="collapsed")
    setup = drafting.setup(desk)
    if way == PASTE:
        setup_pasting.show(desk, runs, setup)
        return
    make = {FILL: _fill, COPY: _copy, CLIENT: _client}[str(way)]
    take(desk, setup, make(desk, runs, setup), str(way))


def take(desk: Desk, setup: Setup, wanted: Setup | None, note: str) -> None:
    """What would change, and the button that puts it into the draft; it can be undone there."""
    if wanted is None:
        return
    changes: tuple[Change, ...] = difference(setup, wanted)
    if not changes:
        st.caption("That would change nothing.")
        return
    setup_changes_tab.changes_table(changes, "filled")
    st.button(
        f"Put {formats.count(len(changes), 'change')} into the draft", on_click=drafting.answered(drafting.keep),
        args=(desk, setup, wanted, note), key="fill take", icon=":material/check:",
    )  # fmt: skip


def _fill(desk: Desk, runs: Sequence[PostedRun], setup: Setup) -> Setup | None:
    """The blank accounts of categories of a class filled with those of one category."""
    known = runs_in_view.categories(runs)
    known = known[known["code"].isin(runs_in_view.used_categories(runs))]
    names = dict(zip(known["code"], known["code"] + " " + known["name"], strict=True))
    given = [c for c in names if setup.category(c).debit or setup.category(c).credit]
    if not given:
        st.caption("Give one category its accounts first; the others can be filled from it.")
        return None
    source = st.selectbox("From category", given, format_func=names.__getitem__, key="fill source")
    kind = str(known.loc[known["code"] == source, "class"].iloc[0])
    mine = [c for c, k in zip(known["code"], known["class"], strict=True) if k == kind and c != source]
    chosen = st.multiselect(
        f"To categories (blank: every {CLASSES.get(kind, kind).lower()})", mine, format_func=names.__getitem__,
        key="fill targets",
    )  # fmt: skip
    over = st.checkbox("Also where there is an account already", key="fill over")
    return filling.fill_from_default(setup, source, chosen or mine, over=over)


def _copy(desk: Desk, runs: Sequence[PostedRun], setup: Setup) -> Setup | None:
    """Everything said of one code said of another as well."""
    with st.container(horizontal=True):
        coded = runs_in_view.coded(runs, setup)
        dimension = st.selectbox("Of", coded, format_func=runs_in_view.words, key="copy dimension")
        codes = list(dict.fromkeys([*setup.codes(dimension), *runs_in_view.values(runs, dimension)["code"]]))
        source = st.selectbox("Like", codes, index=None, key=f"copy source {dimension}")
        target = st.selectbox("Set", [c for c in codes if c != source], index=None, key=f"copy target {dimension}")
    parts = st.checkbox("Its GL part and Intacct ID too, not only its overwrite rows", value=True, key="copy parts")
    if source is None or target is None:
        st.caption("Choose the code to copy and the one it is copied to.")
        return None
    return filling.copy_codes(setup, dimension, source, target, parts=parts)


def _client(desk: Desk, runs: Sequence[PostedRun], setup: Setup) -> Setup | None:
    """Tabs of the setup another client has in force."""
    others = [name for name in workspaces(desk) if name != desk.workspace]
    with st.container(horizontal=True):
        name = st.selectbox("Client", others, format_func=workspace_choice.title, key="copy client")
        tabs = st.multiselect(
            "Tabs", filling.TABS, default=["categories"], format_func=TAB_WORDS.__getitem__, key="copy tabs"
        )
    over = st.checkbox("Also where this setup says something else", key="copy over")
    known = list(runs_in_view.categories(runs)["code"]) if runs else None
    return filling.copy_from(setup, current_setup(desk.at(name)), tabs, over=over, known=known)
