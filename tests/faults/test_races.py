"""Two people, two batches, two installations at the same moment; an old backup; clocks that are wrong.

`RACES=200 python -m pytest tests/faults/test_races.py -s` is the long campaign.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import workbench as wb
from tests.faults.crash.ground import KEY, Clock, at_clock, carry_on, make_ready, press_export, preview
from workbench.desk import Desk
from workbench.flows import carry, delivery
from workbench.flows.verify import verify
from workbench.store import audit

ROOT = Path(__file__).resolve().parents[2]
RACES = int(os.environ.get("RACES", "6"))

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


@forks
def test_whoever_presses_export_at_the_same_moment_one_draft_is_sent(store_url, sandbox, tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.crash.races", store_url, f"sqlite:///{tmp_path / 'other.sqlite'}"],
        cwd=ROOT,
        env={**os.environ, "WORKBENCH_KEY": KEY},
        input=json.dumps({"sandbox": sandbox.environment, "races": RACES}),
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    for kind, races in found.items():
        print(kind, len(races), dict(Counter(" ".join(race["states"]) for race in races)))
        assert [race["codes"] for race in races if any(race["codes"])] == []
        assert [race["journals"] for race in races if race["creates"]] == [1] * sum(r["creates"] > 0 for r in races)
    # Four people, one export. Outside the queue they may take each other for dead before the call: nothing is sent.
    for race in found["same"]:
        assert (race["states"], race["creates"]) in ((["confirmed"] * 4, 1), (["absent"] * 4, 0))
        events = Counter(race["events"])
        assert events["planned"] == events["sending"] == 1
    assert sum(race["creates"] for race in found["same"]) >= 0.5 * RACES
    for race in found["overlapping"]:  # a record is in one of two batches
        assert race["states"] == ["confirmed", "refused"] and race["creates"] == 1
    for race in found["installations"]:  # each has its own ledger, Intacct has one journal
        assert race["states"] == ["confirmed"] * 2 and race["journals"] == 1


def test_the_anchor_names_the_row_before_however_many_write_at_once(store_url, sandbox, monkeypatch):
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    with Desk(store_url) as desk, ThreadPoolExecutor(1) as other:
        batches = [preview(make_ready(desk, sandbox.credentials), employees=[f"E100{n}"]) for n in range(1, 6)]
        delivery.worker_queue.prepare(desk)
        over = threading.Event()
        written = other.submit(write_on, desk, over)
        try:
            for batch in batches:
                delivery.intend(desk, batch)
        finally:
            over.set()  # the pool waits for its thread, whatever went wrong here
        assert written.result() > 0
        assert verify(desk).problems == ()


def write_on(desk, over):
    """Somebody else's work, each time a row of the audit trail."""
    rows = 0
    while not over.is_set():
        with desk.write() as conn:
            audit.append(conn, desk.clock(), "somebody else", "setup saved", "", {})
        rows += 1
        time.sleep(0.005)  # SQLite has no queue of writers: without a pause nobody else might get a turn on a slow disk
    return rows


@pytest.fixture
def desk(sqlite_url, sandbox):
    with Desk(sqlite_url) as desk:
        yield make_ready(desk, sandbox.credentials)


def creates(sandbox):
    return sandbox.control("stats")["requests"].get("create GLBATCH", 0)


def test_a_day_old_backup_restored_adopts_the_draft_and_sends_nothing(desk, sandbox, tmp_path):
    store = tmp_path / "workbench.sqlite"
    desk.engine.dispose()
    shutil.copy(store, tmp_path / "backup.sqlite")
    batch = preview(desk)
    press_export(desk, batch, Clock())
    desk.engine.dispose()
    for file in tmp_path.glob("workbench.sqlite*"):
        file.unlink()
    shutil.copy(tmp_path / "backup.sqlite", store)
    with Desk(desk.url) as restored:
        clock = Clock(timedelta(days=1))
        again = preview(at_clock(restored, clock))
        assert again.reference == batch.reference and len(wb.exports(restored)) == 0
        press_export(restored, again, clock)
        assert list(wb.history(restored, again.reference)["event"]) == ["planned", "confirmed"]
    assert creates(sandbox) == len(sandbox.control("journals")["journals"]) == 1


class Wrong(Clock):
    """A clock that somebody may set, seen in some time zone; the machine's ticks go on as they are."""

    def __init__(self, at=None, zone=UTC):
        super().__init__(at - datetime.now(UTC) if at else timedelta(0))
        self.zone, self.set = zone, timedelta(0)

    def __call__(self):
        return (super().__call__() + self.set).astimezone(self.zone)


TORONTO = ZoneInfo("America/Toronto")
WRONG = {
    "an hour ahead": (None, UTC, timedelta(hours=1)),
    "a day ahead": (None, UTC, timedelta(days=1)),
    "an hour behind": (None, UTC, timedelta(hours=-1)),
    "summer time begins": (datetime(2026, 3, 8, 6, 59, 57, tzinfo=UTC), TORONTO, timedelta(0)),
    "summer time ends": (datetime(2026, 11, 1, 5, 59, 57, tzinfo=UTC), TORONTO, timedelta(0)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_clock_makes_nobody_believe_too_early_that_a_draft_did_not_arrive(desk, sandbox, name):
    """The draft is not there for ten seconds, of a horizon of twelve: until then it is unknown, never absent."""
    at, zone, moved = WRONG[name]
    clock = Wrong(at, zone)
    at_clock(desk, clock)
    sandbox.control("faults", faults=[{"kind": "late_commit", "on": "create GLBATCH", "delay": 600}])
    key = delivery.intend(desk, preview(desk))
    carry.step(desk, key)
    clock.set = moved
    for _second in range(1, 11):
        assert carry.step(desk, key) > timedelta(0)
        assert wb.export(desk, key).state == "unknown"
        clock.ahead += timedelta(seconds=1)
    sandbox.control("advance_clock", seconds=600)
    assert carry_on(desk, key, clock, resend=False) == "confirmed"
    assert len(sandbox.control("journals")["journals"]) == 1
