"""Connections whose every arrival, headers as well as body, keeps to one deadline."""

from __future__ import annotations

import contextvars
import http.client
import io
import socket
import time
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Deadline:
    """The end of one exchange, whatever trickles in."""

    def __init__(self, read: float, total: float) -> None:
        self._read = read
        self._end = time.monotonic() + total

    def left(self) -> float:
        """Seconds the next arrival may take; TimeoutError when the time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        return min(left, self._read)


DEADLINE: contextvars.ContextVar[Deadline] = contextvars.ContextVar("deadline")


class _Clocked(io.RawIOBase):
    """The socket's bytes, each arrival within what is left of the deadline: headers drip as slowly as bodies."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._sock, self._raw, self._deadline = sock, raw, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _ClockedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Clocked(sock, self.fp.detach(), DEADLINE.get()))


class _Connection(HTTPConnection):
    response_class = _ClockedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _ClockedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Adapter(HTTPAdapter):
    """The adapter of requests on our connections; it repeats nothing."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager
