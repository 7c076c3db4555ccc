"""A worker that outlives its starter stays while something is left to carry, but not beside a store that is gone."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.test_exports import NOW, intent
from workbench import processes
from workbench.desk import Desk
from workbench.store import exports as ledger
from workbench.store import workers


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


def until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_leaves_when_nothing_is_left_to_carry(sqlite_url, gone):
    with Desk(sqlite_url) as desk:
        worker = started(desk, gone)
        assert worker.wait(60) == 0 and pids(desk) == []


def test_it_leaves_when_its_store_was_removed_however_much_is_left(sqlite_url, gone):
    with Desk(sqlite_url) as desk:
        with desk.write() as conn:  # no connection: nobody can find out what became of it
            ledger.insert(conn, intent() | {"state": "unknown", "sent_at": NOW}, ["E1001"], NOW, "amara")
        worker = started(desk, gone)
        time.sleep(5)
        assert worker.poll() is None, log_of(desk).read_text()
        Path(desk.url.removeprefix("sqlite:///")).unlink()
    assert worker.wait(60) == 0
