"""Connections to Intacct, one per interface: saving, testing, and opening the gateway they describe."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pandas as pd
import sqlalchemy as sa

from workbench import interfaces
from workbench.credentials import Secret, entered, seal, sealing_key, unseal
from workbench.desk import Desk
from workbench.errors import ConnectionMissing, SecretError
from workbench.gateway import diagnosis
from workbench.gateway.diagnosis import ConnectionTest
from workbench.gateway.endpoint import PUBLIC_ENDPOINT, Kind, endpoint_kind
from workbench.gateway.gateway import Gateway
from workbench.gateway.patience import Patience
from workbench.gateway.session import Credentials, drop_session
from workbench.gateway.trace import Trace
from workbench.gateway.transport import Timeouts
from workbench.store import audit, slots
from workbench.store import connections as store
from workbench.store import setups
from workbench.store.database import beside

HORIZON_SECONDS: dict[Kind, int] = {"intacct": 20 * 60, "sandbox": 12}
HORIZON_FLOOR: dict[Kind, int] = {"intacct": 16 * 60, "sandbox": 1}
SLOT_FOR = timedelta(seconds=Timeouts().total + 60)
SLOT_WAIT = 90.0
ONCE_MORE = Patience(attempts=2, busy=2.0)  # a test says soon what is wrong

_TEXTS = {"company": "company ID", "user": "user name", "entity": "entity", "sender_id": "sender ID"}
_SECRETS = {"password": "password", "sender_password": "sender password"}
_TRACES: dict[tuple[str, str], Trace] = {}


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
    horizon_minutes: float | None = None,
) -> Connection:
    """Save the connection of an interface; nothing is sent yet (``test_connection`` does that).

    The sender comes from INTACCT_SENDER_ID and INTACCT_SENDER_PASSWORD when not given. ``password=None`` keeps the
    stored one, as long as company, user and address stay the same. A loopback address makes a sandbox connection.
    """
    name = interfaces.interface(interface).name
    address = endpoint or PUBLIC_ENDPOINT
    kind = endpoint_kind(address)
    sender = sender_id if sender_id is not None else os.environ.get("INTACCT_SENDER_ID", "")
    row: dict[str, Any] = {"interface": name, "kind": kind, "company": company, "user": user, "entity": entity}
    row |= {"sender_id": sender, "endpoint": address, "horizon_seconds": _horizon(kind, horizon_minutes)}
    _refuse_texts(row)
    before = _row(desk, name)
    given = {"password": password, "sender_password": sender_password}
    if sender_password is None and sender_id is None:
        given["sender_password"] = os.environ.get("INTACCT_SENDER_PASSWORD")
    passwords = {what: _password(desk, what, text, row, before) for what, text in given.items()}
    row |= {"secrets": _sealed(desk, row, passwords), "active": True, "saved_at": desk.clock(), "tested_at": None}
    with desk.write() as conn:
        store.put(conn, row)
        detail = {key: row[key] for key in ("kind", "company", "user", "entity", "sender_id", "endpoint", "horizon_seconds")}
        audit.append(conn, row["saved_at"], desk.actor, "connection saved", name, detail)
    drop_session(_credentials(row, passwords))
    return _connection(row)


def connections(desk: Desk) -> pd.DataFrame:
    """One row per interface: its code and title, the connection saved for it, and how its last test went."""
    with desk.read() as conn:
        saved = {row["interface"]: row for row in store.listing(conn)}
    return pd.DataFrame([_shown(one, saved.get(one.name)) for one in interfaces.INTERFACES])


def saved_connection(desk: Desk, interface: str) -> Connection | None:
    """The connection of an interface, without its passwords; None when none is saved or it is turned off."""
    row = _row(desk, interfaces.interface(interface).name)
    return _connection(row) if row and row["active"] else None


def set_active(desk: Desk, interface: str, active: bool) -> None:
    """Turn an interface on or off; its connection stays saved. ConnectionMissing when there is none."""
    name = interfaces.interface(interface).name
    with desk.write() as conn:
        if not store.set_active(conn, name, active):
            raise _missing(name)
        audit.append(conn, desk.clock(), desk.actor, "connection on" if active else "connection off", name, {})


def gateway(desk: Desk, interface: str, patience: Patience = Patience()) -> Gateway:
    """The gateway of an interface's connection, one call in flight per company; ConnectionMissing, SecretError."""
    name = interfaces.interface(interface).name
    row = _row(desk, name)
    if row is None or not row["active"]:
        raise _missing(name)
    key = _key(desk)
    who = _credentials(row, {what: _unsealed(key, row, what) for what in _SECRETS})
    return Gateway(who, slot=_slot(desk, who.company), trace=trace(desk, name), patience=patience)


def trace(desk: Desk, interface: str) -> Trace:
    """The last calls over an interface in this process; ``.text()`` is fit to be downloaded and sent."""
    return _TRACES.setdefault((desk.url, interfaces.interface(interface).name), Trace())


def test_connection(desk: Desk, interface: str) -> ConnectionTest:
    """Test the connection step by step and keep the outcome with it; stops at the first step that fails, with the cure."""
    name = interfaces.interface(interface).name
    with gateway(desk, name, ONCE_MORE) as opened:
        saved = saved_connection(desk, name)
        outcome = diagnosis.test(opened, name, _journal(desk))
    with desk.write() as conn:
        now = desk.clock()
        if saved is not None and store.note_test(conn, name, saved.saved_at, now, outcome.to_json()):
            detail = {"ok": outcome.ok, "step": outcome.steps[-1].name}
            audit.append(conn, now, desk.actor, "connection tested", name, detail)
    return outcome


test_connection.__test__ = False  # type: ignore[attr-defined]  # pytest takes every test_* for its own


def _journal(desk: Desk) -> str:
    raise NotImplementedError


def _slot(desk: Desk, company: str) -> Callable[[], AbstractContextManager[None]]:
    return lambda: slots.take(desk.engine, company, SLOT_FOR, desk.clock, SLOT_WAIT)


def _row(desk: Desk, name: str) -> store.Row | None:
    with desk.read() as conn:
        return store.get(conn, name)
