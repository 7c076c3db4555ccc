"""The field map of the time import: what Intacct offers, versions, its file, and the value maps made visible."""

from __future__ import annotations

from typing import Any

import pytest

import workbench as wb
from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import field_maps
from workbench.gateway import lookup
from workbench.rules.field_map import MappedField, with_field, with_value


@pytest.fixture
def ready(desk_without_connection: Desk, sandbox: Any) -> Desk:
    lookup._KNOWN.clear()
    wb.connect(desk_without_connection, "time_import", **sandbox.credentials)
    return desk_without_connection


def test_every_field_comes_with_real_values_its_toggle_and_its_target(ready: Desk) -> None:
    fields = field_maps.time_fields(ready)
    shown = field_maps.offered(field_maps.time_field_map(ready, fields), fields).set_index("field")
    assert shown.loc["QTY", ["on", "target"]].tolist() == [True, "units"] and "7.5" in shown.at["QTY", "samples"]
    assert shown.loc["NOTES", ["on", "target"]].tolist() == [False, ""]
    assert set(shown.index[shown["on"]]) == {
        "TIMESHEET.EMPLOYEEID", "TIMETYPE", "ENTRYDATE", "QTY", "DEPARTMENTID", "LOCATIONID", "PROJECTID", "TASKID",
        "COSTTYPEID", "CLASSID",
    }  # fmt: skip
    found = field_maps.time_suggestions(ready, fields)
    assert (found["DESCRIPTION"].target, found["EXTCOSTRATE"].target) == ("text", "rate")


def test_two_sources_on_one_target_and_an_unfit_type_are_found_at_once(ready: Desk) -> None:
    fields = field_maps.time_fields(ready)
    wrong = with_field(field_maps.time_field_map(ready, fields), MappedField("BILLABLE", "units"))
    found = field_maps.time_field_map_findings(ready, wrong, fields)
    assert [f.code for f in found] == ["two_on_one_target", "type_unfit"]


def test_a_mapped_field_that_intacct_no_longer_offers_is_still_shown(ready: Desk) -> None:
    fields = field_maps.time_fields(ready)
    lost = with_field(field_maps.time_field_map(ready, fields), MappedField("OLDFIELD", "text"))
    shown = field_maps.offered(lost, fields).set_index("field")
    assert shown.loc["OLDFIELD", ["on", "target", "samples"]].tolist() == [True, "text", []]
    assert [f.code for f in field_maps.time_field_map_findings(ready, lost, fields)] == ["unknown_source"]


def test_versions_are_kept_and_the_map_travels_as_a_file(desk_without_connection: Desk) -> None:
    desk = desk_without_connection
    usual = field_maps.time_field_map(desk)
    first = field_maps.save_time_field_map(desk, usual, "as usual")
    second = field_maps.save_time_field_map(desk, with_value(usual, "category", "REG", "102"))
    assert field_maps.save_time_field_map(desk, with_value(usual, "category", "REG", "102")) == second
    text = field_maps.time_field_map_text(desk)
    assert '"REG": "102"' in text and list(field_maps.time_field_map_versions(desk)["number"]) == [second, first]
    assert field_maps.time_field_map_version(desk, first) == usual
    assert not field_maps.load_time_field_map(desk, text.replace("102", "103").encode())
    assert field_maps.time_field_map(desk).values["category"] == {"REG": "103"}
    assert field_maps.load_time_field_map(desk, b"fields: x").errors
    with pytest.raises(NotFound):
        field_maps.time_field_map_version(desk, 99)


def test_the_account_setup_read_backwards_is_visible(desk_without_connection: Desk) -> None:
    shown = field_maps.time_value_maps(desk_without_connection)
    assert shown[["source", "ours"]].values.tolist() == [["100", "ADM"], ["200", "FLD"], ["300", "OPS"], ["400", "SHP"]]
    assert set(shown["origin"]) == {"account setup"}


def test_maps_of_two_clients_do_not_mix(desk_without_connection: Desk) -> None:
    other = desk_without_connection.at("other client")
    field_maps.save_time_field_map(other, with_value(field_maps.time_field_map(other), "category", "REG", "102"))
    assert not field_maps.time_field_map(desk_without_connection).values
