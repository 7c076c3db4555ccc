"""Account setup: every edit is in the draft at once, under its own row, and in force once it is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, text_of
from workbench.desk import Desk
from workbench.flows import payroll, setup, setup_draft, setup_files
from workbench.flows.workspaces import add_workspace
from workbench.rules.setup import CategoryAccounts, Setup, with_category
from workbench.samples import ONTARIO
from workbench.ui import category_grid, code_grid, drafting, editing, overwrite_grid, publish_bar, structure_tab

RUN = "2026-BW03"


@pytest.fixture
def mapped(desk: Desk) -> Desk:
    """The desk with the sample payroll and its setup; not connected, so no chart is known."""
    payroll.load_payroll(desk, ONTARIO)
    setup.load_setup(desk, ONTARIO / "setup.yaml")
    return desk


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an edit outside a page would tell at its top."""
    said: list[str] = []
    monkeypatch.setattr(drafting.notices, "say", lambda kind, text, *more: said.append(text))
    return said


def without(desk: Desk, *codes: str) -> None:
    """Publish the sample's setup with these categories blank."""
    changed = setup.current_setup(desk)
    for code in codes:
        changed = with_category(changed, code, CategoryAccounts())
    setup.put_setup(desk, changed)


def tab(open_page: Open, name: str, **state: object) -> AppTest:
    return open_page("account_setup", account_tabs=name, **state)


def test_an_edited_account_waits_in_the_draft_under_its_category(mapped: Desk) -> None:
    category_grid.save(mapped, {"102": {"debit": "6021"}}, {"102": {"debit": "6020"}})
    assert drafting.setup(mapped).category("102").debit == "6021"
    assert drafting.setup(mapped).category("101").debit == "6010"
    assert setup.current_setup(mapped).category("102").debit == "6020", "in force only once it is published"


def test_what_somebody_else_changed_meanwhile_stays_and_is_told(mapped: Desk, told: list[str]) -> None:
    category_grid.save(mapped, {"102": {"debit": "6021"}}, {"102": {"debit": "6020"}})
    category_grid.save(mapped, {"102": {"debit": "6029"}}, {"102": {"debit": "6020"}})
    assert drafting.setup(mapped).category("102").debit == "6021"
    assert any("is 6021 now" in text and "wanted 6029" in text for text in told)


def test_a_blank_cell_is_kept_as_a_blank(mapped: Desk) -> None:
    assert editing.clean(None) == "" and editing.clean(" 6010 ") == "6010" and editing.clean(False) is False


def test_the_strip_says_how_much_money_has_an_account_on_each_side(mapped: Desk, open_page: Open) -> None:
    without(mapped, "201")
    app = open_page("account_setup")
    metrics = {metric.label: metric.value for metric in app.main.metric}
    assert metrics == {
        "Mapped in money": "98.99 %",
        "Debits with an account · 100.00 %": "15,495.10 of 15,495.10",
        "Credits with an account · 97.99 %": "15,185.10 of 15,495.10",
    }
    assert "310.00 without an account" in text_of(app)


def test_a_run_paid_before_the_draft_starts_keeps_the_figures_of_its_own_version(mapped: Desk, open_page: Open) -> None:
    shown = drafting.setup(mapped)
    setup_draft.edit_draft(mapped, shown, with_category(shown, "201", CategoryAccounts()))
    setup_draft.publish(mapped, note="", effective_from=date(2026, 7, 1))
    app = tab(open_page, "Changes")
    assert "100.00 %" in [metric.value for metric in app.main.metric]
    assert "2026-BW03, paid 2026-02-13, has version 1" in text_of(app).replace("\\", "")
    app.checkbox(key=drafting.EVEN_SO).check().run()
    assert not app.exception and "98.99 %" in [metric.value for metric in app.main.metric]


