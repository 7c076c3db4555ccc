"""Both passwords of a connection, sealed for exactly that connection: a changed row opens nothing and sends nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

from workbench.credentials import Secret, entered, seal, sealing_key, unseal
from workbench.desk import Desk
from workbench.errors import SecretError
from workbench.gateway.session import Credentials
from workbench.store.database import beside

Row = dict[str, Any]

WORDS = {"password": "password", "sender_password": "sender password"}

# A stored password may stay only while it goes to the same place for the same account.
_SAME = {
    "password": ("interface", "kind", "endpoint", "company", "user"),
    "sender_password": ("interface", "kind", "endpoint", "sender_id"),
}


def with_secrets(desk: Desk, row: Row, given: dict[str, str | None], before: Row | None) -> Row:
    """The row with its passwords sealed: those given, else those stored with the row ``before`` where they may stay."""
    key = _key(desk)
    secrets = {what: _chosen(key, what, given[what], row, before) for what in WORDS}
    sealed = {what: base64.b64encode(seal(key, secret, _place(row, what))).decode() for what, secret in secrets.items()}
    return {**row, "secrets": json.dumps(sealed).encode()}


def credentials(desk: Desk, row: Row) -> Credentials:
    """What signs in over the connection of a row; SecretError when its passwords cannot be read."""
    key = _key(desk)
    return Credentials(
        company=row["company"],
        user=row["user"],
        entity=row["entity"],
        sender_id=row["sender_id"],
        endpoint=row["endpoint"],
        kind=row["kind"],
        password=_opened(key, row, "password"),
        sender_password=_opened(key, row, "sender_password"),
    )


def _chosen(key: bytes, what: str, given: str | None, row: Row, before: Row | None) -> Secret:
    if given is not None:
        return entered(given, WORDS[what])
    if before is not None and all(before[part] == row[part] for part in _SAME[what]):
        return _opened(key, before, what)
    raise SecretError(f"The {WORDS[what]} is missing.", f"Enter the {WORDS[what]} of this account.")


def _opened(key: bytes, row: Row, what: str) -> Secret:
    try:
        sealed = base64.b64decode(json.loads(row["secrets"])[what])
    except (ValueError, KeyError, TypeError):
        sealed = b""  # damaged: it opens with no key
    return unseal(key, sealed, _place(row, what))


def _place(row: Row, what: str) -> tuple[str, ...]:
    return (what, *(row[part] for part in ("interface", "kind", "endpoint", "company", "user", "sender_id")))


def _key(desk: Desk) -> bytes:
    return sealing_key(beside(desk.url, ".key"))
