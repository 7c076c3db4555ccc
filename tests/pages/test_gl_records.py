"""GL records: create, see the exact cause, edit a line, and hand the batch over as an intent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.files.payroll_folder import rows, write
from tests.files.payroll_folder import sample as sample_folder
from tests.pages.conftest import RUN, Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import exports, gl_records, payroll, setup, workers
from workbench.rules.setup import CategoryAccounts, with_category


@pytest.fixture
def created(sample: Desk) -> Desk:
    """The sample with its GL records created."""
    gl_records.create_gl_records(sample, RUN)
    return sample


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The intent is written and nobody carries it: what a page does ends there."""
    monkeypatch.setattr(workers, "ensure_worker", lambda desk: None)


def states(desk: Desk) -> dict[str, str]:
    """State per employee."""
    known = gl_records.record_states(desk, RUN)
    return dict(zip(known["employee"], known["state"], strict=True))


def test_a_batch_is_shown_beside_the_run_before(created: Desk, open_page: Open, tmp_path: Path) -> None:
    folder = sample_folder(tmp_path)
    for name, paid in (("paycards", "2026-02-27"), ("labor", None)):  # the same again, all amounts doubled
        head, *lines = rows(folder, name)
        cells = [{**dict(zip(head, line, strict=True)), "run": "2026-BW04"} for line in lines]
        doubled = [{**one, "amount": f"{2 * Decimal(one['amount']):.2f}"} for one in cells]
        later = [{**one, "pay_date": paid} if paid else one for one in doubled]
        write(folder, name, [head, *(list(one.values()) for one in later)])
    assert payroll.load_payroll(created, folder).runs == ("2026-BW04",)
    gl_records.create_gl_records(created, "2026-BW04")
    app = open_page("gl_records")
    assert "Beside run 2026-BW03 with 5 employees; this batch has 5 employees." in text_of(app)
    totals = table_with(app, "change", "account").set_index("account")
    assert totals.loc["6010", "change"] == Decimal("6200.00")


def test_create_makes_a_record_for_everyone_listed(sample: Desk, open_page: Open) -> None:
    app = open_page("gl_records")
    assert app.button(key="create").label == "Create (all 5)"
    app.button(key="create").click().run()
    assert set(states(sample).values()) == {"balanced"}
    assert "5 of 5 balanced" in text_of(app)


def test_create_takes_only_the_selected(sample: Desk, open_page: Open) -> None:
    app = open_page("gl_records")
    key = next(str(table.key) for table in app.dataframe if str(table.key).startswith("records-"))
    app.session_state[key] = {"selection": {"rows": [1, 3], "columns": [], "cells": []}}
    app.run()
    assert app.button(key="create").label == "Create (2 selected)"
    app.button(key="create").click().run()
    assert [e for e, s in states(sample).items() if s == "balanced"] == ["E1002", "E1004"]


def test_an_unbalanced_record_says_exactly_why(sample: Desk, open_page: Open) -> None:
    setup.put_setup(sample, with_category(setup.current_setup(sample), "201", CategoryAccounts()))
    gl_records.create_gl_records(sample, RUN)
    app = open_page("gl_records", open_record="E1001")
    said = text_of(app).replace("\\", "")
    assert "Out by 120.00: category 201 RRSP employee has no credit account" in said
    assert any("2 not balanced" in option for option in app.get("pills")[0].options)
    assert "2 records not balanced and left out: E1001, E1004" in said


def test_a_record_opens_debit_beside_credit(created: Desk, open_page: Open) -> None:
    app = open_page("gl_records", open_record="E1003")
    sides = {t.key.split()[1]: t.value for t in app.dataframe if str(t.key).startswith("lines ")}
    assert sides["debit"]["amount"].sum() == sides["credit"]["amount"].sum() == Decimal("2868.05")
    metrics = [(m.label, m.value) for m in app.main.metric]
    assert ("Difference", "0.00") in metrics and ("Debit", "2,868.05") in metrics


def test_a_line_tells_why_and_where_from(created: Desk, open_page: Open) -> None:
    lines = gl_records.gl_records(created, RUN, employees=["E1003"]).lines  # type: ignore[union-attr]
    wsib = lines[(lines["category"] == "605") & (lines["side"] == "debit")]
    assert [str(a) for a in wsib["amount"]] == ["14.25", "11.23", "5.17"]
    app = open_page("gl_records", open_record="E1003", line_in_hand=wsib.iloc[0]["line_key"])
    said = text_of(app).replace("\\", "")
    assert "Debit 14.25 to 6140" in said
    assert "5 labor records of the same department, location and dimensions" in said


