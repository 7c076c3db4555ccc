"""Exporting timesheets: the intents of all of them in one commit, then a worker; and how all of them stand."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import ExportRefused, NotFound
from workbench.flows import sheet_summary, worker_queue, workers
from workbench.flows.before_export import connection_as_previewed, refuse_errors
from workbench.flows.connections import Connection
from workbench.flows.export_kinds import KINDS
from workbench.flows.job_cost_batch import INTERFACE, KIND, JobCostBatch, Sheet
from workbench.gateway.timesheets import sheet_payload
from workbench.money import cents_of
from workbench.store import exports as ledger
from workbench.store import runs, sheet_exports
from workbench.store.arrow import pack

_PAUSE = timedelta(milliseconds=300)
_PREVIEW_AGAIN = "Preview the timesheets again; it will say what is in the way."


@dataclass(frozen=True, eq=False)
class JobCostExport:
    """How the timesheets of a batch stand.

    ``sheets``: key, employee, week_start, state, approved, approval, record_no, units, problem, remedy. ``landed``
    are in Intacct and read back equal, ``failed`` need a person, ``waiting`` are still under way.
    """

    reference: str
    run: str
    batch_date: date
    description: str
    sheets: pd.DataFrame
    landed: int
    failed: int
    waiting: int
    approved: int
    summary: str
    menu_path: str = KINDS[KIND].menu_path

    @property
    def state(self) -> str:
        """Confirmed when every sheet landed, else the state of the first that did not."""
        return next((state for state in self.sheets["state"] if state != "confirmed"), "confirmed")


def export_job_cost(
    desk: Desk, batch: JobCostBatch, wait: bool = True, *, progress: Callable[[JobCostExport], object] | None = None
) -> JobCostExport:
    """Export the timesheets, each at most once: submitted, read back, approved; the same batch again is the same one.

    With ``wait``: returns when every sheet rests or its outcome is not known yet. Raises ExportRefused when a finding
    blocks; a sheet that Intacct refuses holds no other.
    """
    reference = intend(desk, batch)
    workers.ensure_worker(desk)
    keys = [sheet.reference for sheet in batch.sheets]
    return _wait_for(desk, reference, keys, progress) if wait else _as_it_stands(desk, reference, keys)


def job_cost_export(desk: Desk, manifest: str) -> JobCostExport:
    """The timesheets that went with one batch, as they stand now; NotFound when there is none of that reference."""
    with desk.read() as conn:
        keys = sheet_exports.keys_of(conn, manifest)
    return _as_it_stands(desk, manifest, keys)


def approve_again(desk: Desk, manifest: str) -> JobCostExport:
    """Ask once more for the approvals of a batch that were refused, once the right was given."""
    with desk.read() as conn:
        keys = sheet_exports.keys_of(conn, manifest)
        found = sheet_exports.rows_of(conn, keys)
    refused = [row for row in found.values() if row["state"] == "confirmed" and row["approval"] == "refused"]
    worker_queue.prepare(desk)
    now = desk.clock()
    with desk.write() as conn:
        asked = [
            row
            for row in refused
            if sheet_exports.set_approval(conn, row, "due", now, desk.actor, problem="", tries=0, next_check_at=now)
        ]
        worker_queue.hand_over_together(desk, conn, asked)
    if refused:
        workers.ensure_worker(desk)
    return _as_it_stands(desk, manifest, keys)


def intend(desk: Desk, batch: JobCostBatch) -> str:
    """Write the intents of all sheets and queue them, in one commit; gives the batch's reference."""
    refuse_errors(batch.findings)
    connection = connection_as_previewed(desk, INTERFACE, batch.company, batch.entity, _PREVIEW_AGAIN)
    own = {sheet.reference: _own(batch, sheet) for sheet in batch.going}  # before, never inside, the transaction
    worker_queue.prepare(desk)
    with desk.write() as conn:
        ledger.one_intent_at_a_time(conn)
        there = sheet_exports.rows_of(conn, own)
        fresh = [sheet for sheet in batch.going if sheet.reference not in there]
        changed = [sheet for sheet in batch.going if not _is_the_same(there.get(sheet.reference), sheet)]
        if changed:
            key = changed[0].reference
            raise ExportRefused(f"Export {key} was already made with other content.", remedy=_PREVIEW_AGAIN)
        if fresh:
            _refuse_what_changed(conn, batch, fresh)
            _write_intents(desk, conn, batch, fresh, own, connection)
    return batch.reference


def _is_the_same(row: ledger.Row | None, sheet: Sheet) -> bool:
    if row is None:
        return True
    return row["payload_sha256"] == sheet.content_sha256 and row["state"] not in ledger.NOT_LIVE


def _refuse_what_changed(conn: Any, batch: JobCostBatch, fresh: Sequence[Sheet]) -> None:
    """The run must still be the one that was previewed, and nobody else may hold one of the weeks."""
    if runs.current_id(conn, batch.run) != batch.run_id:
        raise ExportRefused(f"The run {batch.run} was loaded anew since the preview.", remedy=_PREVIEW_AGAIN)
    wanted = {sheet.record for sheet in fresh}
    held = sheet_exports.held(conn, KIND, batch.company, batch.run)
    standing = [one for one in held if one.live and one.record in wanted]
    if standing:
        said = f"{standing[0].record} is meanwhile in export {standing[0].key}."
        raise ExportRefused(said, remedy=_PREVIEW_AGAIN)


def _payload(batch: JobCostBatch, sheet: Sheet) -> str:
    return sheet_payload(
        key=sheet.reference, description=batch.description, post_date=batch.batch_date, entries=sheet.lines
    )


def _write_intents(
    desk: Desk,
    conn: Any,
    batch: JobCostBatch,
    fresh: Sequence[Sheet],
    own: dict[str, dict[str, Any]],
    connection: Connection,
) -> None:
    """Every sheet, and a place in the queue for those that travel together."""
    now = desk.clock()
    shared = {
        "kind": KIND,
        "workspace": desk.workspace,
        "interface": INTERFACE,
        "company": batch.company,
        "entity": batch.entity,
        "run": batch.run,
        "run_id": batch.run_id,
        "manifest": batch.reference,
        "parts": len(fresh),
        "whole_cents": sum(cents_of(sheet.cost) for sheet in fresh),
        "state": "planned",
        "fence": 0,
        "attempt": 1,
        "journal": "",
        "batch_date": batch.batch_date,
        "description": batch.description,
        "source_entity": "",
        "anchor": "",
        "credit_cents": 0,
        "record_lines": pack(fresh[0].lines[:0]),
        "approval": "due",
        "horizon_seconds": connection.horizon_seconds,
        "next_check_at": now,
        "created_at": now,
        "created_by": desk.actor,
    }
    together = KINDS[KIND].together
    for number, sheet in enumerate(fresh, 1):
        row = shared | own[sheet.reference] | {"part": number}
        ledger.insert(conn, row, [sheet.record], now, desk.actor)
        if number % together == 1:  # a place for each request
            worker_queue.enqueue(desk, conn, sheet.reference, batch.company, 1)


def _own(batch: JobCostBatch, sheet: Sheet) -> dict[str, Any]:
    return {
        "key": sheet.reference,
        "revision": sheet.revision,
        "detail": sheet.record,
        "payload": _payload(batch, sheet),
        "payload_sha256": sheet.content_sha256,
        "lines": sheet.entries,
        "debit_cents": cents_of(sheet.cost),
        "units": int(sheet.units.scaleb(4)),
        "batch_lines": pack(sheet.lines),
        "supersedes": sheet.supersedes,
    }


def _wait_for(
    desk: Desk, reference: str, keys: Sequence[str], progress: Callable[[JobCostExport], object] | None
) -> JobCostExport:
    """Wait until every sheet rests or is unknown; keeps a worker alive meanwhile."""
    seen, since = None, time.monotonic()
    while True:
        rows = _rows(desk, keys)
        told = [(row["fence"], row["approval"], row["tries"]) for row in rows]
        if told != seen and progress:
            progress(_told(reference, rows))
        seen = told
        if all(row["state"] == "unknown" or not ledger.to_do(row) for row in rows):
            return _told(reference, rows)
        if time.monotonic() - since > 2:
            workers.ensure_worker(desk)
            since = time.monotonic()
        time.sleep(_PAUSE.total_seconds())


def _as_it_stands(desk: Desk, reference: str, keys: Sequence[str]) -> JobCostExport:
    return _told(reference, _rows(desk, keys))


def _rows(desk: Desk, keys: Sequence[str]) -> list[ledger.Row]:
    with desk.read() as conn:
        found = sheet_exports.rows_of(conn, keys)
    return [found[key] for key in keys if key in found]


def _told(reference: str, rows: Sequence[ledger.Row]) -> JobCostExport:
    if not rows:
        raise NotFound(f"There is no export of timesheets {reference}.", "Look for it on the Exports page.")
    first, counts = rows[0], sheet_summary.counted(rows)
    return JobCostExport(
        reference=reference,
        run=first["run"],
        batch_date=first["batch_date"],
        description=first["description"],
        sheets=sheet_summary.sheets_frame(rows),
        landed=counts.landed,
        failed=counts.failed,
        waiting=counts.waiting,
        approved=counts.approved,
        summary=sheet_summary.in_words(rows),
    )
