"""The sandbox as a process: bind, say where it answers, serve until told to stop."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from workbench.sandbox.company import Company, load_company
from workbench.sandbox.door import Door
from workbench.sandbox.faults import Faults
from workbench.sandbox.gateway import Sandbox
from workbench.sandbox.opening import check_address, read_faults, refused_in_words, tls
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
    with refused_in_words("The faults file"):
        faults = Faults(read_faults(faults_file))
    with refused_in_words("The company file" if company_file else "The state file"):
        sandbox = Sandbox(load_company(company_file, state_file), faults)

    def reload() -> None:
        if state_file:
            Path(state_file).unlink(missing_ok=True)
        sandbox.start_again(
            load_company(company_file, state_file, sandbox.company.clock), Faults(read_faults(faults_file))
        )

    with refused_in_words("The certificate"):
        secured = tls(cert)
    with refused_in_words(f"Host {host}, port {port}"):
        check_address(host, port, cert)
        door = Door(sandbox, reload, host, port, secured)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    sandbox.company.clock.keep_time()
    name = f"[{host}]" if ":" in host else host
    _announce(sandbox.company, f"{'https' if cert else 'http'}://{name}:{door.port}{PATH}")
    door.run()


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


def _stop(number: int, frame: FrameType | None) -> None:
    os._exit(0)  # every answered write is on disk already, threads hold nothing worth waiting for
