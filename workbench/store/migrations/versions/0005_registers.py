"""Templates of payroll registers."""

import sqlalchemy as sa
from alembic import op

import workbench.store.instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """One row per template and workspace."""
    op.create_table(
        "register_templates",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("employees", sa.JSON(), nullable=False),
        sa.Column("saved_at", workbench.store.instant.Instant(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_register_templates")),
    )
