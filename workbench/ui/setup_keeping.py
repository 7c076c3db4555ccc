"""Putting a changed setup in force; one that cannot be kept is told, and nothing changes."""

from __future__ import annotations

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import setup
from workbench.rules.setup import Setup


def keep(desk: Desk, changed: Setup, note: str) -> None:
    """Save the setup as a new version when it differs from the one in force; WorkbenchError when that is refused."""
    if changed == setup.current_setup(desk):
        return
    errors = setup.put_setup(desk, changed, note=note).errors
    if errors:
        raise WorkbenchError(errors[0].message, errors[0].remedy)
