"""The ways on of an export that is there or needs a person: reconcile, resolve, send again, withdraw, supersede."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from workbench.desk import Desk
from workbench.errors import ExportRefused, NotFound
from workbench.findings import Finding
from workbench.flows import carry, horizon, readback, worker_queue
from workbench.flows.connections import gateway as open_gateway
from workbench.flows.export_kinds import KINDS, kind_of
from workbench.flows.export_standing import MENU_PATH, Export, export, exports, history, record_lines
from workbench.gateway.gateway import Gateway
from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.exports import Row

__all__ = [
    "MENU_PATH", "Export", "Reconciliation", "export", "exports", "history", "reconcile",
    "reconcile_all", "record_lines", "resolve", "send_again", "supersede", "withdraw",
]  # fmt: skip


@dataclass(frozen=True)
class Reconciliation:
    """What Intacct holds now against what was sent; ``state`` is Intacct's own word, blank when it is gone."""

    equal: bool
    state: str
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    record_no: str = ""


def _found(gateway: Gateway, row: Row) -> readback.Found:
    """What Intacct holds of one export, looked for thoroughly."""
    return kind_of(row).look(gateway, [row], True)[row["key"]]


def _row(desk: Desk, key: str) -> Row:
    with desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None:
        raise NotFound(f"There is no export {key}.", "Look for it on the Exports page.")
    return row


def reconcile(desk: Desk, export: Export | str) -> Reconciliation:
    """Read the journal from Intacct now and compare it to the cent; what was found is written to the history."""
    row = _row(desk, export if isinstance(export, str) else export.key)
    with open_gateway(desk, row["interface"]) as gateway:
        found = _found(gateway, row)
    return _reconciled(desk, row, found)


def _reconciled(desk: Desk, row: Row, found: readback.Found) -> Reconciliation:
    header, kind = found.one, kind_of(row)
    result = Reconciliation(
        equal=header is not None and not len(found.differences) and not kind.gone(header),
        state="" if not found.headers else "duplicate" if header is None else header.state,
        differences=found.differences if header else pd.DataFrame(columns=list(kind.differences)),
        record_no=header.record_no if header else "",
    )
    _write_down(desk, row, found, result)
    return result


def _write_down(desk: Desk, row: Row, found: readback.Found, result: Reconciliation) -> None:
    now = desk.clock()
    detail = {"equal": result.equal, "state": result.state, "differences": len(result.differences)}
    if result.record_no not in ("", row["record_no"]):  # another one took the place of the one that was sent
        detail |= {"record_no": result.record_no, "instead_of": row["record_no"]}
    with desk.write() as conn:
        audit.append(conn, now, desk.actor, "reconciled", row["key"], detail)
        if row["state"] != "confirmed":
            return
        if not found.headers:
            problem = f"The {kind_of(row).words.sent} (record {row['record_no']}) is no longer in Intacct."
            ledger.move(conn, row, "removed", now, desk.actor, problem=problem, intacct_state="")
        elif len(found.headers) > 1:
            many = kind_of(row).words.many
            problem = f"Intacct holds {len(found.headers)} {many} with this reference. Delete all but one there."
            ledger.move(conn, row, "duplicate", now, desk.actor, problem=problem)
        else:
            differences = readback.as_rows(result.differences)
            problem = "Changed in Intacct since it was confirmed; see the differences." if differences else ""
            there = {"record_no": found.headers[0].record_no, "batch_no": found.headers[0].batch_no}
            changes = {"intacct_state": result.state, "differences": differences, "problem": problem}
            ledger.note(conn, row["key"], **there, **changes)


def reconcile_all(desk: Desk, days: int = 90) -> pd.DataFrame:
    """Reconcile every export of the last ``days`` that is in Intacct: key, equal, state, differences (their number)."""
    since = desk.clock() - timedelta(days=days)
    with desk.read() as conn:
        rows = [row for row in ledger.listing(conn) if row["state"] == "confirmed" and row["created_at"] >= since]
    results = [(row["key"], result) for row, result in _reconciled_together(desk, rows)]
    shown = [{"key": k, "equal": r.equal, "state": r.state, "differences": len(r.differences)} for k, r in results]
    return pd.DataFrame(shown, columns=["key", "equal", "state", "differences"])


