"""The round-trip proof: a cent goes to Intacct as a draft, is read back equal and deleted, before any payroll does."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from workbench.desk import Desk
from workbench.errors import ConnectionMissing, ExportRefused, GatewayError
from workbench.fields import INTACCT_FIELD
from workbench.flows import code_finder, connections
from workbench.frames import BATCH_LINES, conform
from workbench.gateway.diagnosis import ConnectionTest, Diagnosis, Step, diagnose, from_json
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import (
    DRAFT,
    create_draft,
    delete_draft,
    find_journals,
    journal_lines,
    journal_payload,
)
from workbench.money import from_cents
from workbench.store import audit, settings

TITLE = "Payroll workbench round trip, safe to delete"
STEPS = ("created", "found", "as sent", "equal", "deleted")
_REFUSED = ("rejected", "not_sent", "not_executed", "auth")
_FIELD = INTACCT_FIELD["location"]


def round_trip_proof(desk: Desk, interface: str = "gl_export", *, batch_date: date | None = None) -> ConnectionTest:
    """Create a draft of 0.01 in the payroll journal, find it by its reference, compare, delete it; keep the outcome.

    Proves for this company that drafts stay drafts, that references and dates survive, and that the user may read
    what it writes. Needs a journal (Account setup) and a refreshed Code Finder.
    """
    journal = _journal(desk)
    lines = _lines(desk)
    reference = "HWTEST" + secrets.token_hex(6).upper()
    steps: list[Step] = []
    problem = None
    with connections.gateway(desk, interface) as gateway:
        gateway.sign_in()
        try:
            for step in _walk(gateway, journal, batch_date or desk.today(), reference, lines):
                steps.append(step)
        except GatewayError as error:
            problem = diagnose(error)
            steps.append(Step(STEPS[len(steps)] if len(steps) < len(STEPS) else STEPS[-1], False, problem.cause))
    failed = next((step for step in steps if not step.ok), None)
    if problem is None and failed is not None:
        problem = Diagnosis(failed.detail, f"Look at journal entry {reference} in Sage Intacct.", "you", text=reference)
    outcome = ConnectionTest(problem is None, tuple(steps), problem, {"journal": journal, "reference": reference})
    _keep(desk, interface, journal, outcome)
    return outcome


def last_round_trip(desk: Desk, interface: str = "gl_export") -> ConnectionTest | None:
    """The last proof of this company, entity and journal; None when there was none."""
    with desk.read() as conn:
        kept = settings.get(conn, _name(desk, interface, _journal(desk)))
    return from_json(kept) if kept else None


def _walk(gateway: Gateway, journal: str, day: date, reference: str, lines: pd.DataFrame) -> Iterator[Step]:
    payload = journal_payload(
        journal=journal,
        batch_date=day,
        description=TITLE,
        reference=reference,
        source_entity="",
        history="",
        lines=lines,
    )
    outcome = create_draft(gateway, payload, reference)
    if outcome.kind in _REFUSED:  # nothing is there to be found or deleted
        raise GatewayError(outcome.message, outcome.remedy, errors=outcome.errors, support_id=outcome.support_id)
    yield Step("created", outcome.kind == "sent", outcome.message or f"record {outcome.record_no}")
    found = find_journals(gateway, journal, [reference])
    yield Step("found", len(found) == 1, f"{len(found)} found under the reference {reference}")
    for header in found:
        state = (header.state, header.batch_date, header.title)
        yield Step("as sent", state == (DRAFT, day, TITLE), ", ".join(map(str, state)))
        back = journal_lines(gateway, header.record_no, [_FIELD])
        yield Step("equal", _same(lines, back), f"{len(back)} lines read back")
        delete_draft(gateway, header.record_no)
    left = find_journals(gateway, journal, [reference])
    yield Step("deleted", not left, f"{len(left)} left under the reference")


def _same(sent: pd.DataFrame, back: pd.DataFrame) -> bool:
    return bool(back[list(sent.columns)].astype("str").equals(sent.astype("str")))


def _lines(desk: Desk) -> pd.DataFrame:
    """One cent between two accounts that require no dimension, at a location where the company has entities."""
    chart = code_finder.gl_codes(desk)
    plain = chart[(chart["status"] == "active") & (chart["required_dimensions"] == "")]
    accounts = plain.loc[plain["type"] == "incomestatement", "account"].head(2).tolist()
    if len(accounts) < 2:
        raise ExportRefused(
            "The chart of accounts has no two accounts to try with.", remedy="Refresh the Code Finder first."
        )
    place = _location(desk)
    texts = {"account": accounts, "side": ["debit", "credit"], "memo": [TITLE] * 2, _FIELD: [place] * 2}
    frame = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in texts.items()})
    return conform(frame.assign(amount=from_cents(np.array([1, 1]))), BATCH_LINES)


def _location(desk: Desk) -> str:
    connection = connections.saved_connection(desk, code_finder.INTERFACE)
    if connection is not None and connection.entity:
        return connection.entity
    entities = code_finder.entities(desk)
    active = entities.loc[entities["status"] != "inactive", "id"]
    return str(active.iloc[0]) if len(active) else ""


def _journal(desk: Desk) -> str:
    from workbench.flows.setup import current_setup

    journal = current_setup(desk).journal
    if not journal:
        raise ExportRefused("No payroll journal is set.", remedy="Enter the journal symbol under Account setup.")
    return journal


def _name(desk: Desk, interface: str, journal: str) -> str:
    connection = connections.saved_connection(desk, interface)
    if connection is None:
        raise ConnectionMissing(f"There is no active connection for {interface}.")
    return f"round trip {connection.company} {connection.entity} {journal}"


def _keep(desk: Desk, interface: str, journal: str, outcome: ConnectionTest) -> None:
    name = _name(desk, interface, journal)
    with desk.write() as conn:
        settings.put(conn, name, outcome.to_json())
        audit.append(
            conn, desk.clock(), desk.actor, "round trip proven" if outcome.ok else "round trip failed", name, {}
        )
