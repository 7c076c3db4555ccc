"""In which currency a company keeps its books: to be named beside money, never used to reckon with."""

from __future__ import annotations

from workbench.errors import Rejected, SenderRefused
from workbench.gateway.document import branch, leaves_of
from workbench.gateway.gateway import Gateway


def currency(gateway: Gateway) -> str:
    """The base currency where the connection signs in, like CAD; blank where there are several or none is told.

    A company with several base currencies has one for each entity: that of the entity signed in to, else the one all
    entities share. A user without the right to ask gets a blank.
    """
    try:
        setup = _records(gateway, "getFinancialSetup")
        base = setup[0].get("baseCurrency", "") if setup else ""
        return base or _of_entities(gateway)
    except (Rejected, SenderRefused):  # a wrong sender is refused again by what follows
        return ""


def _of_entities(gateway: Gateway) -> str:
    entity = gateway.credentials.entity
    told = {one.get("currency", "") for one in _records(gateway, "readEntityDetails") if entity in ("", one.get("id"))}
    return told.pop() if len(told) == 1 else ""


def _records(gateway: Gateway, verb: str) -> list[dict[str, str]]:
    return [leaves_of(one) for one in gateway.read(branch(verb)).records()]
