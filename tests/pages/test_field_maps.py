"""Field maps: fields are read from Intacct when asked, mapped with real values in view, checked, saved as a version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import SandboxProcess
from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import connections, field_maps, payroll
from workbench.gateway import lookup
from workbench.rules.field_map import FieldMap, MappedField
from workbench.samples import ONTARIO
from workbench.ui import field_map_grid, field_map_values


@pytest.fixture
def clocked(desk: Desk, sandbox: SandboxProcess) -> Desk:
    """A desk with a payroll and a connection for the time import; what the company offers is asked again."""
    lookup._KNOWN.clear()
    payroll.load_payroll(desk, ONTARIO)
    connections.connect(desk, "time_import", **sandbox.credentials)
    return desk


@pytest.fixture
def loaded(clocked: Desk, open_page: Open) -> AppTest:
    """The page with the fields read."""
    return open_page("field_maps").button(key="load fields").click().run()


def fields(app: AppTest) -> pd.DataFrame:
    return table_with(app, "field", "target").set_index("field")


def edit(app: AppTest, change: Callable[[FieldMap], FieldMap]) -> AppTest:
    """What an edit of a grid keeps in the session, then the page again."""
    draft = app.session_state["time draft of "]
    draft.fields = change(draft.fields)
    return app.run()


def field(app: AppTest, name: str, **cells: Any) -> AppTest:
    """Type into the row of a field."""
    return edit(app, lambda fields: field_map_grid.changed(fields, {name: cells}, {"DESCRIPTION": "text"}))


def value(app: AppTest, target: str, code: str, ours: str) -> AppTest:
    """Say in the value map what a code means."""
    return edit(app, lambda fields: field_map_values.changed(fields, target, {code: {"ours": ours}}))


def test_without_a_connection_the_page_says_where_to_begin(open_page: Open) -> None:
    assert "is not connected to Sage Intacct yet" in text_of(open_page("field_maps"))


def test_the_usual_fields_are_mapped_and_stand_first_with_real_values(clocked: Desk, open_page: Open) -> None:
    app = open_page("field_maps")
    assert "not loaded yet" in text_of(app)
    loaded = app.button(key="load fields").click().run()
    rows = fields(loaded)
    mapped = rows[rows["target"] != ""]
    assert rows.index[: len(mapped)].tolist() == mapped.index.tolist()
    assert mapped["target"].to_dict() | {} == {
        "TIMESHEET.EMPLOYEEID": "employee", "TIMETYPE": "category", "ENTRYDATE": "work_date", "QTY": "units",
        "DEPARTMENTID": "department", "LOCATIONID": "location", "PROJECTID": "project", "TASKID": "task",
        "COSTTYPEID": "cost_type", "CLASSID": "class",
    }  # fmt: skip
    assert rows.at["TIMETYPE", "samples"].startswith("102") and rows.at["QTY", "type"] == "decimal"
    assert "Every field that payroll needs is mapped, and fits." in text_of(loaded)


def test_a_target_turns_its_field_on_and_save_puts_it_in_force(clocked: Desk, loaded: AppTest) -> None:
    assert fields(loaded).at["DESCRIPTION", "suggested"] == "text"
    app = field(loaded, "NOTES", target="text")
    assert "1 change not saved" in text_of(app)
    app.text_input(key="field map note").set_value("notes come in").run()
    app.button(key="save field map").click().run()
    assert field_maps.time_field_map(clocked).source_of("text") == "NOTES"
    versions = table_with(app, "saved_by", "note")
    assert (
        versions["note"].tolist() == ["notes come in"] == field_maps.time_field_map_versions(clocked)["note"].tolist()
    )
    assert "Field map 1 is saved" in text_of(app) and "No changes wait" in text_of(app)


def test_a_map_with_an_error_cannot_be_saved(clocked: Desk, loaded: AppTest) -> None:
    app = field(loaded, "QTY", on=False)
    assert "No field is mapped to units" in text_of(app)
    assert app.button(key="save field map").disabled and "once the errors above are mended" in text_of(app)
    app.button(key="discard field map").click().run()
    assert fields(app).at["QTY", "on"] and not len(field_maps.time_field_map_versions(clocked))


def test_changes_stay_when_another_page_was_looked_at(loaded: AppTest) -> None:
    field(loaded, "NOTES", target="text")
    loaded.switch_page("pages/home.py").run().switch_page("pages/field_maps.py").run()
    assert fields(loaded).at["NOTES", "target"] == "text" and "1 change not saved" in text_of(loaded)


def test_fields_are_found_by_name_and_by_what_they_hold(loaded: AppTest) -> None:
    loaded.text_input(key="find field").set_value("project").run()
    assert all("project" in f"{name} {row.label}".casefold() for name, row in fields(loaded).iterrows())
    loaded.text_input(key="find field").set_value("").run()
    loaded.segmented_control(key="fields shown").set_value("With values").run()
    assert (fields(loaded)["samples"] != "").all()


def test_turning_a_field_on_takes_the_target_suggested_and_a_target_turns_it_on() -> None:
    on = field_map_grid.changed(FieldMap(), {"DESCRIPTION": {"on": True}}, {"DESCRIPTION": "text"})
    assert on.fields == (MappedField("DESCRIPTION", "text", True),)
    off = field_map_grid.changed(on, {"DESCRIPTION": {"on": False}}, {})
    assert off.fields == (MappedField("DESCRIPTION", "text", False),)
    back = field_map_grid.changed(off, {"DESCRIPTION": {"target": "class"}}, {})
    assert back.fields == (MappedField("DESCRIPTION", "class", True),)


# --- value maps


def test_codes_seen_in_intacct_stand_there_to_be_mapped_and_others_can_be_added(clocked: Desk, loaded: AppTest) -> None:
    loaded.segmented_control(key="value map of").set_value("category").run()
    codes = table_with(loaded, "source", "ours").set_index("source")
    assert codes.loc["102"].tolist() == ["102", "written alike"]
    value(loaded, "category", "102", "103")
    loaded.text_input(key="value theirs category").set_value("REG")
    loaded.selectbox(key="value ours category").set_value("102")
    app = next(b for b in loaded.button if b.label == "Add").click().run()
    app.button(key="save field map").click().run()
    assert field_maps.time_field_map(clocked).values == {"category": {"102": "103", "REG": "102"}}
    value(app, "category", "REG", "")
    assert "REG" not in table_with(app, "source", "ours")["source"].tolist()


# --- versions and files


def test_a_map_from_a_file_is_shown_until_saved_and_another_file_is_refused(clocked: Desk, loaded: AppTest) -> None:
    content = field_maps.time_field_map_text(clocked).replace("TIMETYPE", "ITEMID").encode()
    loaded.file_uploader[0].upload("field-map.yaml", content, "application/yaml").run()
    loaded.button(key="take file").click().run()
    assert fields(loaded).at["ITEMID", "target"] == "category"
    assert field_maps.time_field_map(clocked).source_of("category") == "TIMETYPE"
    loaded.file_uploader[0].upload("field-map.yaml", b"fields: [", "application/yaml").run()
    loaded.button(key="take file").click().run()
    assert len(loaded.error) == 1 and fields(loaded).at["ITEMID", "target"] == "category"
