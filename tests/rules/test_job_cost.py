"""Job cost records: a line per labor record, worked or home, in its week; units against the paycard."""

from datetime import date
from decimal import Decimal

import pytest

from tests.rules.building import run_of, sample_run, sample_setup
from workbench.rules.job_cost import create_job_cost
from workbench.rules.setup import Codes, JobCostStructure, Setup

WORKED = {"department": "worked", "location": "worked", "project": "worked", "task": "worked"}
LABOR = JobCostStructure("Labor", True, "labor", ("H",), WORKED)
HOME = {"employee": "E1", "department": "ADM", "location": "L1", "project": "P9", "task": "T9"}


def one(labor, structure=LABOR, home=HOME, setup=None, paid="", dimensions=("project", "task"), **known):
    """The records of one employee with these labor records (amount 10.00 each) and the paycard they explain."""
    rows = [("E1", "H", "10.00", record) for record in labor]
    paycards = [("E1", "H", f"{10 * len(rows)}.00", {"units": paid})]
    run = run_of({"H": "earning", "N": "net_pay"}, [home], paycards, rows, dimensions)
    return create_job_cost(run, setup or Setup(), structure, **known)


def codes(records, severity="error"):
    return [f.code for f in records.findings if f.severity == severity]


def test_the_sample_gives_six_sheets_of_three_employees():
    records = create_job_cost(sample_run(), sample_setup(), sample_setup().job_cost[0])
    assert list(records.records["employee"]) == ["E1002", "E1003", "E1005"]
    assert (records.records["weeks"].sum(), len(records.lines)) == (6, 34)
    assert list(records.records["units"]) == [Decimal(80), Decimal(86), Decimal(80)]
    assert records.records["ok"].all() and not codes(records)
    first = records.lines.iloc[0]
    assert (first["department"], first["DEPARTMENTID"], first["PROJECTID"]) == ("FLD", "200", "P100")


@pytest.mark.parametrize(
    ("place", "worked", "home", "value"),
    [("worked", "FLD", "ADM", "FLD"), ("worked", "", "ADM", "ADM"), ("home", "FLD", "ADM", "ADM"),
     ("", "FLD", "ADM", ""), ("home", "FLD", "", "")],
)  # fmt: skip
def test_a_department_is_worked_home_or_not_sent(place, worked, home, value):
    structure = JobCostStructure("S", True, "labor", ("H",), {"department": place})
    records = one([{"units": "1", "department": worked}], structure, {**HOME, "department": home})
    assert list(records.lines["department"]) == [value]
    assert not codes(records)


def test_a_blank_worked_project_is_an_error_where_home_has_one():
    records = one([{"units": "8"}, {"units": "1", "project": "P1", "task": "T1"}])
    assert codes(records) == ["worked_blank", "worked_blank"], "of the project and of the task"
    assert list(records.lines["project"]) == ["", "P1"], "nothing is guessed"
    assert not records.records["ok"].iloc[0]
    assert records.findings.errors[0].message.endswith("1 record, 8 hours of E1.")


def test_the_structure_may_take_home_where_worked_is_blank():
    structure = JobCostStructure("S", True, "labor", ("H",), WORKED, when_blank="home")
    records = one([{"units": "8"}], structure)
    assert (records.lines["project"].item(), records.lines["TASKID"].item()) == ("P9", "T9")
    assert "project P9 (home, worked is blank)" in records.lines["trace"].item()
    assert not codes(records)


def test_time_that_belongs_to_no_project_is_told_and_exported():
    records = one([{"units": "8"}], home={**HOME, "project": "", "task": ""}, paid="8")
    assert records.records["ok"].all()
    assert codes(records, "note") == ["not_on_entry", "not_on_entry"]


@pytest.mark.parametrize(
    ("starts", "day", "week"),
    [(1, "2026-01-26", "2026-01-26"), (1, "2026-02-01", "2026-01-26"), (7, "2026-01-26", "2026-01-25"),
     (7, "2026-02-01", "2026-02-01"), (4, "2026-01-28", "2026-01-22"), (1, "1969-12-31", "1969-12-29")],
)  # fmt: skip
def test_a_day_falls_in_the_week_the_company_keeps(starts, day, week):
    records = one([{"units": "1", "work_date": day}], week_starts=starts)
    assert records.lines["week_start"].item() == date.fromisoformat(week)


