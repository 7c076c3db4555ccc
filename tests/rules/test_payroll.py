"""A checked payroll as frames: exact, typed, each run by itself."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from tests.files.payroll_folder import add, put, rows, sample, write
from workbench.files import read_payroll
from workbench.frames import DTYPE, EMPLOYEES, LABOR, PAYCARDS
from workbench.rules.payroll import RunTotals
from workbench.rules.payroll_checks import check_payroll


@pytest.fixture
def folder(tmp_path):
    return sample(tmp_path)


def runs(folder):
    payroll, findings = check_payroll(read_payroll(folder)[0])
    assert payroll is not None, findings
    return payroll.runs()


def second_run(folder):
    """A second run of two of the employees, beside the sample's."""
    paycards, labor = rows(folder, "paycards"), rows(folder, "labor")
    later = {
        "2026-BW03": "2026-BW04",
        "2026-01-26": "2026-02-09",
        "2026-02-08": "2026-02-22",
        "2026-02-13": "2026-02-27",
    }
    mine = [[later.get(cell, cell) for cell in line] for line in paycards if line[6] in ("E1001", "E1002")]
    worked = [[later.get(cell, cell) for cell in line] for line in labor if line[1] == "E1002"]
    write(folder, "paycards", [*paycards, *mine])
    write(folder, "labor", [*labor, *worked])


def test_the_sample_adds_up(folder):
    (run,) = runs(folder)
    assert run.totals == RunTotals(
        employees=5,
        lines=60,
        gross=Decimal("13192.00"),
        deductions=Decimal("310.00"),
        employee_taxes=Decimal("2974.14"),
        net=Decimal("9907.86"),
        employer_cost=Decimal("2303.10"),
    )


def test_a_run_knows_its_group_and_dates(folder):
    (run,) = runs(folder)
    assert (run.code, run.payroll_group_codes) == ("2026-BW03", ("BIWEEKLY",))
    dates = (run.period_start, run.period_end, run.pay_date)
    assert dates == (date(2026, 1, 26), date(2026, 2, 8), date(2026, 2, 13))


def test_every_column_is_of_its_kind(folder):
    (run,) = runs(folder)
    for frame, schema in ((run.paycards, PAYCARDS), (run.labor, LABOR), (run.employees, EMPLOYEES)):
        assert {c.name: frame[c.name].dtype for c in schema.columns} == {c.name: DTYPE[c.kind] for c in schema.columns}
        assert all(frame[d].dtype == "str" for d in run.dimensions if d in frame)
        assert not frame[[c.name for c in schema.columns if c.kind == "code"]].isna().to_numpy().any()


def test_a_missing_rate_is_missing_and_a_blank_code_is_blank(folder):
    (run,) = runs(folder)
    assert run.paycards["rate"].isna().sum() == 54
    assert run.labor["cost_type"].unique().tolist() == [""]


def test_lines_stay_in_the_order_of_the_file(folder):
    head, *lines = rows(folder, "paycards")
    write(folder, "paycards", [head, *reversed(lines)])
    (run,) = runs(folder)
    assert run.paycards["category"].tolist() == [line[7] for line in reversed(lines)]
    assert isinstance(run.paycards.index, pd.RangeIndex)


def test_dimensions_come_in_the_order_of_their_file_then_those_that_only_stand_as_columns(folder):
    assert runs(folder)[0].dimensions == ("project", "task", "cost_type", "class")
    head, *lines = rows(folder, "dimensions")
    write(folder, "dimensions", [head, *reversed(lines)])
    assert runs(folder)[0].dimensions == ("task", "project", "cost_type", "class")


def test_a_standard_dimension_without_values_or_columns_is_none(folder):
    for file in ("employees", "labor"):
        head, *lines = rows(folder, file)
        kept = [at for at, name in enumerate(head) if name not in ("cost_type", "class")]
        write(folder, file, [[line[at] for at in kept] for line in (head, *lines)])
    assert runs(folder)[0].dimensions == ("project", "task")


def test_a_dimension_without_its_column_is_blank(folder):
    head, *lines = rows(folder, "employees")
    write(folder, "employees", [line[:5] for line in (head, *lines)])
    assert runs(folder)[0].employees["project"].tolist() == [""] * 5


def test_a_folder_of_two_runs_gives_each_its_own_lines_and_people(folder):
    second_run(folder)
    first, second = runs(folder)
    assert (len(first.paycards), len(second.paycards)) == (60, 24)
    assert (len(first.labor), len(second.labor)) == (34, 11)
    assert second.employees["employee"].tolist() == ["E1001", "E1002"]
    assert (second.period_start, second.pay_date) == (date(2026, 2, 9), date(2026, 2, 27))
    assert second.totals.gross == Decimal("4920.00")
    assert isinstance(second.paycards.index, pd.RangeIndex)


def test_someone_who_is_not_paid_is_not_in_the_run(folder):
    add(folder, "employees", employee="E9999", payroll_group="BIWEEKLY")
    assert "E9999" not in set(runs(folder)[0].employees["employee"])


def test_codes_that_look_like_numbers_keep_their_zeros(folder):
    add(folder, "departments", code="0600", name="Yard")
    put(folder, "labor", 2, "department", "0600")
    put(folder, "employees", 2, "department", "0600")
    (run,) = runs(folder)
    assert (run.labor["department"][0], run.employees["department"][0]) == ("0600", "0600")