def _reconciled_together(desk: Desk, rows: Sequence[Row]) -> Iterator[tuple[Row, Reconciliation]]:
    """Those that may travel in one request are read in one as well."""
    for kind, interface in dict.fromkeys((row["kind"], row["interface"]) for row in rows):
        alike = [row["key"] for row in rows if (row["kind"], row["interface"]) == (kind, interface)]
        with open_gateway(desk, interface) as gateway:
            for start in range(0, len(alike), KINDS[kind].together):
                several = [_row(desk, key) for key in alike[start : start + KINDS[kind].together]]
                found = KINDS[kind].look(gateway, several, True)
                yield from ((row, _reconciled(desk, row, found[row["key"]])) for row in several)


def resolve(desk: Desk, key: str) -> Export:
    """Read Intacct now and settle an export that is unknown, different, doubled, absent or removed."""
    row = _row(desk, key)
    if row["state"] in ("sent", "unknown"):
        carry.step(desk, key)
    elif row["state"] in ("mismatch", "duplicate", "absent", "removed"):
        with open_gateway(desk, row["interface"]) as gateway:
            looked = horizon.Look(desk)
            carry.settle(desk, row, _found(gateway, row), looked)
        _go_on(desk, key)
    return export(desk, key)


def _go_on(desk: Desk, key: str) -> None:
    """Queue what a worker has to do again: read a difference once more, or see to the approval of a timesheet."""
    row = _row(desk, key)
    if ledger.to_do(row):
        worker_queue.prepare(desk)
        with desk.write() as conn:
            worker_queue.hand_over(desk, conn, key, row["company"], row["attempt"])


def send_again(desk: Desk, key: str, reason: str) -> Export:
    """Send an absent export once more, under the same reference; a person decides and says why."""
    row = _row(desk, key)
    if row["state"] != "absent":
        raise ExportRefused(f"Export {key} is {row['state']}, not absent.", remedy="Resolve it first.")
    _demand_reason(reason)
    with desk.write() as conn:
        changes = {
            "reason": reason,
            "sent_at": None,
            "absent_reads": 0,
            "last_absent_at": None,
            "problem": "",
            "tries": 0,
        }
        if ledger.move(conn, row, "planned", desk.clock(), desk.actor, **changes):
            worker_queue.hand_over(desk, conn, key, row["company"], row["attempt"])
    return export(desk, key)


def withdraw(desk: Desk, key: str, reason: str) -> Export:
    """Take back an export of which nothing was sent yet; its records are free again."""
    row = _row(desk, key)
    _demand_reason(reason)
    with desk.write() as conn:
        if row["state"] != "planned" or not ledger.move(
            conn, row, "withdrawn", desk.clock(), desk.actor, reason=reason, next_check_at=None
        ):
            raise ExportRefused(f"Export {key} is {row['state']}: it may be on its way.", remedy="Wait until it rests.")
    return export(desk, key)


def supersede(desk: Desk, key: str, reason: str) -> Export:
    """Free the records of an export whose draft is proven deleted or reversed in Intacct, for a new export."""
    row = _row(desk, key)
    _demand_reason(reason)
    if row["state"] not in ("confirmed", "mismatch", "removed", "absent", "duplicate"):
        raise ExportRefused(f"Export {key} is {row['state']}.", remedy="Wait until it rests, then supersede it.")
    with open_gateway(desk, row["interface"]) as gateway:
        there = [h for h in _found(gateway, row).headers if not kind_of(row).gone(h)]
    if there:
        where, kind = ", ".join(f"record {h.record_no} ({h.state})" for h in there), kind_of(row)
        finding = Finding(
            "draft_still_there", "error", f"The {kind.words.sent} is still in Intacct: {where}.",
            f"{kind.words.away} it there ({kind.menu_path}), then supersede.", value=key, page="exports",
        )  # fmt: skip
        raise ExportRefused(finding.message, [finding], finding.remedy)
    with desk.write() as conn:
        if not ledger.move(conn, row, "superseded", desk.clock(), desk.actor, reason=reason, intacct_state=""):
            raise ExportRefused(f"Export {key} changed meanwhile.", remedy="Look at it again.")
    return export(desk, key)


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ExportRefused("A reason is needed; it is kept in the history.", remedy="Say why in a few words.")
