"""The setup workshop: a draft everyone edits, versions with their first day."""

import sqlalchemy as sa
from alembic import op

import workbench.store.tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Versions there are get a first day before every payroll."""
    op.add_column("setups", sa.Column("effective_from", sa.Date(), nullable=False, server_default="1900-01-01"))
    op.add_column("setups", sa.Column("base", sa.Integer(), nullable=True))
    op.add_column("setups", sa.Column("changes", sa.Integer(), nullable=True))
    op.create_table(
        "setup_edits",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("edited_at", workbench.store.tables.Instant(), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('edit','undo','publish','discard')", name=op.f("ck_setup_edits_kind")),
        sa.PrimaryKeyConstraint("workspace", "number", name=op.f("pk_setup_edits")),
    )
