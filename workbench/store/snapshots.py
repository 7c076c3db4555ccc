"""What was last read from Intacct, per company and entity, each as one frame."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from workbench.store.arrow import pack, unpack
from workbench.store.tables import snapshots


def put(
    conn: sa.Connection, company: str, entity: str, name: str, frame: pd.DataFrame, read_at: datetime, read_by: str
) -> None:
    """Keep the frame under the name in place of the one before."""
    conn.execute(snapshots.delete().where(_is(company, entity, name)))
    conn.execute(
        snapshots.insert().values(
            company=company,
            entity=entity,
            name=name,
            read_at=read_at,
            read_by=read_by,
            rows=len(frame),
            content=pack(frame),
        )
    )


def drop_others(conn: sa.Connection, company: str, entity: str, names: Collection[str]) -> None:
    """Forget what is kept under any other name: it was not to be read this time."""
    here = sa.and_(snapshots.c.company == company, snapshots.c.entity == entity)
    conn.execute(snapshots.delete().where(here, snapshots.c.name.not_in(names)))


def get(conn: sa.Connection, company: str, entity: str, name: str) -> pd.DataFrame | None:
    """The frame last kept under the name, None when there is none."""
    content = conn.execute(sa.select(snapshots.c.content).where(_is(company, entity, name))).scalar()
    return None if content is None else unpack(content)


def listing(conn: sa.Connection, company: str, entity: str) -> pd.DataFrame:
    """What is kept for a company and entity: name, rows, read_at, read_by."""
    shown = [snapshots.c.name, snapshots.c.rows, snapshots.c.read_at, snapshots.c.read_by]
    chosen = sa.select(*shown).where(snapshots.c.company == company, snapshots.c.entity == entity)
    found = [dict(row._mapping) for row in conn.execute(chosen.order_by(snapshots.c.name))]
    return pd.DataFrame(found, columns=["name", "rows", "read_at", "read_by"])


def _is(company: str, entity: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(snapshots.c.company == company, snapshots.c.entity == entity, snapshots.c.name == name)
