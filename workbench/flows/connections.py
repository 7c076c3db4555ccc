"""Connections to Intacct, one per interface: saving, testing, and opening the gateway they describe."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from workbench import interfaces
from workbench.desk import Desk
from workbench.errors import ConnectionMissing
from workbench.flows import sealing
from workbench.flows.connection_terms import horizon, refuse_texts
from workbench.gateway import diagnosis
from workbench.gateway.budget import calls
from workbench.gateway.diagnosis import STEPS, ConnectionTest, Diagnosis, Step, from_json, steps_of
from workbench.gateway.endpoint import PUBLIC_ENDPOINT, Kind, endpoint_kind
from workbench.gateway.gateway import Gateway
from workbench.gateway.patience import Patience
from workbench.gateway.session import drop_session
from workbench.gateway.trace import Trace
from workbench.gateway.transport import Timeouts
from workbench.store import audit, slots
from workbench.store import connections as store

__all__ = [
    "PUBLIC_ENDPOINT", "STEPS", "Connection", "ConnectionTest", "Diagnosis", "Step", "api_calls", "connect",
    "connections", "copy_connection", "gateway", "kept_connection", "saved_connection", "set_active", "steps_of",
    "test_connection", "trace",
]  # fmt: skip

SLOT_FOR = timedelta(seconds=Timeouts().total + 60)
PATIENT = Patience()
ONCE_MORE = Patience(attempts=2, busy=2)  # a test says soon what is wrong

_SAID = ("kind", "company", "user", "entity", "sender_id", "endpoint", "horizon_seconds")
_TRACES: dict[tuple[str, str, str], Trace] = {}


@dataclass(frozen=True)
class Connection:
    """A saved connection, without its passwords."""

    interface: str
    kind: Kind
    company: str
    user: str
    entity: str
    sender_id: str
    endpoint: str
    horizon_seconds: int
    active: bool
    saved_at: datetime
    tested_at: datetime | None
    test: ConnectionTest | None


def connect(
    desk: Desk,
    interface: str,
    *,
    company: str,
    user: str,
    password: str | None,
    entity: str = "",
    sender_id: str | None = None,
    sender_password: str | None = None,
    endpoint: str | None = None,
    horizon_minutes: int | None = None,
    horizon_seconds: int | None = None,
) -> Connection:
    """Save the connection of an interface; nothing is sent yet (``test_connection`` does that).

    The sender is taken from INTACCT_SENDER_ID and INTACCT_SENDER_PASSWORD when not given; ``password=None`` keeps the
    stored one while company, user and address stay the same. A loopback address makes a sandbox connection.
    """
    before = _row(desk, interface)
    address = endpoint or PUBLIC_ENDPOINT
    kind = endpoint_kind(address)
    row: dict[str, Any] = {
        "interface": interfaces.interface(interface).name,
        "kind": kind,
        "company": company.strip(),
        "user": user.strip(),
        "entity": entity.strip(),
        "sender_id": _sender(sender_id, before),
        "endpoint": address,
        "horizon_seconds": horizon(kind, horizon_minutes, horizon_seconds),
        "active": True,
        "saved_at": desk.clock(),
        "tested_at": None,
        "test": None,
    }
    refuse_texts(row)
    if sender_password is None and sender_id is None:
        sender_password = os.environ.get("INTACCT_SENDER_PASSWORD")
    row = sealing.with_secrets(desk, row, {"password": password, "sender_password": sender_password}, before)
    with desk.write() as conn:
        store.put(conn, row)
        audit.append(
            conn, row["saved_at"], desk.actor, "connection saved", row["interface"], {name: row[name] for name in _SAID}
        )
    drop_session(sealing.credentials(desk, row))
    return _connection(row)


def connections(desk: Desk) -> pd.DataFrame:
    """One row per interface: its code and title, the connection saved for it, and how its last test went."""
    with desk.read() as conn:
        saved = {row["interface"]: row for row in store.listing(conn)}
    return pd.DataFrame([_shown(one, saved.get(one.name)) for one in interfaces.INTERFACES])


def saved_connection(desk: Desk, interface: str) -> Connection | None:
    """The connection of an interface, without its passwords; None when none is saved or it is turned off."""
    row = _row(desk, interface)
    return _connection(row) if row and row["active"] else None


def kept_connection(desk: Desk, interface: str) -> Connection | None:
    """The connection of an interface, turned on or off, without its passwords; None when none is saved."""
    row = _row(desk, interface)
    return _connection(row) if row else None


def copy_connection(desk: Desk, source: str, target: str) -> Connection:
    """Give an interface the account, sender and entity of another one; the passwords are sealed anew, never shown."""
    row = _row(desk, source)
    if row is None:
        raise _missing(source)
    held = sealing.credentials(desk, row)
    return connect(
        desk,
        target,
        company=held.company,
        user=held.user,
        password=held.password.reveal(),
        entity=held.entity,
        sender_id=held.sender_id,
        sender_password=held.sender_password.reveal(),
        endpoint=held.endpoint,
        horizon_seconds=row["horizon_seconds"],
    )


def set_active(desk: Desk, interface: str, active: bool) -> None:
    """Turn an interface on or off; its connection stays saved. ConnectionMissing when there is none."""
    name = interfaces.interface(interface).name
    with desk.write() as conn:
        if not store.set_active(conn, name, active):
            raise _missing(interface)
        audit.append(conn, desk.clock(), desk.actor, "connection on" if active else "connection off", name, {})


def gateway(desk: Desk, interface: str, patience: Patience = PATIENT) -> Gateway:
    """The gateway of an interface's connection, one call in flight per company; ConnectionMissing, SecretError."""
    row = _row(desk, interface)
    if row is None or not row["active"]:
        raise _missing(interface)
    slot = _slot(desk, row["company"])
    return Gateway(
        sealing.credentials(desk, row),
        slot=slot,
        trace=trace(desk, interface),
        patience=patience,
        timeouts=_timeouts(row["horizon_seconds"]),
    )


