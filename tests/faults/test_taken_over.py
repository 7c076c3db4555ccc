"""Several workers on one store, one killed for good in the middle of a call: the others finish its work unasked."""

import os
import signal
import time

import pytest
import sqlalchemy as sa

import workbench as wb
from tests.faults.crash.ground import KEY, make_ready, preview, references, runs_of_the_sample
from workbench.desk import Desk
from workbench.flows import delivery, workers
from workbench.processes import is_running
from workbench.store import tables
from workbench.store import workers as worker_rows

RUNS = 5
WORKERS = 3

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill -9")


@pytest.fixture
def desk(store_url, sandbox, tmp_path, monkeypatch):
    """Five runs ready to export and three workers at rest, on each database."""
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    with Desk(store_url) as desk:
        make_ready(desk, sandbox.credentials, runs_of_the_sample(tmp_path / "payroll", RUNS), horizon=4)
        for _ in range(WORKERS):
            workers.start_worker(desk, wait=False)
        soon(lambda: len(living(desk)) == WORKERS)
        yield desk
        for pid in living(desk):
            os.kill(pid, signal.SIGKILL)


def living(desk):
    with desk.read() as conn:
        return [pid for _, _, pid, _ in worker_rows.listing(conn) if is_running(pid)]


def soon(found, seconds=60):
    """What is found, once there is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if seen := found():
            return seen
        time.sleep(0.02)
    raise AssertionError(f"nothing of it within {seconds} s")


def caller(desk):
    """The process whose call for the company is in flight."""
    with desk.read() as conn:
        return conn.execute(sa.select(tables.slots.c.pid)).scalar()


def test_the_work_of_a_worker_killed_in_the_middle_of_a_call_is_finished_by_the_others(desk, sandbox):
    sandbox.control("faults", faults=[{"kind": "endless", "on": "create GLBATCH", "nth": 2}])
    batches = [preview(desk, f"R{number:04d}") for number in range(RUNS)]
    batches.sort(key=lambda batch: batch.reference, reverse=True)  # no order that would come about by itself
    keys = [delivery.intend(desk, batch) for batch in batches]
    soon(lambda: sandbox.control("stats")["faults"].get("endless"))
    victim = caller(desk)
    assert victim in living(desk)
    os.kill(victim, signal.SIGKILL)
    soon(lambda: {wb.export(desk, key).state for key in keys} == {"confirmed"})
    held = [journal["REFERENCENO"] for journal in sandbox.control("journals")["journals"]]
    interrupted = keys[1]
    assert sorted(held) == sorted(key for batch in batches for key in references(batch))
    assert [key for key in held if key != interrupted] == [key for key in keys if key != interrupted]  # as pressed
    assert [list(wb.history(desk, key)["event"]).count("sending") for key in keys] == [1] * RUNS
    assert sandbox.control("stats")["most_at_once"] <= 2  # the call of the dead still hangs there beside the next one
    assert len(living(desk)) == WORKERS - 1
