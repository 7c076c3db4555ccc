"""Where every employee of a run stands with the job cost export."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.flows.connections import saved_connection
from workbench.flows.job_cost import INTERFACE
from workbench.flows.job_cost_batch import KIND
from workbench.rules.job_cost import JobCostRecords
from workbench.store import sheet_exports

_NOTHING = "nothing to export"


def job_cost_states(desk: Desk, records: JobCostRecords) -> pd.DataFrame:
    """Every employee of the run: employee, name, payroll_group, state, the figures of the record, exported, approved.

    ``state``: "ready", "hours differ", "blocked", "partly exported", "exported" or "nothing to export"; ``exported``
    and ``approved`` count weeks, whatever the run and structure say by now.
    """
    staff = records.source.run.employees.drop_duplicates("employee")[["employee", "name", "payroll_group"]]
    weeks = _weeks(desk, records.run)
    frame = staff.merge(records.records, how="left", on="employee").sort_values("employee", ignore_index=True)
    exported = [len(weeks[who]) for who in frame["employee"]]
    approved = [sum(weeks[who].values()) for who in frame["employee"]]
    frame = frame.assign(exported=exported, approved=approved, **{n: frame[n].fillna(0) for n in ("weeks", "entries")})
    frame["cause"] = frame["cause"].fillna("").astype("str")
    frame["state"] = [_state(row) for row in frame.itertuples()]
    return frame.astype({"weeks": "int64", "entries": "int64", "state": "str"})


def _weeks(desk: Desk, run: str) -> dict[str, dict[str, bool]]:
    """Of each employee the exported weeks, and whether each is approved."""
    connection = saved_connection(desk, INTERFACE)
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    with desk.read() as conn:
        held = sheet_exports.held(conn, KIND, connection.company if connection else "", run)
    for one in held:
        if one.live:
            found[one.week.rpartition(" ")[0]][one.week] = one.approval == "approved"
    return found


def _state(row: Any) -> str:
    weeks, exported = row.weeks, row.exported
    if exported and exported >= weeks:
        return "exported"
    if exported:
        return "partly exported"
    if not row.entries:
        return _NOTHING
    if not row.ok:
        return "blocked"
    return "hours differ" if row.cause else "ready"
