"""The round-trip proof: a cent goes in as a draft, is read back equal and deleted; whatever differs is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows import code_finder, connections, setup
from workbench.flows.round_trip import last_round_trip, round_trip_proof
from workbench.gateway.session import drop_session
from workbench.rules.setup import Setup

DAY = date(2026, 2, 6)


@pytest.fixture
def desk(sqlite_url: str, sandbox: Any) -> Iterator[Desk]:
    with Desk(sqlite_url) as opened:
        connections.connect(opened, "gl_export", **sandbox.credentials)
        with connections.gateway(opened, "gl_export") as gateway:
            drop_session(gateway.credentials)
        code_finder.refresh_code_finder(opened)
        setup.put_setup(opened, Setup(journal="PYRJ"))
        yield opened


def test_a_cent_goes_in_and_out_again(desk: Desk, sandbox: Any) -> None:
    proof = round_trip_proof(desk, batch_date=DAY)
    assert proof.ok and [one.name for one in proof.steps] == ["created", "found", "as sent", "equal", "deleted"]
    assert sandbox.control("journals")["journals"] == []
    assert last_round_trip(desk) == proof


def test_what_intacct_refuses_is_told_and_nothing_stays(desk: Desk, sandbox: Any) -> None:
    proof = round_trip_proof(desk, batch_date=date(2020, 1, 1))
    assert not proof.ok and proof.diagnosis is not None
    assert "closed period" in proof.diagnosis.cause and proof.diagnosis.code and proof.diagnosis.where
    assert proof.steps[-1].name == "created" and not proof.steps[-1].ok
    assert sandbox.control("journals")["journals"] == []
    assert last_round_trip(desk) == proof


def test_a_reference_that_does_not_survive_is_noticed(desk: Desk, sandbox: Any) -> None:
    sandbox.control("set", setting="switches.reference_max", value="10")
    proof = round_trip_proof(desk, batch_date=DAY)
    assert not proof.ok and proof.diagnosis is not None


def test_a_user_who_may_write_but_not_read_is_noticed(desk: Desk, sandbox: Any) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"GLBATCH": ["READ_BY_QUERY"]})
    proof = round_trip_proof(desk, batch_date=DAY)
    assert not proof.ok and proof.diagnosis is not None and "permission" in proof.diagnosis.cause


def test_without_a_journal_or_a_chart_it_says_what_is_missing(desk: Desk, sandbox: Any) -> None:
    setup.put_setup(desk, Setup())
    with pytest.raises(ExportRefused, match="No payroll journal"):
        round_trip_proof(desk)
    setup.put_setup(desk, Setup(journal="PYRJ"))
    connections.connect(desk, "gl_export", **sandbox.credentials, entity="E200")
    with pytest.raises(ExportRefused, match="Refresh the Code Finder"):
        round_trip_proof(desk)
    assert last_round_trip(desk) is None


def test_a_period_that_was_closed_is_told_in_a_sentence(desk: Desk, sandbox: Any) -> None:
    sandbox.control("set", setting="periods.closed_through", value={"top": "2026-12-31", "E100": "2026-12-31"})
    proof = round_trip_proof(desk, batch_date=DAY)
    assert proof.diagnosis is not None and "closed period" in proof.diagnosis.cause


def test_a_journal_that_takes_no_entries_from_outside_is_told(desk: Desk, sandbox: Any) -> None:
    setup.put_setup(desk, Setup(journal="APJ"))
    proof = round_trip_proof(desk, batch_date=DAY)
    assert proof.diagnosis is not None and "direct posting is disallowed" in proof.diagnosis.cause