def trace(desk: Desk, interface: str) -> Trace:
    """The last calls over an interface in this process; ``.text()`` is fit to be downloaded and sent to somebody."""
    return _TRACES.setdefault((desk.url, desk.workspace, interfaces.interface(interface).name), Trace())


def api_calls(desk: Desk, interface: str) -> int:
    """How many calls this process made to the company of an interface; Intacct counts them for its bill."""
    row = _row(desk, interface)
    return calls(row["company"]) if row else 0


def test_connection(desk: Desk, interface: str) -> ConnectionTest:
    """Test the connection step by step and keep the outcome; stops at the first step that fails, and says the cure."""
    from workbench.flows.setup import current_setup  # it asks the code finder, which asks for connections

    name = interfaces.interface(interface).name
    saved = saved_connection(desk, interface)
    with gateway(desk, interface, ONCE_MORE) as opened:
        outcome = diagnosis.test(opened, name, current_setup(desk).journal, desk.today())
    now = desk.clock()
    with desk.write() as conn:
        if saved is not None and store.note_test(conn, name, saved.saved_at, now, outcome.to_json()):
            detail = {"ok": outcome.ok, "last step": outcome.steps[-1].name}
            audit.append(conn, now, desk.actor, "connection tested", name, detail)
    return outcome


test_connection.__test__ = False  # type: ignore[attr-defined]  # pytest takes every test_... for one of its own


def _sender(given: str | None, before: store.Row | None) -> str:
    if given is not None:
        return given.strip()
    return os.environ.get("INTACCT_SENDER_ID") or (before["sender_id"] if before else "")


def _missing(interface: str) -> ConnectionMissing:
    return ConnectionMissing(f"There is no active connection for {interfaces.interface(interface).title}.")


def _timeouts(horizon_seconds: int) -> Timeouts:
    """The usual ones; with the short horizon of a sandbox a call is given up well before absence may be believed."""
    usual, most = Timeouts(), horizon_seconds / 2
    return Timeouts(min(usual.connect, most), min(usual.read, most), min(usual.total, most))


def _slot(desk: Desk, company: str) -> Callable[[], AbstractContextManager[None]]:
    return lambda: slots.take(desk.engine, company, SLOT_FOR, desk.clock)


def _row(desk: Desk, interface: str) -> store.Row | None:
    with desk.read() as conn:
        return store.get(conn, interfaces.interface(interface).name)


def _connection(row: store.Row) -> Connection:
    test = from_json(row["test"]) if row["test"] else None
    shown = {name: row[name] for name in ("interface", *_SAID, "active", "saved_at", "tested_at")}
    return Connection(**shown, test=test)


def _shown(one: interfaces.Interface, row: store.Row | None) -> dict[str, Any]:
    kept = row or dict.fromkeys((*_SAID, "active", "saved_at", "tested_at", "test"))
    test = from_json(kept["test"]) if kept["test"] else None
    state = "no connection" if row is None else "not tested" if test is None else "works" if test.ok else "fails"
    return {
        "interface": one.name,
        "code": one.code,
        "title": one.title,
        **{name: kept[name] if kept[name] is not None else "" for name in _SAID[:-1]},
        "horizon_seconds": kept["horizon_seconds"] or 0,
        "active": bool(kept["active"]),
        "state": state,
        "saved_at": kept["saved_at"],
        "tested_at": kept["tested_at"],
        "cause": test.diagnosis.cause if test and test.diagnosis else "",
        "remedy": test.diagnosis.remedy if test and test.diagnosis else "",
    }
