"""Every version of the setup: which there are, what differs between two, and the way back to an old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from workbench.desk import Desk
from workbench.errors import LoadRefused
from workbench.findings import Finding, Findings
from workbench.flows.setup import add_version, readable, version_of
from workbench.rules.setup import Setup
from workbench.rules.setup_changes import Change, difference
from workbench.store import gl_records as record_store
from workbench.store import runs as run_store
from workbench.store import setup_drafts as drafts
from workbench.store import setups as store

CHANGES = ("tab", "key", "field", "before", "after")
VERSIONS = ("number", "effective_from", "saved_at", "saved_by", "note", "changes")
BEGINNING = store.BEGINNING  # the first day of a version that holds for every pay date


def setup_versions(desk: Desk) -> pd.DataFrame:
    """Every version, the newest first: number, effective_from, saved_at, saved_by, note, changes, in_force.

    ``effective_from`` is 1900-01-01 for a version that holds for every pay date; ``changes`` are the cells that differ
    from the version before; ``in_force`` today.
    """
    with desk.read() as conn:
        rows = [{**row, "number": row["id"], "changes": _counted(conn, row)} for row in store.listing(conn)]
        now = store.in_force(conn, desk.today())
    frame = pd.DataFrame([[row[name] for name in VERSIONS] for row in rows], columns=list(VERSIONS))
    days = pd.Series(frame["effective_from"], dtype=pd.ArrowDtype(pa.date32()))
    frame["in_force"] = frame["number"] == (now["id"] if now else 0)
    return frame.assign(effective_from=days).astype({"number": "int64", "changes": "int64", "in_force": "bool"})


def _counted(conn: Any, row: dict[str, Any]) -> int:
    """The changes of a version; counted now where they were not when it was published."""
    if row["changes"] is not None:
        return int(row["changes"])
    before = store.before(conn, row["id"])
    return len(difference(version_of(conn, before["id"] if before else 0), version_of(conn, row["id"])))


def setup_of(desk: Desk, which: int | Setup) -> Setup:
    """A version by its number (0: none yet), or the setup itself; NotFound when there is none of that number."""
    if isinstance(which, Setup):
        return which
    with desk.read() as conn:
        return version_of(conn, which)


def compare_setups(desk: Desk, before: int | Setup, after: int | Setup) -> pd.DataFrame:
    """Every cell that differs between two versions or setups: tab, key, field, before, after."""
    return changes_frame(difference(setup_of(desk, before), setup_of(desk, after)))


def changes_frame(changes: Sequence[Change]) -> pd.DataFrame:
    """Changes as a table, one cell a row."""
    rows = [[getattr(change, name) for name in CHANGES] for change in changes]
    return pd.DataFrame(rows, columns=list(CHANGES), dtype="str")


def go_back(desk: Desk, number: int, note: str = "", effective_from: date | None = None) -> int:
    """Put an old version in force again, as a new version that equals it; the new number. Nothing is lost.

    It takes the place of the newest version, from the same day on unless ``effective_from`` says another. What is
    pending in the draft stays on top. Going back to what is in force already changes nothing and gives its number.
    """
    old = setup_of(desk, number)
    text, findings = readable(old)
    if text is None:
        raise LoadRefused(f"Version {number} cannot be read: {findings.errors[0].message}", "Load a setup file.")
    with desk.write() as conn:
        drafts.hold(conn)
        store.hold(conn)
        newest = store.latest(conn)
        first = effective_from or (newest["effective_from"] if newest else store.BEGINNING)
        return add_version(desk, conn, old, text, note or f"back to version {number}", first)


def publish_findings(desk: Desk, effective_from: date | None = None) -> Findings:
    """What is to be known before publishing: runs without a setup, rules that start earlier, exported runs.

    Exported records stay as they are; only records created anew are made by the new version.
    """
    with desk.read() as conn:
        newest = store.latest(conn)
        first = effective_from or (newest["effective_from"] if newest else store.BEGINNING)
        runs = run_store.listing(conn)
        held = sorted(row["code"] for row in runs if row["pay_date"] >= first)
        live = {code: record_store.live(conn, code) for code in held}
    found = [_note("starts_earlier", *_EARLIER, newest)] if newest and first < newest["effective_from"] else []
    if newest is None and any(row["pay_date"] < first for row in runs):
        found.append(_note("runs_without_setup", *_WITHOUT))
    return Findings([*found, *(_exported(run, exports) for run, exports in live.items() if exports)])


_EARLIER = (
    "Version {id} starts on {effective_from}; what it changed starts earlier with this one.",
    "Choose that day or a later one if its changes are to wait.",
)
_WITHOUT = (
    "Runs with an earlier pay date have no setup: their records will have no accounts.",
    "Choose no first day, so that the version holds for every pay date.",
)


def _note(code: str, message: str, remedy: str, version: Mapping[str, Any] | None = None) -> Finding:
    return Finding(code, "warning", message.format(**(version or {})), remedy, page="account_setup")


def _exported(run: str, exports: dict[str, tuple[str, str]]) -> Finding:
    message = f"{len(exports)} GL records of run {run} are exported; they stay as the version that made them has them."
    remedy = "Nothing to do, unless you mean to export them again: then supersede the export first."
    return Finding("run_exported", "note", message, remedy, run=run, page="exports")
