"""Late corrections: exported entries and the correction add up to what the records say now."""

from decimal import Decimal

from tests.rules.test_timesheets import sheets_of
from workbench.rules.job_cost_difference import job_cost_difference

BEFORE = [{"units": "8"}, {"units": "4", "work_date": "2026-01-27"}]


def entries(labor, **parameters):
    return sheets_of(labor, **parameters).entries


def plain(frame):
    return [(str(r["work_date"]), r["PROJECTID"], r["units"]) for r in frame.to_dict("records")]


def test_nothing_changed_gives_nothing():
    assert job_cost_difference(entries(BEFORE), entries(BEFORE)).none
    assert job_cost_difference(entries(BEFORE), entries(BEFORE, notes="other words")).none
    split = [{"units": "5"}, {"units": "3"}, BEFORE[1]]
    assert job_cost_difference(entries(BEFORE), entries(split)).none, "8 hours are 5 and 3"


def test_hours_on_another_job_are_taken_back_and_given():
    now = [BEFORE[0], {**BEFORE[1], "project": "P2"}, {"units": "1", "work_date": "2026-01-28"}]
    found = job_cost_difference(entries(BEFORE), entries(now))
    assert plain(found.entries) == [
        ("2026-01-27", "P1", Decimal(-4)), ("2026-01-27", "P2", Decimal(4)), ("2026-01-28", "P1", Decimal(1)),
    ]  # fmt: skip
    assert [f.code for f in found.findings] == ["hours_taken_back"] and "4 hours" in found.findings[0].message
    assert list(found.entries["line"]) == [1, 2, 3]


def test_a_week_that_is_gone_is_taken_back_whole():
    found = job_cost_difference(entries(BEFORE), entries(BEFORE).iloc[:0])
    assert plain(found.entries) == [("2026-01-26", "P1", Decimal(-8)), ("2026-01-27", "P1", Decimal(-4))]
    assert found.entries["cost"].isna().all()


def test_cost_that_changed_without_hours_is_told():
    before, now = (entries(BEFORE, labor_cost=True) for _ in range(2))
    now["cost"] = now["cost"] + Decimal("0.01")
    found = job_cost_difference(before, now)
    assert list(found.entries["cost"]) == [Decimal("0.01")] * 2 and "cost_alone" in [f.code for f in found.findings]


def test_exported_and_correction_add_up_to_what_is_so_now():
    before, now = entries(BEFORE, labor_cost=True), entries([{"units": "7.5", "project": "P2"}], labor_cost=True)
    found = job_cost_difference(before, now).entries
    for name in ("units", "cost", "employer_taxes", "fringes"):
        assert sum(before[name]) + sum(found[name]) == sum(now[name])
