"""What can be wrong with time: every row says it with its remedy, and a finding tells how much is concerned."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.rules.timing import PERIOD, checked, frame, known, with_pay
from workbench.rules.field_map import with_value
from workbench.rules.known_codes import known_codes
from workbench.rules.nearest_code import NearestCode
from workbench.rules.setup import Codes, Setup
from workbench.rules.time_checks import Decisions
from workbench.rules.time_targets import default_time_map

CODES = ["code", "name", "status", "parent", "entity", "project"]
USUAL = default_time_map(["EMPLOYEEID", "TIMETYPE", "ENTRYDATE", "QTY", "DEPARTMENTID", "PROJECTID", "TASKID"])


def said(rows):
    return [(f.code, f.severity) for f in rows.findings]


def test_an_ordinary_day_is_ok():
    rows = checked({"DEPARTMENTID": "FLD", "PROJECTID": "P1"})
    assert said(rows) == [] and list(rows.verdicts()) == ["ok"]


@pytest.mark.parametrize(
    ("entry", "code", "severity"),
    [
        ({"EMPLOYEEID": ""}, "no_employee", "error"), ({"EMPLOYEEID": "E9"}, "unknown_employee", "error"),
        ({"TIMETYPE": ""}, "no_category", "error"), ({"TIMETYPE": "REG"}, "unknown_category", "error"),
        ({"TIMETYPE": "201"}, "no_earning", "warning"), ({"ENTRYDATE": "soon"}, "no_day", "error"),
        ({"ENTRYDATE": "02/08/2026"}, "outside_period", "error"),
        ({"ENTRYDATE": "02/23/2026"}, "outside_period", "error"),
        ({"QTY": ""}, "no_units", "error"), ({"QTY": "7.33333"}, "units_unreadable", "error"),
        ({"QTY": "0"}, "units_not_positive", "error"), ({"QTY": "-2"}, "units_not_positive", "error"),
        ({"QTY": "24.25"}, "long_day", "error"), ({"DEPARTMENTID": "X"}, "unknown_dimension", "warning"),
        ({"TASKID": "T1"}, "no_parent", "error"),
    ],
)  # fmt: skip
def test_each_fault_is_said_with_a_remedy(entry, code, severity):
    rows = checked(entry)
    assert said(rows) == [(code, severity)] and list(rows.verdicts()) == [severity]
    assert rows.reason[0] and rows.remedy[0] and "1 entry" in rows.findings[0].message


def test_entries_without_a_day_make_no_long_day():
    assert said(checked(*[{"ENTRYDATE": "", "QTY": "20"}] * 2)) == [("no_day", "error")]


def test_a_time_type_that_equals_no_category_gets_the_nearest():
    (finding,) = checked({"TIMETYPE": "REG"}, {"TIMETYPE": "REG"}).findings
    assert "102 Hourly Wages" in finding.remedy and finding.message.endswith("(2 entries, 16.00 h)")


@pytest.mark.parametrize(
    ("asked", "meant"), [("0102", "102"), ("OT", "103"), ("Overtime pay", "103"), ("regular", "102")]
)
def test_the_nearest_code_by_writing_or_by_meaning(asked, meant):
    assert NearestCode({"102": "Hourly Wages", "103": "Overtime 1.5"})(asked) == meant


def test_a_day_is_too_long_over_all_its_entries():
    rows = checked({"QTY": "20"}, {"QTY": "5", "TIMETYPE": "103"}, {"QTY": "20", "EMPLOYEEID": "E2"})
    assert list(rows.verdicts()) == ["error", "error", "ok"]
    assert rows.findings[0].value == "E1 has 25.00 h on 2026-02-09" and len(rows.findings) == 1


def test_another_payroll_group_is_left_out():
    rows = checked({}, {"EMPLOYEEID": "E2", "QTY": "-1"}, period=replace(PERIOD, payroll_group="BW"))
    assert list(rows.verdicts()) == ["ok", "left out"] and said(rows) == [("wrong_group", "note")]


def test_late_time_is_a_warning_where_it_was_asked_for():
    rows = checked({"ENTRYDATE": "01/30/2026"}, period=replace(PERIOD, late_since=date(2026, 2, 1)))
    assert said(rows) == [("late_time", "warning")]


def test_two_employees_behind_one_id_is_an_error_until_one_is_chosen():
    setup = Setup(employees={"E1": Codes("", "77"), "E2": Codes("", "77")})
    rows = checked({"EMPLOYEEID": "77"}, setup=setup)
    assert said(rows) == [("two_employees", "error")] and "E1 and E2" in rows.reason[0]
    assert said(checked({"EMPLOYEEID": "77"}, setup=setup, fields=with_value(USUAL, "employee", "77", "E2"))) == []


def test_two_departments_behind_one_id_is_an_error():
    setup = Setup(departments={"FLD": Codes("", "200"), "SHP": Codes("", "200")})
    assert said(checked({"DEPARTMENTID": "200"}, setup=setup)) == [("two_codes", "error")]


def test_a_new_employee_is_taken_when_mapped_to_itself_or_accepted():
    assert said(checked({"EMPLOYEEID": "E9"}, fields=with_value(USUAL, "employee", "E9", "E9"))) == []
    rows = checked({"EMPLOYEEID": "E9"}, {"QTY": "-8"}, decisions=Decisions(accepted={1: "new", 2: "correction"}))
    assert list(rows.verdicts()) == ["warning", "warning"]


def test_a_skipped_entry_says_its_reason_and_counts_nowhere():
    rows = checked({"QTY": "20"}, {"QTY": "20"}, decisions=Decisions(skipped={2: "double"}))
    assert list(rows.verdicts()) == ["ok", "skipped"] and rows.reason[1] == "double" and said(rows) == []


def test_without_a_posted_payroll_nothing_is_called_unknown():
    rows = checked({"EMPLOYEEID": "E9", "TIMETYPE": "REG"}, knows=known_codes([], []))
    assert said(rows) == [("no_payroll", "warning")] and list(rows.verdicts()) == ["ok"]


def test_an_inactive_code_and_a_child_under_another_parent():
    projects = frame(CODES, ["P1", "", "active", "", "", ""], ["P2", "", "inactive", "", "", ""])
    tasks = frame(CODES, ["T1", "", "active", "P1", "", "P1"], ["T1", "", "active", "P2", "", "P2"],
                  ["T2", "", "active", "P2", "", "P2"])  # fmt: skip
    values = {"project": projects, "task": tasks}
    knows = known(dimension_values=frame(["dimension", "code", "name", "parent"]))
    one = checked({"PROJECTID": "P2", "TASKID": "T2"}, values=values, knows=knows)
    assert said(one) == [("inactive_dimension", "warning")]
    stray = checked({"PROJECTID": "P1", "TASKID": "T2"}, values=values, knows=knows)
    assert said(stray) == [("not_under_parent", "error")]
    assert stray.reason[0] == "The task T2 does not belong to project P1."


def test_a_rate_is_missed_only_where_it_is_brought_in_and_payroll_pays_by_it():
    cards = pd.DataFrame({"category": ["102"], "units": [8], "rate": [30]})
    knows = known(paycards=cards)
    assert said(checked({}, knows=knows)) == []
    fields = with_pay("rate", "EXTCOSTRATE")
    rows = checked({}, {"EXTCOSTRATE": "30"}, {"TIMETYPE": "103"}, knows=knows, fields=fields)
    assert list(rows.verdicts()) == ["warning", "ok", "ok"]


def test_an_amount_that_stays_the_same_is_a_rate_and_one_that_differs_is_told():
    fields = with_pay("amount", "EXTAMOUNT")
    same = checked({"EXTAMOUNT": "30"}, {"EXTAMOUNT": "30", "QTY": "4"}, fields=fields)
    assert said(same) == [("amount_is_rate", "warning")] and same.findings[0].message.startswith("The amount of E1")
    assert said(checked({"EXTAMOUNT": "240"}, {"EXTAMOUNT": "120", "QTY": "4"}, fields=fields)) == []
    both = replace(fields, fields=(*fields.fields, *with_pay("rate", "EXTCOSTRATE").fields[-1:]))
    rows = checked({"EXTAMOUNT": "240", "EXTCOSTRATE": "31"}, fields=both)
    assert ("amount_differs", "warning") in said(rows)
