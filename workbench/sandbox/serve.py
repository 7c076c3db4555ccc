"""The sandbox as a process: bind, say where it answers, serve until told to stop."""

import os
import signal
import ssl
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import yaml

from workbench.sandbox.company import Company, load_company
from workbench.sandbox.door import Door
from workbench.sandbox.faults import Faults
from workbench.sandbox.gateway import Sandbox
from workbench.sandbox.session_verbs import PATH


def main(
    port: int,
    company_file: str | None = None,
    faults_file: str | None = None,
    state_file: str | None = None,
    host: str = "127.0.0.1",
    cert: str | None = None,
) -> None:
    """Serve the demo company, or the one in a file, on loopback; print its credentials, then ready.

    port 0 takes a free one; cert is a PEM file with certificate and key for TLS.
    """
    sandbox = Sandbox(load_company(company_file, state_file), Faults(read_faults(faults_file)))

    def reload() -> None:
        if state_file:
            Path(state_file).unlink(missing_ok=True)
        sandbox.start_again(
            load_company(company_file, state_file, sandbox.company.clock), Faults(read_faults(faults_file))
        )

    door = Door(sandbox, reload, host, port, _tls(cert))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stop)
    sandbox.company.clock.keep_time()
    _announce(sandbox.company, f"{'https' if cert else 'http'}://{host}:{door.port}{PATH}")
    door.run()


def read_faults(path: str | None) -> list[dict[str, Any]]:
    """The faults of a YAML file: a list, or a mapping with the list under `faults`."""
    if not path:
        return []
    with Path(path).open(encoding="utf-8") as file:
        read = yaml.load(file, yaml.BaseLoader) or []  # plain text: YAML would make true of the key `on`
    return read["faults"] if isinstance(read, dict) else read


def _announce(company: Company, endpoint: str) -> None:
    sender, sender_entry = next(iter(company.settings["senders"].items()))
    user, user_entry = next(iter(company.settings["users"].items()))
    lines = {
        "ENDPOINT": endpoint,
        "SENDER_ID": sender,
        "SENDER_PASSWORD": sender_entry["password"],
        "COMPANY_ID": company.id,
        "USER_ID": user,
        "USER_PASSWORD": user_entry["password"],
    }
    sys.stdout.write("".join(f"INTACCT_{name}={value}\n" for name, value in lines.items()) + "ready\n")
    sys.stdout.flush()


def _tls(cert: str | None) -> ssl.SSLContext | None:
    if not cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert)
    return context


def _stop(number: int, frame: FrameType | None) -> None:
    os._exit(0)  # every answered write is on disk already, threads hold nothing worth waiting for
