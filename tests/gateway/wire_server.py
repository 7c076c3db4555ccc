"""A server made of a socket and a script: it answers, breaks or hangs at exactly the byte a test names."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Caller"], None]


@dataclass
class Caller:
    """One connection as the script sees it."""

    sock: socket.socket
    received: bytearray = field(repr=False)

    def head(self) -> bytes:
        """Read to the end of the request's headers."""
        while b"\r\n\r\n" not in self.received:
            self._more()
        return bytes(self.received).partition(b"\r\n\r\n")[0]

    def body(self, upto: int | None = None) -> bytes:
        """Read the request's body, or its first bytes."""
        head = self.head()
        lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(lines[b"Content-Length"]) if upto is None else upto
        while len(self.received) < len(head) + 4 + length:
            self._more()
        return bytes(self.received[len(head) + 4 :])

    def say(self, data: bytes) -> None:
        """Send raw bytes."""
        self.sock.sendall(data)

    def answer(self, body: bytes, status: str = "200 OK", headers: str = "Content-Type: text/xml\r\n") -> None:
        """Send a whole answer."""
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.say(head.encode() + body)

    def reset(self) -> None:
        """Break the connection with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def _more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the client went away")
        self.received += data


@dataclass
class Server:
    """Where the script answers and what arrived there, connection by connection."""

    port: int
    arrived: list[bytearray] = field(default_factory=list, repr=False)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """The address of the gateway."""
        return f"http://127.0.0.1:{self.port}/ia/xml/xmlgw.phtml"


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve with the script until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, server, script, tls), daemon=True)
        thread.start()
        yield server
        server.done.set()


def _serve(listener: socket.socket, server: Server, script: Script, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_meet, args=(sock, server, script, tls), daemon=True).start()


def _meet(sock: socket.socket, server: Server, script: Script, tls: ssl.SSLContext | None) -> None:
    received = bytearray()
    server.arrived.append(received)
    with suppress(OSError, ConnectionError):
        if tls is not None:
            sock = tls.wrap_socket(sock, server_side=True)
        with sock:
            script(Caller(sock, received))
