"""Batches: equal lines added up or kept one by one, and what stands behind each line."""

from decimal import Decimal

from tests.rules.building import accounts_of, run_of, sample_run, sample_setup
from workbench.rules.batch import line_sources, make_batch
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts

KINDS = {"W": "earning", "V": "earning", "D": "deduction", "N": "net_pay"}


def records_of(cards, labor=(), **changes):
    staff = [{"employee": e, "location": "L"} for e in ("E", "F")]
    return create_records(run_of(KINDS, staff, cards, labor, ("project",)), accounts_of(KINDS, **changes))


def brief(batch, *columns):
    return [
        (r["side"], r["account"], str(r["amount"]), *(r[c] for c in columns)) for r in batch.lines.to_dict("records")
    ]


def test_equal_lines_are_added_up_across_employees_and_categories():
    same = {"V": CategoryAccounts("WD")}
    batch = make_batch(
        records_of([("E", "W", "1.00"), ("E", "V", "2.00"), ("F", "W", "4.00")], categories=same), description="d"
    )
    assert brief(batch, "LOCATION", "memo") == [("debit", "WD", "7.00", "L", "d")]


def test_a_debit_is_never_netted_with_a_credit():
    batch = make_batch(records_of([("E", "W", "5.00"), ("F", "W", "-2.00")]), description="d")
    assert brief(batch) == [("debit", "WD", "5.00"), ("credit", "WD", "2.00")]


def test_lines_of_other_fields_stay_apart_and_in_order():
    labor = [
        ("E", "W", "1.00", {"project": "b"}),
        ("E", "W", "1.00", {"project": "B"}),
        ("E", "W", "1.00", {"project": "a"}),
    ]
    batch = make_batch(records_of([("E", "N", "2.00"), ("E", "W", "3.00"), ("E", "V", "1.00")], labor), description="d")
    assert brief(batch, "PROJECTID") == [
        ("debit", "VD", "1.00", ""),
        ("debit", "WD", "1.00", "B"), ("debit", "WD", "1.00", "a"), ("debit", "WD", "1.00", "b"),
        ("credit", "NC", "2.00", ""),
    ]  # fmt: skip


def test_by_employee_the_batch_is_the_record_lines_with_name_and_number():
    records = records_of([("F", "W", "1.00"), ("E", "W", "1.00"), ("E", "W", "1.00"), ("E", "N", "2.00")])
    batch = make_batch(records, description="d", detail="employee")
    assert brief(batch, "memo") == [
        ("debit", "WD", "1.00", "name of W E"), ("debit", "WD", "1.00", "name of W E"),
        ("debit", "WD", "1.00", "name of W F"), ("credit", "NC", "2.00", "name of N E"),
    ]  # fmt: skip


def test_both_details_add_up_to_the_same():
    records = create_records(sample_run(), sample_setup())
    for detail in ("account", "employee"):
        batch = make_batch(records, description="d", detail=detail)
        assert batch.debit == batch.credit == Decimal("15495.10")
    assert len(batch.lines) == len(records.lines) == 105


def test_a_line_without_account_is_in_the_batch_and_not_in_its_totals():
    batch = make_batch(
        records_of([("E", "W", "5.00"), ("E", "N", "5.00")], categories={"N": CategoryAccounts()}), description="d"
    )
    assert brief(batch) == [("debit", "WD", "5.00"), ("credit", "", "5.00")]
    assert (batch.debit, batch.credit) == (Decimal("5.00"), Decimal("0.00"))


def test_every_batch_line_knows_its_record_lines():
    records = create_records(sample_run(), sample_setup())
    batch = make_batch(records, description="d")
    source = line_sources(batch.lines, records.lines)
    at = batch.lines.index[batch.lines["account"] == "2100"][0]
    assert records.lines["employee"][source == at].tolist() == ["E1001", "E1002", "E1003", "E1004", "E1005"]
    assert (line_sources(batch.lines.iloc[:3], records.lines) == -1).sum() > 0


def test_an_empty_selection_is_an_empty_batch():
    batch = make_batch(records_of([("E", "W", "0.00")]), description="d")
    assert not len(batch.lines) and batch.debit == batch.credit == 0
    assert list(batch.lines.columns)[:3] == ["account", "side", "amount"] and batch.lines.columns[-1] == "memo"
