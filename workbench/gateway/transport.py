"""One POST and its whole answer: no redirects, no netrc, capped, on a deadline, sure of what left the house."""

from __future__ import annotations

import functools
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests

from workbench.errors import NotSent, OutcomeUnknown
from workbench.gateway.clocked import DEADLINE, Adapter, Deadline

_PIECE = 16 * 1024


@dataclass(frozen=True)
class Timeouts:
    """Seconds to connect, between two arrivals, and in all; and the most bytes of an answer once unpacked."""

    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0
    largest: int = 32 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back, as bytes; ``whole`` says that the request had left to its last byte before."""

    status: int
    content_type: str
    body: bytes = field(repr=False)
    whole: bool = True


class Wire:
    """The way to one gateway: a session for reads that keeps its connection, a fresh connection for each write."""

    def __init__(self, timeouts: Timeouts, *, proxies: bool = True) -> None:
        self._timeouts = timeouts
        self._proxies = proxies
        self._kept = self._session()

    def exchange(self, address: str, body: Callable[[], bytes], *, fresh: bool = False) -> Answer:
        """Post the body and read the answer whole; NotSent or OutcomeUnknown.

        The body is built in here, so that no frame an error passes through shows a password.
        """
        sent = _Outgoing(body(), Deadline(self._timeouts.read, self._timeouts.total))
        session = self._session() if fresh else self._kept
        problem = ""
        try:
            return self._post(session, address, sent)
        except Exception as error:  # the original holds the request, password and all: nothing of it may leave here
            problem = _in_words(error)
        finally:
            if fresh:
                session.close()
        if sent.last_byte_offered:
            raise OutcomeUnknown(f"The request was sent, but its answer did not arrive whole: {problem}.")
        raise NotSent(f"Sage Intacct was not reached: {problem}.")

    def close(self) -> None:
        """Let go of the kept connection."""
        self._kept.close()

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = self._proxies
        session.auth = lambda request: request  # or requests would look for a password in .netrc
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers.update(
            {"Content-Type": "application/xml", "Accept-Encoding": "gzip", "User-Agent": "payroll-workbench"}
        )
        session.mount("https://", Adapter())
        session.mount("http://", Adapter())
        return session

    def _post(self, session: requests.Session, address: str, sent: _Outgoing) -> Answer:
        token = DEADLINE.set(sent.deadline)
        try:
            with session.post(
                address,
                data=sent,
                stream=True,
                allow_redirects=False,
                timeout=(self._timeouts.connect, self._timeouts.read),
            ) as response:
                kind = response.headers.get("Content-Type", "")
                return Answer(
                    response.status_code, kind, _body(response, self._timeouts.largest), sent.last_byte_offered
                )
        finally:
            DEADLINE.reset(token)


class _Outgoing:
    """The body in pieces, its last byte alone: until that one is offered to the socket nothing can be executed."""

    def __init__(self, body: bytes, deadline: Deadline) -> None:
        self._body = body
        self.deadline = deadline
        self.last_byte_offered = False

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        last = len(self._body) - 1
        for start in range(0, last, _PIECE):
            self.deadline.left()
            yield self._body[start : min(start + _PIECE, last)]
        self.deadline.left()
        self.last_byte_offered = True
        yield self._body[last:]


class _Refused(Exception):
    """An answer refused while it arrives; says why."""


def _body(response: requests.Response, largest: int) -> bytes:
    pieces, size = [], 0
    for piece in _unpacked(response, largest):
        size += len(piece)
        if size > largest:
            raise _Refused(f"it is larger than {largest:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _unpacked(response: requests.Response, largest: int) -> Iterator[bytes]:
    """The body in pieces, unpacked by ourselves: a piece can never grow beyond what the cap leaves."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    arrivals = iter(functools.partial(response.raw.read, 4 * _PIECE, decode_content=False), b"")
    if packing in ("", "identity"):
        yield from arrivals
        return
    if packing != "gzip":
        raise _Refused("it is packed in a way that was not asked for")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for arrival in arrivals:
        yield unpack.decompress(arrival, largest + 1)
    if not unpack.eof or unpack.unused_data:
        raise _Refused("its packing is damaged")


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (_Refused, ""),
    (requests.exceptions.ProxyError, "the proxy refused the connection"),
    (socket.gaierror, "the name of the server was not found"),
    (ssl.SSLError, "the server could not prove who it is (TLS)"),
    (requests.exceptions.SSLError, "the server could not prove who it is (TLS)"),
    (requests.exceptions.ConnectTimeout, "the server did not answer the connection in time"),
    (ConnectionRefusedError, "the server refused the connection"),
    (TimeoutError, "it took too long"),
    (requests.exceptions.Timeout, "it took too long"),
    (ConnectionError, "the connection broke"),
    (zlib.error, "its packing is damaged"),
)


def _in_words(error: BaseException) -> str:
    """What went wrong, told by the kinds of the errors and never by their texts."""
    chain = list(_chain(error))
    for kind, words in _WORDS:
        if hit := next((one for one in chain if isinstance(one, kind)), None):
            return words or str(hit)
    return f"the connection failed ({type(error).__name__})"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
