"""Client companies side by side: each workspace has its own runs, setup, connections and settings."""

import pytest

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows.setup import current_setup, put_setup
from workbench.flows.workspaces import add_workspace, workspaces
from workbench.rules.setup import Setup
from workbench.store import settings


def test_what_one_client_keeps_another_does_not_see(store_url):
    with Desk(store_url) as desk:
        acme, bolt = desk.at("acme"), desk.at("bolt")
        put_setup(acme, Setup(journal="PYRJ"))
        with acme.write() as conn:
            settings.put(conn, "color", "green")
        assert current_setup(acme).journal == "PYRJ" and current_setup(bolt) == Setup()
        with bolt.read() as conn:
            assert settings.get(conn, "color") is None


def test_the_same_setup_may_be_published_for_two_clients(store_url):
    with Desk(store_url) as desk:
        for name in ("acme", "bolt"):
            put_setup(desk.at(name), Setup(journal="PYRJ"))
        assert current_setup(desk.at("bolt")).journal == "PYRJ"


def test_a_workspace_is_begun_once_and_listed(store_url):
    with Desk(store_url) as desk:
        assert add_workspace(desk, " Bolt Ltd ").workspace == "Bolt Ltd"
        assert workspaces(desk) == ["", "Bolt Ltd"]
        with pytest.raises(WorkbenchError, match="already"):
            add_workspace(desk, "Bolt Ltd")
