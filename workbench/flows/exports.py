"""Every export: what it is, where it stands, and the ways on when something needs a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd

from workbench.desk import Desk
from workbench.errors import ExportRefused, NotFound
from workbench.findings import Finding
from workbench.flows import carry, readback, worker_queue
from workbench.flows.connections import gateway as open_gateway
from workbench.money import MONEY, decimal_of
from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.arrow import unpack
from workbench.store.exports import Row

MENU_PATH = "General Ledger > All tab > Journal Entries > View Transactions of the Payroll Journal"
NEEDS_PERSON = ("unknown", "mismatch", "duplicate", "absent", "removed", "failed")


@dataclass(frozen=True)
class Export:
    """One export as it stands now; ``reference`` is what to look for in Intacct, ``menu_path`` where."""

    key: str
    state: str
    record_no: str
    batch_no: str
    intacct_state: str
    company: str
    entity: str
    journal: str
    batch_date: date
    description: str
    detail: str
    source_entity: str
    run: str
    records: tuple[str, ...]
    lines: pd.DataFrame
    debit: Decimal
    credit: Decimal
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    confirmed_at: datetime | None
    next_check_at: datetime | None
    problem: str
    differences: pd.DataFrame
    revision: int
    supersedes: str
    reason: str
    part: int
    parts: int
    manifest: pd.DataFrame  # every part of this journal: key, part, state, record_no, debit
    complete: bool  # every part is confirmed and together they are the whole, to the cent
    menu_path: str = MENU_PATH

    @property
    def reference(self) -> str:
        """The reference number the journal carries in Intacct."""
        return self.key


@dataclass(frozen=True)
class Reconciliation:
    """What Intacct holds now against what was sent; ``state`` is Intacct's own word, blank when it is gone."""

    equal: bool
    state: str
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    record_no: str = ""


def export(desk: Desk, key: str) -> Export:
    """One export by its reference; NotFound when there is none."""
    with desk.read() as conn:
        row = ledger.get(conn, key)
        records = ledger.records_of(conn, key)
        parts = ledger.parts_of(conn, row["manifest"]) if row else []
    if row is None:
        raise NotFound(f"There is no export {key}.", "Look for it on the Exports page.")
    known = {name: row[name] for name in Export.__dataclass_fields__ if name in row}
    return Export(
        **known
        | {
            "records": tuple(records),
            "lines": unpack(row["batch_lines"]),
            "debit": decimal_of(row["debit_cents"]),
            "credit": decimal_of(row["credit_cents"]),
            "differences": pd.DataFrame(row["differences"] or [], columns=list(readback.DIFFERENCE_COLUMNS)),
            "manifest": _manifest(parts),
            "complete": _is_complete(parts),
        }
    )


