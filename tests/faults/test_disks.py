"""A store that is locked, full or away: nothing is lost, nothing is sent twice, and the export ends by itself.

`DISK_SIZES=57 PG_RESTARTS=300 python -m pytest tests/faults/test_disks.py -s` is the long campaign.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

import workbench as wb
from tests.faults.crash.ground import KEY, Clock, make_ready, press_export, preview, runs_of_the_sample
from workbench.desk import Desk
from workbench.errors import StoreError
from workbench.flows import carry, delivery, workers
from workbench.processes import is_running
from workbench.store import workers as worker_rows

ROOT = Path(__file__).resolve().parents[2]
SIZES = int(os.environ.get("DISK_SIZES", "12"))
RESTARTS = int(os.environ.get("PG_RESTARTS", "3"))
KILL = 9


@pytest.fixture
def desk(sqlite_url, sandbox):
    """A store that waits for others a moment only."""
    with Desk(sqlite_url) as desk:
        make_ready(desk, sandbox.credentials)
        sa.event.listen(desk.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=50"))
        desk.engine.dispose()
        yield desk


@pytest.fixture
def other_program(desk):
    """Another program that holds the file."""
    other = sqlite3.connect(desk.engine.url.database, isolation_level=None, check_same_thread=False)
    yield other
    other.close()


def creates(sandbox):
    return sandbox.control("stats")["requests"].get("create GLBATCH", 0)


def test_a_locked_store_is_said_in_words_before_anything_is_sent(desk, sandbox, other_program):
    batch = preview(desk)
    delivery.worker_queue.prepare(desk)
    other_program.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked") as said:
        press_export(desk, batch, Clock())
    assert "no other program holds the file" in said.value.remedy
    assert creates(sandbox) == 0 and len(wb.exports(desk)) == 0
    other_program.execute("ROLLBACK")
    press_export(desk, batch, Clock())
    assert wb.export(desk, batch.reference).state == "confirmed" and creates(sandbox) == 1


@pytest.mark.parametrize("locked_at", ["sending", "sent"])
def test_a_store_locked_in_the_middle_of_an_export_is_only_waited_for(desk, sandbox, other_program, locked_at):
    key = delivery.intend(desk, preview(desk))
    if locked_at == "sent":  # the lock comes while the call is under way, and its outcome cannot be written down
        sandbox.control("faults", faults=[{"kind": "slow", "on": "create GLBATCH", "seconds": 0.5}])
        threading.Timer(0.3, lambda: other_program.execute("BEGIN IMMEDIATE")).start()
    else:
        other_program.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        try:
            carry.step(desk, key)
        except StoreError as said:
            assert "locked" in said.message
    other_program.execute("ROLLBACK") if other_program.in_transaction else None
    press_export(desk, preview(desk), Clock())
    assert wb.export(desk, key).state == "confirmed"
    assert creates(sandbox) == len(sandbox.control("journals")["journals"]) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not limit the size of files")
def test_a_disk_that_is_full_at_any_write_sends_at_most_once_and_ends_confirmed(sqlite_url, sandbox):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.crash.full_disks", sqlite_url],
        cwd=ROOT,
        input=json.dumps({"sandbox": sandbox.environment, "sizes": SIZES}),
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    print([(one["size"], one["full"], one["sent"]) for one in found])
    for one in found:
        assert one["full"] and ("store" in one["full"] or "database" in one["full"] or one["full"] == "confirmed"), one
        assert one["sent"] <= 1 and one["again"] == "confirmed" and one["journals"] == 1, one
        assert one["audit"] == []
    assert found[0]["sent"] == 0 and found[-1]["full"] == "confirmed"
    assert {one["sent"] for one in found if one["full"] != "confirmed"} == {0, 1}


def living(desk):
    with desk.read() as conn:
        return [pid for _, _, pid, _ in worker_rows.listing(conn) if is_running(pid)]


def soon(found, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if found():
                return
        except StoreError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture
def busy(store_url, sandbox, tmp_path, monkeypatch):
    """Two runs and a worker at rest, on each database."""
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    with Desk(store_url) as desk:
        make_ready(desk, sandbox.credentials, runs_of_the_sample(tmp_path / "payroll", 2), horizon=3)
        workers.start_worker(desk)
        yield desk
        for pid in living(desk):
            os.kill(pid, KILL)


REFUSE = {
    "sqlite": ["CREATE TRIGGER no_room BEFORE UPDATE ON exports BEGIN SELECT RAISE(ABORT, 'no room'); END"],
    "postgresql": [
        "CREATE FUNCTION no_room() RETURNS trigger AS 'BEGIN RAISE disk_full; END' LANGUAGE plpgsql",
        "CREATE TRIGGER no_room BEFORE UPDATE ON exports EXECUTE FUNCTION no_room()",
    ],
}
ROOM = {"sqlite": "DROP TRIGGER no_room", "postgresql": "DROP TRIGGER no_room ON exports"}


def test_an_export_the_store_had_no_room_for_goes_on_by_itself_when_there_is_room(busy, sandbox):
    database = busy.engine.dialect.name
    first, second = (preview(busy, f"R{number:04d}") for number in range(2))
    with busy.write() as conn:
        for statement in REFUSE[database]:
            conn.execute(sa.text(statement))
    keys = [delivery.intend(busy, batch) for batch in (first, second)]
    soon(lambda: sandbox.control("stats")["requests"].get("query GLBATCH"))
    time.sleep(1)
    assert {wb.export(busy, key).state for key in keys} == {"planned"} and creates(sandbox) == 0
    with busy.write() as conn:
        conn.execute(sa.text(ROOM[database]))
    soon(lambda: {wb.export(busy, key).state for key in keys} == {"confirmed"})
    assert len(sandbox.control("journals")["journals"]) == 2