def test_the_setup_gives_the_ids_of_intacct():
    setup = Setup(employees={"E1": Codes(intacct="EMP-1")}, dimensions={"project": {"P1": Codes(intacct="10-P1")}})
    line = one([{"units": "1", "project": "P1", "task": "T1"}], setup=setup).lines.iloc[0]
    assert (line["employee_id"], line["PROJECTID"], line["TASKID"], line["time_type"]) == ("EMP-1", "10-P1", "T1", "H")


@pytest.mark.parametrize(
    ("units", "paid", "severity"), [("8", "8", ""), ("8", "7.5", "warning"), ("8", "", "note"), ("0.0001", "0", "note")]
)
def test_units_are_compared_with_the_paycard(units, paid, severity):
    records = one([{"units": units, "project": "P1", "task": "T1"}], paid=paid)
    assert [f.severity for f in records.findings if f.code == "hours_differ"] == ([severity] if severity else [])
    row = records.records.iloc[0]
    assert (row["units"], row["paid_units"]) == (Decimal(units), Decimal(paid or 0))
    assert row["difference"] == Decimal(units) - Decimal(paid or 0)


def test_paid_hours_without_labor_are_not_lost():
    records = one([], paid="80")
    assert list(records.records["difference"]) == [Decimal(-80)]
    assert records.records["cause"].item() == "80 paid units of H have no labor record"
    assert records.not_exported["units"].item() == Decimal(80)


def test_an_inactive_structure_exports_nothing():
    records = one([{"units": "1"}], JobCostStructure("Old", False, "labor", ("H",), {}), paid="1")
    assert codes(records) == ["structure_inactive"]
    assert not records.records["ok"].any()
    assert codes(one([], JobCostStructure("Empty"))) == ["structure_without_categories"]


def test_an_unknown_employee_is_told():
    assert codes(one([{"units": "1", "project": "P1", "task": "T1"}], employees=["E1", "X"])) == ["unknown_employee"]


def test_the_fingerprint_changes_with_what_is_sent():
    def fingerprint(**record):
        return one([{"units": "1", "project": "P1", "task": "T1", **record}]).records["fingerprint"].item()

    assert fingerprint() == fingerprint()
    assert len({fingerprint(), fingerprint(units="1.0001"), fingerprint(project="P2"), fingerprint(text="x")}) == 4


def test_the_records_of_some_are_checked_by_themselves():
    records = create_job_cost(sample_run(), sample_setup(), sample_setup().job_cost[0]).of(["E1002"])
    assert set(records.lines["employee"]) == {"E1002"}
    assert "not_on_entry" not in [f.code for f in records.findings]


@pytest.mark.parametrize(
    ("name", "code"), [("cost", "dimension_name"), ("PROJECTID", "dimension_name"), ("né", "field_name")]
)
def test_a_dimension_must_have_a_name_of_its_own(name, code):
    structure = JobCostStructure("S", True, "labor", ("H",), {name: "worked"})
    records = one([{"units": "8", name: "X"}], structure, dimensions=("project", name))
    assert codes(records)[:1] == [code] and not records.records["ok"].item()
    assert list(records.lines["cost"]) == [Decimal("10.00")]


def test_a_further_dimension_goes_in_the_field_of_the_setup():
    structure = JobCostStructure("S", True, "labor", ("H",), {"crew": "worked", "Crew": ""})
    records = one([{"units": "8", "crew": "A"}], structure, dimensions=("crew", "Crew"))
    assert (records.lines["GLDIMCREW"].item(), records.fields["crew"]) == ("A", "GLDIMCREW")
    setup = Setup(intacct_fields={"crew": "GLDIMTEAM"})
    assert (
        one([{"units": "8", "crew": "A"}], structure, setup=setup, dimensions=("crew",)).lines["GLDIMTEAM"].item()
        == "A"
    )
    both = JobCostStructure("S", True, "labor", ("H",), {"crew": "worked", "Crew": "worked"})
    assert "field_twice" in codes(one([{"units": "8", "crew": "A"}], both, dimensions=("crew", "Crew")))
