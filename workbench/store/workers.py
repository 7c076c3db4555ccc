"""The workers that carry exports: who is alive, and who left work behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from workbench.store.tables import workers

SILENCE = timedelta(seconds=12)  # a worker beats every two seconds; after this it is taken for dead


def beat(conn: sa.Connection, worker: str, host: str, pid: int, at: datetime) -> None:
    """Say that the worker lives."""
    if conn.execute(workers.update().where(workers.c.id == worker).values(beat_at=at)).rowcount == 0:
        conn.execute(workers.insert().values(id=worker, host=host, pid=pid, started_at=at, beat_at=at))


def listing(conn: sa.Connection) -> list[tuple[str, str, int, datetime]]:
    """Every worker that has not signed off: id, host, process, last beat."""
    return [(row.id, row.host, row.pid, row.beat_at) for row in conn.execute(sa.select(workers))]


def sign_off(conn: sa.Connection, worker: str) -> None:
    """Forget a worker that stopped or died."""
    conn.execute(workers.delete().where(workers.c.id == worker))