def test_the_biggest_open_amount_comes_first_and_the_next_follows(mapped: Desk, open_page: Open) -> None:
    without(mapped, "201", "303", "NET")
    app = open_page("account_setup")
    assert "NET Net Pay · credit" in text_of(app).replace("\\", "")
    setup_draft.edit_draft(
        mapped, drafting.setup(mapped), with_category(drafting.setup(mapped), "NET", CategoryAccounts(credit="2100"))
    )
    assert "201 RRSP employee · credit" in text_of(app.run()).replace("\\", "")
    app.button(key="queue later").click().run()
    assert "303 EI · credit" in text_of(app.run()).replace("\\", "")


def test_a_category_can_be_left_out_on_purpose(mapped: Desk, open_page: Open) -> None:
    without(mapped, "401")
    app = open_page("account_setup")
    app.button(key="queue leave").click().run()
    assert not app.exception and not drafting.setup(mapped).category("401").post


def test_every_row_of_the_grid_is_a_category(mapped: Desk, open_page: Open) -> None:
    without(mapped, "201")
    rows: pd.DataFrame = tab(open_page, "Category").main.data_editor[0].value
    assert list(rows.index) == list(rows["code"])
    assert str(rows.loc["101", "amount"]) == "6200.00"
    assert [list(rows.loc[code, "missing"]) for code in ("201", "101")] == [["credit"], []]


def test_rows_in_another_order_are_another_grid(mapped: Desk, open_page: Open) -> None:
    """An edit that is under way can never land on a row that has moved to its place."""
    keys = [editor.key for editor in tab(open_page, "Category").main.data_editor]
    app = tab(open_page, "Category")
    without(mapped, "201")
    app.segmented_control(key="category view").set_value("Still to do").run()
    others = [editor.key for editor in app.main.data_editor]
    assert len(keys) == len(others) == 1 and keys != others


def test_the_finder_puts_an_account_into_a_category(mapped: Desk) -> None:
    category_grid.put_account(mapped, "103", "debit", "6020")
    assert drafting.setup(mapped).category("103").debit == "6020"


def test_department_codes_keep_their_other_cell(mapped: Desk) -> None:
    code_grid.save(mapped, "department", {"FLD": {"gl": "210"}}, {"FLD": {"gl": "200"}})
    codes = drafting.setup(mapped).codes("department")["FLD"]
    assert (codes.gl, codes.intacct) == ("210", "200")


def test_overwrite_rows_are_added_changed_and_removed(sample: Desk, open_page: Open) -> None:
    app = tab(open_page, "Overwrite")
    app.selectbox(key="new overwrite category").set_value("102")
    app.selectbox(key="new overwrite debit").set_value("6025")
    next(b for b in app.form_submit_button if b.label == "Add row").click().run()
    shown = drafting.setup(sample)
    assert [(dict(r.keys), r.debit) for r in shown.overwrite] == [({"category": "102"}, "6025")]
    overwrite_grid.save_rows(sample, shown, ["category", "department"], {"0.0": {"department": "FLD", "debit": "6098"}})
    shown = drafting.setup(sample)
    assert [(dict(r.keys), r.debit) for r in shown.overwrite] == [({"category": "102", "department": "FLD"}, "6098")]
    overwrite_grid.remove(sample, shown, 0)
    assert not drafting.setup(sample).overwrite


def test_a_structure_that_cannot_be_read_says_how_one_is_written(mapped: Desk, open_page: Open) -> None:
    app = tab(open_page, "Structure")
    app.text_input(key="structure {category_gl}").set_value("{category_gl").run()
    assert any("brace" in error.value for error in app.error)
    assert drafting.setup(mapped).structure == "{category_gl}"


def test_a_structure_shows_what_it_would_move_before_it_is_taken(sample: Desk, open_page: Open) -> None:
    app = tab(open_page, "Structure")
    app.text_input(key="structure {category_gl}").set_value("{category_gl}-{department_gl}").run()
    shown = next(t.value for t in app.main.dataframe if "then" in t.value.columns)
    assert {"6010-100 ✕", "6010-300 ✕"} <= {f"{a} {e[0]}" for a, e in zip(shown["then"], shown["exists"], strict=True)}
    lines = next(t.value for t in app.main.dataframe if "account_before" in t.value.columns)
    first = lines.iloc[0]
    assert (first["account_before"], first["account_after"], first["category"]) == ("6020", "6020-200", "102")
    assert (str(first["amount"]), first["lines"], first["employees"]) == ("4760.00", 5, 2)
    assert drafting.setup(sample).structure == "{category_gl}"
    app.button(key="use structure").click().run()
    assert not app.exception and drafting.setup(sample).structure == "{category_gl}-{department_gl}"


