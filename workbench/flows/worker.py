"""The export worker: a process that carries exports one step after another, whoever left them behind."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta

from dbos import DBOS, DBOSPortableJSONSerializer

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import worker_queue
from workbench.flows.carry import step
from workbench.flows.export_kinds import kind_of
from workbench.flows.workers import lives
from workbench.processes import is_running
from workbench.store import database, slots, workers
from workbench.store import exports as ledger

BEAT_SECONDS = 2
AWAY_SECONDS = 600  # without its store for so long, a worker whose starter is gone leaves; the ledger waits for another
AT_ONCE = "WORKBENCH_WORKER_EXPORTS"  # how many exports one worker carries at once, each of another company
USUALLY, MOST = 16, 256
POOLED = 5  # connections to the store that the queue keeps, so that a dozen workers fit into a PostgreSQL as installed
QUEUED_TOGETHER = 20  # places queued in one transaction
LOOKED_AT_TOGETHER = 200  # places whose attempts are looked for in one question
_log = logging.getLogger(__name__)
_desk: Desk | None = None
_at_work: set[str] = set()  # the attempts this process is carrying at the moment
_idle: set[str] = set()  # those begun in its name that it was not carrying at the last beat


@DBOS.workflow(name=worker_queue.WORKFLOW)
def carry(key: str, attempt: int) -> None:
    """Carry one export until it rests or has to wait; a wait ends this attempt and queues the next one."""
    DBOS.run_step(None, _carry, key, attempt)


def _carry(key: str, attempt: int) -> None:
    name = worker_queue.attempt_id(key, attempt)
    _at_work.add(name)
    try:
        _carry_on(key, attempt)
    finally:
        _at_work.discard(name)


def _carry_on(key: str, attempt: int) -> None:
    assert _desk is not None
    with _desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None or row["attempt"] != attempt:
        return  # a later attempt has taken over
    waits = {key: _until_it_waits(_desk, key)}
    if kind_of(row).together > 1:
        _carry_on_together(_desk, row, waits)
        return
    wait = waits[key]
    if wait is not None:
        with _desk.write() as conn:
            worker_queue.hand_over(_desk, conn, key, row["company"], attempt, wait)


def _until_it_waits(desk: Desk, key: str) -> timedelta | None:
    wait = step(desk, key)
    while wait is not None and wait <= timedelta(0):
        wait = step(desk, key)
    return wait


def _carry_on_together(desk: Desk, row: ledger.Row, waits: dict[str, timedelta | None]) -> None:
    """Carry all of a place that are due, then hand it over for whoever of them is due next."""
    while True:
        now = desk.clock()
        with desk.read() as conn:
            beside = ledger.unfinished_beside(conn, row["manifest"])
        mine = [one for one in beside if worker_queue.place_of(one) == worker_queue.place_of(row)]
        when = {one["key"]: one["next_check_at"] or now for one in mine}  # without one: now
        due = [key for key, at in when.items() if key not in waits and at <= now]
        if not due:
            break
        waits[due[0]] = _until_it_waits(desk, due[0])
    if mine:
        until = {key: waits.get(key) or at - now for key, at in when.items()}
        first = min(mine, key=lambda one: until[one["key"]])
        with desk.write() as conn:
            worker_queue.hand_over(
                desk, conn, first["key"], first["company"], first["attempt"], max(until[first["key"]], timedelta(0))
            )


def at_once(text: str) -> int:
    """How many exports a worker carries at once: 16 when nothing is said, else what is; WorkbenchError."""
    number = int(text) if text.isdecimal() else 0 if text else USUALLY
    if not 1 <= number <= MOST:
        raise WorkbenchError(f"{AT_ONCE} is {text!r}.", f"Set it to a whole number from 1 to {MOST}.")
    return number


def run(url: str | None = None, until_gone: int | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until process ``until_gone`` is gone and nothing is left."""
    global _desk
    together = at_once(os.environ.get(AT_ONCE, ""))
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
            # The queue keeps every worker to what the last one started was set to; threads begin only when used.
            "max_executor_threads": MOST,
            "sys_db_pool_size": POOLED,
        }
    )
    _beat(_desk, identity)  # before anything is begun in this name
    DBOS.launch()
    DBOS.register_queue(
        worker_queue.QUEUE,
        partition_concurrency=1,
        worker_concurrency=together,  # without it the first to look takes every company, and others have nothing to do
        polling_interval_sec=0.2,
        on_conflict="always_update",
    )
    stop = threading.Event()
    _on_signals(stop)
    try:
        _watch(_desk, identity, stop, until_gone)
    finally:
        _sign_off(_desk, identity)
        DBOS.destroy(workflow_completion_timeout_sec=5)
        _desk.close()


