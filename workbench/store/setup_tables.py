"""The tables of the setup: its published versions, and the edits of the draft with who made them."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.store.instant import Instant
from workbench.store.tables import metadata

setups = sa.Table(
    "setups",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # the version number
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # the setup as its reviewable file
    sa.Column("content_sha256", sa.Text, nullable=False),
    sa.Column("saved_at", Instant, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False, server_default="1900-01-01"),  # that: before every payroll
    sa.Column("base", sa.Integer),  # the version it replaced
    sa.Column("changes", sa.Integer),  # how many cells differ from it; missing: not counted then
)

KINDS = ("edit", "undo", "publish", "discard")

# Append-only. The draft is the version in force with the edits since the last publish or discard laid on it.
setup_edits = sa.Table(
    "setup_edits",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("base", sa.Integer, nullable=False),  # the version it was made upon; 0: none yet
    sa.Column("undoes", sa.Integer),  # the edit that an undo takes back
    sa.Column("changes", sa.JSON, nullable=False),  # tab, key, field, before, after of each cell
    sa.Column("edited_at", Instant, nullable=False),
    sa.Column("edited_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),  # hash of this edit and of all before it: equal chain, equal draft
    sa.CheckConstraint("kind IN ('" + "','".join(KINDS) + "')", name="kind"),
)
