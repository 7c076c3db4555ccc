"""Why this account, for a line of a record of the store."""

from __future__ import annotations

from dataclasses import replace

from workbench.desk import Desk
from workbench.flows import kept_records, payroll
from workbench.flows.setup import setup_for
from workbench.rules.setup import Setup
from workbench.rules.why import Why, why
from workbench.store import edits, runs


def why_account(desk: Desk, run: str, employee: str, line_key: str, setup: Setup | None = None) -> Why:
    """Why a record line has its account: the rules tried in order, the winner, what it beat, what would change it.

    Under the setup in force on the run's pay date or the one given. ``line_key`` as in the lines of a GL record.
    NotFound when the record has no such line.
    """
    posted = payroll.posted_run(desk, run)
    answer = why(posted, setup or setup_for(desk, posted.pay_date)[1], employee, line_key)
    return replace(answer, edited=_edited(desk, run, employee, line_key))


def _edited(desk: Desk, run: str, employee: str, line_key: str) -> str:
    """The account somebody gave the line by hand; "" when nobody did."""
    with desk.read() as conn:
        rows = edits.in_force(conn, runs.current_id(conn, run))
    changes = (kept_records.edit_of(row) for row in rows)
    return next((e.after.get("account", "") for e in changes if (e.employee, e.line_key) == (employee, line_key)), "")
