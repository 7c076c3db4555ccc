"""The setup workshop: a draft everyone edits, versions with their first day."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
