"""Batches that touch several entities of the company."""

from decimal import Decimal

from tests.rules.building import accounts_of, run_of
from workbench.rules.batch import make_batch
from workbench.rules.gl_records import create_records

KINDS = {"W": "earning", "N": "net_pay"}
ENTITIES = {"L1": "A", "L1b": "A", "L2": "B"}


def batch_of(worked, home="L1", source="", entities=ENTITIES, **changes):
    labor = [("E", "W", amount, {"location": place}) for place, amount in worked]
    total = str(sum(Decimal(amount) for _, amount in worked))
    cards = [("E", "W", total), ("E", "N", total)]
    run = run_of(KINDS, [{"employee": "E", "location": home}], cards, labor)
    records = create_records(run, accounts_of(KINDS, distribution_basis="amount", **changes))
    return make_batch(records, description="d", source_entity=source, entities=entities)


def rows(batch):
    return [tuple(str(v) for v in row) for row in batch.inter_entity.itertuples(index=False, name=None)]


def test_one_entity_needs_nothing():
    batch = batch_of([("L1", "6.00"), ("L1b", "4.00")])
    assert not batch.findings and rows(batch) == [("A", "10.00", "10.00", "0.00", "0.00", "0.00")]


def test_entities_that_do_not_balance_by_themselves_need_a_source_entity():
    batch = batch_of([("L1", "6.00"), ("L2", "4.00")])
    assert [(f.code, f.severity, str(f.amount)) for f in batch.findings] == [("source_entity_missing", "error", "4.00")]
    assert "A by 4.00, B by 4.00" in batch.findings[0].message


def test_with_a_source_entity_due_to_and_due_from_are_shown():
    batch = batch_of([("L1", "6.00"), ("L2", "4.00")], source="A")
    assert not batch.findings
    assert rows(batch) == [
        ("A", "6.00", "10.00", "-4.00", "0.00", "0.00"),
        ("B", "4.00", "0.00", "4.00", "4.00", "0.00"),
    ]
    other = rows(batch_of([("L1", "6.00"), ("L2", "4.00")], source="B"))
    assert other[0] == ("A", "6.00", "10.00", "-4.00", "0.00", "4.00")


def test_entities_that_balance_by_themselves_need_none():
    run = run_of(
        KINDS, [{"employee": "E", "location": "L1"}, {"employee": "F", "location": "L2"}],
        [(e, c, "1.00") for e in "EF" for c in "WN"],
    )  # fmt: skip
    records = create_records(run, accounts_of(KINDS, distribution_basis="amount"))
    batch = make_batch(records, description="d", entities=ENTITIES)
    assert not batch.findings and len(batch.inter_entity) == 2


def test_lines_without_location_are_a_warning_where_an_entity_is_left_open():
    batch = batch_of([("L1", "6.00")], gl_lines={"location": "expense"})
    assert [(f.code, f.severity) for f in batch.findings] == [("lines_without_location", "warning")]
    assert [row[0] for row in rows(batch)] == ["", "A"]


def test_a_source_entity_that_is_none_is_an_error():
    assert [f.code for f in batch_of([("L1", "6.00")], source="Z").findings] == ["unknown_entity"]


def test_nothing_is_said_while_the_entities_are_unknown():
    batch = batch_of([("L1", "6.00"), ("L2", "4.00")], entities=None)
    assert not batch.findings and not len(batch.inter_entity)
