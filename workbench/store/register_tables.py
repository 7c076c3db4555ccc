"""The table of register templates: how a client company's payroll register is laid out, by name."""

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
