"""Who signs in, and the sessions kept in this process: one per company, user and entity, renewed before they lapse."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from workbench.credentials import Secret
from workbench.errors import OutcomeUnknown
from workbench.gateway.document import only, text
from workbench.gateway.endpoint import Kind, accepted_endpoint
from workbench.gateway.reply import Reply, Result

_MARGIN = 60.0  # seconds before its end at which a session is renewed, a tenth of short ones


@dataclass(frozen=True)
class Credentials:
    """What signs in: company, user and entity of the customer, sender of the integration, and where."""

    company: str
    user: str
    entity: str
    sender_id: str
    endpoint: str
    kind: Kind
    password: Secret
    sender_password: Secret


@dataclass(frozen=True)
class Session:
    """A signed-in session: bound to its credentials, its entity and the address it was given."""

    id: Secret
    endpoint: str
    lifetime: float | None  # seconds from the last answer to its end; None when Intacct did not say


Key = tuple[str, ...]

_LOCK = threading.Lock()
_KEPT: dict[Key, tuple[Session, float]] = {}


def kept_session(credentials: Credentials) -> Session | None:
    """The session of these very credentials when it is still good, else None."""
    with _LOCK:
        session, until = _KEPT.get(_key(credentials), (None, 0.0))
    return session if time.monotonic() < until else None


def keep_session(credentials: Credentials, session: Session) -> None:
    """Keep the session from now on: after signing in and again after every answer, for its end slides."""
    lifetime = session.lifetime
    until = float("inf") if lifetime is None else time.monotonic() + lifetime - min(_MARGIN, lifetime / 10)
    with _LOCK:
        _KEPT[_key(credentials)] = (session, until)


def drop_session(credentials: Credentials) -> None:
    """Forget the session: the next call signs in afresh."""
    with _LOCK:
        _KEPT.pop(_key(credentials), None)


def opened_session(reply: Reply, result: Result, credentials: Credentials) -> Session:
    """The session an accepted sign-in gave; GatewayError when it leads to an address of another kind."""
    api = only(result.data, "api") if result.data is not None else None
    session_id = Secret("" if api is None else text(api, "sessionid"))
    if api is None or not session_id:
        raise OutcomeUnknown("Sage Intacct accepted the sign-in but sent no session.")
    return Session(
        session_id,
        accepted_endpoint(text(api, "endpoint"), credentials.kind),
        lifetime(reply.session_stamp, reply.session_timeout),
    )


def lifetime(stamp: str, timeout: str) -> float | None:
    """Seconds between the two times Intacct sent with the session, by its own clock; None when it did not send them."""
    try:
        seconds = (datetime.fromisoformat(timeout) - datetime.fromisoformat(stamp)).total_seconds()
    except (ValueError, TypeError):
        return None
    return seconds if seconds > 0 else None


def _key(credentials: Credentials) -> Key:
    """Passwords belong to the key, as digests: a session never outlives the password it was opened with."""
    who = (credentials.endpoint, credentials.company, credentials.user, credentials.entity, credentials.sender_id)
    return (*who, credentials.password.fingerprint(), credentials.sender_password.fingerprint())
