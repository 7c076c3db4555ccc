"""A workspace keeps everything of its client apart: connections with their passwords, tests, proofs, traces."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from workbench.desk import Desk
from workbench.errors import ConnectionMissing, WorkbenchError
from workbench.flows import code_finder, connections
from workbench.flows.workspaces import FIRST, add_workspace, workspaces

BOLT = {"company": "BOLT", "user": "ws", "password": "canary-bolt", "sender_id": "s", "sender_password": "q"}


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    with Desk(sqlite_url, actor="ana") as opened:
        yield opened


def test_a_store_begins_with_one_workspace_without_a_name(desk: Desk) -> None:
    assert workspaces(desk) == [FIRST] and desk.workspace == FIRST


@pytest.mark.parametrize("name", ["", "   "])
def test_a_workspace_needs_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(WorkbenchError, match="needs a name"):
        add_workspace(desk, name)


def test_each_client_has_connections_of_its_own(desk: Desk, sandbox: Any) -> None:
    bolt = add_workspace(desk, "Bolt Ltd")
    connections.connect(desk, "gl_export", **sandbox.credentials)
    with pytest.raises(ConnectionMissing):
        connections.gateway(bolt, "gl_export")
    connections.connect(bolt, "gl_export", **BOLT)
    assert connections.test_connection(desk, "gl_export").ok
    ours, theirs = (connections.saved_connection(one, "gl_export") for one in (desk, bolt))
    assert ours is not None and theirs is not None
    assert (ours.company, theirs.company) == ("WORKBENCH-DEMO", "BOLT")
    assert ours.test is not None and theirs.test is None


def test_turning_one_clients_interface_off_leaves_the_others_on(desk: Desk) -> None:
    bolt = add_workspace(desk, "Bolt Ltd")
    for one in (desk, bolt):
        connections.connect(one, "gl_export", **BOLT)
    connections.set_active(bolt, "gl_export", False)
    assert connections.saved_connection(bolt, "gl_export") is None
    assert connections.kept_connection(bolt, "gl_export") is not None
    assert connections.saved_connection(desk, "gl_export") is not None


def test_codes_are_kept_per_client(desk: Desk, sandbox: Any) -> None:
    bolt = add_workspace(desk, "Bolt Ltd")
    for one in (desk, bolt):
        connections.connect(one, "gl_export", **sandbox.credentials)
    code_finder.refresh_code_finder(bolt)
    assert len(code_finder.gl_codes(bolt)) == 63 and code_finder.chart_or_none(desk) is None
    code_finder.refresh_code_finder(desk)
    assert len(code_finder.contents(desk)) == len(code_finder.contents(bolt)) == 13


def test_beginning_a_workspace_is_in_the_audit_trail(desk: Desk) -> None:
    add_workspace(desk, "Bolt Ltd")
    with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as behind:
        events = [row[0] for row in behind.execute("SELECT event FROM audit")]
    assert events == ["workspace begun"]
