"""GL records as they are kept: the fresh lines of each press of Create, changes by hand laid over them when read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.findings import Findings
from workbench.frames import RECORDS, conform
from workbench.money import from_cents, to_cents
from workbench.rules.balance import summarize
from workbench.rules.edits import Edit, edit_table
from workbench.rules.gl_records import GLRecords
from workbench.rules.line_checks import check_lines
from workbench.rules.record_lines import join_tables, of_employees
from workbench.store import edits as edit_store
from workbench.store import gl_records as store
from workbench.store import kept_findings, runs

Row = Mapping[str, Any]
_COUNTS = ("lines", "setup_version")


def gl_records(desk: Desk, run: str, employees: Sequence[str] | None = None) -> GLRecords | None:
    """The GL records as they are kept, changes by hand included, of all or the given employees; None when none are."""
    with desk.read() as conn:
        run_id = runs.current_id(conn, run)
        rows = store.rows(conn, run_id, None if employees is None else set(employees))
        if not rows:
            return None
        rows = _with_version(conn, run_id, rows)
        made = [store.creation(conn, number) for number in sorted({row["creation_id"] for row in rows})]
        changes = edit_store.in_force(conn, run_id)
        names, keys = _names_and_keys(conn, run_id)
    tables = [_lines_of(creation, rows) for creation in made]
    table = join_tables(tables) if len(tables) > 1 else tables[0]
    there = {row["employee"] for row in rows}
    table, said = edit_table(table, run, keys, [edit_of(row) for row in changes if row["employee"] in there])
    about_run = Findings(dict.fromkeys(f for creation in made for f in kept_findings.recall(creation["findings"])))
    findings = Findings(f for f in about_run if f.employee in {"", *there}) + said + check_lines(table, names)
    return GLRecords(run, table, _frame(rows), findings, keys, names)


def fresh_record(conn: Any, run: str, run_id: int, employee: str) -> GLRecords:
    """One employee's record as it was created, before any change by hand; NotFound when there is none."""
    rows = store.rows(conn, run_id, {employee})
    if not rows:
        raise NotFound(f"There is no GL record of {employee} in run {run}.", "Create it first.")
    table = _lines_of(store.creation(conn, rows[0]["creation_id"]), rows)
    names, keys = _names_and_keys(conn, run_id)
    return GLRecords(run, table, summarize(table, names), Findings(), keys, names)


def _with_version(conn: Any, run_id: int, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The records with the number of the setup version that made each."""
    versions = store.versions(conn, run_id)
    return [{**row, "setup_version": versions[row["creation_id"]]} for row in rows]


def _names_and_keys(conn: Any, run_id: int) -> tuple[dict[str, str], tuple[str, ...]]:
    """The names of the run's categories, and its dimensions."""
    categories, dimensions = (store.run_table(conn, run_id, name) for name in ("categories", "dimension_names"))
    return dict(zip(categories["code"], categories["name"], strict=True)), tuple(dimensions["dimension"])


def _lines_of(creation: Row, rows: Sequence[Row]) -> pa.Table:
    mine = [row["employee"] for row in rows if row["creation_id"] == creation["id"]]
    return of_employees(store.unpack_lines(creation["content"], set(mine)), mine)


def _frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Stored records as the frame they were."""
    rows = sorted(rows, key=lambda row: row["employee"])
    frame = pd.DataFrame(
        {n: [row[n] for row in rows] for n in ("employee", "missing_accounts", "cause", "fingerprint", *_COUNTS)}
    )
    debit, credit = (np.array([row[f"{side}_cents"] for row in rows], dtype=np.int64) for side in ("debit", "credit"))
    amounts = {"debit": debit, "credit": credit, "difference": debit - credit}
    frame = frame.assign(**{name: from_cents(cents) for name, cents in amounts.items()})
    frame["balanced"] = (debit == credit) & (frame["missing_accounts"] == 0)
    return conform(frame.astype({"cause": "str", "fingerprint": "str", **dict.fromkeys(_COUNTS, "int64")}), RECORDS)


def fingerprints(conn: Any, run: str, employees: Iterable[str]) -> dict[str, str]:
    """The fingerprint of each stored record of these employees, as it is now."""
    rows = store.rows(conn, runs.current_id(conn, run), set(employees))
    return {row["employee"]: row["fingerprint"] for row in rows}


def record_states(desk: Desk, run: str) -> pd.DataFrame:
    """Every employee of the run with where its record stands.

    Columns: employee, name, payroll_group, state ("not created", "balanced", "not balanced", "exported"), debit,
    credit, difference, missing_accounts, cause, edits, export (its key or blank), export_state, setup_version (the one
    that made it; 0: none).
    """
    with desk.read() as conn:
        run_id = runs.current_id(conn, run)
        rows, exported = _with_version(conn, run_id, store.rows(conn, run_id)), store.live(conn, run)
        changes = [row["employee"] for row in edit_store.in_force(conn, run_id)]
        staff = store.run_table(conn, run_id, "employees")[["employee", "name", "payroll_group"]]
    records = _frame(rows).drop(columns=["balanced", "fingerprint", "lines"])
    open_ones = {row["employee"]: _state(row) for row in rows}
    frame = staff.merge(records, how="left", on="employee").sort_values("employee", ignore_index=True)
    for name in ("debit", "credit", "difference"):
        frame[name] = from_cents(to_cents(frame[name]))
    for name in ("missing_accounts", "setup_version"):
        frame[name] = frame[name].fillna(0).astype("int64")
    frame["cause"] = frame["cause"].fillna("").astype("str")
    frame["edits"] = [changes.count(e) for e in frame["employee"]] if changes else 0
    frame["state"] = ["exported" if e in exported else open_ones.get(e, "not created") for e in frame["employee"]]
    for at, name in enumerate(("export", "export_state")):
        frame[name] = [exported.get(e, ("", ""))[at] for e in frame["employee"]]
    frame = frame.astype(dict.fromkeys(("state", "export", "export_state"), "str"))
    order = ["employee", "name", "payroll_group", "state", "debit", "credit", "difference", "missing_accounts", "cause"]
    return frame[[*order, "edits", "export", "export_state", "setup_version"]]


def _state(row: Row) -> str:
    return "balanced" if row["debit_cents"] == row["credit_cents"] and not row["missing_accounts"] else "not balanced"


def edit_of(row: Row) -> Edit:
    """A stored change of a line."""
    return Edit(row["employee"], row["line_key"], row["before"], row["after"], row["id"])


def rows_of(records: pd.DataFrame) -> list[dict[str, Any]]:
    """Records as rows to store, without the number of their creation."""
    columns = {
        "employee": records["employee"].tolist(),
        "debit_cents": to_cents(records["debit"]).tolist(),
        "credit_cents": to_cents(records["credit"]).tolist(),
        **{name: records[name].tolist() for name in ("missing_accounts", "lines", "fingerprint", "cause")},
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
