"""Timesheets ride on the export ledger: their hours, and their approval as a step of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two columns, and the ways to the sheets of a batch and to those that wait for approval."""
    op.add_column("exports", sa.Column("approval", sa.Text(), server_default="", nullable=False))
    op.add_column("exports", sa.Column("units", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index("ix_exports_manifest", "exports", ["manifest"])
    op.create_index("ix_exports_approval", "exports", ["approval"])
    op.create_index("ix_export_records_record", "export_records", ["record", "run"])
