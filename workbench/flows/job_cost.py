"""Create the job cost records of a posted run: worked time as it goes back to Intacct, checked before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import payroll
from workbench.flows.job_cost_codes import known_codes
from workbench.flows.setup import setup_for
from workbench.flows.time_setup import check_time, time_setup
from workbench.rules.job_cost import JobCostRecords, create_job_cost
from workbench.rules.setup import JobCostStructure, Setup

INTERFACE = "job_cost_export"


def create_job_cost_records(
    desk: Desk, run: str, structure: str, employees: Sequence[str] | None = None
) -> JobCostRecords:
    """The job cost records of a run under a structure of the setup, of all employees or the given ones.

    They are what payroll and setup say at this moment; nothing is kept. NotFound when there is no such structure.
    """
    chosen = [employees] if isinstance(employees, str) else employees
    posted = payroll.posted_run(desk, run)
    setup = setup_for(desk, posted.pay_date)[1]
    wanted, known = structure_named(setup, structure), time_setup(desk)
    time_types, values = known_codes(desk)
    return create_job_cost(
        posted,
        setup,
        wanted,
        chosen,
        time_types=time_types,
        values=values,
        week_starts=known.week_starts,
        said=check_time(known, setup, wanted),
    )


def job_cost_records(desk: Desk, run: str, structure: str) -> JobCostRecords:
    """The job cost records of everyone in a run, as they are now."""
    return create_job_cost_records(desk, run, structure)


def structure_named(setup: Setup, name: str) -> JobCostStructure:
    """The job cost structure of that name; NotFound names those there are."""
    for one in setup.job_cost:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in setup.job_cost) or "none yet"
    raise NotFound(f"There is no job cost structure {name!r}.", f"Known structures: {known}.")


def week_start(desk: Desk) -> int:
    """The day timesheets begin on, as the company keeps it: 1 Monday to 7 Sunday; Monday where nobody knows."""
    return time_setup(desk).week_starts
