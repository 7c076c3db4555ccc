"""Time against what was imported before: new, unchanged, changed, gone, paid; and what an import writes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from tests.rules.timing import PERIOD, checked, frame, known, mapped
from workbench.rules.pay_periods import next_period
from workbench.rules.time_keeping import changes_of, empty_kept, join_kept, labor_of, lay, months_of
from workbench.rules.time_paid import PaidRun, paid_time
from workbench.rules.time_states import compare
from workbench.rules.time_tie import tie_time
from workbench.rules.time_totals import time_totals
from workbench.rules.time_verdict import in_scope, judge

NOBODY = np.array([], dtype=np.int64)
JANUARY = {"ENTRYDATE": "01/30/2026"}


def put(labor, kept=None, remove=NOBODY):
    return lay(labor, empty_kept() if kept is None else kept, remove, "", PERIOD.start, PERIOD.end)


def run_of(labor, paycards=None):
    none = frame(["employee", "category", "paycard_type"]).assign(units=pd.Series([], dtype=labor["units"].dtype))
    return PaidRun("R2", PERIOD.start, PERIOD.end, labor, none if paycards is None else paycards)


def paid(labor, kept, *runs):
    return paid_time(labor, compare(labor, kept).kept_at, kept, runs)


def test_the_same_again_is_unchanged_and_writes_nothing():
    labor = mapped({"PROJECTID": "P1"}, {"QTY": "4"}).labor
    kept = put(labor).standing
    again = put(labor, kept)
    assert list(compare(labor, kept).state) == ["unchanged"] * 2 and again.unchanged == 2
    assert not len(again.written) and months_of(again, kept) == {}


def test_what_changed_is_said_field_by_field():
    kept = put(mapped({"QTY": "8"}, {}).labor).standing
    compared = compare(mapped({"QTY": "6.5", "PROJECTID": "P1"}, {}, {}).labor, kept)
    assert list(compared.state) == ["changed", "unchanged", "new"]
    assert compared.what[0] == "units 8 → 6.5, project blank → P1"


def test_a_dimension_mapped_later_makes_the_records_that_have_it_changed():
    labor = mapped({"PROJECTID": "P1"}, {}).labor
    kept = put(labor.drop(columns="project")).standing
    assert list(compare(labor, kept).state) == ["changed", "unchanged"]


def test_only_the_months_that_change_are_written_anew():
    kept = put(mapped({}, JANUARY).labor).standing
    laid = put(mapped({"QTY": "6"}, JANUARY).labor, kept)
    assert {month: len(part) for month, part in months_of(laid, kept).items()} == {date(2026, 2, 1): 1}
    moved = put(mapped(JANUARY, JANUARY).labor, kept)
    assert {month: len(part) for month, part in months_of(moved, kept).items()} == {
        date(2026, 1, 1): 2, date(2026, 2, 1): 0,
    }  # fmt: skip


def test_what_is_removed_no_longer_stands_and_is_written_down():
    kept = put(mapped({}, {"QTY": "4"}).labor).standing
    laid = put(mapped({}).labor, kept, np.array([2]))
    assert list(laid.standing["record"]) == [1]
    assert changes_of(laid)[["record", "state"]].values.tolist() == [[2, "removed"]]


def test_kept_months_of_different_dimensions_are_one_table():
    one, two = mapped({"PROJECTID": "P1"}).labor, mapped({}, {}).labor.drop(columns="project")
    whole = join_kept([put(one).standing, put(two).standing])
    assert list(labor_of(whole)["project"]) == ["P1", "", ""]


def test_an_import_of_a_map_with_fewer_dimensions_keeps_what_it_takes_away_whole():
    kept = put(mapped(*[{"PROJECTID": "P1"}] * 3).labor).standing
    laid = put(mapped({}).labor.drop(columns="project"), kept, np.array([2]))
    assert changes_of(laid)[["record", "project", "state"]].values.tolist() == [
        [1, "", "changed"],
        [2, "P1", "removed"],
    ]
    assert laid.standing["project"].tolist() == ["P1", ""] and laid.standing["project"].dtype == "str"


def test_an_import_speaks_of_its_period_its_entity_and_its_group_only():
    kept = put(mapped({}, JANUARY, {"EMPLOYEEID": "E2"}).labor).standing
    assert list(in_scope(kept, "", PERIOD, known())) == [day >= PERIOD.start for day in kept["work_date"]]
    assert not in_scope(kept, "E100", PERIOD, known()).any()
    mine = in_scope(kept, "", replace(PERIOD, payroll_group="BW"), known())
    assert list(kept["employee"][mine]) == ["E1"]


def test_imported_time_is_paid_once_a_run_has_labor_of_its_day():
    labor = mapped({}, {"ENTRYDATE": "02/10/2026"}).labor
    kept = put(labor).standing
    found = paid(labor, kept, run_of(labor.iloc[:1]))
    assert list(found.by) == ["R2", ""]
    before = replace(run_of(labor), start=date(2026, 1, 26), end=date(2026, 2, 8))
    assert list(paid(labor, kept, before).by) == ["", ""], "a run of another period paid other time"


def test_imported_time_is_paid_by_a_paycard_without_labor():
    labor = mapped({}).labor
    cards = frame(["employee", "category", "paycard_type"], ["E1", "102", "regular"])
    assert list(paid(labor, put(labor).standing, run_of(labor.iloc[:0], cards)).by) == ["R2"]


def test_time_never_imported_is_paid_where_the_hours_agree_else_asked_about():
    labor = mapped({}, {"ENTRYDATE": "02/10/2026"}).labor
    less = labor.assign(units=[Decimal("8"), Decimal("6")]).astype({"units": labor["units"].dtype})
    found = paid(labor, empty_kept(), run_of(less))
    assert list(found.by) == ["R2", ""] and list(found.other) == ["", "R2"]


def test_the_preview_counts_states_and_what_changed_after_it_was_paid():
    old = mapped({}, {"ENTRYDATE": "02/10/2026"}, {"EMPLOYEEID": "E2"}).labor
    kept = put(old).standing
    rows = checked({"QTY": "6"}, {"ENTRYDATE": "02/10/2026", "QTY": "7"})
    run = run_of(old[old["work_date"] == date(2026, 2, 9)])
    settled = paid_time(kept, np.arange(3), kept, [run]).by
    judged = judge(rows, compare(rows.labor, kept), paid(rows.labor, kept, run), kept, settled,
                   in_scope(kept, "", PERIOD, known()))  # fmt: skip
    assert {k: v for k, v in judged.counts.items() if v} == {"paid": 1, "changed": 1}
    assert list(judged.labor["run"]) == ["R2", ""] and list(judged.labor["check"]) == ["warning", "ok"]
    assert "R2: units 8 → 6" in judged.labor["reason"][0] and list(judged.gone["state"]) == ["paid"]
    told = next(one for one in rows.findings if one.code == "gone_after_paid")
    assert told.severity == "warning" and told.message.startswith("Run R2 has paid time that is no longer approved. (1")


def test_hours_imported_are_hours_paid_per_employee_and_week():
    labor = mapped({}, {"ENTRYDATE": "02/16/2026"}, {"EMPLOYEEID": "E2"}).labor
    short = labor.assign(units=[Decimal("8"), Decimal("6"), Decimal("8")]).astype({"units": labor["units"].dtype})
    tied = tie_time(labor, run_of(short.iloc[:2]), {"E1": "Ann"})
    shown = tied[["employee", "week_start", "difference", "ok"]].values.tolist()
    assert shown == [
        ["E1", date(2026, 2, 9), Decimal("0.0000"), True], ["E1", date(2026, 2, 16), Decimal("2.0000"), False],
        ["E2", date(2026, 2, 9), Decimal("8.0000"), False],
    ]  # fmt: skip
    sundays = tie_time(labor, run_of(short), {}, week_starts=7)
    assert set(sundays["week_start"]) == {date(2026, 2, 8), date(2026, 2, 15)}
    assert list(tied["cause"])[1:] == ["More imported than paid.", "Imported, but the run pays no hours."]


def test_a_run_without_labor_records_ties_over_its_whole_period():
    labor = mapped({}, {"ENTRYDATE": "02/16/2026"}).labor
    cards = frame(["employee", "category", "paycard_type"], ["E1", "102", "regular"])
    cards["units"] = pd.Series([Decimal("16")], dtype=labor["units"].dtype)
    tied = tie_time(labor, run_of(labor.iloc[:0], cards), {})
    assert tied[["week_start", "ok"]].values.tolist() == [[PERIOD.start, True]]
    assert "whole period" in tied["cause"][0]


def test_totals_by_employee_category_and_project():
    labor = mapped({"PROJECTID": "P1"}, {"QTY": "2.25", "TIMETYPE": "103"}).labor
    totals = time_totals(labor, {"employee": {"E1": "Ann"}}).set_index(["by", "code"])
    assert totals.loc[("employee", "E1"), "name"] == "Ann" and totals.loc[("all", ""), "units"] == Decimal("10.25")
    assert totals.loc[("project", ""), "units"] == Decimal("2.25") and totals["amount"].isna().all()


@pytest.mark.parametrize(
    ("start", "end", "often", "following"),
    [
        ((2026, 1, 26), (2026, 2, 6), "bi-weekly", ((2026, 2, 9), (2026, 2, 22))),
        ((2026, 1, 26), (2026, 2, 1), "weekly", ((2026, 2, 2), (2026, 2, 8))),
        ((2026, 1, 1), (2026, 1, 31), "monthly", ((2026, 2, 1), (2026, 2, 28))),
        ((2026, 12, 1), (2026, 12, 31), "monthly", ((2027, 1, 1), (2027, 1, 31))),
        ((2026, 2, 1), (2026, 2, 15), "semi-monthly", ((2026, 2, 16), (2026, 2, 28))),
        ((2026, 1, 1), (2026, 1, 10), "", ((2026, 1, 11), (2026, 1, 20))),
    ],
)  # fmt: skip
def test_the_period_after_the_last_one_paid(start, end, often, following):
    assert next_period(date(*start), date(*end), often) == tuple(date(*day) for day in following)
