"""What a person may do with an export, and when it is refused: withdraw, send again, resolve, reconcile, supersede."""

import os
import socket
import uuid
from datetime import timedelta

import pytest

import workbench as wb
from tests.flows.test_delivery import carry_on, clock, journals, ledger_row, preview  # noqa: F401 - clock is a fixture
from workbench.flows import carry, delivery, exports, workers
from workbench.store import exports as ledger
from workbench.store import workers as worker_rows

RESTING_OR_UNDER_WAY = ("sending", "sent", "unknown", "confirmed", "mismatch", "duplicate", "absent", "removed")


def moved(desk, key, state):
    """The export in a state, as if it had come there."""
    with desk.write() as conn:
        ledger.move(conn, ledger.get(conn, key), state, desk.clock(), "a test", sent_at=desk.clock())


def test_one_of_which_nothing_was_sent_is_withdrawn_and_its_records_are_free(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    assert exports.withdraw(ontario, key, "too early").state == "withdrawn"
    assert carry.step(ontario, key) is None and journals(sandbox) == []
    second = preview(ontario)
    assert second.reference != key and second.findings.ok


def test_one_that_may_be_on_its_way_is_not_withdrawn(ontario):
    key = delivery.intend(ontario, preview(ontario))
    for state in RESTING_OR_UNDER_WAY:
        moved(ontario, key, state)
        with pytest.raises(wb.ExportRefused, match=f"is {state}: it may be on its way"):
            exports.withdraw(ontario, key, "too early")
        assert wb.export(ontario, key).state == state


def test_only_an_absent_one_is_sent_again(ontario):
    key = delivery.intend(ontario, preview(ontario))
    for state in ("planned", *(one for one in RESTING_OR_UNDER_WAY if one != "absent")):
        moved(ontario, key, state)
        with pytest.raises(wb.ExportRefused, match="not absent"):
            exports.send_again(ontario, key, "Intacct was down")
        assert wb.export(ontario, key).state == state


@pytest.mark.parametrize("act", [exports.withdraw, exports.send_again, exports.supersede])
def test_whoever_decides_says_why(ontario, act):
    key = delivery.intend(ontario, preview(ontario))
    if act is not exports.withdraw:
        moved(ontario, key, "absent")
    with pytest.raises(wb.ExportRefused, match="reason"):
        act(ontario, key, "  ")


def test_one_that_does_not_rest_in_intacct_is_not_superseded(ontario):
    key = delivery.intend(ontario, preview(ontario))
    for state in ("planned", "sending", "sent", "unknown", "failed", "withdrawn"):
        moved(ontario, key, state)
        with pytest.raises(wb.ExportRefused, match=f"is {state}"):
            exports.supersede(ontario, key, "wrong department")


def test_resolving_reads_intacct_and_takes_what_is_there(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    carry_on(ontario, key)
    for state in ("sent", "unknown", "mismatch", "duplicate", "absent", "removed"):
        moved(ontario, key, state)
        assert exports.resolve(ontario, key).state == "confirmed"
    assert [journal["REFERENCENO"] for journal in journals(sandbox)] == [key]


def test_resolving_one_that_is_settled_or_not_sent_changes_nothing(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    for state in ("planned", "failed", "withdrawn", "superseded"):
        moved(ontario, key, state)
        assert exports.resolve(ontario, key).state == state and journals(sandbox) == []


def test_only_what_is_confirmed_and_young_enough_is_reconciled_together(ontario, clock):  # noqa: F811
    first, second = (delivery.intend(ontario, preview(ontario, [who])) for who in ("E1001", "E1002"))
    carry_on(ontario, first)
    assert list(exports.reconcile_all(ontario)["key"]) == [first]
    carry_on(ontario, second)
    assert set(exports.reconcile_all(ontario)["key"]) == {first, second}
    clock.advance(timedelta(days=91).total_seconds())
    assert exports.reconcile_all(ontario).empty and len(exports.reconcile_all(ontario, days=92)) == 2


def test_what_is_confirmed_forgets_that_it_once_differed(ontario, sandbox, clock):  # noqa: F811
    key = delivery.intend(ontario, preview(ontario))
    carry_on(ontario, key)
    with ontario.write() as conn:
        ledger.note(conn, key, differed_at=ontario.clock())
    moved(ontario, key, "unknown")
    assert carry_on(ontario, key, clock).state == "confirmed"
    assert ledger_row(ontario, key)["differed_at"] is None


def test_while_a_worker_lives_no_other_is_started(ontario, monkeypatch):
    begun = []
    monkeypatch.setattr(workers, "start_worker", begun.append)
    workers.ensure_worker(ontario)
    with ontario.write() as conn:
        worker_rows.beat(conn, uuid.uuid4().hex, socket.gethostname(), os.getpid(), ontario.clock())
    workers.ensure_worker(ontario)
    assert begun == [ontario]