def test_which_lines_a_dimension_reaches(mapped: Desk) -> None:
    structure_tab.save_reach(mapped, {"employee": {"reach": "expense"}}, {"employee": {"reach": "none"}})
    assert drafting.setup(mapped).reach("employee") == "expense"
    with pytest.raises(ValueError, match="always the field"):
        structure_tab.save_reach(mapped, {"project": {"field": "X"}}, {"project": {"field": ""}})


def test_why_an_account_names_the_rules_and_what_would_change_it(sample: Desk, open_page: Open) -> None:
    app = tab(open_page, "Why", why_category="102", why_employee="E1003")
    said = text_of(app).replace("\\", "")
    assert "6020 Hourly wages" in said and "Structure {category_gl} → **6020** · won" in said
    app.button(key="switch 3").click().run()
    assert not app.exception and not drafting.setup(sample).category("102").post


def test_a_finding_is_mended_where_it_stands(sample: Desk, open_page: Open) -> None:
    changed = setup.current_setup(sample)
    setup.put_setup(sample, with_category(changed, "105", replace(changed.category("105"), expense=True)))
    app = tab(open_page, "Checks")
    assert "Earning 105 debits 2400" in text_of(app)
    next(b for b in app.button if str(b.key).startswith("fix ")).click().run()
    assert not app.exception and not drafting.setup(sample).category("105").expense
    assert "Earning 105 debits 2400" not in text_of(app.run())


def test_the_way_from_a_finding_to_its_row(mapped: Desk, open_page: Open) -> None:
    without(mapped, "201")
    app = tab(open_page, "Checks")
    app.button(key="row of finding 0").click().run()
    app.run()
    assert app.session_state["account tabs"] == "Category"
    assert list(app.main.data_editor[0].value["code"]) == ["201"]


def test_what_is_to_be_mended_is_counted_above_the_open_tab_and_leads_to_its_row(mapped: Desk, open_page: Open) -> None:
    without(mapped, "201")
    app = tab(open_page, "Category")
    said = text_of(app)
    assert "**Category** :red-badge" in said and "1 error" in said
    app.button(key="row of lint 0").click().run()
    assert app.session_state["find category"] == "201"
    assert "**Location** :green-badge[:material/check_circle: nothing to mend]" in text_of(tab(open_page, "Location"))


def test_publishing_puts_the_draft_in_force(mapped: Desk, open_page: Open) -> None:
    category_grid.put_account(mapped, "103", "debit", "6020")
    app = open_page("account_setup")
    assert "1 change pending" in text_of(app)
    app.text_input(key="publish note").set_value("overtime with wages")
    app.button(key="publish").click().run()
    assert not app.exception and setup.current_setup(mapped).category("103").debit == "6020"
    assert setup.setup_history(mapped)["note"].iloc[0] == "overtime with wages"
    assert not drafting.of(mapped).changes and "is published" in text_of(app)


def test_the_effect_of_the_draft_is_told_in_money(mapped: Desk, open_page: Open) -> None:
    category_grid.put_account(mapped, "103", "debit", "6020")
    assert "Moves **252.00** on 2 accounts" in text_of(open_page("account_setup"))


def test_an_edit_is_undone_and_a_draft_let_go(mapped: Desk, open_page: Open) -> None:
    category_grid.put_account(mapped, "103", "debit", "6020")
    publish_bar.undo(mapped)
    assert drafting.setup(mapped).category("103").debit == "6025"
    publish_bar.redo(mapped)
    assert drafting.setup(mapped).category("103").debit == "6020"
    publish_bar.undo(mapped)
    category_grid.put_account(mapped, "103", "debit", "6020")
    app = tab(open_page, "Changes")
    app.button(key="discard draft").click().run()
    assert not app.exception and drafting.setup(mapped).category("103").debit == "6025"


