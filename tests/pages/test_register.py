"""Load a register: from the file as the payroll product writes it to a run, without code."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, table_with, text_of
from workbench.desk import Desk
from workbench.flows import payroll, register_templates
from workbench.samples import ONTARIO, ONTARIO_REGISTER
from workbench.ui import register_codes, register_columns, register_draft
from workbench.ui.editing import Changes

DATA = Path(__file__).parent.parent / "files" / "data" / "registers"


def brought(app: AppTest, path: Path) -> AppTest:
    """Drop a register on the page and read it."""
    app.file_uploader[0].upload(path.name, path.read_bytes())
    app.run()
    return app.button(key="read register").click().run()


def say(app: AppTest, name: str, value: object) -> AppTest:
    """Fill in a fact of the run."""
    place = next(one for one in (*app.text_input, *app.date_input) if str(one.key).startswith(f"register fact {name} "))
    return place.set_value(value).run()


def edit(app: AppTest, save: Callable[[Changes], None], changes: Changes) -> AppTest:
    """What a changed cell of a grid does; the grids themselves are tried in the browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register_draft, "draft", lambda: app.session_state["register draft"])
        patch.setattr(register_draft, "keep", lambda _, one: app.session_state.__setitem__("register draft", one))
        patch.setattr(register_draft.start, "desk", lambda: None)
        save(changes)
    return app.run()


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.main.metric}


def test_the_sample_register_becomes_a_run_and_a_template(desk: Desk, open_page: Open) -> None:
    app = brought(open_page("register"), ONTARIO_REGISTER)
    assert metrics(app)["Totals that tie"] == "88 of 88"
    assert metrics(app)["Still missing"] == "3"
    assert app.button(key="load register").disabled
    for name, value in {"run": "2026-BW03", "payroll_group": "BIWEEKLY", "home_location": "E100"}.items():
        app = say(app, name, value)
    assert "Vacation Pay" in set(table_with(app, "item", "class")["item"])
    app = edit(app, register_codes._save, {"Vacation Pay": {"class": "accrual"}})
    assert metrics(app)["Still missing"] == "0"
    app.text_input(key="template name").set_value("Summit")
    app = next(b for b in app.button if b.label == "Save template").click().run()
    assert list(register_templates.templates(desk)["name"]) == ["Summit"]
    app.button(key="load register").click().run()
    (run,) = payroll.runs(desk).to_dict("records")
    assert (run["code"], run["gross"], run["net"]) == ("2026-BW03", Decimal("13192.00"), Decimal("9907.86"))
    assert run["pay_date"] == datetime.date(2026, 2, 13)
    assert run["source"] == "ontario-register.csv"
    assert open_page("register").file_uploader, "it is loaded, so the page begins anew"


def test_an_ambiguous_date_is_asked_and_answered_on_the_page(desk: Desk, open_page: Open) -> None:
    app = brought(open_page("register"), DATA / "ledgerly_long.csv")
    said = text_of(app).replace("\\", "")
    assert "02/01/2026 may be day, month, year or month, day, year" in said
    choice = next(one for one in app.selectbox if str(one.key).startswith("reading dates"))
    assert choice.value is None
    app = choice.set_value("mdy").run()
    assert [one.value for one in app.date_input if "pay_date" in str(one.key)] == [datetime.date(2026, 2, 1)]


def test_a_column_is_left_out_with_its_reason(desk: Desk, open_page: Open, tmp_path: Path) -> None:
    text = ONTARIO_REGISTER.read_text("utf-8-sig").replace("Cheque #", "Zone")
    (tmp_path / "zone.csv").write_text(text, encoding="utf-8")
    app = brought(open_page("register"), tmp_path / "zone.csv")
    assert "Nobody has said what the column Zone is" in text_of(app).replace("\\", "")
    app = edit(app, register_columns._save, {"Zone": {"reason": "for the mail room"}})
    assert metrics(app)["Still missing"] == "3"
    assert app.session_state["register draft"].answers.reasons["Zone"] == "for the mail room"


def test_labor_comes_along_as_a_file(desk: Desk, open_page: Open) -> None:
    app = brought(open_page("register"), ONTARIO_REGISTER)
    labor = next(one for one in app.file_uploader if one.label == "labor.csv")
    labor.upload("labor.csv", (ONTARIO / "labor.csv").read_bytes())
    app.run()
    app.button(key="take labor").click().run()
    assert "34 labor records from labor" in text_of(app).replace("\\", "")


def test_a_page_opened_anew_goes_on_with_the_register_and_its_answers(desk: Desk, open_page: Open) -> None:
    app = say(brought(open_page("register"), ONTARIO_REGISTER), "run", "2026-BW03")
    assert metrics(app)["Still missing"] == "2"
    again = open_page("register")
    assert (metrics(again)["Still missing"], metrics(again)["Totals that tie"]) == ("2", "88 of 88")
    again.button(key="another register").click().run()
    assert open_page("register").file_uploader[0].label.startswith("A payroll register")


def test_a_file_that_is_no_register_is_named_as_such(desk: Desk, open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<html><table></table></html>")
    app = brought(open_page("register"), tmp_path / "page.csv")
    assert "is a web page or XML, whatever its name says" in text_of(app).replace("\\", "")
