"""Lines changed by hand: each change is written down with what the line was, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import ExportRefused, NotFound
from workbench.flows.kept_records import edit_of, fresh_record, gl_records, rows_of
from workbench.rules.edits import check_change, edit_records, make_edit
from workbench.rules.gl_records import GLRecords, join_records
from workbench.rules.record_lines import fields_in
from workbench.store import edits as store
from workbench.store import gl_records as record_store
from workbench.store import runs

COLUMNS = ("id", "employee", "line_key", "before", "after", "note", "edited_at", "edited_by", "dropped_at")


def edit_line(
    desk: Desk, run: str, employee: str, line_key: str, *, account: str | None = None,
    amount: Decimal | str | None = None, side: str | None = None, fields: Mapping[str, str] | None = None,
    note: str = "",
) -> GLRecords:  # fmt: skip
    """Change a line of a record by hand, and give the record as it then is; what the line was stays written down.

    ``fields`` are Intacct fields with their ids. Changing a line again adds to its change; back to what it was takes
    it back. A change that cannot be is an error among the findings. ExportRefused when the record is in a live export.
    """
    given = {"account": account, "amount": None if amount is None else str(amount), "side": side, **(fields or {})}
    change = {name: value for name, value in given.items() if value is not None}
    record = _record(desk, run, employee)
    refused = check_change(change, fields_in(record.table))
    if refused:
        return join_records(record, findings=refused)
    with desk.write() as conn:
        run_id = runs.current_id(conn, run)
        _refuse_exported(conn, run, employee)
        before = [row for row in _in_force(conn, run_id, employee) if row["line_key"] == line_key]
        kept = {name: value for row in before for name, value in row["after"].items()}
        try:
            edit = make_edit(fresh_record(conn, run, run_id, employee).lines, employee, line_key, {**kept, **change})
        except KeyError:
            raise NotFound(f"The record of {employee} has no such line.", "Create the record again.") from None
        store.take_back(conn, [row["id"] for row in before], desk.clock(), desk.actor)
        if edit is not None:
            store.add(conn, run_id, employee, line_key, edit.before, edit.after, note, desk.clock(), desk.actor)
        _keep(conn, run, run_id, employee)
    return _record(desk, run, employee)


def drop_edit(desk: Desk, edit_id: int) -> GLRecords:
    """Take a change back, and give the record as it then is. ExportRefused when the record is in a live export."""
    with desk.write() as conn:
        row = store.get(conn, edit_id)
        if row is None:
            raise NotFound(f"There is no change {edit_id}.", "Look for it among the changes of the run.")
        _refuse_exported(conn, row["run"], row["employee"])
        store.take_back(conn, [edit_id], desk.clock(), desk.actor)
        _keep(conn, row["run"], row["run_id"], row["employee"])
    return _record(desk, row["run"], row["employee"])


def edits(desk: Desk, run: str) -> pd.DataFrame:
    """Every change by hand to lines of a run, the newest first: who, when, before, after, when taken back."""
    with desk.read() as conn:
        rows = store.listing(conn, runs.current_id(conn, run))
    return pd.DataFrame([{c: row[c] for c in COLUMNS} for row in rows], columns=list(COLUMNS))


def _record(desk: Desk, run: str, employee: str) -> GLRecords:
    record = gl_records(desk, run, [employee])
    if record is None:
        raise NotFound(f"There is no GL record of {employee} in run {run}.", "Create it first.")
    return record


def _in_force(conn: Any, run_id: int, employee: str) -> list[dict[str, Any]]:
    return [row for row in store.in_force(conn, run_id) if row["employee"] == employee]


def _refuse_exported(conn: Any, run: str, employee: str) -> None:
    export = record_store.live(conn, run).get(employee)
    if export:
        remedy = "Delete that draft in Intacct and supersede the export first."
        raise ExportRefused(f"The GL record of {employee} is in export {export[0]} ({export[1]}).", remedy=remedy)


def _keep(conn: Any, run: str, run_id: int, employee: str) -> None:
    """Bring the stored record in line with the changes in force."""
    changes = [edit_of(row) for row in _in_force(conn, run_id, employee)]
    record = edit_records(fresh_record(conn, run, run_id, employee), changes)
    for row in rows_of(record.records):
        record_store.change(conn, run_id, row)
