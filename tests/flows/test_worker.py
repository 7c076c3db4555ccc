"""How much a worker carries at once; one that outlives its starter stays while something is left, its store too."""

import socket
import subprocess
import sys
import threading
import time
import uuid
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

import workbench as wb
from tests.faults.crash.ground import KEY
from tests.store.test_exports import NOW, intent
from workbench import processes
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import worker
from workbench.store import exports as ledger
from workbench.store import tables, workers


@pytest.fixture
def gone():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def started(desk, gone):
    """A worker whose starter is gone, once it has said that it lives."""
    url = {"WORKBENCH_DATABASE_URL": desk.url}
    worker = processes.start(["worker", "--until-gone", str(gone)], environment=url, log=log_of(desk))
    until(lambda: pids(desk) == [worker.pid] or worker.poll() is not None)
    return worker


def log_of(desk):
    return Path(desk.url.removeprefix("sqlite:///")).with_suffix(".log")


def pids(desk):
    with desk.read() as conn:
        return [pid for _, _, pid, _ in workers.listing(conn)]


def beaten(desk):
    """Whether the worker went through a whole round and began the next one, with nobody left but itself."""
    with desk.read() as conn:
        row = conn.execute(sa.select(tables.workers)).one()
    return row.beat_at > row.started_at + timedelta(seconds=worker.BEAT_SECONDS - 0.5)


def until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_how_much_it_carries_at_once_is_a_setting():
    assert [worker.at_once(text) for text in ("", "1", "64")] == [worker.USUALLY, 1, 64]
    for text in ("0", "257", "many", "-3"):
        with pytest.raises(WorkbenchError, match="from 1 to 256"):
            worker.at_once(text)


def test_it_leaves_when_nothing_is_left_to_carry(sqlite_url, gone):
    with Desk(sqlite_url) as desk:
        process = started(desk, gone)
        assert process.wait(60) == 0 and pids(desk) == []


def test_it_leaves_when_its_store_was_removed_however_much_is_left(sqlite_url, gone):
    with Desk(sqlite_url) as desk:
        with desk.write() as conn:  # no connection: nobody can find out what became of it
            ledger.insert(conn, intent() | {"state": "unknown", "sent_at": NOW}, ["E1001"], NOW, "amara")
        process = started(desk, gone)
        until(lambda: beaten(desk) or process.poll() is not None)
        assert process.poll() is None, log_of(desk).read_text()
        Path(desk.url.removeprefix("sqlite:///")).unlink()
    assert process.wait(60) == 0


def attempts(desk):
    with desk.read() as conn:
        return sum(row["attempt"] for row in ledger.unfinished(conn))


def test_one_that_follows_a_dead_one_queues_only_what_that_one_carried(sqlite_url, gone, monkeypatch):
    """Three exports of a company that never answers: the first waits for its answer, the others for the first."""
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    with Desk(sqlite_url) as desk, socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}/ia/xml/xmlgw.phtml"
        signing_in = {"company": "ACME", "user": "u", "password": "p", "sender_id": "s", "sender_password": "s"}
        wb.connect(desk, "gl_export", **signing_in, endpoint=endpoint)
        with desk.write() as conn:
            for key in ("PW1", "PW2", "PW3"):
                ledger.insert(conn, intent(key), [f"E {key}"], NOW, "amara")
        for restarts in range(2):
            process = started(desk, gone)
            until(lambda: beaten(desk))
            assert attempts(desk) == 3 * 2 + restarts
            process.kill()
            process.wait(60)


class Rounds(threading.Event):
    """Nobody tells the worker to stop; it may look so many times before it must have left."""

    left = 5

    def wait(self, timeout=None):
        self.left -= 1
        assert self.left, "it stays"
        return False


@pytest.mark.parametrize("away, stays", [(0, False), (600, True)])
def test_it_leaves_when_its_store_stays_away_and_its_starter_too(postgresql_server, gone, monkeypatch, away, stays):
    """The store is a database of a server that is there no more."""
    name = f"workbench_{uuid.uuid4().hex[:12]}"
    server, _, query = postgresql_server.partition("?")
    monkeypatch.setattr(worker, "AWAY_SECONDS", away)
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        with Desk(f"{server.rpartition('/')[0]}/{name}?{query}") as desk:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            with pytest.raises(AssertionError, match="it stays") if stays else nullcontext():
                worker._watch(desk, "this one", Rounds(), gone)
