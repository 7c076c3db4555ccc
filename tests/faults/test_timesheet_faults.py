"""Timesheets under faults and kills: whatever happens to a request of many, each employee's week is there once.

`TIMESHEET_CASES=1 python -m pytest tests/faults/test_timesheet_faults.py` takes every fault at every call instead of
every nineteenth; `TIMESHEET_POINTS=all` kills at every line of the delivery instead of a few; `TIMESHEET_CAMPAIGN=500`
exports that many sheets by real workers that are killed again and again while the gateway fails in every way it can,
two people pressing Export at once (`-s` shows the figures).
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

import workbench as wb
from tests.faults import timesheets
from tests.faults.crash.forked import in_a_child
from tests.faults.crash.ground import Clock, at_clock, make_ready
from tests.faults.crash.points import HOME, Lines
from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows import carry, exports, job_cost_export, workers
from workbench.flows.connections import gateway as open_gateway
from workbench.gateway.session import drop_session
from workbench.store import audit
from workbench.store import exports as ledger

EVERY = int(os.environ.get("TIMESHEET_CASES", "19"))
POINTS = os.environ.get("TIMESHEET_POINTS", "5")
CAMPAIGN = int(os.environ.get("TIMESHEET_CAMPAIGN", "0"))
TOGETHER = 4  # sheets of one case

CALLS = {
    "sign-in": {"on": "getAPISession"},
    "preflight": {"on": "query TIMESHEET", "nth": 1},
    "create": {"on": "create TIMESHEET"},
    "read-back sheets": {"on": "query TIMESHEET", "nth": 2},
    "read-back entries": {"on": "query TIMESHEETENTRY", "nth": 1},
    "standing": {"on": "query TIMESHEETENTRY", "nth": 2},
    "approve": {"on": "approve TIMESHEET"},
}
FAULTS = [
    {"kind": kind}
    for kind in (
        "aborted", "busy", "cut_body", "duplicated_result", "empty", "error_500_after", "error_500_before",
        "foreign_controlid", "gone_524", "html_502_after", "html_502_before", "in_process", "offline", "reset_after",
        "reset_before", "session_expired", "throttled", "truncated", "two_documents", "wrong_encoding",
    )
] + [{"kind": "late_commit", "delay": 2}, {"kind": "late_commit", "delay": 2, "answer": "504"}]  # fmt: skip
CASES = [(call, fault) for call in CALLS for fault in FAULTS]
LOST = ("reset_before", "error_500_before", "html_502_before", "in_process")
# Of a thousand requests of each kind how many fail in that way during the campaign.
WEATHER = {"create TIMESHEET": 250, "approve TIMESHEET": 150, "query TIMESHEET": 60, "query TIMESHEETENTRY": 60}
STORM = ("reset_after", "truncated", "error_500_after", "reset_before", "throttled", "duplicated_result", "late_commit")


@pytest.fixture(scope="module")
def ground(tmp_path_factory, sandbox_process):
    """One desk for all cases, connected, at a clock that skips what would only be waited for."""
    sandbox_process.control("reset")
    timesheets.clear(sandbox_process, whose="")
    with Desk(f"sqlite:///{tmp_path_factory.mktemp('sheets') / 'sheets.sqlite'}") as desk:
        make_ready(desk, sandbox_process.credentials)
        wb.connect(desk, "job_cost_export", **sandbox_process.credentials, horizon_seconds=12)
        yield at_clock(desk, Clock())
    sandbox_process.control("reset")


@pytest.fixture
def case(ground, sandbox_process, request):
    """A fresh batch, signed out, no fault in force; nothing of it is left there afterwards."""
    sandbox_process.control("clear_faults")
    first = request.node.callspec.params["number"] * 2 if hasattr(request.node, "callspec") else 500
    with open_gateway(ground, "job_cost_export") as gateway:
        drop_session(gateway.credentials)
    yield timesheets.batch_of(ground, timesheets.entries(TOGETHER, first))
    sandbox_process.control("clear_faults")
    timesheets.clear(sandbox_process)


def carry_on(desk, sandbox, batch, resend=True):
    """What workers do, and a person with what is absent or was refused approval, until everything rests."""
    for _ in range(12):
        for key in [sheet.reference for sheet in batch.sheets]:
            for _ in range(200):
                wait = carry.step(desk, key)
                if wait is None:
                    break
                desk.clock.skip(wait)
                sandbox.control("advance_clock", seconds=max(wait.total_seconds(), 0))
        done = wb.job_cost_export(desk, batch.reference)
        absent = done.sheets.loc[done.sheets["state"] == "absent", "key"]
        if resend:
            for key in absent:
                exports.send_again(desk, key, "it did not arrive")
        if not len(absent) or not resend:
            return done
    raise AssertionError(done.summary)


@pytest.mark.parametrize("number", range(0, len(CASES), EVERY))
def test_whatever_fails_at_whatever_call_each_week_is_there_once_and_approved(
    ground, sandbox_process, case, number, monkeypatch
):
    call, fault = CASES[number]
    monkeypatch.setattr(job_cost_export.workers, "ensure_worker", lambda desk: None)
    sandbox_process.control("faults", faults=[fault | CALLS[call]])
    job_cost_export.intend(ground, case)
    done = carry_on(ground, sandbox_process, case)
    if fault["kind"] == "aborted" and call == "create":
        assert set(done.sheets["state"]) == {"failed"} and timesheets.sheets_there(sandbox_process) == []
        return
    if set(done.sheets["approval"]) != {"approved"}:  # a read or approval that was refused by a rule: said, asked again
        assert fault["kind"] in ("aborted", *LOST, "offline"), done.summary
        wb.approve_again(ground, case.reference)
        done = carry_on(ground, sandbox_process, case)
    assert timesheets.wrongs(ground, sandbox_process, case) == []


def test_killed_at_any_line_each_week_is_there_once_and_the_others_do_not_wait(ground, sandbox_process, case):
    """Each point: killed there, killed again at another while recovering, then carried to the end."""
    watched = {str(HOME / name) for name in (
        "flows/carry.py", "flows/approving.py", "flows/sheet_readback.py", "flows/job_cost_export.py",
        "store/sheet_exports.py", "store/exports.py", "gateway/timesheets.py", "gateway/outcome.py",
    )}  # fmt: skip
    dice = random.Random(20260213)
    tally: Counter[str] = Counter()

    def export(batch):
        job_cost_export.intend(ground, batch)
        for sheet in batch.sheets:
            while (wait := carry.step(ground, sheet.reference)) is not None:
                ground.clock.skip(wait)

    def child(batch, stop_at=0):
        lines = Lines(stop_at=stop_at)
        lines.delivery = watched
        ground.engine.dispose()  # no connection may be shared with the child
        return in_a_child(lambda: len(lines.during(lambda: export(batch))))

    def fresh(number):
        return timesheets.batch_of(ground, timesheets.entries(3, 600 + number))

    counted = fresh(0)
    points = child(counted).given
    assert timesheets.wrongs(ground, sandbox_process, counted) == []
    timesheets.clear(sandbox_process)
    places = range(1, points + 1) if POINTS == "all" else sorted(dice.sample(range(1, points + 1), int(POINTS)))
    for number, place in enumerate(places, 1):
        batch, trouble = fresh(number), ("", "reset_after", "error_500_before")[number % 3]
        faults = [{"kind": trouble, "on": "create TIMESHEET"}] if trouble else []
        sandbox_process.control("faults", faults=faults)
        tally["killed"] += child(batch, place).code == -signal.SIGKILL
        tally["killed again"] += child(batch, dice.randint(1, points)).code == -signal.SIGKILL
        job_cost_export.intend(ground, batch)
        done = carry_on(ground, sandbox_process, batch)
        assert timesheets.wrongs(ground, sandbox_process, batch) == [], f"killed at point {place} of {points}"
        tally["sheets"] += done.landed
        timesheets.clear(sandbox_process)
    print(points, "points in all;", dict(tally))
    assert tally["killed"] >= 0.9 * len(places) and tally["sheets"] == 3 * len(places)


@pytest.mark.skipif(not CAMPAIGN, reason="TIMESHEET_CAMPAIGN=500 exports that many under kills and faults")
def test_hundreds_of_sheets_under_kills_and_faults_pressed_by_two_people_are_there_once(
    tmp_path: Path, sandbox_process
):
    sandbox_process.control("reset")
    url, dice, tally = f"sqlite:///{tmp_path / 'campaign.sqlite'}", random.Random(CAMPAIGN), Counter()
    with Desk(url, actor="Ada") as ada, Desk(url, actor="Ben") as ben:
        make_ready(ada, sandbox_process.credentials)
        wb.connect(ada, "job_cost_export", **sandbox_process.credentials, horizon_seconds=10)
        made = timesheets.entries(CAMPAIGN)
        timesheets.clear(sandbox_process, whose="")
        sandbox_process.control("faults", faults=_weather())
        whole = timesheets.batch_of(ada, made)
        begun = time.monotonic()
        people = [threading.Thread(target=_press, args=(desk, made, tally)) for desk in (ada, ben)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        end = time.monotonic() + 1500
        while time.monotonic() < end:
            process = workers.start_worker(ada, wait=True)
            _live_on(ada, dice.randint(1, CAMPAIGN), dice.random())
            if not _under_way(ada) and not _put_right(ada, made, tally):
                break
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            tally["kills"] += 1
        stats = sandbox_process.control("stats")
        sandbox_process.control("clear_faults")
        seconds = round(time.monotonic() - begun)
        wrong = timesheets.wrongs(ada, sandbox_process, whole)
        rows = _all(ada)
        history = Counter(event for key in rows for event in wb.history(ada, key)["event"])
        print(f"\n{CAMPAIGN} sheets in {seconds} s; {dict(tally)}; faults met {stats['faults']}")
        print(f"events {dict(history)}; requests {stats['requests']}")
        assert wrong == []
        assert tally["kills"] >= 2 and history["unknown"] > 0


def _live_on(desk, steps, more):
    """Let a worker come as many steps further, a minute at most, and into the middle of the next one."""
    before, since = _steps(desk), time.monotonic()
    while _under_way(desk) and _steps(desk) - before < steps and time.monotonic() - since < 60:
        time.sleep(0.02)
    time.sleep(more)


def _steps(desk):
    with desk.read() as conn:
        return len(audit.listing(conn))


def _weather():
    return [
        {"kind": kind, "on": call, "times": 0, "probability": often / 1000 / len(STORM), "seed": n, "delay": 2}
        for call, often in WEATHER.items()
        for n, kind in enumerate(STORM)
        if kind != "late_commit" or call == "create TIMESHEET"
    ]


def _press(desk, made, tally):
    """Preview and export everything; whoever comes second sees what the first wrote."""
    for _ in range(5):
        try:
            job_cost_export.intend(desk, timesheets.batch_of(desk, made))
            tally["pressed"] += 1
            return
        except ExportRefused:
            tally["refused, previewed again"] += 1
    raise AssertionError("could not export")


def _all(desk):
    return list(wb.exports(desk)["key"])


def _under_way(desk):
    with desk.read() as conn:
        return ledger.unfinished(conn)


def _put_right(desk, made, tally):
    """What a person does with what rests: absent is sent again, a refused approval asked for again, refused ones
    are exported anew."""
    shown = wb.exports(desk)
    absent = shown.loc[shown["state"] == "absent", "key"]
    for key in absent:
        exports.send_again(desk, key, "it did not arrive")
    refused = shown[(shown["state"] == "confirmed") & (shown["approval"] == "refused")]
    for batch in set(refused["manifest"]):
        wb.approve_again(desk, batch)
    failed = timesheets.batch_of(desk, made).going
    if failed:
        _press(desk, made, tally)
    tally["sent again"] += len(absent)
    tally["approval asked again"] += len(refused)
    tally["exported anew"] += len(failed)
    return len(absent) + len(refused) + len(failed)
