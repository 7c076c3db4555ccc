"""Several client companies side by side: each workspace has its own connections, setup, runs and exports."""

from __future__ import annotations

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.store import audit
from workbench.store import workspaces as store

FIRST = ""  # the workspace every store begins with


def workspaces(desk: Desk) -> list[str]:
    """The names of the workspaces; the first one, without a name, leads."""
    with desk.read() as conn:
        return [FIRST, *store.listing(conn)]


def add_workspace(desk: Desk, name: str) -> Desk:
    """Begin a workspace for a client and give the desk in it; WorkbenchError when the name is taken or blank."""
    name = name.strip()
    if not name:
        raise WorkbenchError("A workspace needs a name.", "Enter the client's name.")
    with desk.write() as conn:
        if not store.add(conn, name, desk.clock()):
            raise WorkbenchError(f"There is a workspace {name} already.", "Choose it, or take another name.")
        audit.append(conn, desk.clock(), desk.actor, "workspace begun", name, {})
    return desk.at(name)
