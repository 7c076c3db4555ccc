"""How much a worker carries at once; one that outlives its starter stays while something is left, its store too."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.test_exports import NOW, intent
from workbench import processes
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import worker
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
        time.sleep(5)
        assert process.poll() is None, log_of(desk).read_text()
        Path(desk.url.removeprefix("sqlite:///")).unlink()
    assert process.wait(60) == 0
