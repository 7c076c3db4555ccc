"""One installation of the program: store, queue and workers, on one or two machines; the flows are the real ones."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from tests.faults.simulation.network import Network
from tests.faults.simulation.quick import QuickConnection
from tests.faults.simulation.stage import Killed, Machine, Process, Stage
from workbench.desk import Desk
from workbench.flows import carry, worker_queue
from workbench.store import database
from workbench.store import exports as ledger

MOST_WORKERS = 5


class Installation:
    """The desk, queue and workers of one company's payroll office."""

    def __init__(self, stage: Stage, network: Network, number: int) -> None:
        self.stage, self.network, self.number = stage, network, number
        self.connection = fresh_store(number)
        self.machines = [Machine(stage, f"{number}/{n}") for n in range(stage.weather.machines)]
        self.people: list[Process] = []
        self.workers: list[Process] = []
        self.queue: list[tuple[float, str, int]] = []

    def process(self, name: str) -> Process:
        """A new process on one of the machines."""
        return Process(self.stage, self.stage.dice.choice(self.machines), f"{name} {self.number}")

    def set_clocks(self, seconds: float) -> None:
        """Somebody sets the clock that all who share the store go by."""
        for machine in self.machines:
            machine.wall_offset += seconds

    def enqueue(self, key: str, attempt: int, wait: float) -> None:
        """Queue an attempt; now and then it is delivered twice, as any queue may."""
        for _ in range(2 if self.stage.dice.random() < 0.05 else 1):
            due = self.stage.now + wait
            self.queue.append((due, key, attempt))
            self.stage.at(due, self._call_a_worker)

    def _call_a_worker(self) -> None:
        resting = [worker for worker in self.workers if worker.alive and worker.idle]
        if resting:
            self.stage.dice.choice(resting).call()

    def _take(self) -> tuple[str, int] | None:
        due = [task for task in self.queue if task[0] <= self.stage.now]
        if not due:
            return None
        self.queue.remove(due[0])
        return due[0][1:]

    def changed(self) -> None:
        """Everyone who looks at the exports sees the change, sooner or later."""
        for person in self.people:
            person.call(self.stage.dice.random() * self.stage.weather.impatience)

    def hire(self) -> None:
        """Start one more worker process."""
        if sum(worker.alive for worker in self.workers) >= MOST_WORKERS:
            return
        worker = self.process(f"worker {len(self.workers) + 1}")
        self.workers.append(worker)
        self.stage.start(worker, lambda: self._work(worker))

    def _work(self, worker: Process) -> None:
        """What the worker process does: queue everything unfinished, then one attempt after another."""
        desk = SimulatedDesk(self, worker)
        try:
            with desk.write() as conn:
                for row in ledger.unfinished(conn):
                    worker_queue.hand_over(desk, conn, row["key"], row["company"], row["attempt"])
            while True:
                task = self._take()
                if task is None:
                    worker.wait_for_call()
                else:
                    carry_attempt(desk, *task)
                    if not self.queue:
                        self.changed()
        except Killed:
            self.stage.at(self.stage.now + self.stage.dice.choice((0.1, 3.0, 60.0, 400.0)), self.hire)
            raise


def carry_attempt(desk: Desk, key: str, attempt: int) -> None:
    """One attempt as the worker's workflow makes it: steps until the export rests or has to wait."""
    with desk.read() as conn:
        row = ledger.get(conn, key)
    if row is None or row["attempt"] != attempt:
        return
    wait = carry.step(desk, key)
    while wait is not None and wait <= timedelta(0):
        wait = carry.step(desk, key)
    if wait is not None:
        with desk.write() as conn:
            worker_queue.hand_over(desk, conn, key, row["company"], attempt, wait)


class SimulatedDesk(Desk):
    """A real desk on a store in memory whose process may die around and within every transaction."""

    def __init__(self, installation: Installation, process: Process) -> None:
        self.url = f"simulated {installation.number}"
        self.actor = process.name
        self.workspace = ""
        self.clock = process.machine.clock
        self.ticks = process.machine.ticks
        self.closing = []
        self.installation = installation
        self.process = process
        self.to_queue: list[tuple[str, int, float]] = []

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One consistent state; nobody else runs meanwhile."""
        self.process.boundary("before reading")
        with self.installation.connection.begin():
            yield self.installation.connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction; what it queued is queued with its commit."""
        stage = self.process.stage
        self.process.boundary("before a transaction")
        with self.installation.connection.begin():
            self.to_queue.clear()
            yield self.installation.connection
            self.process.may_die("before the commit", 0.5)
        for task in self.to_queue:
            self.installation.enqueue(*task)
        if stage.dice.random() < 0.1:
            self.installation.changed()
        self.process.boundary("after a transaction")


@cache
def _empty_store() -> bytes:
    """A created and migrated store, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        database.open_store(f"sqlite:///{path}").dispose()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            content = connection.serialize()
        connection.close()
    return content


@cache
def _connection(number: int) -> QuickConnection | sa.Connection:
    """In memory, and kept: no schedule has two transactions at once. With the engine around it when asked to."""
    if os.environ.get("SIMULATION_ENGINE") != "whole":
        connection = QuickConnection(sqlite3.connect(":memory:", isolation_level=None))
        connection.driver.execute("PRAGMA foreign_keys=ON")
        return connection
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", database._sqlite_connected)
    event.listen(engine, "begin", lambda conn: conn.connection.driver_connection.execute("BEGIN IMMEDIATE"))
    return engine.connect().execution_options(workspace="")


def fresh_store(number: int) -> QuickConnection | sa.Connection:
    """An empty store in memory; the next one of that number takes its place."""
    connection = _connection(number)
    quick = isinstance(connection, QuickConnection)
    driver = connection.driver if quick else connection.connection.driver_connection
    driver.deserialize(_empty_store())
    return connection
