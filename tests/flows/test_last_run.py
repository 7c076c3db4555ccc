"""What each account got in the payroll before, beside what it gets now."""

from datetime import date
from decimal import Decimal

import pytest

import workbench as wb
from tests.files.payroll_folder import rows, sample, write
from workbench.flows.last_run import against_last_run, last_run
from workbench.samples import ONTARIO

THEN, NOW = "2026-BW03", "2026-BW04"


@pytest.fixture
def two_runs(desk, tmp_path):
    """The sample's run and, two weeks later, the same once more with 100.00 more gross for E1001."""
    folder = sample(tmp_path)
    head, *lines = rows(folder, "paycards")
    paid, later = head.index("pay_date"), [[NOW, *line[1:]] for line in lines]
    for line in later:
        line[paid] = "2026-02-27"
    for number, amount in ((0, "2500.00"), (12, "1895.73")):
        assert Decimal(amount) - Decimal(later[number][-1]) == 100, later[number]
        later[number][-1] = amount
    write(folder, "paycards", [head, *lines, *later])
    wb.load_payroll(desk, folder)
    wb.load_setup(desk, ONTARIO / "setup.yaml")
    return desk


def batch(desk):
    records = wb.create_gl_records(desk, NOW)
    return wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 27), description="Payroll")


def test_the_run_before_is_the_last_one_paid_to_the_group(two_runs):
    assert last_run(two_runs, NOW) == THEN
    assert last_run(two_runs, THEN) is None


def test_without_records_of_the_run_before_there_is_nothing_to_compare_with(two_runs):
    assert against_last_run(two_runs, NOW, batch(two_runs).lines) is None


def test_each_account_is_told_now_then_and_by_how_much_it_changed(two_runs):
    wb.create_gl_records(two_runs, THEN)
    told = against_last_run(two_runs, NOW, batch(two_runs).lines)
    assert (told.run, told.employees) == (THEN, 5)
    changed = told.accounts[told.accounts["change"] != 0].set_index("account")["change"]
    assert dict(changed) == {"6010": Decimal("100.00"), "2100": Decimal("-100.00")}
    assert sum(told.accounts["now"]) == sum(told.accounts["last"]) == 0
