"""Handing exports to the workers: the intent and its place in the queue are one commit.

What travels together has one place: whoever carries it carries all that are due, and hands over for the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from workbench.desk import Desk
from workbench.flows.export_kinds import kind_of
from workbench.store import exports as ledger

QUEUE = "exports"
WORKFLOW = "carry"
APPLICATION = "workbench"
UNDER_WAY = ["PENDING", "ENQUEUED", "DELAYED"]  # what the queue says of an attempt that will still be carried
LAST = 2**31 - 1  # the number the queue serves last
VERSION = "1"  # of the workflow's steps; a running export survives a new version of everything else


@lru_cache(maxsize=16)
def _client(engine: Any) -> Any:
    from dbos import DBOSClient, DBOSPortableJSONSerializer  # a second to import: only when something is exported

    return DBOSClient(
        system_database_engine=engine,
        serializer=DBOSPortableJSONSerializer(),  # plain arguments only: ids, never a secret
        application_name=APPLICATION,
        lazy=True,
    )


def prepare(desk: Desk) -> None:
    """Make the queue's own tables in the store, when they are not there; before, never inside, a transaction."""
    _prepared(desk.engine, desk.url)


@lru_cache(maxsize=16)
def _prepared(engine: Any, url: str) -> None:
    """Once per opened store: the address alone may stand for another file by now (a backup put in its place)."""
    from dbos import DBOS

    DBOS.migrate(url)


def attempt_id(key: str, attempt: int) -> str:
    """What the queue calls an attempt of an export."""
    return f"{key}:{attempt}"


def place_of(row: ledger.Row) -> tuple[str, int]:
    """The place in the queue an export shares with those it travels with."""
    return row["manifest"], (row["part"] - 1) // kind_of(row).together


def by_place(rows: Iterable[ledger.Row]) -> dict[tuple[str, int], list[ledger.Row]]:
    """Exports by the place they share."""
    places: dict[tuple[str, int], list[ledger.Row]] = {}
    for row in rows:
        places.setdefault(place_of(row), []).append(row)
    return places


def enqueue(desk: Desk, conn: Any, key: str, company: str, attempt: int, wait: timedelta = timedelta(0)) -> None:
    """Put attempt number ``attempt`` of an export in the queue of its company, in the caller's transaction.

    Of those that are due the company's queue serves the one pressed first, whoever queued which anew in what order.
    """
    options: dict[str, Any] = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": attempt_id(key, attempt),
        "app_version": VERSION,
        "queue_partition_key": company or "-",
        "priority": turn(ledger.pressed_at(conn, key)),
    }
    if wait > timedelta(0):
        options["delay_seconds"] = wait.total_seconds()
    _client(desk.engine).enqueue_in_transaction(conn, options, key, attempt)


def turn(pressed_at: datetime) -> int:
    """The place of an export among others of its company by when it was pressed: the hundredths of 248 days.

    The queue's own order is that of transactions, or of whole seconds on SQLite.
    """
    return int(pressed_at.timestamp() * 100) % LAST + 1


def hand_over(desk: Desk, conn: Any, key: str, company: str, attempt: int, wait: timedelta = timedelta(0)) -> bool:
    """Queue the attempt after ``attempt``; False when the export is at rest or another attempt was handed out."""
    if not ledger.hand_over(conn, key, attempt, desk.clock() + wait):
        return False
    enqueue(desk, conn, key, company, attempt + 1, wait)
    return True


def hand_over_together(desk: Desk, conn: Any, rows: Iterable[ledger.Row]) -> None:
    """Queue the next attempt of each place these exports share."""
    for several in by_place(rows).values():
        first = several[0]
        hand_over(desk, conn, first["key"], first["company"], first["attempt"])
