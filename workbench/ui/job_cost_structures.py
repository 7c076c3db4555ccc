"""The job cost structures there are in the draft of the setup: choosing one, making a new one, removing one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from workbench.desk import Desk
from workbench.rules.setup import JobCostStructure, Setup, with_job_cost
from workbench.ui import drafting, page, problems, run_in_hand

_KEY = "structure in hand"


def chosen(desk: Desk) -> str | None:
    """The structure to work on; where there is none yet, how to make one."""
    draft = drafting.setup(desk)
    names = [one.name for one in draft.job_cost]
    if not names:
        page.nothing(
            "No job cost structure yet.",
            why="A structure says which payroll categories become timesheets and which dimensions go with the hours.",
        )
        st.button(
            "New structure", type="primary", icon=":material/add:", key="new structure",
            on_click=problems.told(_new), args=(desk,),
        )  # fmt: skip
        return None
    if st.session_state.get(_KEY) not in names:
        st.session_state[_KEY] = names[0]
    active = {one.name: one.active for one in draft.job_cost}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name: str = st.selectbox(
            "Structure", names, key=_KEY, width=320,
            format_func=lambda one: one if active.get(one) else f"{one} (not active)",
        )  # fmt: skip
        st.button("New", icon=":material/add:", key="new structure", on_click=problems.told(_new), args=(desk,))
        with st.popover("Remove", icon=":material/delete:", type="tertiary", key="remove structure"):
            st.markdown("It is taken out of the draft; versions published before keep it.")
            st.button("Remove it", key="remove now", on_click=problems.told(_remove), args=(desk, name))
    return name


def take(name: str) -> None:
    """Work on this structure."""
    st.session_state[_KEY] = name


def structure(setup: Setup, name: str) -> JobCostStructure:
    """The structure of that name."""
    return next(one for one in setup.job_cost if one.name == name)


def _new(desk: Desk) -> None:
    """A structure that exports what the run in hand has labor of, everything as worked."""
    draft = drafting.setup(desk)
    taken = {one.name for one in draft.job_cost}
    name = next(n for n in ("Labor", *(f"Labor {i}" for i in range(2, 1000))) if n not in taken)
    made = JobCostStructure(name, dimensions={"department": "worked", "location": "worked"})
    if code := run_in_hand.code():
        run = run_in_hand.posted(desk, code)
        used = {d: "worked" for d in run.dimensions if (run.labor[d] != "").any()}
        worked = tuple(sorted(run.labor["category"].unique()))
        made = replace(made, categories=worked, dimensions={**made.dimensions, **used})
    if drafting.keep(desk, draft, with_job_cost(draft, made), note=f"job cost structure {name}"):
        take(name)


def _remove(desk: Desk, name: str) -> None:
    draft = drafting.setup(desk)
    kept = tuple(one for one in draft.job_cost if one.name != name)
    drafting.keep(desk, draft, replace(draft, job_cost=kept), note=f"job cost structure {name} removed")
    st.session_state.pop(_KEY, None)