def test_an_edit_is_saved_with_its_note_and_can_be_dropped(created: Desk, open_page: Open) -> None:
    lines = gl_records.gl_records(created, RUN, employees=["E1001"]).lines  # type: ignore[union-attr]
    line = lines[lines["category"] == "101"].iloc[0]
    app = open_page("gl_records", open_record="E1001", line_in_hand=line["line_key"])
    form(app, "Account").set_value("6020")
    app.text_input(key="edit note").set_value("moved by hand")
    next(b for b in app.form_submit_button if b.label == "Save the edit").click().run()
    edits = gl_records.edits(created, RUN)
    assert (edits.loc[0, "after"]["account"], edits.loc[0, "note"]) == ("6020", "moved by hand")
    next(b for b in app.button if b.label == "Drop").click().run()
    now = gl_records.gl_records(created, RUN, employees=["E1001"]).lines  # type: ignore[union-attr]
    assert now[now["line_key"] == line["line_key"]].iloc[0]["account"] == "6010"


def test_an_amount_that_is_none_stays_in_the_form(created: Desk, open_page: Open) -> None:
    lines = gl_records.gl_records(created, RUN, employees=["E1001"]).lines  # type: ignore[union-attr]
    app = open_page("gl_records", open_record="E1001", line_in_hand=lines.iloc[0]["line_key"])
    form(app, "Amount").set_value("1.234,56")
    next(b for b in app.form_submit_button if b.label == "Save the edit").click().run()
    assert any("is not a number" in error.value for error in app.error)
    assert form(app, "Amount").value == "1.234,56"
    assert not len(gl_records.edits(created, RUN))


def form(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    """A field of the edit form."""
    return next(field for field in app.main.text_input if field.label == label)


def test_edits_are_asked_about_before_creating_again(created: Desk, open_page: Open) -> None:
    lines = gl_records.gl_records(created, RUN, employees=["E1001"]).lines  # type: ignore[union-attr]
    gl_records.edit_line(created, RUN, "E1001", lines.iloc[0]["line_key"], account="6020", note="kept")
    app = open_page("gl_records")
    app.button(key="create").click().run()
    assert {"keep edits", "drop edits"} <= {b.key for b in app.button}


def test_the_preview_shows_the_very_batch(created: Desk, open_page: Open) -> None:
    app = open_page("gl_records")
    metrics = [(m.label, m.value) for m in app.main.metric]
    assert ("Debit", "15,495.10") in metrics and ("Credit", "15,495.10") in metrics
    lines = table_with(app, "account", "debit", "credit", "memo")
    assert len(lines) == 47
    assert not app.button(key="export").disabled


def test_a_blocking_finding_forbids_the_export(created: Desk, open_page: Open) -> None:
    app = open_page("gl_records")
    app.text_input(key=f"description {RUN}").set_value("").run()
    assert app.button(key="export").disabled
    assert "The batch has no description." in text_of(app).replace("\\", "")


def test_the_question_names_everything_that_will_happen(created: Desk, open_page: Open) -> None:
    app = open_page("gl_records")
    app.button(key="export").click().run()
    asked = app.table[-1].value.iloc[:, 0].to_dict()
    assert (asked["Journal"], asked["Batch date"], asked["Debit"]) == ("PYRJ", "2026-02-13", "15,495.10")
    assert asked["Lines"] == "47 for 5 employees"
    assert "as a draft; nothing is posted" in text_of(app)
    assert app.button(key="export now").label == "Export as draft"


def test_exported_records_are_shown_as_such_and_cannot_be_edited(
    created: Desk, open_page: Open, no_worker: None
) -> None:
    export_everything(created)
    assert set(states(created).values()) == {"exported"}
    lines = gl_records.gl_records(created, RUN, employees=["E1001"]).lines  # type: ignore[union-attr]
    app = open_page("gl_records", open_record="E1001", line_in_hand=lines.iloc[0]["line_key"])
    assert "cannot be edited" in text_of(app)
    assert "create" not in {button.key for button in app.button}


def export_everything(desk: Desk) -> str:
    """Write the intent for the whole run; gives its key."""
    from workbench.flows import delivery, gl_batch

    posted = gl_records.gl_records(desk, RUN)
    assert posted is not None
    batch = gl_batch.preview_gl_batch(desk, posted, batch_date=desk.today(), description="Payroll 2026-BW03")
    return delivery.export_gl_batch(desk, batch, wait=False).key


def test_the_steps_of_an_export_are_followed(created: Desk, open_page: Open, no_worker: None) -> None:
    key = export_everything(created)
    app = open_page("gl_records", export_in_hand=key)
    said = text_of(app)
    assert f"Export {key}" in said
    assert [step for step in ("Saved", "Sent", "Read back", "Confirmed") if f"**{step}**" in said] == [
        "Saved", "Sent", "Read back", "Confirmed",
    ]  # fmt: skip
    assert exports.export(created, key).state == "planned"
