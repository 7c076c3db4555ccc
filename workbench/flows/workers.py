"""Seeing to it that a worker lives for this store."""

from __future__ import annotations

import os
import socket
import time
from datetime import datetime, timedelta

from workbench import processes
from workbench.desk import Desk
from workbench.errors import StoreError
from workbench.store import database
from workbench.store import workers as store

START_SECONDS = 60
UNKNOWN_AGE = timedelta(minutes=1)  # of silence, where the system does not say when a process began


def alive(desk: Desk) -> bool:
    """Whether a worker carries exports of this store right now."""
    now = desk.clock()
    with desk.read() as conn:
        return any(lives(one, now) for one in store.listing(conn))


def lives(worker: tuple[str, str, int, datetime], now: datetime) -> bool:
    """Whether a worker that has not signed off still runs: its process here, its last beat elsewhere.

    A machine or container started anew soon gives a dead worker's number to another process: one that is younger
    than the worker's last beat.
    """
    _, host, pid, beat_at = worker
    silent = now - beat_at
    if host != socket.gethostname():
        return silent < store.SILENCE
    if not processes.is_running(pid):
        return False
    age = processes.age(pid)
    return silent < UNKNOWN_AGE if age is None else age >= silent.total_seconds()


def ensure_worker(desk: Desk) -> None:
    """Start a worker process for this store when none is alive, and wait until it says so."""
    if alive(desk):
        return
    start_worker(desk)


def start_worker(desk: Desk, wait: bool = True) -> int:
    """Start one more worker process, wait for its first sign of life if asked to, and give its process number.

    The worker goes on when this process ends, until nothing is left to carry.
    """
    log = database.log_of(desk.url, "worker")
    process = processes.start(
        ["worker", "--until-gone", str(os.getpid())],
        environment={"WORKBENCH_DATABASE_URL": desk.url},
        log=log,
    )
    if not wait:
        return process.pid
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with desk.read() as conn:
            if any(pid == process.pid for _, _, pid, _ in store.listing(conn)):
                return process.pid
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise StoreError("The export worker does not start.", f"Look into {log}, or run `python -m workbench worker`.")
