"""A gateway to the sandbox company that never sleeps between attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest

from workbench.credentials import Secret
from workbench.gateway.gateway import Gateway
from workbench.gateway.session import Credentials, drop_session


class Sandbox(Protocol):
    """The running sandbox of the tests."""

    endpoint: str
    credentials: dict[str, str]

    def control(self, verb: str, **payload: Any) -> dict[str, Any]: ...


Opener = Callable[..., Gateway]


@pytest.fixture
def opened(sandbox: Sandbox) -> Iterator[Opener]:
    """Opens gateways to the sandbox, with other credentials or options where a test names them; closes them all."""
    gateways: list[Gateway] = []

    def open_gateway(options: dict[str, Any] | None = None, **changes: str) -> Gateway:
        who = sandbox.credentials | changes
        credentials = Credentials(
            company=who["company"],
            user=who["user"],
            entity=changes.get("entity", ""),
            sender_id=who["sender_id"],
            endpoint=who["endpoint"],
            kind="sandbox",
            password=Secret(who["password"]),
            sender_password=Secret(who["sender_password"]),
        )
        if credentials not in [one.credentials for one in gateways]:
            drop_session(credentials)  # of a test before
        gateways.append(Gateway(credentials, **{"sleep": lambda seconds: None, **(options or {})}))
        return gateways[-1]

    yield open_gateway
    for one in gateways:
        one.close()


@pytest.fixture
def gateway(opened: Opener) -> Gateway:
    """A gateway to the sandbox company at its top level."""
    return opened()
