"""A server that answers like the sandbox but from memory: what it was not asked before it passes on and remembers.

So a benchmark times the client and not the sandbox, on the very bytes the sandbox gave in the same run.
`python -m benchmarks.recorded ADDRESS` prints its port; a GET of /latency/0.25 makes every remembered answer take that
long, one of /requests gives the bodies remembered, the largest answer first, each after its length in eight digits.
"""

from __future__ import annotations

import http.client
import re
import socketserver
import sys
import time
from typing import BinaryIO
from urllib.parse import urlsplit

_IDS = re.compile(rb"(?<=<controlid>)[^<]*|(?<=controlid=\")[^\"]*")
_SECRETS = re.compile(rb"(?<=<sessionid>)[^<]*|(?<=<password>)[^<]*|(?<=<control>)<timestamp>[^<]*")
_LENGTH = re.compile(rb"(?i)content-length: *([0-9]+)")


class Server(socketserver.ThreadingTCPServer):
    """What it remembers: the answer to each request by the request without its ids and secrets."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, address: str) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.beyond = urlsplit(address)
        self.latency = 0.0
        self.kept: dict[bytes, tuple[bytes, str, bytes]] = {}

    def answer(self, host: str, body: bytes) -> tuple[str, bytes]:
        """Content type and content, from memory where it is there; a sign-in is always passed on."""
        key = _SECRETS.sub(b"", _IDS.sub(b"", body))
        if key not in self.kept or b"getAPISession" in body:
            self.kept[key] = (body, *self._passed_on(host, body))
        else:
            time.sleep(self.latency)
        _, kind, content = self.kept[key]
        return kind, content if kind.startswith("text/csv") else _renamed(content, _IDS.findall(body))

    def _passed_on(self, host: str, body: bytes) -> tuple[str, bytes]:
        beyond = http.client.HTTPConnection(self.beyond.hostname or "", self.beyond.port, timeout=120)
        beyond.request("POST", self.beyond.path, body, {"Content-Type": "application/xml", "Host": host})
        answer = beyond.getresponse()
        return answer.headers["Content-Type"], answer.read()

    def control(self, path: str) -> tuple[str, bytes]:
        """Set the latency, or give the requests remembered."""
        if path.startswith("/latency/"):
            self.latency = float(path.rpartition("/")[2])
        asked = sorted(self.kept.values(), key=lambda one: -len(one[2])) if path == "/requests" else []
        return "text/plain", b"".join(b"%08d" % len(body) + body for body, _, _ in asked)


class Connection(socketserver.StreamRequestHandler):
    """One connection, kept open; requests come with a length, as those of every client here do."""

    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        """Answer until the client goes."""
        while head := _head(self.rfile):
            length = _LENGTH.search(head)
            body = self.rfile.read(int(length[1])) if length else b""
            verb, path, _ = head.split(b" ", 2)
            host = re.search(rb"(?i)host: *([^\r]+)", head)
            if verb == b"POST":
                kind, content = self.server.answer(host[1].decode() if host else "", body)
            else:
                kind, content = self.server.control(path.decode())
            self.wfile.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
            )


def _head(stream: BinaryIO) -> bytes:
    lines = []
    while (line := stream.readline()) not in (b"\r\n", b""):
        lines.append(line)
    return b"".join(lines)


def _renamed(content: bytes, ids: list[bytes]) -> bytes:
    """The answer with the control ids of this request in the place of those it was recorded with."""
    named = iter(ids)
    head, data, rest = content.partition(b"<data ")
    return _IDS.sub(lambda old: next(named, old[0]), head) + data + rest


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print(server.server_address[1], flush=True)
    server.serve_forever()
