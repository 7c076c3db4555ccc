"""The process: what it prints, how it stops, what survives."""

import ctypes
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.calls import PATH, journal, query, text_of


def test_it_prints_its_settings_then_ready(gateway):
    assert list(gateway.settings) == [
        "INTACCT_ENDPOINT",
        "INTACCT_SENDER_ID",
        "INTACCT_SENDER_PASSWORD",
        "INTACCT_COMPANY_ID",
        "INTACCT_USER_ID",
        "INTACCT_USER_PASSWORD",
    ]
    assert gateway.endpoint.startswith("http://127.0.0.1:") and gateway.endpoint.endswith(PATH)


def test_it_stops_when_told_to(own):
    client = own()
    client.process.send_signal(signal.SIGTERM)
    assert client.process.wait(10) == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not let a thread be signalled")
def test_it_stops_when_told_to_at_a_moment_in_which_waiting_is_not_interrupted(own):
    """A signal that another thread takes leaves the one that waits for callers waiting, as one just before it does."""
    client = own()
    process, (host, _, port) = client.process, client.base.rpartition("//")[2].partition(":")
    with socket.create_connection((host, int(port))):  # whoever calls gets a thread
        others = set()
        while not others:
            others = {int(task.name) for task in Path(f"/proc/{process.pid}/task").iterdir()} - {process.pid}
        assert ctypes.CDLL(None).tgkill(process.pid, others.pop(), int(signal.SIGTERM)) == 0
        assert process.wait(10) == 0


def test_what_was_answered_survives_a_kill(own, tmp_path):
    state = str(tmp_path / "state")
    first = own(state_file=state)
    session = first.result("<getAPISession/>").findtext(".//sessionid")
    first.result(first.function(journal(), "je:1"), unique="true")
    first.control("set", object="GLACCOUNT", id="6020", fields={"STATUS": "inactive"})
    first.control("set", setting="users.payroll_ws.gmtoffset", value="-05:00")
    first.control("advance_clock", seconds=60)
    first.process.kill()
    first.process.wait(10)
    second = own(state_file=state, port=int(first.base.rpartition(":")[2]))
    (entry,) = second.control("journals")["journals"]
    assert [line["TRX_AMOUNT"] for line in entry["lines"]] == ["100.00", "100.00"]
    repeated = second.result(
        second.function(journal(), "je:1"), unique="true", auth=f"<sessionid>{session}</sessionid>"
    )
    assert "already been executed" in text_of(repeated)
    assert second.control("records", object="GLACCOUNT")["records"][44]["STATUS"] == "inactive"
    assert second.result(journal()).findtext(".//RECORDNO") == "8802"


def test_half_a_line_at_the_end_of_the_state_is_left_out(own, tmp_path):
    state = tmp_path / "state"
    first = own(state_file=str(state))
    first.result(journal())
    first.process.kill()
    first.process.wait(10)
    state.write_bytes(state.read_bytes() + b'[["GLBATCH", 8802, {"RECO')
    second = own(state_file=str(state))
    assert second.result(journal()).findtext("status") == "success"
    second.process.kill()
    second.process.wait(10)
    third = own(state_file=str(state))
    assert [entry["RECORDNO"] for entry in third.control("journals")["journals"]] == [8801, 8802]


def test_over_tls_when_given_a_certificate(own, tmp_path):
    pem = tmp_path / "both.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            tmp_path / "key",
            "-out",
            tmp_path / "cert",
        ],
        check=True,
        capture_output=True,
    )
    pem.write_bytes((tmp_path / "key").read_bytes() + (tmp_path / "cert").read_bytes())
    client = own(cert=str(pem))
    client.session.verify = str(tmp_path / "cert")
    assert client.endpoint.startswith("https://")
    assert client.result("<getAPISession/>").findtext(".//endpoint") == client.endpoint
    assert client.rows(query("GLJOURNAL", "SYMBOL"))
