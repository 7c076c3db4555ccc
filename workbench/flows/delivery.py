"""Exporting a batch: write the intent once, hand it to a worker, wait for its end if asked to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows import worker_queue, workers
from workbench.flows.before_export import connection_as_previewed, refuse_errors
from workbench.flows.connections import Connection
from workbench.flows.exports import Export, export
from workbench.flows.gl_batch import INTERFACE, KIND, Batch, Part
from workbench.gateway.journals import journal_payload
from workbench.money import cents_of, to_cents
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
    connection = _refuse_what_blocks(desk, batch)
    worker_queue.prepare(desk)
    with desk.write() as conn:
        ledger.one_intent_at_a_time(conn)
        held = {part.reference: ledger.get(conn, part.reference) for part in batch.parts}
        if not any(held.values()):
            _refuse_what_changed(conn, batch)
            _write_intent(desk, conn, batch, connection)
        elif any(not _is_the_same(held[part.reference], part) for part in batch.parts):
            raise ExportRefused(f"Export {batch.reference} was already made with other content.", remedy=_PREVIEW_AGAIN)
    return batch.reference


def _is_the_same(row: ledger.Row | None, part: Part) -> bool:
    return row is not None and row["payload_sha256"] == part.content_sha256 and row["state"] not in ledger.NOT_LIVE


def _refuse_what_blocks(desk: Desk, batch: Batch) -> Connection:
    refuse_errors(batch.findings)
    if not batch.balanced:
        raise ExportRefused("The batch is not balanced.", remedy="Mend the records and preview again.")
    return connection_as_previewed(desk, INTERFACE, batch.company, batch.entity, _PREVIEW_AGAIN)


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


def _write_intent(desk: Desk, conn: Any, batch: Batch, connection: Connection) -> None:
    """Every part of the batch and its place in the queue; together they must be the whole, to the cent."""
    audit.hold(conn)  # after the run, as everyone takes them: the anchor stays the row before the intent
    if sum(cents_of(part.debit) for part in batch.parts) != cents_of(batch.debit):
        raise ExportRefused("The parts are not the whole.", remedy=_PREVIEW_AGAIN)
    for part in batch.parts:
        row = _row(desk, conn, batch, part) | {"horizon_seconds": connection.horizon_seconds}
        ledger.insert(conn, row, list(part.records.records["employee"]), row["created_at"], desk.actor)
        worker_queue.enqueue(desk, conn, part.reference, batch.company, 1)


def _row(desk: Desk, conn: Any, batch: Batch, part: Part) -> dict[str, Any]:
    now, anchor, sides = desk.clock(), audit.head(conn)[:ANCHOR_LENGTH], _sides(part)
    return {
        "key": part.reference,
        "kind": KIND,
        "workspace": desk.workspace,
        "interface": INTERFACE,
        "company": batch.company,
        "entity": batch.entity,
        "run": batch.run,
        "run_id": runs.current_id(conn, batch.run),
        "revision": batch.revision,
        "manifest": batch.reference,
        "part": part.number,
        "parts": part.of,
        "whole_cents": cents_of(batch.debit),
        "state": "planned",
        "fence": 0,
        "attempt": 1,
        "journal": batch.journal,
        "batch_date": batch.batch_date,
        "description": part.title,
        "detail": batch.detail,
        "source_entity": batch.source_entity,
        "payload": _payload(batch, part, anchor),
        "anchor": anchor,
        "payload_sha256": part.content_sha256,
        "lines": len(part.lines),
        "debit_cents": sides["debit"],
        "credit_cents": sides["credit"],
        "batch_lines": pack(part.lines),
        "record_lines": pack(part.records.lines),
        "next_check_at": now,
        "created_at": now,
        "created_by": desk.actor,
        "supersedes": batch.supersedes,
    }


def _sides(part: Part) -> dict[str, int]:
    """Both sides added up once more, at the last door before the bytes."""
    lines = part.lines
    sides = {side: int(to_cents(lines.loc[lines["side"] == side, "amount"]).sum()) for side in ("debit", "credit")}
    if sides["debit"] != sides["credit"] or sides["debit"] != cents_of(part.debit):
        raise ExportRefused("The lines do not balance.", remedy=_PREVIEW_AGAIN)
    return sides


def _payload(batch: Batch, part: Part, anchor: str) -> str:
    """The function content; the head of the audit chain travels along as its anchor in Intacct's history."""
    return journal_payload(
        journal=batch.journal,
        batch_date=batch.batch_date,
        description=part.title,
        reference=part.reference,
        source_entity=batch.source_entity,
        history=f"Payroll workbench {part.reference} {anchor}",
        lines=part.lines,
    )


def wait_for(desk: Desk, key: str, progress: Callable[[Export], object] | None = None) -> Export:
    """Wait until every part of the export rests or one is first unknown; keeps a worker alive meanwhile.

    Gives the first part when all is confirmed, else the first part that is not.
    """
    seen, pause, since = -1, 0.05, time.monotonic()
    while True:
        with desk.read() as conn:
            parts = ledger.parts_of(conn, key)
        open_parts = [part for part in parts if part["state"] != "confirmed"]
        telling = (open_parts or parts)[0]
        changes = sum(part["fence"] for part in parts)
        if changes != seen and progress:
            progress(export(desk, telling["key"]))
        seen = changes
        if any(_to_tell(desk, part) for part in open_parts) or all(part["state"] in AT_REST for part in parts):
            return export(desk, telling["key"])
        if time.monotonic() - since > 2:
            workers.ensure_worker(desk)
            since = time.monotonic()
        time.sleep(pause)
        pause = min(pause * 1.3, 0.5)


def _to_tell(desk: Desk, part: ledger.Row) -> bool:
    """Unknown, or accepted but not to be read back for now: the worker goes on, the caller need not wait."""
    if part["state"] == "unknown":
        return True
    later = part["next_check_at"]
    return part["state"] == "sent" and bool(part["problem"]) and later - desk.clock() > timedelta(minutes=1)
