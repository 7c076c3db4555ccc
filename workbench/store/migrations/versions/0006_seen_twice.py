"""A difference is read twice before it is believed; the end of the audit trail is written down beside it."""

import sqlalchemy as sa
from alembic import op

import workbench.store.instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """When an export was first read different; one row that is the end of the trail, as it stands now."""
    op.add_column("exports", sa.Column("differed_at", workbench.store.instant.Instant(), nullable=True))
    end = op.create_table(
        "audit_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_end")),
    )
    trail = sa.table("audit", sa.column("seq", sa.Integer()), sa.column("hash", sa.Text()))
    last = op.get_bind().execute(sa.select(trail).order_by(trail.c.seq.desc()).limit(1)).first()
    seq, digest = (last.seq, last.hash) if last else (0, "0" * 64)
    op.execute(end.insert().values(id=1, seq=seq, hash=digest))
