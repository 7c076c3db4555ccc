"""The demo company: a local Sage Intacct with the Ontario sample ready to preview, map and export."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workbench import processes, samples
from workbench.desk import Desk
from workbench.errors import StoreError
from workbench.flows import code_finder, connections, payroll, setup, workers
from workbench.interfaces import INTERFACES
from workbench.store import database, settings
from workbench.store import workers as store

_SANDBOX = "demo sandbox"
Say = Callable[[str], object]


def demo() -> Desk:
    """A desk on a throw-away store: the sandbox company runs, the Ontario sample and its setup are loaded.

    Closing the desk stops the sandbox and the worker and removes the store.
    """
    home = Path(tempfile.mkdtemp(prefix="workbench-demo-"))
    desk = Desk(f"sqlite:///{home / 'demo.sqlite'}")
    desk.closing.append(lambda: shutil.rmtree(home, ignore_errors=True))
    desk.closing.append(desk.engine.dispose)
    desk.closing.append(lambda: stop(desk))
    try:
        ready(desk)
    except BaseException:
        desk.close()
        raise
    return desk


def ready(desk: Desk, say: Say = lambda text: None) -> None:
    """Make the demo company ready on this store: sandbox running, connected, sample loaded, chart read, worker started.

    What is there already stays as it is; ``say`` is told each step.
    """
    say("Starting the local Sage Intacct")
    started = _running_sandbox(desk) is None
    facts = start_sandbox(desk) if started else None
    if facts:
        _connect(desk, facts, say)
    if not len(payroll.runs(desk)):
        say("Loading the Ontario sample payroll")
        payroll.load_payroll(desk, samples.ONTARIO, source="Ontario sample")
        setup.load_setup(desk, samples.ONTARIO / "setup.yaml")
    connection = connections.saved_connection(desk, "gl_export")
    if connection and connection.kind == "sandbox" and code_finder.refreshed_at(desk) is None:
        say("Reading the chart of accounts")
        code_finder.refresh_code_finder(desk)
    if not workers.alive(desk):
        say("Starting the export worker")
        workers.start_worker(desk, wait=False)


def _connect(desk: Desk, facts: dict[str, str], say: Say) -> None:
    """Connect every interface that has no connection yet, unless the store belongs to another company already."""
    missing = [one.name for one in INTERFACES if connections.kept_connection(desk, one.name) is None]
    if any(not _of_demo(desk, one.name) for one in INTERFACES if one.name not in missing):
        return
    if missing:
        say("Connecting to the demo company")
    for name in missing:
        connections.connect(
            desk,
            name,
            company=facts["INTACCT_COMPANY_ID"],
            user=facts["INTACCT_USER_ID"],
            password=facts["INTACCT_USER_PASSWORD"],
            sender_id=facts["INTACCT_SENDER_ID"],
            sender_password=facts["INTACCT_SENDER_PASSWORD"],
            endpoint=facts["INTACCT_ENDPOINT"],
        )


def _of_demo(desk: Desk, interface: str) -> bool:
    kept = connections.kept_connection(desk, interface)
    return kept is not None and kept.kind == "sandbox"


def _running_sandbox(desk: Desk) -> int | None:
    """The port of the sandbox of this store, when it answers."""
    with desk.read() as conn:
        port = settings.get(conn, _SANDBOX)
    if port is None:
        return None
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return int(port)
    except OSError:
        return None


def start_sandbox(desk: Desk) -> dict[str, str]:
    """Start the sandbox of this store on the port it had before, its records kept beside the store; its credentials."""
    with desk.read() as conn:
        port = settings.get(conn, _SANDBOX)
    state = database.beside(desk.url, ".sandbox.json")
    keep = ["--state-file", str(state)] if state else []
    process = processes.start(
        ["sandbox", "--port", str(port or 0), *keep, "--until-gone", str(os.getpid())], environment={}
    )
    assert process.stdout is not None
    facts: dict[str, str] = {}
    for line in process.stdout:
        if line.strip() == "ready":
            break
        name, _, value = line.rstrip("\n").partition("=")
        facts[name] = value
    if "INTACCT_ENDPOINT" not in facts:
        raise StoreError("The local Sage Intacct does not start.", "Run `python -m workbench sandbox` to see why.")
    with desk.write() as conn:
        settings.put(conn, _SANDBOX, int(facts["INTACCT_ENDPOINT"].split(":")[2].split("/")[0]))
        settings.put(conn, _SANDBOX + " process", process.pid)
    return facts


def stop(desk: Desk) -> None:
    """Stop the workers and the sandbox that run here for this store."""
    with desk.read() as conn:
        pids = [pid for _, host, pid, _ in store.listing(conn) if host == socket.gethostname()]
        sandbox = settings.get(conn, _SANDBOX + " process")
    pids += [sandbox] if sandbox else []
    for pid in pids:
        _end(pid, signal.SIGTERM)
    deadline = time.monotonic() + 8
    while any(processes.is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in pids:
        if processes.is_running(pid):
            _end(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _end(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, how)
