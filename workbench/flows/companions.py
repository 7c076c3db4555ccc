"""Exports that travel with another one of their batch: who they are, when they are due, why they were refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from workbench.desk import Desk
from workbench.errors import GatewayError
from workbench.flows.export_kinds import ExportKind, kind_of
from workbench.gateway.gateway import Gateway
from workbench.store import exports as ledger
from workbench.store import sheet_exports
from workbench.store.exports import Row

EVERY = 1_000_000


def beside(desk: Desk, row: Row, states: Sequence[str], most: int | None = None) -> list[Row]:
    """Its siblings of the batch in one of the states, as many as may travel along (or ``most``)."""
    most = kind_of(row).together - 1 if most is None else most
    if not most:
        return []
    with desk.read() as conn:
        return sheet_exports.beside(conn, row, states, most)


def note_due(desk: Desk, waits: Mapping[str, timedelta | None]) -> None:
    """Write down when the siblings that were taken along are to be looked at again."""
    later = {key: wait for key, wait in waits.items() if wait is not None and wait > timedelta(0)}
    if later:
        now = desk.clock()
        with desk.write() as conn:
            for key, wait in later.items():
                ledger.note(conn, key, next_check_at=now + wait)


def explain(desk: Desk, gateway: Gateway, kind: ExportKind, rows: Sequence[Row]) -> None:
    """Say what stands in the way of those that Intacct refused, where that can be read."""
    if not rows:
        return
    try:
        said = kind.refused(gateway, rows)
    except GatewayError:
        return
    with desk.write() as conn:
        for key, more in said.items():
            row = ledger.get(conn, key)
            if row is not None and row["state"] == "failed":
                ledger.note(conn, key, problem=f"{row['problem']} {more}")
