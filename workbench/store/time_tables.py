"""The tables of the time import: field maps, and the approved entries that became labor."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.store.instant import Instant
from workbench.store.tables import metadata

DECISIONS = ("skip", "accept")


def _text(name: str, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, primary_key=primary_key)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


# Every version of a field map, by what it is for; the last one is in force.
field_maps = sa.Table(
    "field_maps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("workspace"),
    _text("name"),  # time_import, or what else is mapped by fields
    _text("content"),  # the map as its file
    _text("content_sha256"),
    sa.Column("saved_at", Instant, nullable=False),
    _text("saved_by"),
    _text("note"),
)

# One press of Process that changed something.
time_imports = sa.Table(
    "time_imports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("workspace"),
    _text("company"),
    _text("entity"),
    sa.Column("period_start", sa.Date, nullable=False),
    sa.Column("period_end", sa.Date, nullable=False),
    _text("payroll_group"),  # blank: all
    sa.Column("late_since", sa.Date),
    sa.Column("field_map_id", sa.Integer),  # missing: none was saved, the usual fields were taken
    sa.Column("imported_at", Instant, nullable=False),
    _text("imported_by"),
    _count("new"),
    _count("changed"),
    _count("removed"),
    _count("unchanged"),
    sa.Column("units", sa.BigInteger, nullable=False),  # ten-thousandths of an hour that stand after it
    sa.Column("content", sa.LargeBinary, nullable=False),  # what it wrote and took away, an Arrow table
    sa.Column("findings", sa.JSON, nullable=False),
)

# The labor records that stand, a month of work dates in one Arrow table, written anew when one of them changes.
imported_months = sa.Table(
    "imported_months",
    metadata,
    _text("workspace", primary_key=True),
    _text("company", primary_key=True),
    sa.Column("month", sa.Date, primary_key=True),
    _count("entries"),
    sa.Column("first_record", sa.BigInteger, nullable=False),  # lowest and highest entry number in it
    sa.Column("last_record", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# What somebody decided of a single entry, with the reason.
time_decisions = sa.Table(
    "time_decisions",
    metadata,
    _text("workspace", primary_key=True),
    _text("company", primary_key=True),
    sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("decision"),
    _text("reason"),
    sa.Column("decided_at", Instant, nullable=False),
    _text("decided_by"),
    sa.CheckConstraint("decision IN ('" + "','".join(DECISIONS) + "')", name="decision"),
)
