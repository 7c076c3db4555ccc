"""Imported labor, field maps and decisions in the store, on both databases."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from workbench.rules.time_keeping import empty_kept
from workbench.store import field_maps, imported_entries, time_decisions

NOW = datetime(2026, 2, 23, 9, tzinfo=UTC)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def kept(*records: int, day: date = date(2026, 2, 9)) -> pd.DataFrame:
    blank = empty_kept()
    if not records:
        return blank
    rows = {name: ["" if blank[name].dtype == "str" else None] * len(records) for name in blank.columns}
    rows |= {"record": list(records), "work_date": [day] * len(records), "import_number": [1] * len(records)}
    return pd.DataFrame(rows).astype(blank.dtypes.to_dict())


@pytest.fixture
def stored(desk):
    with desk.write() as conn:
        imported_entries.hold(conn)
        imported_entries.put(conn, "ACME", {FEBRUARY: kept(1, 5), MARCH: kept(3, 9, day=date(2026, 3, 2))})
    return desk


def test_months_are_found_by_day_and_by_entry_number(stored):
    with stored.read() as conn:
        assert set(imported_entries.months(conn, "ACME", date(2026, 2, 9), date(2026, 2, 22))) == {FEBRUARY}
        far = imported_entries.months(conn, "ACME", date(2025, 1, 1), date(2025, 1, 2), (9, 12))
        assert list(far) == [MARCH] and list(far[MARCH]["record"]) == [3, 9]
        assert imported_entries.months(conn, "OTHER", FEBRUARY, MARCH) == {}
        assert imported_entries.companies(conn) == ["ACME"]


def test_a_month_is_written_anew_and_forgotten_when_nothing_is_left(stored):
    with stored.write() as conn:
        imported_entries.put(conn, "ACME", {FEBRUARY: kept(), MARCH: kept(3)})
    with stored.read() as conn:
        found = imported_entries.months(conn, "ACME", FEBRUARY, MARCH)
    assert {month: len(frame) for month, frame in found.items()} == {MARCH: 1}


def test_another_workspace_sees_nothing_of_it(stored):
    other = stored.at("other client")
    with stored.write() as conn:
        time_decisions.put(conn, "ACME", [1], "skip", "double", NOW, "ana")
    with other.read() as conn:
        assert imported_entries.months(conn, "ACME", FEBRUARY, MARCH) == {} and imported_entries.imports(conn) == []
        assert time_decisions.listing(conn, "ACME") == [] and field_maps.latest(conn, "time_import") is None


def test_an_import_is_written_down_with_what_it_did(desk):
    row = {
        "company": "ACME", "entity": "", "period_start": FEBRUARY, "period_end": MARCH, "payroll_group": "",
        "late_since": None, "field_map_id": None, "imported_at": NOW, "imported_by": "ana", "new": 2, "changed": 0,
        "removed": 0, "unchanged": 0, "units": 160_000, "findings": [],
    }  # fmt: skip
    with desk.write() as conn:
        number = imported_entries.add_import(conn, row, kept(1, 2))
    with desk.read() as conn:
        assert [(one["id"], one["new"]) for one in imported_entries.imports(conn)] == [(number, 2)]
        assert list(imported_entries.import_content(conn, number)["record"]) == [1, 2]
        assert imported_entries.import_content(conn, number + 1) is None


def test_field_maps_are_versions_and_an_equal_one_is_none(desk):
    with desk.write() as conn:
        first = field_maps.add(conn, "time_import", "fields: []\n", NOW, "ana", "")
        assert field_maps.add(conn, "time_import", "fields: []\n", NOW, "ana", "again") == first
        second = field_maps.add(conn, "time_import", "values: {}\n", NOW, "ana", "")
        assert field_maps.latest(conn, "time_import")["id"] == second
        assert field_maps.version(conn, "time_import", first)["content"] == "fields: []\n"
        assert field_maps.version(conn, "register", first) is None
        assert [one["id"] for one in field_maps.listing(conn, "time_import")] == [second, first]


def test_a_decision_replaces_the_one_before_and_is_taken_back(desk):
    with desk.write() as conn:
        time_decisions.put(conn, "ACME", [1, 2, 2**40], "skip", "double", NOW, "ana")
        time_decisions.put(conn, "ACME", [2], "accept", "checked", NOW, "ana")
        time_decisions.put(conn, "ACME", [1], "", "", NOW, "ana")
        found = time_decisions.listing(conn, "ACME")
    assert [(one["record"], one["decision"], one["reason"]) for one in found] == [
        (2, "accept", "checked"), (2**40, "skip", "double"),
    ]  # fmt: skip
