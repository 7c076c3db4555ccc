"""Import your timesheets: approved time from Intacct becomes labor records, previewed first, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.desk import Desk
from workbench.errors import ConnectionMissing
from workbench.fields import ENTRY_RECORD
from workbench.findings import Finding, Findings
from workbench.flows import connections
from workbench.flows.field_maps import INTERFACE
from workbench.flows.labor_records import import_changes, labor_csv, labor_records, tie_to_run, time_imports
from workbench.flows.payroll_codes import paid_runs, payroll_codes
from workbench.flows.time_preview import (
    Progress,
    TimePreview,
    names_of,
    preview_time_import,
    read_findings,
    read_time,
    record_range,
    span,
)
from workbench.money import decimal_to_ints
from workbench.rules.time_checks import Period
from workbench.rules.time_keeping import Laid, changes_of, join_kept, labor_of, lay, months_of
from workbench.rules.time_paid import paid_time
from workbench.rules.time_rows import OK, SKIPPED, WARNING
from workbench.rules.time_states import CHANGED, GONE, NEW, compare
from workbench.rules.time_targets import mapped_dimensions
from workbench.rules.time_totals import time_totals
from workbench.store import audit, imported_entries, kept_findings, time_decisions

__all__ = [
    "Imported", "TimePreview", "accept_time", "import_changes", "labor_csv", "labor_records", "preview_time_import",
    "process_time_import", "skip_time", "take_back_decision", "tie_to_run", "time_imports",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Imported:
    """What an import did: the labor records that now stand for its entries, what was found, what they add up to.

    With an error among the findings nothing was changed and ``labor`` is empty. ``number`` is the import's (None when
    there was nothing to change); ``removed`` counts records taken out because their entry is gone or skipped. What a
    run has paid already is not imported again; it stands in ``labor`` with that run.
    """

    labor: pd.DataFrame
    findings: Findings
    totals: pd.DataFrame
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    paid: int = 0
    number: int | None = None

    @property
    def done(self) -> bool:
        """True when the import was taken, be it that nothing had to change."""
        return self.findings.ok


def process_time_import(desk: Desk, preview: TimePreview, progress: Progress | None = None) -> Imported:
    """Make what was previewed labor records, in one transaction: all of it or nothing; again, it changes nothing.

    Refused, with errors among the findings, when the preview has an error or does not stand together, or when the
    entries in Intacct are no longer what was previewed. Raises the gateway's errors; then nothing was changed.
    """
    refusal = _refused(desk, preview) or _moved(desk, preview, progress)
    if refusal:
        findings = preview.findings + (one for one in refusal if one not in preview.findings)
        return Imported(labor_of(join_kept([])), findings, preview.totals.iloc[:0])
    wanted, remove = _wanted(preview)
    period = Period(preview.start, preview.end, preview.payroll_group, preview.late_since)
    first, last = span(preview.labor, period)
    with desk.write() as conn:
        imported_entries.hold(conn)
        there = imported_entries.months(conn, preview.company, first, last, record_range(preview.labor))
        kept = join_kept(there.values())
        runs = paid_runs(conn, first, last)
        paid = paid_time(wanted, compare(wanted, kept).kept_at, kept, runs).by
        settled = paid_time(kept, np.arange(len(kept)), kept, runs).by != ""
        remove = np.setdiff1d(remove, kept["record"].to_numpy()[settled])
        laid = lay(wanted[paid == ""], kept, remove, preview.entity, preview.start, preview.end)
        number = _write(desk, conn, preview, laid, kept)
    return _imported(desk, preview, laid, wanted, paid, number)


def _refused(desk: Desk, preview: TimePreview) -> Findings:
    """Why a preview cannot be processed as it is; its own errors say so already."""
    connection = connections.saved_connection(desk, INTERFACE)
    if connection and (connection.company, connection.entity) != (preview.company, preview.entity):
        said = f"The preview was read from {preview.company}, and the time import is connected to {connection.company}."
        return Findings([_error("other_company", said, "Preview again.")])
    return preview.findings.errors


def _moved(desk: Desk, preview: TimePreview, progress: Progress | None) -> Findings:
    """What is no longer as it was previewed: everything is read once more and compared entry by entry."""
    period = Period(preview.start, preview.end, preview.payroll_group, preview.late_since)
    with connections.gateway(desk, INTERFACE) as gateway:
        read = read_time(gateway, preview.fields, period, progress)
    if not read.consistent:
        return Findings(read_findings(read))
    if read.table.equals(preview.entries):
        return Findings()
    numbers = _differing(preview.entries, read.table)
    shown = ", ".join(str(one) for one in numbers[:5]) + (" ..." if len(numbers) > 5 else "")
    said = f"{len(numbers)} entries came, went or changed in Sage Intacct since the preview (record {shown})."
    return Findings(
        [_error("changed_meanwhile", said, "Preview again and look at what changed; nothing was imported.")]
    )


def _differing(before: pa.Table, after: pa.Table) -> list[int]:
    old, new = ({row[ENTRY_RECORD]: row for row in table.to_pylist()} for table in (before, after))
    return sorted(one for one in old.keys() | new.keys() if old.get(one) != new.get(one))


def _error(code: str, message: str, remedy: str) -> Finding:
    return Finding(code, "error", message, remedy, page="time_import")


def _wanted(preview: TimePreview) -> tuple[pd.DataFrame, np.ndarray]:
    """The labor that shall stand, and the numbers of entries that no longer shall: gone or skipped."""
    check = preview.labor["check"].to_numpy(object)
    wanted = preview.labor[np.isin(check, (OK, WARNING))].drop(columns=["state", "check", "reason", "remedy"])
    skipped = preview.labor["record"].to_numpy()[check == SKIPPED]
    left = preview.gone["record"].to_numpy()[preview.gone["state"].to_numpy(object) == GONE]
    return wanted.assign(run=pd.Series("", index=wanted.index, dtype="str")), np.union1d(skipped, left)


def _write(
    desk: Desk, conn: imported_entries.Connection, preview: TimePreview, laid: Laid, kept: pd.DataFrame
) -> int | None:
    if not len(laid.written) and not len(laid.removed):
        return None
    state = laid.written["state"].to_numpy(object)
    counts = {
        "new": int((state == NEW).sum()), "changed": int((state == CHANGED).sum()), "removed": len(laid.removed),
        "unchanged": laid.unchanged,
    }  # fmt: skip
    now = desk.clock()
    row = {
        "company": preview.company, "entity": preview.entity, "period_start": preview.start, "period_end": preview.end,
        "payroll_group": preview.payroll_group, "late_since": preview.late_since, "field_map_id": preview.map_number,
        "imported_at": now, "imported_by": desk.actor, **counts, "units": _units(laid.written),
        "findings": kept_findings.keep(preview.findings),
    }  # fmt: skip
    number = imported_entries.add_import(conn, row, changes_of(laid))
    laid.standing.loc[laid.standing["import_number"] == 0, "import_number"] = number
    imported_entries.put(conn, preview.company, months_of(laid, kept))
    detail = {"company": preview.company, "start": str(preview.start), "end": str(preview.end), **counts}
    audit.append(conn, now, desk.actor, "time imported", f"time import {number}", detail)
    return number


def _units(labor: pd.DataFrame) -> int:
    return int(decimal_to_ints(pa.array(labor["units"], pa.decimal128(18, 4))).sum())


def _imported(
    desk: Desk, preview: TimePreview, laid: Laid, wanted: pd.DataFrame, paid: np.ndarray, number: int | None
) -> Imported:
    labor = _standing(laid, wanted, paid, mapped_dimensions(preview.fields))
    state = laid.written["state"].to_numpy(object)
    return Imported(
        labor, preview.findings, time_totals(labor, names_of(payroll_codes(desk))),
        new=int((state == NEW).sum()), changed=int((state == CHANGED).sum()), removed=len(laid.removed),
        unchanged=laid.unchanged, paid=int((paid != "").sum()), number=number,
    )  # fmt: skip


def _standing(laid: Laid, wanted: pd.DataFrame, paid: np.ndarray, dimensions: tuple[str, ...]) -> pd.DataFrame:
    """The labor records of the entries as they stand, each with the run that paid it, be it before any import."""
    numbers = laid.standing["record"].to_numpy()
    kept = labor_of(laid.standing[np.isin(numbers, wanted["record"].to_numpy())], dimensions)
    only_paid = labor_of(wanted[(paid != "") & ~np.isin(wanted["record"].to_numpy(), numbers)], kept.columns)
    parts = [part[only_paid.columns] for part in (kept, only_paid) if len(part)]
    labor = labor_of(pd.concat(parts, ignore_index=True)) if parts else kept
    run_of = dict(zip(wanted["record"].to_numpy()[paid != ""], paid[paid != ""], strict=True))
    runs = [run_of.get(one, "") for one in labor["record"]] if run_of else [""] * len(labor)
    return labor.assign(run=pd.Series(runs, index=labor.index, dtype="str"))


def skip_time(desk: Desk, records: Sequence[int], reason: str) -> None:
    """Keep these entries out of payroll, with the reason; an imported one is taken out by the next Process."""
    _decide(desk, records, "skip", reason)


def accept_time(desk: Desk, records: Sequence[int], reason: str) -> None:
    """Take entries although they look wrong (a negative correction, a new employee, a long day), with the reason."""
    _decide(desk, records, "accept", reason)


def take_back_decision(desk: Desk, records: Sequence[int]) -> None:
    """Forget what was decided of these entries."""
    _decide(desk, records, "", "")


def _decide(desk: Desk, records: Sequence[int], decision: str, reason: str) -> None:
    if decision and not reason.strip():
        raise ValueError("a time entry is skipped or accepted with a reason")
    connection = connections.saved_connection(desk, INTERFACE)
    if connection is None:
        raise ConnectionMissing("There is no active connection for the time import.")
    numbers = [int(one) for one in records]
    with desk.write() as conn:
        time_decisions.put(conn, connection.company, numbers, decision, reason.strip(), desk.clock(), desk.actor)
