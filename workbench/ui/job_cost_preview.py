"""The timesheets as they would be sent, made from what is asked for and kept until something they depend on changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports, job_cost_batch
from workbench.flows.connections import saved_connection
from workbench.flows.job_cost_batch import JobCostBatch
from workbench.rules.job_cost import JobCostRecords
from workbench.ui import formats, grids

_KEPT = "timesheets kept"
LARGE = 500  # employees


@dataclass(frozen=True, eq=False)
class Preview:
    """The records of the chosen employees and the timesheets they make."""

    records: JobCostRecords
    batch: JobCostBatch


def preview(desk: Desk, records: JobCostRecords, employees: Sequence[str], asked: dict[str, Any]) -> Preview | None:
    """Prepared once and shown until it would be another one; a large one when it is asked for."""
    token = _token(desk, records, employees, asked)
    kept: dict[str, Preview] = st.session_state.get(_KEPT, {})
    if token not in kept:
        many = formats.count(len(employees), "employee")
        if len(employees) > LARGE and not st.button(f"Preview the timesheets of {many}", key="preview sheets"):
            return None
        with st.spinner(f"Preparing the timesheets of {many}"):
            chosen = records.of(list(employees))
            kept = {token: Preview(chosen, job_cost_batch.preview_job_cost(desk, chosen, **asked))}
        st.session_state[_KEPT] = kept
    return kept[token]


def _token(desk: Desk, records: JobCostRecords, employees: Sequence[str], asked: dict[str, Any]) -> str:
    """Everything a preview depends on, short: the same token, the same preview."""
    connection = saved_connection(desk, job_cost_batch.INTERFACE)
    states = exports.exports(desk, records.run)[["key", "state", "approval"]]
    prints = dict(zip(records.records["employee"], records.records["fingerprint"], strict=True))
    today: date = desk.today()
    return grids.version(
        [
            desk.url, desk.workspace, records.run, records.structure, records.week_starts, today,
            *(prints.get(employee, "") for employee in employees), repr(asked), repr(records.findings),
            connection and connection.saved_at, states.to_csv(index=False),
        ]
    )  # fmt: skip
