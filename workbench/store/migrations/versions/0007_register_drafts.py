"""Registers in work: the file as it was brought and what was answered so far."""

import sqlalchemy as sa
from alembic import op

import workbench.store.instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One row per person and workspace."""
    op.create_table(
        "register_drafts",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("labor", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", workbench.store.instant.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "actor", name=op.f("pk_register_drafts")),
    )
