"""The tables of registers: how a client company's payroll register is laid out, by name; and those in work."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.store.instant import Instant
from workbench.store.tables import metadata

register_templates = sa.Table(
    "register_templates",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("answers", sa.Text, nullable=False),  # columns, codes, classes: everything answered
    sa.Column("titles", sa.JSON, nullable=False),  # the columns it was made on
    sa.Column("employees", sa.JSON, nullable=False),  # those it has seen
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
)

register_drafts = sa.Table(
    "register_drafts",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, primary_key=True),  # who works on it
    sa.Column("name", sa.Text, nullable=False),  # of the file
    sa.Column("content", sa.LargeBinary, nullable=False),  # the file as it was brought
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),  # the one it is read by; blank: none
    sa.Column("labor", sa.LargeBinary),  # a labor.csv brought beside it
    sa.Column("saved_at", Instant, nullable=False),
)
