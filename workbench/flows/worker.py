"""The export worker: a process that carries exports one step after another, whoever left them behind."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from datetime import timedelta

from dbos import DBOS, DBOSPortableJSONSerializer

from workbench.desk import Desk
from workbench.flows import worker_queue
from workbench.flows.carry import step
from workbench.flows.workers import lives
from workbench.processes import is_running
from workbench.store import exports as ledger
from workbench.store import workers

BEAT_SECONDS = 2
_desk: Desk | None = None


@DBOS.workflow(name=worker_queue.WORKFLOW)
def carry(key: str, attempt: int) -> None:
    """Carry one export until it rests or has to wait; a wait ends this attempt and queues the next one."""
    DBOS.run_step(None, _carry, key, attempt)


def _carry(key: str, attempt: int) -> None:
    assert _desk is not None
    with _desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None or row["attempt"] != attempt:
        return  # a later attempt has taken over
    wait = step(_desk, key)
    while wait is not None and wait <= timedelta(0):
        wait = step(_desk, key)
    if wait is not None:
        with _desk.write() as conn:
            worker_queue.hand_over(_desk, conn, key, row["company"], attempt, wait)


def run(url: str | None = None, until_gone: int | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT); with ``until_gone``, until that process is gone and nothing is left."""
    global _desk
    _desk = Desk(url, actor="export worker")
    identity = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    DBOS(
        config={
            "name": worker_queue.APPLICATION,
            "system_database_url": _desk.url,  # the same database; DBOS opens SQLite its own way
            "serializer": DBOSPortableJSONSerializer(),
            "executor_id": identity,
            "application_version": worker_queue.VERSION,
            "log_level": "ERROR",
            "max_executor_threads": 16,
        }
    )
    DBOS.launch()
    DBOS.register_queue(
        worker_queue.QUEUE, partition_concurrency=1, polling_interval_sec=0.2, on_conflict="always_update"
    )
    stop = threading.Event()
    _on_signals(stop)
    try:
        _watch(_desk, identity, stop, until_gone)
    finally:
        with _desk.write() as conn:
            workers.sign_off(conn, identity)
        DBOS.destroy(workflow_completion_timeout_sec=5)
        _desk.close()


def _on_signals(stop: threading.Event) -> None:
    import signal

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())


def _watch(desk: Desk, identity: str, stop: threading.Event, until_gone: int | None) -> None:
    """Beat, take over what dead workers left, and queue what nobody holds; the first round takes everything."""
    _take_over(desk, identity, everything=True)
    while not stop.wait(BEAT_SECONDS):
        _take_over(desk, identity, everything=False)
        if until_gone is not None and not is_running(until_gone):
            with desk.read() as conn:
                if not ledger.unfinished(conn):
                    return


def _take_over(desk: Desk, identity: str, *, everything: bool) -> None:
    now = desk.clock()
    with desk.write() as conn:
        workers.beat(conn, identity, socket.gethostname(), os.getpid(), now)
        dead = [one for one in workers.listing(conn) if one[0] != identity and not lives(one, now)]
        for one in dead:
            workers.sign_off(conn, one[0])
    for one in dead:
        _free_slots_of(one[0])
    if dead or everything:
        _queue_all(desk)


def _free_slots_of(executor: str) -> None:
    """A dead worker's attempts hold the place of their company in the queue; give it up for them."""
    for status in DBOS.list_workflows(executor_id=executor, status="PENDING", load_input=False, load_output=False):
        DBOS.cancel_workflow(status.workflow_id)


def _queue_all(desk: Desk) -> None:
    """Queue the next attempt of every export that is not at rest; an attempt still queued finds itself overtaken."""
    with desk.write() as conn:
        for row in ledger.unfinished(conn):
            worker_queue.hand_over(desk, conn, row["key"], row["company"], row["attempt"])
