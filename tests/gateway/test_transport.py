"""The wire: what may have been executed, what cannot have been, and what never leaves an exception."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import traceback
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.gateway.wire_server import Caller, Script, serving
from workbench.errors import GatewayError, NotSent, OutcomeUnknown
from workbench.gateway.clocked import Deadline
from workbench.gateway.transport import _PIECE, Answer, Timeouts, Wire, _Outgoing

CANARY = "canary-7f3a9c-password"
BODY = b"<request><password>" + CANARY.encode() + b"</password>" + b"x" * 100_000 + b"</request>"
SHORT = Timeouts(connect=2.0, read=0.4, total=1.2)
ADDRESS = "http://127.0.0.1:{port}/ia/xml/xmlgw.phtml"


def body() -> bytes:
    return BODY


def large_body() -> bytes:
    """More than all buffers between the two ends hold, so that it can stand still half-way."""
    return BODY + b"x" * 16_000_000 + b"</request>"


def post(script: Script, timeouts: Timeouts = SHORT, build: Callable[[], bytes] = body) -> Answer:
    with serving(script) as server:
        return Wire(timeouts, proxies=False).exchange(server.address, build, fresh=True)


def outcome(script: Script, build: Callable[[], bytes]) -> str:
    try:
        answer = post(script, SHORT, build)
    except GatewayError as error:
        assert CANARY not in "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        assert error.__context__ is None and error.__cause__ is None
        return type(error).__name__
    return "whole answer" if answer.whole else "early answer"


def after_body(then: Script) -> Script:
    def script(caller: Caller) -> None:
        caller.body()
        then(caller)

    return script


def hang(caller: Caller) -> None:
    caller.sock.recv(1)


def drip(caller: Caller) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: " + b"y" * 500:
        caller.say(bytes([byte]))
        time.sleep(0.1)


def drip_body(caller: Caller) -> None:
    caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    while True:
        caller.say(b"x")
        time.sleep(0.1)


SCRIPTS: dict[str, tuple[Script, str]] = {
    "reset at once": (Caller.reset, "NotSent"),
    "reset after headers": (lambda c: (c.head(), c.reset()), "NotSent"),
    "reset in the middle of the body": (lambda c: (c.body(upto=100_000), c.reset()), "NotSent"),
    "closed in the middle of the body": (lambda c: c.body(upto=100_000), "NotSent"),
    "answers before the body is whole": (
        lambda c: (c.body(upto=1), c.sock.shutdown(socket.SHUT_RD), c.answer(b"no", "413 Too Large"), time.sleep(0.2)),
        "NotSent or early answer",
    ),
    "reset after the last byte": (after_body(Caller.reset), "OutcomeUnknown"),
    "closed after the last byte": (after_body(lambda c: None), "OutcomeUnknown"),
    "never answers": (after_body(hang), "OutcomeUnknown"),
    "half a status line": (after_body(lambda c: c.say(b"HTTP/1.1 20")), "OutcomeUnknown"),
    "reset in the answer": (
        after_body(lambda c: (c.say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<resp"), c.reset())),
        "OutcomeUnknown",
    ),
    "answer shorter than announced": (
        after_body(lambda c: c.say(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<response/>")),
        "OutcomeUnknown",
    ),
    "chunks without an end": (
        after_body(lambda c: c.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<resp\r\n")),
        "OutcomeUnknown",
    ),
    "headers drip past the deadline": (after_body(drip), "OutcomeUnknown"),
    "body drips past the deadline": (after_body(drip_body), "OutcomeUnknown"),
    "no HTTP at all": (after_body(lambda c: c.say(b"\x00\x01\x02 hello\r\n\r\n")), "OutcomeUnknown"),
    "whole": (after_body(lambda c: c.answer(b"<response/>")), "whole answer"),
    "an error page": (after_body(lambda c: c.answer(b"<html/>", "502 Bad Gateway")), "whole answer"),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_the_wire_does_is_told_apart(name: str) -> None:
    script, expected = SCRIPTS[name]
    assert outcome(script, large_body if "NotSent" in expected else body) in expected.split(" or ")


def test_a_reset_in_mid_body_left_the_last_byte_at_home() -> None:
    def script(caller: Caller) -> None:
        caller.body(upto=100_000)
        caller.reset()

    with serving(script) as server:
        with pytest.raises(NotSent):
            Wire(SHORT, proxies=False).exchange(server.address, large_body)
        assert not bytes(server.arrived[0]).endswith(b"</request>")


@pytest.mark.parametrize("size", [1, 2, _PIECE, _PIECE + 1, _PIECE + 2, 2 * _PIECE + 1])
def test_the_last_byte_is_offered_alone_and_said_to_be_before_it_is(size: int) -> None:
    """A failure before that cannot have been executed; from then on nobody can say."""
    body = (bytes(range(256)) * (size // 256 + 1))[:size]
    outgoing, whole = _Outgoing(body, Deadline(60, 60)), b""
    for piece in outgoing:
        whole += piece
        assert piece and outgoing.last_byte_offered == (len(whole) == size)
        assert not outgoing.last_byte_offered or len(piece) == 1
    assert whole == body and outgoing.last_byte_offered


def test_a_body_nobody_reads_is_given_up_and_was_not_sent() -> None:
    def script(caller: Caller) -> None:
        caller.head()
        time.sleep(30)

    with pytest.raises(NotSent, match="too long"):
        post(script, Timeouts(connect=0.5, read=0.5, total=1.0), large_body)


def test_refused_and_unknown_servers_are_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    wire = Wire(SHORT, proxies=False)
    with pytest.raises(NotSent, match="refused"):
        wire.exchange(ADDRESS.format(port=port), body)
    with pytest.raises(NotSent, match="name of the server"):
        wire.exchange("https://nowhere.invalid/ia/xml/xmlgw.phtml", body)


def test_a_proxy_that_refuses_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda c: (c.head(), c.answer(b"", "407 Proxy Authentication Required"))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://someone:{CANARY}@127.0.0.1:{proxy.port}")
        with pytest.raises(NotSent, match="proxy") as caught:
            Wire(SHORT).exchange("https://api.intacct.com/ia/xml/xmlgw.phtml", body)
        assert CANARY not in str(caught.value)
        assert b"<request>" not in bytes(proxy.arrived[0])


def test_no_proxy_stands_between_us_and_a_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(after_body(lambda c: c.answer(b"ok"))) as server, serving(hang) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        assert Wire(SHORT, proxies=False).exchange(server.address, body).body == b"ok"
        assert proxy.arrived == []


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status: str) -> None:
    with serving(hang) as trap:
        where = f"Location: http://127.0.0.1:{trap.port}/steal\r\n"
        answer = post(after_body(lambda c: c.answer(b"", status, where)))
        assert (answer.status, trap.arrived) == (int(status[:3]), [])


def test_no_password_of_a_netrc_file_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login me password {CANARY}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(after_body(lambda c: c.answer(b"ok"))) as server:
        Wire(SHORT).exchange(server.address, lambda: b"<request/>")
        head = bytes(server.arrived[0]).lower()
    assert b"authorization" not in head
    assert b"content-type: application/xml\r\n" in head and b"accept-encoding: gzip\r\n" in head


def test_cookies_are_not_kept() -> None:
    with serving(after_body(lambda c: c.answer(b"ok", headers="Set-Cookie: a=b\r\nConnection: close\r\n"))) as server:
        wire = Wire(SHORT, proxies=False)
        wire.exchange(server.address, body)
        wire.exchange(server.address, body)
        assert [b"cookie" in bytes(one).lower().partition(b"\r\n\r\n")[0] for one in server.arrived] == [False, False]


def test_reads_keep_their_connection_and_writes_do_not() -> None:
    def script(caller: Caller) -> None:
        while True:
            caller.body()
            caller.received.clear()
            caller.answer(b"ok")

    with serving(script) as server:
        wire = Wire(SHORT, proxies=False)
        for fresh in (False, False, True, True):
            wire.exchange(server.address, body, fresh=fresh)
        assert len(server.arrived) == 3


def test_the_body_arrives_as_it_was_with_its_length() -> None:
    with serving(after_body(lambda c: c.answer(b"ok"))) as server:
        Wire(SHORT, proxies=False).exchange(server.address, body)
        head, _, arrived = bytes(server.arrived[0]).partition(b"\r\n\r\n")
    assert arrived == BODY
    assert f"Content-Length: {len(BODY)}".encode() in head and b"chunked" not in head


def packed(body: bytes, more: str = "") -> Script:
    return after_body(lambda c: c.answer(body, headers=f"Content-Encoding: gzip\r\n{more}"))


def test_a_packed_answer_is_unpacked() -> None:
    assert post(packed(gzip.compress(b"<response/>" * 1000))).body == b"<response/>" * 1000


def test_an_answer_beyond_the_cap_is_unknown_and_never_unpacked_whole() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 9)
    tracemalloc.start()
    with pytest.raises(OutcomeUnknown, match="larger than 1,000,000 bytes"):
        post(packed(bomb), Timeouts(largest=1_000_000))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    with pytest.raises(OutcomeUnknown, match="larger than 1,000 bytes"):
        post(after_body(lambda c: c.answer(b"x" * 1001)), Timeouts(largest=1000))


@pytest.mark.parametrize("damage", ["cut", "flip", "twice", "none"])
def test_damaged_packing_is_unknown(damage: str) -> None:
    good = gzip.compress(b"<response/>" * 1000)
    bad = {"cut": good[:-9], "flip": good[:40] + b"\xff" + good[41:], "twice": good * 2, "none": b""}
    with pytest.raises(OutcomeUnknown, match="packing is damaged"):
        post(packed(bad[damage]))


def test_a_packing_nobody_asked_for_is_unknown() -> None:
    with pytest.raises(OutcomeUnknown, match="not asked for"):
        post(after_body(lambda c: c.answer(b"x", headers="Content-Encoding: br\r\n")))


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server that proves itself with a certificate nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(tls: ssl.SSLContext) -> None:
    with serving(hang, tls) as server:
        with pytest.raises(NotSent, match="prove who it is"):
            Wire(SHORT, proxies=False).exchange(f"https://127.0.0.1:{server.port}/ia/xml/xmlgw.phtml", body)
        assert server.arrived == [bytearray()]


def test_an_old_tls_version_is_refused(tls: ssl.SSLContext, tmp_path: Path) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.deprecated_call():
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with serving(hang, old) as server:
        with pytest.raises(NotSent, match="TLS"):
            Wire(SHORT, proxies=False).exchange(f"https://127.0.0.1:{server.port}/ia/xml/xmlgw.phtml", body)
        assert server.arrived == [bytearray()]


def test_a_plain_server_behind_a_tls_address_gets_nothing() -> None:
    with serving(lambda c: (c.sock.recv(10), c.say(b"HTTP/1.1 200 OK\r\n\r\n"))) as server, pytest.raises(NotSent):
        Wire(SHORT, proxies=False).exchange(f"https://127.0.0.1:{server.port}/ia/xml/xmlgw.phtml", body)
