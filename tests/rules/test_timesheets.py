"""Timesheets of job cost records: what is added up, what it cost, what is said of it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.rules.building import run_of, sample_run, sample_setup
from tests.rules.test_job_cost import HOME, one
from workbench.rules.job_cost import create_job_cost
from workbench.rules.setup import Setup
from workbench.rules.timesheets import SheetParameters, check_entries, make_timesheets

ON_P1 = {"project": "P1", "task": "T1"}


def sample(**parameters):
    setup = sample_setup()
    records = create_job_cost(sample_run(), setup, setup.job_cost[0])
    return make_timesheets(records, description="BW03", parameters=SheetParameters(**parameters))


def sheets_of(labor, paid="", **parameters):
    records = one([{**ON_P1, **record} for record in labor], paid=paid)
    return make_timesheets(records, description="x", parameters=SheetParameters(**parameters))


def codes(sheets):
    return {f.code: f.severity for f in sheets.findings}


def test_the_sample_gives_a_sheet_per_employee_and_week():
    sheets = sample().sheets
    assert list(zip(sheets["employee"], sheets["week_start"], sheets["entries"], sheets["units"], strict=True)) == [
        (who, date.fromisoformat(week), entries, Decimal(units))
        for who, week, entries, units in (
            ("E1002", "2026-01-26", 5, 40), ("E1002", "2026-02-02", 6, 40), ("E1003", "2026-01-26", 5, 40),
            ("E1003", "2026-02-02", 8, 46), ("E1005", "2026-01-26", 5, 40), ("E1005", "2026-02-02", 5, 40),
        )
    ]  # fmt: skip
    assert set(sheets["week_end"] - sheets["week_start"]) == {date(2026, 2, 1) - date(2026, 1, 26)}
    assert sheets["cost"].isna().all(), "no cost is sent unless it is asked for"


@pytest.mark.parametrize(("summarize", "entries"), [("entry", 34), ("day", 34), ("period", 9)])
def test_labor_cost_is_the_paycard_to_the_cent_however_it_is_added_up(summarize, entries):
    made = sample(summarize=summarize, labor_cost=True)
    assert len(made.entries) == entries
    exported = [sum(made.entries[name]) for name in ("cost", "employer_taxes", "fringes")]
    assert exported == [Decimal("6992.00"), Decimal("773.89"), Decimal("279.68")]
    whole = [sum(made.not_exported[name], amount) for name, amount in
             zip(("cost", "employer_taxes", "fringes"), exported, strict=True)]  # fmt: skip
    assert whole == [Decimal("13192.00"), Decimal("1465.42"), Decimal("837.68")]
    assert set(made.not_exported["employee"]) == {"E1001", "E1004"}


def test_the_cost_of_a_job_is_what_the_journal_books_on_it():
    """E1003's WSIB, 30.65 over 40, 31.5 and 14.5 hours: 14.25, 11.23, 5.17; with CPP, EI and EHT as well."""
    from workbench.rules.gl_records import create_records

    entries = sample(labor_cost=True).entries
    mine = entries[entries["employee"] == "E1003"]
    by_job = mine.groupby(["PROJECTID", "TASKID"])["employer_taxes"].sum()
    lines = create_records(sample_run(), sample_setup(), ["E1003"]).lines
    booked = lines[(lines["category_class"] == "tax_employer") & (lines["side"] == "debit")]
    assert by_job.to_dict() == booked.groupby(["project", "task"])["amount"].sum().to_dict()
    wsib = booked[booked["category"] == "605"].set_index(["project", "task"])["amount"].to_dict()
    assert wsib["P100", "01-100"] == Decimal("14.25") and wsib["P200", "01-100"] == Decimal("5.17")


def test_hours_of_one_day_and_job_are_added_up_with_what_they_are_made_of():
    labor = [{"units": "3.25", "text": "am"}, {"units": "4", "text": "pm"}, {"units": "1", "project": "P2"}]
    made = sheets_of(labor, summarize="day", notes="Payroll {text}", billable=True)
    assert list(made.entries["units"]) == [Decimal("7.25"), Decimal(1)]
    assert list(made.entries["notes"]) == ["Payroll am; pm", "Payroll"]
    assert list(made.entries["record_lines"]) == ["1, 2", "3"]
    assert made.entries["billable"].all() and list(made.entries["line"]) == [1, 2]


