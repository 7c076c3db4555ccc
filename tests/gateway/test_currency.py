"""The word beside money: the base currency of the company, or of the entity where there are several."""

from __future__ import annotations

from tests.gateway.conftest import Opener, Sandbox
from workbench.gateway.currency import currency
from workbench.gateway.gateway import Gateway


def several_bases(sandbox: Sandbox, **of_entity: str) -> None:
    sandbox.control("set", setting="company.multibasecurrency", value="true")
    for entity, code in of_entity.items():
        sandbox.control("set", object="LOCATIONENTITY", id=entity, fields={"CURRENCY": code})


def test_a_company_of_one_currency(gateway: Gateway) -> None:
    assert currency(gateway) == "CAD"


def test_of_several_it_is_that_of_the_entity_signed_in_to(opened: Opener, sandbox: Sandbox) -> None:
    several_bases(sandbox, E100="CAD", E200="USD")
    assert [currency(opened(entity=entity)) for entity in ("E100", "E200")] == ["CAD", "USD"]
    assert currency(opened()) == ""


def test_at_the_top_level_it_is_the_one_all_entities_share(gateway: Gateway, sandbox: Sandbox) -> None:
    several_bases(sandbox, E100="USD", E200="USD")
    assert currency(gateway) == "USD"


def test_a_company_that_tells_none(gateway: Gateway, sandbox: Sandbox) -> None:
    several_bases(sandbox, E100="", E200="")
    assert currency(gateway) == ""