def _sign_off(desk: Desk, identity: str) -> None:
    try:
        with desk.write() as conn:
            workers.sign_off(conn, identity)
    except Exception as problem:  # the others take a silent worker for dead soon enough
        _log.warning("The worker could not sign off (%s).", type(problem).__name__)


def _on_signals(stop: threading.Event) -> None:
    import signal

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())


def _watch(desk: Desk, identity: str, stop: threading.Event, until_gone: int | None) -> None:
    """Beat, take over what dead workers left, and queue what nobody holds; the first round looks at everything."""
    everything, store, seen = True, database.identity(desk.url), time.monotonic()
    while True:
        alone = until_gone is not None and not is_running(until_gone)
        if alone and database.identity(desk.url) != store:
            return  # the store was removed: there is nothing to carry, and nobody to tell
        try:
            _take_over(desk, identity, everything=everything)
            everything, seen = False, time.monotonic()
            if alone and not _unfinished(desk):
                return
        except Exception as problem:  # whatever keeps the store away or full, it is looked at again at the next beat
            _log.warning("The exports could not be looked after (%s); trying again.", type(problem).__name__)
            everything = True
            if alone and time.monotonic() - seen >= AWAY_SECONDS:
                return
        if stop.wait(BEAT_SECONDS):
            return


def _unfinished(desk: Desk) -> list[ledger.Row]:
    with desk.read() as conn:
        return ledger.unfinished(conn)


def _beat(desk: Desk, identity: str) -> None:
    with desk.write() as conn:
        workers.beat(conn, identity, socket.gethostname(), os.getpid(), desk.clock())


def _take_over(desk: Desk, identity: str, *, everything: bool) -> None:
    """Free what dead workers hold and queue it anew; their names go last, so that dying here loses nothing."""
    _beat(desk, identity)
    slots.give_back_what_was_left(desk.engine)
    now = desk.clock()
    with desk.read() as conn:
        known = workers.listing(conn)
    dead = {one[0] for one in known if one[0] != identity and not lives(one, now)}
    _free_places(identity, {one[0] for one in known} - dead)
    _queue(desk, _forgotten(desk, everything=everything or bool(dead)))
    if dead:
        with desk.write() as conn:
            for name in dead:
                workers.sign_off(conn, name)


def _free_places(identity: str, alive: set[str]) -> None:
    """Give up the places of attempts begun by a worker that is gone, or here and not carried at two beats running.

    The second kind is left when the store fails at the moment an attempt begins or ends; a place that nobody gives up
    keeps its company waiting for ever.
    """
    global _idle
    begun = DBOS.list_workflows(status="PENDING", queue_name=worker_queue.QUEUE, load_input=False, load_output=False)
    idle = {one.workflow_id for one in begun if one.executor_id == identity} - _at_work
    gone = {one.workflow_id for one in begun if one.executor_id not in alive}
    for workflow in gone | (idle & _idle):
        DBOS.cancel_workflow(workflow)
    _idle = idle


def _forgotten(desk: Desk, *, everything: bool) -> list[ledger.Row]:
    """Exports with no attempt under way: whoever carried it died, or the store failed as it was handed over.

    Of a long backlog a part at a beat, others at the next; ``everything``: all of it. What is under way already is
    never queued anew: after many restarts the attempts overtaken would be nearly all there is to work off.
    """
    places = list(worker_queue.by_place(_unfinished(desk)).values())
    if not everything:
        places = random.sample(places, len(places))[:LOOKED_AT_TOGETHER]
    found = []
    for start in range(0, len(places), LOOKED_AT_TOGETHER):
        some = places[start : start + LOOKED_AT_TOGETHER]
        there = _under_way(row for rows in some for row in rows)
        found += [rows[0] for rows in some if there.isdisjoint(row["key"] for row in rows)]
    return found


def _under_way(rows: Iterable[ledger.Row]) -> set[str]:
    """The keys of those exports whose attempt is being carried or waits in the queue for workers like this one."""
    keys = {worker_queue.attempt_id(row["key"], row["attempt"]): row["key"] for row in rows}
    if not keys:
        return set()  # the queue takes no names at all for a question about everybody
    held = DBOS.list_workflows(
        workflow_ids=list(keys),
        status=worker_queue.UNDER_WAY,
        app_version=worker_queue.VERSION,
        load_input=False,
        load_output=False,
    )
    return {keys[one.workflow_id] for one in held}


def _queue(desk: Desk, rows: list[ledger.Row]) -> None:
    """Queue the next attempt of each place; an attempt still queued finds itself overtaken.

    A few places at a time: whoever carries one of them meanwhile waits for its row.
    """
    places = list(worker_queue.by_place(rows).values())
    for start in range(0, len(places), QUEUED_TOGETHER):
        with desk.write() as conn:
            for several in places[start : start + QUEUED_TOGETHER]:
                worker_queue.hand_over_together(desk, conn, several)
