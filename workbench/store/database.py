"""Opening the store: SQLite on one machine, PostgreSQL for a team; created and migrated when new."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from workbench.errors import StoreError

_LOCAL_FILE = Path(".workbench") / "workbench.sqlite"
_MIGRATION_LOCK = 7_402_261_184


def local_url() -> str:
    """The address of the local SQLite file, or what WORKBENCH_DATABASE_URL says."""
    return os.environ.get("WORKBENCH_DATABASE_URL") or f"sqlite:///{_LOCAL_FILE.absolute()}"


def normal_url(url: str | None) -> str:
    """The SQLAlchemy address to use for ``url``; plain postgresql:// becomes the psycopg driver's."""
    text = url or local_url()
    for prefix in ("postgresql://", "postgres://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    return text


def beside(url: str, suffix: str) -> Path | None:
    """A file beside the SQLite store, named like it with ``suffix``; None on PostgreSQL."""
    address = sa.make_url(url)
    return Path(str(address.database)).with_suffix(suffix) if address.get_backend_name() == "sqlite" else None


def log_of(url: str, name: str) -> Path:
    """Where a program that works on the store writes its log: beside a SQLite store, else in the local folder."""
    place = beside(url, f".{name}.log")
    try:
        if place is None:
            _LOCAL_FILE.parent.mkdir(mode=0o700, exist_ok=True)
            place = _LOCAL_FILE.absolute().with_name(f"{name}.log")
        place.open("a").close()
    except OSError:
        return Path(os.devnull)
    return place


def identity(url: str) -> tuple[int, int] | None:
    """Which file a SQLite store is, None once it was removed; a file made anew at its place is another store."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return (0, 0)
    try:
        found = Path(str(address.database)).stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def open_store(url: str | None = None) -> sa.Engine:
    """The engine on the store at ``url``, created and migrated when new; StoreError when it cannot be used."""
    try:
        address = sa.make_url(normal_url(url))
        engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
        _migrate(engine)
    except (sa.exc.SQLAlchemyError, OSError, sqlite3.Error) as error:
        raise StoreError(f"The database cannot be opened ({type(error).__name__}: {_first_line(error)}).") from None
    return engine


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]


def _sqlite(address: sa.URL) -> sa.Engine:
    if address.database in (None, "", ":memory:"):
        raise StoreError(
            "A store in memory cannot be shared with the export worker.", "Give a file: sqlite:///name.sqlite"
        )
    path = Path(str(address.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    engine = sa.create_engine(address, connect_args={"timeout": 15})
    event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connected(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: BEGIN is ours, so that writers take the lock at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(address: sa.URL) -> sa.Engine:
    return sa.create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def clock(engine: sa.Engine) -> Callable[[], datetime]:
    """The time all who share the store go by: the database's own on PostgreSQL, this machine's on SQLite."""
    if engine.dialect.name != "postgresql":
        return lambda: datetime.now(UTC)

    def now() -> datetime:
        with _failing_in_words(), engine.connect() as connection:
            return connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one().astimezone(UTC)

    return now


def workspace(conn: sa.Connection) -> str:
    """The workspace a connection works in: every function of the store sees only its rows. Blank is the first one."""
    return str(conn.get_execution_options().get("workspace", ""))


@contextmanager
def reading(engine: sa.Engine, workspace: str = "") -> Iterator[sa.Connection]:
    """A connection for reading one consistent state; blocks nobody. StoreError when the database is away."""
    options = {"reading": True, "workspace": workspace}
    with _failing_in_words(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: sa.Engine, workspace: str = "") -> Iterator[sa.Connection]:
    """One write transaction: all or nothing, taken at once so that two writers queue instead of failing late.

    StoreError when the database is away, full, or held by someone else for longer than it is waited for.
    """
    options = {"workspace": workspace}
    with _failing_in_words(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def _failing_in_words() -> Iterator[None]:
    """The database's own trouble as a StoreError; its original would show the statement and what was in it."""
    try:
        yield
    except sa.exc.OperationalError as error:
        said = _first_line(error.orig) if isinstance(error.orig, Exception) else type(error).__name__
        problem = StoreError(f"The store cannot be read or written at the moment: {said}.")
    else:
        return
    raise problem


def _migrate(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with reading(engine) as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