def _manifest(parts: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(parts, columns=["key", "part", "state", "record_no"])
    return frame.assign(debit=pd.Series([decimal_of(part["debit_cents"]) for part in parts], dtype=MONEY))


def _is_complete(parts: list[Row]) -> bool:
    """Computed, never stored: all parts there, confirmed, and their cents the whole's."""
    return (
        len(parts) == parts[0]["parts"]
        and all(part["state"] == "confirmed" for part in parts)
        and sum(part["debit_cents"] for part in parts) == parts[0]["whole_cents"]
    )


def exports(desk: Desk, run: str | None = None) -> pd.DataFrame:
    """Every export, newest first: key, state, run, journal, batch_date, description, records, debit, credit, ..."""
    with desk.read() as conn:
        rows = ledger.listing(conn, run)
    columns = (
        "key", "state", "run", "company", "entity", "journal", "batch_date", "description", "records", "lines", "debit",
        "credit", "record_no", "batch_no", "intacct_state", "problem", "created_at", "created_by", "sent_at",
        "confirmed_at", "next_check_at", "revision", "supersedes", "kind", "part", "parts",
    )  # fmt: skip
    frame = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for side in ("debit", "credit"):
        frame[side] = pd.Series([decimal_of(row[f"{side}_cents"]) for row in rows], dtype=MONEY)
    return frame


def history(desk: Desk, key: str) -> pd.DataFrame:
    """The timeline of one export, oldest first: at, actor, event, detail."""
    with desk.read() as conn:
        return pd.DataFrame(audit.rows(conn, key), columns=["at", "actor", "event", "detail"])


def record_lines(desk: Desk, key: str) -> pd.DataFrame:
    """The record lines behind an export, as they were when it was made."""
    return unpack(_row(desk, key)["record_lines"])


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
        found = readback.look(gateway, row, thoroughly=True)
    header = found.one
    result = Reconciliation(
        equal=header is not None and not len(found.differences) and not readback.is_gone(header),
        state="" if not found.headers else "duplicate" if header is None else header.state,
        differences=found.differences if header else pd.DataFrame(columns=list(readback.DIFFERENCE_COLUMNS)),
        record_no=header.record_no if header else "",
    )
    _write_down(desk, row, found, result)
    return result


def _write_down(desk: Desk, row: Row, found: readback.Found, result: Reconciliation) -> None:
    now = desk.clock()
    detail = {"equal": result.equal, "state": result.state, "differences": len(result.differences)}
    with desk.write() as conn:
        audit.append(conn, now, desk.actor, "reconciled", row["key"], detail)
        if row["state"] != "confirmed":
            return
        if not found.headers:
            problem = f"The draft (record {row['record_no']}) is no longer in Intacct."
            ledger.move(conn, row, "removed", now, desk.actor, problem=problem, intacct_state="")
        elif len(found.headers) > 1:
            problem = f"Intacct holds {len(found.headers)} journals with this reference. Delete all but one there."
            ledger.move(conn, row, "duplicate", now, desk.actor, problem=problem)
        else:
            differences = readback.as_rows(result.differences)
            problem = f"Changed in Intacct since: {len(differences)} differences." if differences else ""
            ledger.note(conn, row["key"], intacct_state=result.state, differences=differences, problem=problem)


def reconcile_all(desk: Desk, days: int = 90) -> pd.DataFrame:
    """Reconcile every export of the last ``days`` that is in Intacct: key, equal, state, differences (their number)."""
    since = desk.clock() - timedelta(days=days)
    with desk.read() as conn:
        rows = [row for row in ledger.listing(conn) if row["state"] == "confirmed" and row["created_at"] >= since]
    results = [(row["key"], reconcile(desk, row["key"])) for row in rows]
    shown = [{"key": k, "equal": r.equal, "state": r.state, "differences": len(r.differences)} for k, r in results]
    return pd.DataFrame(shown, columns=["key", "equal", "state", "differences"])


def resolve(desk: Desk, key: str) -> Export:
    """Read Intacct now and settle an export that is unknown, different, doubled, absent or removed."""
    row = _row(desk, key)
    if row["state"] in ("sent", "unknown"):
        carry.step(desk, key)
    elif row["state"] in ("mismatch", "duplicate", "absent", "removed"):
        with open_gateway(desk, row["interface"]) as gateway:
            carry.settle(desk, row, readback.look(gateway, row, thoroughly=True))
    return export(desk, key)


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
        there = [h for h in readback.look(gateway, row, thoroughly=True).headers if not readback.is_gone(h)]
    if there:
        where = ", ".join(f"record {h.record_no} ({h.state})" for h in there)
        finding = Finding(
            "draft_still_there", "error", f"The draft is still in Intacct: {where}.",
            f"Delete it there ({MENU_PATH}), then supersede.", value=key, page="exports",
        )  # fmt: skip
        raise ExportRefused(finding.message, [finding], finding.remedy)
    with desk.write() as conn:
        if not ledger.move(conn, row, "superseded", desk.clock(), desk.actor, reason=reason, intacct_state=""):
            raise ExportRefused(f"Export {key} changed meanwhile.", remedy="Look at it again.")
    return export(desk, key)


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ExportRefused("A reason is needed; it is kept in the history.", remedy="Say why in a few words.")
