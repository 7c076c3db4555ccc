"""Asynchronous requests: an acknowledgement now, the answer over a connection of the gateway's own."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from lxml import etree

from tests.sandbox.calls import journal, wait_for


@pytest.fixture
def delivered():
    """A place to deliver to, and what arrived there."""
    arrived: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format, *args) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", arrived
    server.shutdown()


def test_an_answer_is_delivered_later(gateway, delivered):
    address, arrived = delivered
    gateway.control("set", setting="company.policies", value={"P1": address})
    body = gateway.envelope(journal()).replace(b"<includewhitespace>", b"<policyid>P1</policyid><includewhitespace>")
    acknowledged = etree.fromstring(gateway.post(body).content)
    assert [child.tag for child in acknowledged] == ["acknowledgement", "control"]
    wait_for(lambda: len(arrived) == 1)
    answer = etree.fromstring(arrived[0])
    assert (answer.findtext("control/controlid"), answer.findtext(".//glbatch/RECORDNO")) == ("c1", "8801")
