"""The desk: what a page, a notebook or the worker holds while it works on one store."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from datetime import date, datetime
from types import TracebackType

import sqlalchemy as sa

from workbench.processes import boot
from workbench.store import database

Ticks = tuple[str, float]  # which start of the machine, and the seconds it counted since


def _machine_ticks() -> Ticks:
    return boot(), time.monotonic()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


class Desk:
    """A store opened for one person: the engine, who is working, and the clock.

    ``closing`` are called once on close, last first (a demo stops its sandbox and worker that way).
    """

    def __init__(
        self, url: str | None = None, *, actor: str | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.url = database.normal_url(url)
        self.engine: sa.Engine = database.open_store(self.url)
        self.actor = actor or _user()
        self.workspace = ""
        self.clock = clock or database.clock(self.engine)
        self.ticks: Callable[[], Ticks] = _machine_ticks
        self.closing: list[Callable[[], object]] = []

    def __repr__(self) -> str:
        return f"Desk({sa.make_url(self.url).render_as_string(hide_password=True)})"

    def at(self, workspace: str) -> Desk:
        """The same desk in the workspace of another client company; it is closed with this one."""
        other = copy(self)
        other.workspace, other.closing = workspace, []
        return other

    def today(self) -> date:
        """Today where the user is, for defaults people see; never a UTC date."""
        return self.clock().astimezone().date()

    def read(self) -> AbstractContextManager[sa.Connection]:
        """One consistent state to read."""
        return database.reading(self.engine, self.workspace)

    def write(self) -> AbstractContextManager[sa.Connection]:
        """One transaction, all or nothing."""
        return database.writing(self.engine, self.workspace)

    def close(self) -> None:
        """Let go of the store and of whatever was started for this desk."""
        while self.closing:
            self.closing.pop()()
        self.engine.dispose()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_desk(url: str | None = None) -> Desk:
    """A desk on the store at a SQLAlchemy database URL (default: the local SQLite file), created and migrated when new.

    A context manager. Everything but talking to Intacct works without a connection.
    """
    return Desk(url)
