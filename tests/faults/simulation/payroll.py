"""The one payroll every schedule exports: its rows in the ledger as pressing Export writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
import sqlalchemy as sa

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows import worker_queue
from workbench.flows.export_key import export_key
from workbench.frames import BATCH_LINES, conform
from workbench.gateway.journals import journal_payload
from workbench.money import MONEY
from workbench.store import exports as ledger
from workbench.store.arrow import pack
from workbench.store.tables import exports as table

COMPANY, RUN, KIND, JOURNAL = "ACME", "2026-BW03", "gl", "PYRJ"
EMPLOYEES = ("E1001", "E1002")
CENTS = 1_549_510
BATCH_DATE = date(2026, 2, 13)
HORIZON_SECONDS = 1_200


@cache
def lines() -> pd.DataFrame:
    """Two lines of 15,495.10."""
    frame = pd.DataFrame({"account": ["6010", "2310"], "side": ["debit", "credit"]})
    frame["amount"] = pd.Series([Decimal(CENTS).scaleb(-2)] * 2, dtype=MONEY)
    frame["memo"], frame["LOCATION"] = "Payroll 2026-BW03", "E100"
    return conform(frame, BATCH_LINES)


@cache
def key_of(revision: int) -> str:
    """The reference of a revision."""
    return export_key(COMPANY, "", KIND, RUN, EMPLOYEES, revision)


@cache
def planned(key: str, revision: int = 0, run: str = RUN, company: str = COMPANY) -> dict[str, Any]:
    """The ledger row of an export of these two lines, without its times."""
    payload = journal_payload(
        journal=JOURNAL,
        batch_date=BATCH_DATE,
        description="Payroll 2026-BW03",
        reference=key,
        source_entity="",
        history="",
        lines=lines(),
    )
    known = {
        "key": key, "manifest": key, "part": 1, "parts": 1, "whole_cents": CENTS, "kind": KIND, "company": company,
        "interface": "gl_export", "run": run, "revision": revision, "state": "planned", "fence": 0, "attempt": 1,
        "journal": JOURNAL, "batch_date": BATCH_DATE, "description": "Payroll 2026-BW03", "detail": "account",
        "payload": payload, "lines": 2, "debit_cents": CENTS, "credit_cents": CENTS, "batch_lines": pack(lines()),
        "record_lines": pack(lines()),
    }  # fmt: skip
    return {**_blank_columns(), **known}


def _blank_columns() -> dict[str, Any]:
    """Whatever else the table asks for, of no meaning here."""
    needed = [c for c in table.columns if not c.nullable and c.server_default is None]
    return {c.name: "" if isinstance(c.type, sa.Text) else 0 for c in needed}


def intend(desk: Desk) -> str:
    """Preview and press Export: the key of the live export of these records, or of a new one, written and queued.

    ExportRefused when somebody else was quicker.
    """
    with desk.read() as conn:
        held = ledger.holding(conn, KIND, COMPANY, RUN, EMPLOYEES)
    live = next((one["key"] for one in held if one["live"]), None)
    revision = max((one["revision"] + 1 for one in held), default=0)
    key = live or key_of(revision)
    with desk.write() as conn:
        row = ledger.get(conn, key)
        if row is None:
            write_row(desk, conn, revision)
            worker_queue.enqueue(desk, conn, key, COMPANY, 1)
        elif row["state"] in ledger.NOT_LIVE:
            raise ExportRefused(f"Export {key} is {row['state']} meanwhile.")
    return key


def write_row(desk: Desk, conn: sa.Connection, revision: int) -> None:
    """The export of a revision in the ledger."""
    if any(one["live"] for one in ledger.holding(conn, KIND, COMPANY, RUN, EMPLOYEES)):
        raise ExportRefused("Records are meanwhile in another export.")
    now = desk.clock()
    row = planned(key_of(revision), revision) | {
        "horizon_seconds": HORIZON_SECONDS,
        "next_check_at": now,
        "created_at": now,
        "created_by": desk.actor,
    }
    ledger.insert(conn, row, EMPLOYEES, now, desk.actor)
