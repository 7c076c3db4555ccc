"""The HTTP door: one thread per connection, and every way an answer can fail to arrive."""

import contextlib
import gzip
import json
import os
import select
import socket
import ssl
import struct
import threading
import time
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from workbench.sandbox.control import Control
from workbench.sandbox.exchange import Answer, html
from workbench.sandbox.gateway import Sandbox
from workbench.sandbox.session_verbs import PATH

CONTENT_TYPES = ("application/xml", "text/xml", "x-intacct-xml-request")
LINGER_ZERO = struct.pack("ii", 1, 0)
AWAKE = 0.5  # seconds; a signal to stop that comes just before waiting begins would else be seen at the next caller


class Door:
    """A listening socket that can be closed for a while, and the connections it let in."""

    def __init__(
        self, sandbox: Sandbox, reload: Callable[[], None], host: str, port: int, tls: ssl.SSLContext | None = None
    ) -> None:
        self.sandbox, self.host, self.tls = sandbox, host, tls
        self.control = Control(sandbox, self.refuse, reload)
        self.connections: set[socket.socket] = set()
        self.closed_until = 0.0
        self._socket = self._bound(port)
        self.port = self._socket.getsockname()[1]

    def refuse(self, seconds: float, spared: socket.socket | None = None) -> None:
        """Close the listening socket and all connections but one; listen again after that many real seconds."""
        self.closed_until = time.monotonic() + seconds
        for open_socket in {self._socket, *list(self.connections)} - {spared}:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _bound(self, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listening = socket.create_server((self.host, port), family=family, backlog=256)
        listening.settimeout(AWAKE)
        return listening

    def run(self) -> None:
        """Let connections in until the process ends."""
        while True:
            try:
                connection, address = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                self._listen_again()
                continue
            threading.Thread(target=self._serve, args=(connection, address), daemon=True).start()

    def _listen_again(self) -> None:
        while (left := self.closed_until - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
        while True:
            try:
                self._socket = self._bound(self.port)
                return
            except OSError:  # some other program's call passes through the port just now
                time.sleep(0.05)

    def _serve(self, connection: socket.socket, address: Any) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            self.connections.add(connection)
            Exchange(connection, address, self)  # type: ignore[arg-type]  # a door is no socketserver
        except OSError:  # the caller is gone
            pass
        finally:
            self.connections.discard(connection)
            connection.close()


class Exchange(BaseHTTPRequestHandler):
    """The requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    server: Door  # type: ignore[assignment]

    def do_POST(self) -> None:
        """A call of the gateway, or of the control."""
        if self.path == PATH and self.server.sandbox.faults.pick([("*", "")], {"reset_mid_request"}):
            self._reset()
        elif (body := self._body()) is None:
            self._send(html(413, "Request Entity Too Large"))
        elif self.path == "/control":
            self._control(body)
        elif self.path != PATH:
            self._send(html(404, "Not Found"))
        elif self.headers.get_content_type() not in CONTENT_TYPES or "Content-Type" not in self.headers:
            self._send(html(415, "Unsupported Media Type"))
        else:
            self._gateway(body)

    def do_GET(self) -> None:
        """Blocked by the gateway."""
        self._send(html(405, "Method Not Allowed"))

    do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed: the log is the control's."""

    def _gateway(self, body: bytes) -> None:
        scheme = "https" if self.server.tls else "http"
        host = self.headers.get("Host") or f"{self.server.host}:{self.server.port}"
        try:
            answer, fault = self.server.sandbox.answer(body, f"{scheme}://{host}")
        except Exception:  # a mistake of the sandbox itself: say so here, never answer as the gateway would
            traceback.print_exc()
            answer, fault = html(500, "Sandbox Error"), None
        if fault and fault.kind == "refused":
            self.close_connection = True
            self.server.refuse(fault.seconds, spared=self.connection)
        self._send(answer)

    def _control(self, body: bytes) -> None:
        if not self.client_address[0].startswith("127.") and self.client_address[0] != "::1":
            self._send(html(403, "Forbidden"))
        elif self.headers.get_content_type() != "application/json":
            self._send(html(415, "Unsupported Media Type"))
        else:
            status, reply = self.server.control.call(body)
            self._send(Answer(status, json.dumps(reply, default=str).encode(), "application/json"))

    def _body(self) -> bytes | None:
        limit = self.server.sandbox.company.limit("max_request_bytes")
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks(limit)
        length = int(self.headers.get("Content-Length") or 0)
        if limit and length > limit:
            self._leave(length)
            return None
        return self.rfile.read(length)

    def _leave(self, unread: int) -> None:
        """Take what is still coming, so that the answer is not lost in a reset, then close."""
        self.close_connection = True
        while unread > 0 and (taken := len(self.rfile.read(min(unread, 65536)))):
            unread -= taken

    def _chunks(self, limit: int) -> bytes | None:
        parts, total = [], 0
        while size := int(self.rfile.readline().split(b";")[0], 16):
            total += size
            if limit and total > limit:
                self._leave(size)
                return None
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _send(self, answer: Answer) -> None:
        if answer.manner == "reset":
            self._reset()
        elif answer.manner == "hang":
            self._hang()
        else:
            self._write(self._head(answer), answer)

    def _write(self, body: bytes, answer: Answer) -> None:
        if answer.manner == "drip":
            self._drip(body, answer.pace)
        elif answer.manner == "cut":
            self.wfile.write(body[: len(body) // 2])
            self._reset()
        elif self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, answer: Answer) -> bytes:
        body = answer.body
        zipped = len(body) > 1000 and "gzip" in self.headers.get("Accept-Encoding", "") and answer.manner == "whole"
        self.send_response(answer.status)
        if zipped:
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        for name, value in {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(body)),
            **answer.headers,
        }.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        return body

    def _drip(self, body: bytes, pace: float) -> None:
        self.close_connection = True
        for start in range(len(body)):
            self.wfile.write(body[start : start + 1])
            time.sleep(pace)

    def _hang(self) -> None:
        self.close_connection = True
        while not select.select([self.connection], [], [], 3600)[0] or self.connection.recv(4096):
            pass

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        os.close(self.connection.detach())
