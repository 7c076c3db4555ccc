"""Exporting a batch: write the intent once, hand it to a worker, wait for its end if asked to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.findings import Finding
from workbench.flows import worker_queue, workers
from workbench.flows.connections import saved_connection
from workbench.flows.exports import Export, export
from workbench.flows.gl_batch import INTERFACE, KIND, Batch
from workbench.gateway.journals import journal_payload
from workbench.money import cents_of
from workbench.store import audit, gl_records, runs
from workbench.store import exports as ledger
from workbench.store.arrow import pack

AT_REST = ("confirmed", "failed", "mismatch", "duplicate", "absent", "removed", "superseded", "withdrawn")
ANCHOR_LENGTH = 12
_PREVIEW_AGAIN = "Preview the batch again; it will say what is in the way."


def export_gl_batch(
    desk: Desk, batch: Batch, wait: bool = True, *, progress: Callable[[Export], object] | None = None
) -> Export:
    """Export the batch as a draft, at most once; the same batch again gives the same export.

    With ``wait``: returns at confirmed, failed, mismatch, duplicate or absent, or at the first unknown, whose
    ``next_check_at`` says when the worker reads again. Raises ExportRefused when a finding blocks.
    """
    key = intend(desk, batch)
    workers.ensure_worker(desk)
    return wait_for(desk, key, progress) if wait else export(desk, key)


def intend(desk: Desk, batch: Batch) -> str:
    """Write the intent to export and queue it, in one commit, and give its key; nothing when it is there already."""
    _refuse_what_blocks(desk, batch)
    worker_queue.prepare(desk.url)
    with desk.write() as conn:
        held = ledger.get(conn, batch.reference)
        if held is None:
            _refuse_what_changed(conn, batch)
            _write_intent(desk, conn, batch)
        elif held["payload_sha256"] != batch.content_sha256 or held["state"] in ledger.NOT_LIVE:
            raise ExportRefused(f"Export {batch.reference} was already made with other content.", remedy=_PREVIEW_AGAIN)
    return batch.reference


def _refuse_what_blocks(desk: Desk, batch: Batch) -> None:
    errors = batch.findings.errors
    if errors:
        raise ExportRefused(f"{len(errors)} findings forbid the export; the first: {errors[0].message}", errors)
    if not batch.balanced:
        raise ExportRefused("The batch is not balanced.", remedy="Mend the records and preview again.")
    connection = saved_connection(desk, INTERFACE)
    if connection is None:
        finding = Finding(
            "no_connection", "error", "There is no connection to Intacct.",
            "Enter and test it on the Connections page.", page="connections",
        )  # fmt: skip
        raise ExportRefused(finding.message, [finding], finding.remedy)
    if (connection.company, connection.entity) != (batch.company, batch.entity):
        raise ExportRefused("The connection changed since the preview.", remedy=_PREVIEW_AGAIN)


def _refuse_what_changed(conn: Any, batch: Batch) -> None:
    """The records must still be the ones that were previewed; the run must still be the current one."""
    run_id = runs.current_id(conn, batch.run)
    now = {row["employee"]: row["fingerprint"] for row in gl_records.rows(conn, run_id)}
    previewed = dict(zip(batch.records.records["employee"], batch.records.records["fingerprint"], strict=True))
    changed = sorted(e for e in batch.employees if now.get(e) != previewed.get(e))
    if changed:
        who = ", ".join(changed[:5])
        raise ExportRefused(f"GL records changed since the preview: {who}.", remedy=_PREVIEW_AGAIN)
    standing = [r for r in ledger.holding(conn, KIND, batch.company, batch.run, batch.employees) if r["live"]]
    if standing:
        raise ExportRefused(f"Records are meanwhile in export {standing[0]['key']}.", remedy=_PREVIEW_AGAIN)


def _write_intent(desk: Desk, conn: Any, batch: Batch) -> None:
    connection = saved_connection(desk, INTERFACE)
    assert connection is not None
    # Both sides once more, at the last door before the bytes.
    sides = {
        side: cents_of(batch.lines.loc[batch.lines["side"] == side, "amount"].sum()) for side in ("debit", "credit")
    }
    if sides["debit"] != sides["credit"] or sides["debit"] != cents_of(batch.debit):
        raise ExportRefused("The lines do not balance.", remedy=_PREVIEW_AGAIN)
    now, anchor = desk.clock(), audit.head(conn)[:ANCHOR_LENGTH]
    row = {
        "key": batch.reference,
        "kind": KIND,
        "interface": INTERFACE,
        "company": batch.company,
        "entity": batch.entity,
        "run": batch.run,
        "run_id": runs.current_id(conn, batch.run),
        "revision": batch.revision,
        "state": "planned",
        "fence": 0,
        "attempt": 1,
        "journal": batch.journal,
        "batch_date": batch.batch_date,
        "description": batch.description,
        "detail": batch.detail,
        "source_entity": batch.source_entity,
        "payload": _payload(batch, anchor),
        "anchor": anchor,
        "payload_sha256": batch.content_sha256,
        "lines": len(batch.lines),
        "debit_cents": sides["debit"],
        "credit_cents": sides["credit"],
        "batch_lines": pack(batch.lines),
        "record_lines": pack(batch.records.lines),
        "horizon_seconds": connection.horizon_seconds,
        "next_check_at": now,
        "created_at": now,
        "created_by": desk.actor,
        "supersedes": batch.supersedes,
    }
    ledger.insert(conn, row, batch.employees, now, desk.actor)
    worker_queue.enqueue(desk, conn, batch.reference, batch.company, 1)


def _payload(batch: Batch, anchor: str) -> str:
    """The function content; the head of the audit chain travels along as its anchor in Intacct's history."""
    return journal_payload(
        journal=batch.journal,
        batch_date=batch.batch_date,
        description=batch.description,
        reference=batch.reference,
        source_entity=batch.source_entity,
        history=f"Payroll workbench {batch.reference} {anchor}",
        lines=batch.lines,
    )


def wait_for(desk: Desk, key: str, progress: Callable[[Export], object] | None = None) -> Export:
    """Wait until the export rests or is first unknown; keeps a worker alive meanwhile."""
    seen, pause, since = -1, 0.05, time.monotonic()
    while True:
        with desk.read() as conn:
            state, fence, next_check, problem = ledger.state_of(conn, key)  # type: ignore[misc]
        if fence != seen and progress:
            progress(export(desk, key))
        seen = fence
        if state in AT_REST or state == "unknown" or _stuck(desk, state, next_check, problem):
            return export(desk, key)
        if time.monotonic() - since > 2:
            workers.ensure_worker(desk)
            since = time.monotonic()
        time.sleep(pause)
        pause = min(pause * 1.3, 0.5)


def _stuck(desk: Desk, state: str, next_check: Any, problem: str) -> bool:
    """Accepted, but it cannot be read back for now: the worker goes on, the caller need not wait."""
    return (
        state == "sent"
        and bool(problem)
        and next_check is not None
        and next_check - desk.clock() > timedelta(minutes=1)
    )
