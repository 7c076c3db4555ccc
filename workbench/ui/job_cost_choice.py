"""What to export: the job cost structure, the payroll group and date, and the records these give."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, job_cost, setup, time_setup
from workbench.rules.job_cost import JobCostRecords
from workbench.ui import drafting, gl_record_list, page, run_in_hand

_GROUP = "job cost group"


def records(desk: Desk, run: str) -> JobCostRecords | None:
    """The records of everyone under the structure chosen; None, and the next step, while there is no structure."""
    pay_date = run_in_hand.posted(desk, run).pay_date
    version, current = setup.setup_for(desk, pay_date)
    names = {one.name: one.active for one in current.job_cost}
    if not names:
        page.nothing(
            "No job cost structure is in force for this pay date.",
            "pages/job_cost_structures.py", "Make a job cost structure",
            "It says which payroll categories become timesheets, and which dimensions go with the hours.",
        )  # fmt: skip
        return None
    _waiting(desk)
    chosen = st.selectbox(
        "Job cost structure", sorted(names, key=lambda name: not names[name]), key="job cost structure", width=320,
        format_func=lambda name: name if names.get(name) else f"{name} (not active)",
    )  # fmt: skip
    st.session_state[_GROUP] = gl_record_list.filters(desk, run)
    place = (desk.url, desk.workspace)
    known = (run_in_hand.number(run_in_hand.posted(desk, run)), version, repr(time_setup.time_setup(desk)))
    return _created(desk, run, chosen, place, (*known, str(code_finder.refreshed_at(desk))))


def _waiting(desk: Desk) -> None:
    """Structures changed and not published are not used yet: say so."""
    if any(change.tab == "job_cost" for change in drafting.of(desk).changes):
        st.info("Changed job cost structures wait to be published; the ones in force are used here.")
        st.page_link("pages/job_cost_structures.py", label="Open Job cost structures", icon=":material/arrow_forward:")


def group(desk: Desk, run: str) -> str:
    """The payroll group chosen; blank for all."""
    return str(st.session_state.get(_GROUP, ""))


@st.cache_resource(show_spinner="Creating the job cost records", max_entries=4)
def _created(
    _desk: Desk, run: str, structure: str, place: tuple[str, str], versions: tuple[int, int, str, str]
) -> JobCostRecords:
    return job_cost.create_job_cost_records(_desk, run, structure)
