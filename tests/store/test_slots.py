"""One call in flight per company: taken, waited for, given back, and taken over from the dead."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
import sqlalchemy as sa

from workbench.desk import Desk
from workbench.errors import Busy, StoreError
from workbench.store import slots
from workbench.store.tables import slots as table

LONG = timedelta(minutes=6)


def clock() -> datetime:
    return datetime.now(UTC)


def held(desk: Desk) -> list[str]:
    with desk.read() as conn:
        return list(conn.execute(sa.select(table.c.company)).scalars())


def put(desk: Desk, host: str, pid: int, until: datetime) -> None:
    """A slot as another process would hold it."""
    with desk.write() as conn:
        conn.execute(table.insert().values(company="ACME", holder="other", host=host, pid=pid, until=until))


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_slot_is_held_and_given_back(desk: Desk) -> None:
    with slots.take(desk.engine, "ACME", LONG, clock):
        assert held(desk) == ["ACME"]
        with slots.take(desk.engine, "OTHER", LONG, clock):
            assert sorted(held(desk)) == ["ACME", "OTHER"]
    assert held(desk) == []


def test_it_is_given_back_when_the_call_fails(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), slots.take(desk.engine, "ACME", LONG, clock):
        raise ZeroDivisionError
    assert held(desk) == []


def test_no_transaction_is_open_while_it_is_held(desk: Desk) -> None:
    with slots.take(desk.engine, "ACME", LONG, clock), desk.write() as conn:
        conn.execute(sa.select(table.c.company))  # a second writer would wait for an open transaction


def test_a_living_holder_is_waited_for_and_then_it_is_busy(desk: Desk) -> None:
    put(desk, socket.gethostname(), os.getppid(), clock() + LONG)
    with pytest.raises(Busy, match="Another call for ACME"), slots.take(desk.engine, "ACME", LONG, clock, wait=0.1):
        pass
    assert held(desk) == ["ACME"]


def test_a_holder_whose_process_is_gone_is_taken_over_at_once(desk: Desk) -> None:
    put(desk, socket.gethostname(), dead_process(), clock() + LONG)
    with slots.take(desk.engine, "ACME", LONG, clock, wait=0):
        pass
    assert held(desk) == []


def test_a_holder_that_had_the_number_of_this_process_is_gone(desk: Desk) -> None:
    """A container started anew gives its processes the same numbers again."""
    put(desk, socket.gethostname(), os.getpid(), clock() + LONG)
    take = partial(slots.take, desk.engine, "ACME", LONG, clock, wait=0)
    with take(), pytest.raises(Busy), take():
        pass
    assert held(desk) == []


def test_a_holder_on_another_machine_keeps_it_until_its_time_is_over(desk: Desk) -> None:
    put(desk, "elsewhere", dead_process(), clock() + LONG)
    with pytest.raises(Busy), slots.take(desk.engine, "ACME", LONG, clock, wait=0):
        pass
    later = clock() + LONG + timedelta(seconds=1)
    with slots.take(desk.engine, "ACME", LONG, lambda: later, wait=0):
        pass


def test_who_was_taken_over_does_not_give_back_what_is_another_s(desk: Desk) -> None:
    with slots.take(desk.engine, "ACME", LONG, clock), desk.write() as conn:
        conn.execute(table.update().values(holder="the next one"))
    assert held(desk) == ["ACME"]


@pytest.mark.parametrize("lost", ["_give_back", "_taken"])
def test_what_a_store_that_went_away_kept_is_given_back_when_it_is_there_again(desk: Desk, monkeypatch, lost) -> None:
    whole = getattr(slots, lost)

    def went_away(*given):
        if lost == "_taken":
            whole(*given)  # the store kept it, and went away before it said so
        raise StoreError("The store is away.")

    monkeypatch.setattr(slots, lost, went_away)
    try:
        with slots.take(desk.engine, "ACME", LONG, clock):
            pass
    except StoreError:
        assert lost == "_taken"
    assert held(desk) == ["ACME"]
    monkeypatch.undo()
    slots.give_back_what_was_left(desk.engine)
    assert held(desk) == []


def test_threads_take_turns(desk: Desk) -> None:
    inside, most, turns = 0, 0, 0
    count = threading.Lock()

    def work() -> None:
        nonlocal inside, most, turns
        with slots.take(desk.engine, "ACME", LONG, clock):
            with count:
                inside, turns = inside + 1, turns + 1
                most = max(most, inside)
            time.sleep(0.005)
            with count:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, turns, held(desk)) == (1, 8, [])


WORKER = """
import sys, time
from functools import partial
from itertools import pairwise
from datetime import UTC, datetime, timedelta
from workbench.store import database, slots
engine = database.open_store(sys.argv[1])
for _ in range(5):
    with slots.take(engine, "ACME", timedelta(minutes=6), lambda: datetime.now(UTC)):
        began = time.time()
        time.sleep(0.01)
        print(began, time.time(), flush=True)
"""


def test_processes_take_turns(desk: Desk) -> None:
    command = [sys.executable, "-c", WORKER, desk.url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = "".join(worker.communicate(timeout=120)[0] for worker in workers)
    turns = sorted(tuple(map(float, line.split())) for line in told.splitlines())
    assert len(turns) == 10
    assert all(ended <= began for (_, ended), (began, _) in pairwise(turns))


def test_a_killed_holder_is_followed_at_once(desk: Desk) -> None:
    command = [sys.executable, "-c", WORKER.replace("0.01", "60"), desk.url]
    process = subprocess.Popen(command)
    while not held(desk):
        time.sleep(0.01)
    process.kill()
    process.wait()
    with slots.take(desk.engine, "ACME", LONG, clock, wait=0):
        pass
