"""Sandbox processes for the tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.calls import Client, start


@pytest.fixture(scope="session")
def process() -> Iterator[Client]:
    client = start()
    yield client
    client.process.terminate()
    client.process.wait(10)


@pytest.fixture
def gateway(process: Client) -> Client:
    """A sandbox with the demo company as it is at the start."""
    process.control("reset")
    return process


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Any]:
    """Start sandboxes of one's own; all stopped at the end."""
    started: list[Client] = []

    def run(**arguments: Any) -> Client:
        started.append(start(**arguments))
        return started[-1]

    yield run
    for client in started:
        client.process.terminate()
        client.process.wait(10)
