"""Account setup: every edit is in the store at once, under its own row."""

from __future__ import annotations

import pandas as pd

from tests.pages.conftest import Open, text_of
from workbench.desk import Desk
from workbench.flows import setup
from workbench.rules.setup import CategoryAccounts, with_category
from workbench.ui import account_grids, editing, overwrite_grid, structure_tab


def test_an_edited_account_is_saved_under_its_category(sample: Desk) -> None:
    account_grids.save_categories(sample, {"102": {"debit": "6021"}})
    assert setup.current_setup(sample).category("102").debit == "6021"
    assert setup.current_setup(sample).category("101").debit == "6010"


def test_a_blank_cell_is_kept_as_a_blank(sample: Desk) -> None:
    assert editing.clean(None) == "" and editing.clean(" 6010 ") == "6010" and editing.clean(False) is False


def test_the_same_value_again_makes_no_new_version(sample: Desk) -> None:
    before = setup.current_setup(sample)
    account_grids.save_categories(sample, {"102": {"debit": before.category("102").debit}})
    assert setup.current_setup(sample) == before


def test_the_page_says_how_much_money_has_an_account(sample: Desk, open_page: Open) -> None:
    app = open_page("account_setup")
    metrics = {metric.label: metric.value for metric in app.main.metric}
    assert metrics == {
        "With an account": "30,990.20", "Of debits and credits": "30,990.20", "Mapped in money": "100.00 %"
    }  # fmt: skip


def test_a_missing_account_is_named_beside_its_category(sample: Desk, open_page: Open) -> None:
    setup.put_setup(sample, with_category(setup.current_setup(sample), "201", CategoryAccounts()))
    app = open_page("account_setup")
    rows = app.main.data_editor[0].value
    assert rows.loc["201", "missing"] == ["credit"]
    assert [len(rows.loc[code, "missing"]) for code in ("101", "NET")] == [0, 0]
    assert "Still to do: :orange-badge[201 RRSP employee: credit]" in text_of(app).replace("\\", "")
    assert "310.00 without an account" in text_of(app)


def test_rows_in_another_order_are_another_grid(sample: Desk, open_page: Open) -> None:
    """An edit that is under way can never land on a row that has moved to its place."""
    keys = [editor.key for editor in open_page("account_setup").main.data_editor if "categories" in str(editor.key)]
    app = open_page("account_setup")
    setup.put_setup(sample, with_category(setup.current_setup(sample), "201", CategoryAccounts()))
    app.segmented_control(key="category view").set_value("Still to do").run()
    others = [editor.key for editor in app.main.data_editor if "categories" in str(editor.key)]
    assert len(keys) == len(others) == 1 and keys != others


def test_the_finder_puts_an_account_into_a_category(sample: Desk) -> None:
    account_grids.put_account(sample, "103", "debit", "6020")
    assert setup.current_setup(sample).category("103").debit == "6020"


def test_department_codes_keep_their_other_cell(sample: Desk) -> None:
    account_grids.save_codes(sample, "department", {"FLD": {"gl": "210"}})
    codes = setup.current_setup(sample).codes("department")["FLD"]
    assert (codes.gl, codes.intacct) == ("210", "200")


def test_overwrite_rows_are_added_changed_and_removed(sample: Desk, open_page: Open) -> None:
    app = open_page("account_setup")
    app.selectbox(key="new overwrite category").set_value("102")
    app.selectbox(key="new overwrite debit").set_value("6025")
    next(b for b in app.form_submit_button if b.label == "Add row").click().run()
    assert [(dict(r.keys), r.debit) for r in setup.current_setup(sample).overwrite] == [({"category": "102"}, "6025")]
    overwrite_grid.save_rows(sample, ["category", "department"], {"0.0": {"department": "FLD", "debit": "6098"}})
    row = setup.current_setup(sample).overwrite[0]
    assert (dict(row.keys), row.debit) == ({"category": "102", "department": "FLD"}, "6098")


def test_a_structure_that_cannot_be_read_is_refused_with_its_remedy(sample: Desk, open_page: Open) -> None:
    app = open_page("account_setup")
    app.text_input(key="structure {category_gl}").set_value("{category_gl").run()
    assert setup.current_setup(sample).structure == "{category_gl}"
    assert any("brace" in error.value for error in app.error)
    app.text_input(key="structure {category_gl}").set_value("{category_gl}-{department_gl}").run()
    assert setup.current_setup(sample).structure == "{category_gl}-{department_gl}"


def test_which_lines_a_dimension_reaches(sample: Desk) -> None:
    structure_tab.save_reach(sample, {"employee": {"reach": "expense"}})
    assert setup.current_setup(sample).reach("employee") == "expense"


def test_the_setup_leaves_and_comes_back_as_a_file(sample: Desk, open_page: Open) -> None:
    app = open_page("account_setup")
    uploader = next(u for u in app.file_uploader if "setup.yaml" in u.label)
    uploader.upload("setup.yaml", b'categories: {"101": {debit: "6011"}}\n').run()
    app.button(key="setup file in").click().run()
    assert setup.current_setup(sample).category("101").debit == "6011"
    assert not setup.current_setup(sample).departments


def test_a_broken_setup_file_changes_nothing(sample: Desk, open_page: Open) -> None:
    before = setup.current_setup(sample)
    app = open_page("account_setup")
    next(u for u in app.file_uploader if "setup.yaml" in u.label).upload("setup.yaml", b"categories: [oops").run()
    app.button(key="setup file in").click().run()
    assert setup.current_setup(sample) == before
    assert "The file was not taken" in text_of(app)


def test_every_row_of_the_grid_is_a_category(sample: Desk, open_page: Open) -> None:
    rows: pd.DataFrame = open_page("account_setup").main.data_editor[0].value
    assert list(rows.index) == list(rows["code"])
    assert str(rows.loc["101", "amount"]) == "6200.00"
