"""The sandbox as a command: over TLS for any client, and in words when what it is given cannot be used."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sandbox.calls import Client

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "workbench", "sandbox"]
Start = Callable[..., Client]


@pytest.fixture
def command() -> Iterator[Start]:
    """Starts the command with its options, waits until it is ready, stops it at the end."""
    started = []

    def run(*options: str) -> Client:
        process = subprocess.Popen([*COMMAND, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(process)
        printed = dict(line.rstrip("\n").split("=", 1) for line in iter(process.stdout.readline, "ready\n"))
        return Client(process, printed)

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A self-signed certificate for this machine and the sandbox's name: with its key, and alone."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sandbox")])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    here = [x509.DNSName("sandbox.intacct.com"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .sign(key, hashes.SHA256())
    )
    alone = made.public_bytes(serialization.Encoding.PEM)
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "cert.pem").write_bytes(alone)
    (tmp_path / "both.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain) + alone)
    return tmp_path / "both.pem", tmp_path / "cert.pem"


def test_it_answers_over_tls(command, certificate):
    both, alone = certificate
    client = command("--cert", str(both))
    client.session.verify = str(alone)
    assert client.endpoint.startswith("https://127.0.0.1:")
    assert client.result("<getAPISession/>").findtext(".//endpoint") == client.endpoint
    assert len(client.control("records", object="GLJOURNAL")["records"]) == 5


def test_it_does_not_answer_in_plain_text_then(command, certificate):
    client = command("--cert", str(certificate[0]))
    with pytest.raises(requests.exceptions.ConnectionError):
        client.session.post(client.endpoint.replace("https:", "http:"), data=b"<request/>", timeout=10)
    with pytest.raises(requests.exceptions.SSLError):
        client.result("<getAPISession/>")  # whoever does not know the certificate does not trust it


def test_it_listens_to_other_machines_with_a_certificate(command, certificate):
    both, alone = certificate
    client = command("--host", "0.0.0.0", "--cert", str(both))
    client.settings["INTACCT_ENDPOINT"] = client.endpoint.replace("0.0.0.0", "127.0.0.1")
    client.session.verify = str(alone)
    assert client.result("<getAPISession/>").findtext(".//endpoint") == client.endpoint


def test_it_listens_at_the_newer_address_of_this_machine(command):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    client = command("--host", "::1")
    assert client.endpoint.startswith("http://[::1]:")
    assert client.result("<getAPISession/>").findtext(".//endpoint") == client.endpoint


def test_the_official_client_works_over_tls(command, certificate, node, official_sdk):
    client = command("--cert", str(certificate[0]))
    names = {"company": "COMPANY_ID", "user": "USER_ID", "password": "USER_PASSWORD"}
    names |= {"sender_id": "SENDER_ID", "sender_password": "SENDER_PASSWORD"}
    settings = {name: client.settings[f"INTACCT_{key}"] for name, key in names.items()}
    settings["endpoint"] = client.endpoint.replace("127.0.0.1", "sandbox.intacct.com")
    trusted = {"NODE_PATH": str(official_sdk), "NODE_EXTRA_CA_CERTS": str(certificate[1])}
    here = Path(__file__).parent / "official"
    done = subprocess.run(
        [node, "--require", str(here / "resolve.js"), str(here / "tls.js")],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | trusted | {"SANDBOX": json.dumps(settings)},
    )
    assert json.loads(done.stdout) == [{"name": "signing in and reading over TLS"}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "99999"], "a port is a number from 0 to 65535, not 99999"),
        (["--port", "many"], "argument --port: invalid int value: 'many'"),
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached from other machines; give --cert, or listen on 127.0.0.1"),
        (["--host", "payroll.example.com"], "give --cert, or listen on 127.0.0.1"),
        (["--cert", "{folder}/none.pem"], "The certificate: No such file or directory: "),
        (["--cert", "{folder}/nonsense"], "it does not hold a certificate and its key, both as PEM"),
        (["--company-file", "{folder}/none.yaml"], "The company file: No such file or directory: "),
        (["--company-file", "{folder}/torn.yaml"], "The company file: it is not YAML (line 2, column 1)"),
        (["--company-file", "{folder}/switch.yaml"], "The company file: there is no switch 'unbalanced_draft'"),
        (["--faults", "{folder}/fault.yaml"], "The faults file: no fault of kind earthquake; there are aborted, busy"),
        (["--faults", "{folder}/nonsense"], "The faults file: its shape is not the documented one"),
        (["--state-file", "{folder}/none/state"], "The state file: No such file or directory: "),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path, options, said):
    (tmp_path / "nonsense").write_text("nonsense\n")
    (tmp_path / "torn.yaml").write_text("records: [unclosed\n")
    (tmp_path / "switch.yaml").write_text("switches: {unbalanced_draft: 'true'}\n")
    (tmp_path / "fault.yaml").write_text("- {kind: earthquake, on: create}\n")
    given = [option.format(folder=tmp_path) for option in options]
    done = subprocess.run([*COMMAND, *given], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "ready" not in done.stdout


def test_a_port_in_use_is_said_to_be(command):
    port = command().base.rpartition(":")[2]
    done = subprocess.run([*COMMAND, "--port", port], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Host 127.0.0.1, port {port}: " in done.stderr
    assert "Traceback" not in done.stderr
