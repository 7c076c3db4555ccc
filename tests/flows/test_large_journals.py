"""A large journal in balanced parts: complete, or shown as incomplete."""

from datetime import date
from decimal import Decimal

import pytest

import workbench as wb
from tests.flows.test_delivery import carry_on, journals
from workbench.flows import delivery

ALL = Decimal("15495.10")


@pytest.fixture
def batch(ontario):
    """The sample line by line, in journals of at most forty lines."""
    records = wb.create_gl_records(ontario, "2026-BW03")
    facts = {"batch_date": date(2026, 2, 13), "description": "Payroll", "detail": "employee", "largest_journal": 40}
    return wb.preview_gl_batch(ontario, records, **facts)


def test_every_part_balances_and_together_they_are_the_whole(batch):
    assert len(batch.parts) > 1 and len(batch.lines) == sum(len(part.lines) for part in batch.parts)
    for part in batch.parts:
        sides = part.lines.groupby("side")["amount"].sum()
        assert sides["debit"] == sides["credit"] == part.debit
        assert len(part.lines) <= 40
    assert sum(part.debit for part in batch.parts) == batch.debit == ALL
    assert [part.reference[-3:] for part in batch.parts] == [f"-{n:02d}" for n in range(1, len(batch.parts) + 1)]


def test_no_employee_is_torn_apart(batch):
    names = [name for part in batch.parts for name in part.records.records["employee"]]
    assert sorted(names) == sorted(set(names)) == list(batch.employees)


def test_all_parts_land_once_and_only_then_it_is_complete(ontario, sandbox, batch):
    first = delivery.intend(ontario, batch)
    assert carry_on(ontario, first).complete is False
    for part in batch.parts[1:]:
        carry_on(ontario, part.reference)
    done = wb.export(ontario, first)
    assert done.complete and done.manifest["debit"].sum() == ALL
    assert [j["REFERENCENO"] for j in journals(sandbox)] == [part.reference for part in batch.parts]
    assert journals(sandbox)[0]["BATCH_TITLE"] == f"Payroll (1/{len(batch.parts)})"
    assert delivery.intend(ontario, batch) == first


def test_a_part_refused_after_others_landed_shows_the_whole_as_incomplete_and_can_be_mended(ontario, sandbox, batch):
    first = delivery.intend(ontario, batch)
    carry_on(ontario, first)
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "inactive"})
    states = [carry_on(ontario, part.reference).state for part in batch.parts[1:]]
    assert set(states) == {"failed"} and not wb.export(ontario, first).complete
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "active"})
    rest = [name for part in batch.parts[1:] for name in part.records.records["employee"]]
    again = wb.preview_gl_batch(
        ontario, wb.create_gl_records(ontario, "2026-BW03", rest), batch_date=date(2026, 2, 13), description="The rest"
    )
    assert carry_on(ontario, delivery.intend(ontario, again)).state == "confirmed"
    booked = sum(
        Decimal(line["TRX_AMOUNT"]) for j in journals(sandbox) for line in j["lines"] if str(line["TR_TYPE"]) == "1"
    )
    assert booked == ALL