def test_a_period_is_the_week_of_the_sheet_dated_its_first_day_worked():
    labor = [{"units": "8", "work_date": f"2026-01-{day}"} for day in (29, 27)] + [
        {"units": "8", "work_date": "2026-02-03"}
    ]
    entries = sheets_of(labor, summarize="period").entries
    assert list(entries["work_date"]) == [date(2026, 1, 27), date(2026, 2, 3)]
    assert list(entries["units"]) == [Decimal(16), Decimal(8)]


def test_a_record_without_hours_is_on_no_sheet_and_not_lost():
    made = sheets_of([{"units": "8"}, {"units": ""}, {"units": "0"}], labor_cost=True)
    assert len(made.entries) == 1 and codes(made)["no_units"] == "warning"
    (row,) = made.not_exported.to_dict("records")
    assert (row["reason"], row["cost"]) == ("its hours are none, or add up to none", Decimal("20.00"))


def test_hours_taken_back_are_told_unless_they_come_off_the_same_day():
    labor = [{"units": "8"}, {"units": "-2"}]
    assert codes(sheets_of(labor))["negative_units"] == "warning"
    together = sheets_of(labor, summarize="day")
    assert "negative_units" not in codes(together) and list(together.entries["units"]) == [Decimal(6)]


def test_more_than_a_day_on_one_day_is_told():
    assert codes(sheets_of([{"units": "24.0001"}]))["long_day"] == "warning"
    assert "long_day" not in codes(sheets_of([{"units": "24"}]))


def test_nothing_to_export_is_an_error():
    assert codes(sheets_of([], paid="8"))["no_entry"] == "error"


def test_the_parameter_may_take_home_where_worked_is_blank():
    records = one([{"units": "8"}])
    asked = make_timesheets(records, description="x", parameters=SheetParameters(when_blank="home"))
    assert asked.entries["PROJECTID"].item() == HOME["project"] and not asked.findings.errors
    left = make_timesheets(records, description="x", parameters=SheetParameters(when_blank="error"))
    assert [f.code for f in left.findings.errors] == ["worked_blank", "worked_blank"]


def test_entries_outside_their_week_are_an_error():
    entries = sample().entries
    assert not check_entries(entries, 1).errors
    assert [f.code for f in check_entries(entries, 7).errors] == ["outside_week"]
    moved = entries.assign(work_date=entries["week_end"].to_numpy())
    assert not check_entries(moved, 1).errors


def test_employer_cost_of_pay_that_is_not_exported_stays_with_it():
    """80 hours of vacation without labor bear half the tax of 80 hours worked; a correction card bears none."""
    classes = {"H": "earning", "V": "earning", "T": "tax_employer"}
    paycards = [
        ("E1", "H", "1000.00", {"units": "80"}), ("E1", "V", "1000.00", {"units": "80"}), ("E1", "T", "99.99"),
        ("E1", "H", "-10.00", {"paycard_type": "adjustment"}),
    ]  # fmt: skip
    labor = [("E1", "H", "500.00", {"units": "40", **ON_P1}), ("E1", "H", "500.00", {"units": "40", **ON_P1})]
    run = run_of(classes, [{**HOME, "project": "P1", "task": "T1"}], paycards, labor)
    from tests.rules.test_job_cost import LABOR

    records = create_job_cost(run, Setup(), LABOR)
    assert list(records.lines["employer_taxes"]) == [Decimal("25.00"), Decimal("25.00")]
    rest = {row["reason"]: (row["cost"], row["employer_taxes"]) for row in records.not_exported.to_dict("records")}
    assert rest == {
        "it has no labor records": (Decimal("1000.00"), Decimal("49.99")),
        "it is on another paycard than the regular one": (Decimal("-10.00"), Decimal(0)),
    }


def test_employer_cost_that_nothing_bears_is_named():
    run = run_of({"H": "earning", "T": "tax_employer"}, [HOME], [("E1", "T", "5.00")])
    records = create_job_cost(run, Setup(), one([]).source.structure)
    (row,) = records.not_exported.to_dict("records")
    assert (row["reason"], row["employer_taxes"]) == ("no earning bears it", Decimal("5.00"))
