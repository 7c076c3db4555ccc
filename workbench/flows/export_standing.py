"""Every export as it stands: one with all there is to it, all of them as a list, and the timeline of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows.export_kinds import KINDS, kind_of
from workbench.money import HOURS, MONEY, decimal_of
from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.arrow import unpack
from workbench.store.exports import Row

MENU_PATH = KINDS["gl"].menu_path
NEEDS_A_PERSON = ("unknown", "mismatch", "duplicate", "absent", "removed", "failed")


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
    kind: str = "gl"
    approval: str = ""  # of a timesheet: due, asked, approved, refused
    units: Decimal = Decimal(0)  # hours of a timesheet
    manifest_key: str = ""  # what its batch, or its journal of several parts, is known by
    menu_path: str = MENU_PATH

    @property
    def changed(self) -> bool:
        """Whether it was confirmed once and found different in Intacct when it was last reconciled."""
        return self.state == "confirmed" and len(self.differences) > 0

    @property
    def reference(self) -> str:
        """The reference number the journal carries in Intacct."""
        return self.key


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
            "differences": pd.DataFrame(row["differences"] or [], columns=list(kind_of(row).differences)),
            "manifest": _manifest(parts),
            "complete": _is_complete(parts),
            "units": _hours(row),
            "manifest_key": row["manifest"],
            "menu_path": kind_of(row).menu_path,
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


def exports(desk: Desk, run: str | None = None, kind: str | None = None) -> pd.DataFrame:
    """Every export, or those of a kind ("gl", "timesheet"), newest first: key, state, run, batch_date, debit, ...

    ``needs_person``: nobody but a person can settle it; not a refused one whose records were exported since.
    ``changed``: confirmed once, and found different in Intacct when it was last reconciled.
    """
    with desk.read() as conn:
        rows = [row for row in ledger.listing(conn, run) if kind in (None, row["kind"])]
    columns = (
        "key", "state", "run", "company", "entity", "journal", "batch_date", "description", "records", "lines", "debit",
        "credit", "record_no", "batch_no", "intacct_state", "problem", "created_at", "created_by", "sent_at",
        "confirmed_at", "next_check_at", "revision", "supersedes", "kind", "part", "parts", "approval", "manifest",
        "detail",
    )  # fmt: skip
    frame = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for side in ("debit", "credit"):
        frame[side] = pd.Series([decimal_of(row[f"{side}_cents"]) for row in rows], dtype=MONEY)
    needs = pd.Series([_needs_person(row) for row in rows], dtype=bool)
    differs = pd.Series([row["state"] == "confirmed" and bool(row["differences"]) for row in rows], dtype=bool)
    units = pd.Series([_hours(row) for row in rows], dtype=HOURS)
    return frame.assign(units=units, needs_person=needs, changed=differs)


def _needs_person(row: Row) -> bool:
    return bool(row["not_exported_since"]) if row["state"] == "failed" else row["state"] in NEEDS_A_PERSON


def _hours(row: Row) -> Decimal:
    return Decimal(row["units"]).scaleb(-4)


def history(desk: Desk, key: str) -> pd.DataFrame:
    """The timeline of one export, oldest first: at, actor, event, detail."""
    with desk.read() as conn:
        return pd.DataFrame(audit.rows(conn, key), columns=["at", "actor", "event", "detail"])


def record_lines(desk: Desk, key: str) -> pd.DataFrame:
    """The record lines behind an export, as they were when it was made."""
    with desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None:
        raise NotFound(f"There is no export {key}.", "Look for it on the Exports page.")
    return unpack(row["record_lines"])
