"""The time import: field maps, imports, the labor records that stand, and decisions on single entries."""

import sqlalchemy as sa
from alembic import op

import workbench.store.tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the time import."""
    op.create_table(
        "field_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "name", "content", "content_sha256")),
        sa.Column("saved_at", workbench.store.tables.Instant(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_maps")),
    )
    op.create_table(
        "time_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("workspace", "company", "entity")),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("payroll_group", sa.Text(), nullable=False),
        sa.Column("late_since", sa.Date(), nullable=True),
        sa.Column("field_map_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", workbench.store.tables.Instant(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("new", "changed", "removed", "unchanged")),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_imports")),
    )
    op.create_table(
        "imported_months",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("first_record", sa.BigInteger(), nullable=False),
        sa.Column("last_record", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "company", "month", name=op.f("pk_imported_months")),
    )
    op.create_table(
        "time_decisions",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("record", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", workbench.store.tables.Instant(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.CheckConstraint("decision IN ('skip','accept')", name=op.f("ck_time_decisions_decision")),
        sa.PrimaryKeyConstraint("workspace", "company", "record", name=op.f("pk_time_decisions")),
    )
