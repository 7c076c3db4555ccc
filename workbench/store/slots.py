"""One call in flight per Intacct company, whoever makes it: a slot that is taken, waited for, and let go."""

from __future__ import annotations

import os
import random
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from workbench import processes
from workbench.errors import Busy, StoreError
from workbench.store.database import reading, writing
from workbench.store.tables import slots

Clock = Callable[[], datetime]

_SHORTEST, _LONGEST = 0.01, 0.25  # seconds between two looks
# Put together once: every call to Intacct needs them, a read of many pages dozens of times.
_HELD = sa.select(slots).where(slots.c.company == sa.bindparam("whose"))
_TAKE = slots.insert()
_TAKE_OVER = slots.update().where((slots.c.company == sa.bindparam("whose")) & (slots.c.holder == sa.bindparam("gone")))
_LET_GO_OF = slots.delete().where(slots.c.holder == sa.bindparam("mine"))
_LET_GO = slots.delete().where((slots.c.company == sa.bindparam("whose")) & (slots.c.holder == sa.bindparam("mine")))
# Slots of this process that could not be given back when their call was over, each with the store it lies in.
_LEFT_BEHIND: dict[str, sa.URL] = {}
# Those it waits for or holds at the moment; any other under its number was held by a dead process that had it before.
_OURS: set[str] = set()


@contextmanager
def take(engine: sa.Engine, company: str, deadline: timedelta, clock: Clock, wait: float = 90.0) -> Iterator[None]:
    """Hold the slot of the company, for ``deadline`` at most; Busy when it is not free within ``wait`` seconds.

    A holder on this machine whose process is gone is taken over at once, any other when its time is over.
    No transaction is open while the slot is held.
    """
    holder = uuid.uuid4().hex
    _OURS.add(holder)
    try:
        _wait_for(engine, company, holder, deadline, clock, wait)
        try:
            yield
        finally:
            _let_go(engine, company, holder)
    finally:
        _OURS.discard(holder)


def _wait_for(engine: sa.Engine, company: str, holder: str, deadline: timedelta, clock: Clock, wait: float) -> None:
    give_up, pause = time.monotonic() + wait, _SHORTEST
    while not _taken_or_left(engine, company, holder, clock(), deadline):
        if time.monotonic() >= give_up:
            raise Busy(f"Another call for {company} is still running; nothing was sent.")
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(pause * 1.5, _LONGEST)


def _let_go(engine: sa.Engine, company: str, holder: str) -> None:
    try:
        _give_back(engine, company, holder)
    except (sa.exc.SQLAlchemyError, StoreError):
        # What was done under the slot is done: here it is known to be over, for others it ends at the next beat.
        _LEFT_BEHIND[holder] = engine.url


def give_back_what_was_left(engine: sa.Engine) -> None:
    """Give back what could not be while the store was away, so that other processes need not wait for its time."""
    for holder in [one for one, url in _LEFT_BEHIND.items() if url == engine.url]:
        with writing(engine) as conn:
            conn.execute(_LET_GO_OF, {"mine": holder})
        del _LEFT_BEHIND[holder]


def _taken_or_left(engine: sa.Engine, company: str, holder: str, now: datetime, deadline: timedelta) -> bool:
    """Take the slot, where a store that goes away in between may or may not have kept that it was taken."""
    try:
        return _taken(engine, company, holder, now, deadline)
    except (sa.exc.SQLAlchemyError, StoreError):
        _LEFT_BEHIND[holder] = engine.url
        raise


def _taken(engine: sa.Engine, company: str, holder: str, now: datetime, deadline: timedelta) -> bool:
    """Take the slot when it is free or its holder is gone: a look that blocks nobody, then one short transaction."""
    with reading(engine) as conn:
        if not _is_free(conn.execute(_HELD, {"whose": company}).first(), now):
            return False
    values = {
        "company": company, "holder": holder, "host": socket.gethostname(), "pid": os.getpid(), "until": now + deadline,
    }  # fmt: skip
    try:
        with writing(engine) as conn:
            held = conn.execute(_HELD, {"whose": company}).first()
            if held is None:
                conn.execute(_TAKE, values)
                return True
            if not _is_free(held, now):
                return False
            return conn.execute(_TAKE_OVER, {**values, "whose": company, "gone": held.holder}).rowcount == 1
    except sa.exc.IntegrityError:  # somebody else inserted the row first (PostgreSQL)
        return False


def _is_free(held: Any, now: datetime) -> bool:
    if held is None or held.until <= now:
        return True
    if held.host != socket.gethostname():
        return False
    return held.holder not in _OURS if held.pid == os.getpid() else not processes.is_running(held.pid)


def _give_back(engine: sa.Engine, company: str, holder: str) -> None:
    with writing(engine) as conn:
        conn.execute(_LET_GO, {"whose": company, "mine": holder})
