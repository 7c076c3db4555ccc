"""Alembic's entry: runs the migrations on the connection the store hands over."""

from __future__ import annotations

from alembic import context

from workbench.store import register_tables, setup_tables, time_tables  # noqa: F401 - their tables are part of the metadata
from workbench.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