def test_an_earlier_version_is_gone_back_to(mapped: Desk, open_page: Open) -> None:
    before = setup.current_setup(mapped)
    without(mapped, "201")
    app = tab(open_page, "Changes")
    app.button(key="go back").click().run()
    assert not app.exception and setup.current_setup(mapped) == before


def test_an_empty_setup_names_the_ways_to_begin(mapped: Desk, open_page: Open) -> None:
    setup.put_setup(mapped, Setup())
    app = open_page("account_setup")
    assert "Nothing is set up yet" in text_of(app)
    app.button(key="begin File").click().run()
    assert app.run().session_state["account tabs"] == "File"


def test_the_dimension_map_tells_what_intacct_does_not_have_and_takes_what_is_suggested(
    sample: Desk, open_page: Open
) -> None:
    changed = setup.current_setup(sample)
    setup.put_setup(sample, replace(changed, departments={}))
    app = tab(open_page, "Dimension map")
    shown = next(t.value for t in app.main.dataframe if "intacct_name" in t.value.columns)
    other = shown[[list(cell) == ["≈ Another id there"] for cell in shown["state"]]]
    assert dict(zip(other["code"], other["suggestion"], strict=True)) == {
        "ADM": "100", "FLD": "200", "OPS": "300", "SHP": "400"
    }  # fmt: skip
    app.button(key="map take").click().run()
    assert not app.exception and drafting.setup(sample).intacct_of("department", "FLD") == "200"


def test_blanks_are_filled_from_a_category_of_the_same_class(mapped: Desk, open_page: Open) -> None:
    without(mapped, "303", "305")
    app = tab(open_page, "Fill and copy", fill_how="Fill blanks", fill_source="304")
    app.button(key="fill take").click().run()
    assert not app.exception
    assert [drafting.setup(mapped).category(code).credit for code in ("301", "303", "305")] == ["2310", "2330", "2330"]


def test_another_clients_tabs_are_copied(mapped: Desk, open_page: Open) -> None:
    bolt = add_workspace(mapped, "Bolt Ltd")
    payroll.load_payroll(bolt, ONTARIO)
    app = open_page("account_setup", workspace_in_hand="Bolt Ltd", account_tabs="Fill and copy",
                    fill_how="From another client")  # fmt: skip
    app.button(key="fill take").click().run()
    assert not app.exception
    assert drafting.setup(bolt).categories == setup.current_setup(mapped).categories


def test_pasted_rows_are_asked_about_and_never_dropped(mapped: Desk, open_page: Open) -> None:
    app = tab(open_page, "Fill and copy")
    app.text_area(key="pasted text 0").set_value("101\t6011\n102\t6.02E+03\n999\t6099\n").run()
    assert "2 of 3 rows can be taken" in text_of(app.run())
    app.button(key="paste take").click().run()
    assert not app.exception
    assert [drafting.setup(mapped).category(code).debit for code in ("101", "102", "999")] == ["6011", "6020", "6099"]


def test_a_file_shows_its_differences_before_they_are_taken(mapped: Desk, open_page: Open) -> None:
    wanted = with_category(setup.current_setup(mapped), "103", CategoryAccounts(debit="6020"))
    app = tab(open_page, "File")
    next(iter(app.file_uploader)).upload("setup.xlsx", setup_files.workbook_of(wanted)).run()
    app.button(key="setup file in").click().run()
    shown = next(t.value for t in app.main.dataframe if "place" in t.value.columns)
    assert shown.to_dict("records") == [{"place": "Category 103 debit", "before": "6025", "after": "6020"}]
    assert drafting.setup(mapped).category("103").debit == "6025"
    app.button(key="setup file take").click().run()
    assert not app.exception and drafting.setup(mapped).category("103").debit == "6020"


def test_a_broken_file_is_told_and_changes_nothing(mapped: Desk, open_page: Open) -> None:
    app = tab(open_page, "File")
    next(iter(app.file_uploader)).upload("setup.yaml", b"categories: [oops").run()
    app.button(key="setup file in").click().run()
    assert not app.exception and not drafting.of(mapped).changes
    assert "Nothing can be taken." in text_of(app)
