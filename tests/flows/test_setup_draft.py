"""The draft that everyone edits: who set what, conflicts, undo, publishing."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

import workbench as wb
from workbench.desk import Desk
from workbench.errors import NotFound, WorkbenchError
from workbench.flows.draft_state import _box
from workbench.flows.setup import put_setup, setup_for
from workbench.flows.setup_draft import discard_draft, draft, draft_history, edit_draft, publish, redo, undo
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup, with_category, with_codes
from workbench.rules.setup_changes import difference

BEGIN = Setup(categories={"101": CategoryAccounts("6010"), "NET": CategoryAccounts(credit="2100")}, journal="PYRJ")


@pytest.fixture
def ann(request):
    """Ann's desk; on both databases for the tests that ask for it."""
    with closing(Desk(request.getfixturevalue(getattr(request, "param", "sqlite_url")), actor="Ann")) as desk:
        put_setup(desk, BEGIN, "the first")
        yield desk


@pytest.fixture
def bob(ann):
    with closing(Desk(ann.url, actor="Bob")) as other:
        yield other


both = pytest.mark.parametrize("ann", ["sqlite_url", "postgresql_url"], indirect=True)


def set_debit(desk, code, debit, shown=None):
    """What the page does with a cell: the setup it showed, and the one with the cell changed."""
    shown = draft(desk).setup if shown is None else shown
    return edit_draft(desk, shown, with_category(shown, code, replace(shown.category(code), debit=debit)))


def words(desk):
    return [change.words for change in draft(desk).changes]


def test_while_nothing_is_edited_the_draft_is_the_setup_in_force(ann):
    held = draft(ann)
    assert (held.setup, held.changes, held.edited_by, held.edited_at, held.number) == (BEGIN, (), "", None, 0)
    assert not edit_draft(ann, BEGIN, BEGIN) and draft(ann) == held


def test_an_edit_waits_in_the_draft_and_changes_nothing_in_force(ann):
    assert not set_debit(ann, "101", "6011")
    held = draft(ann)
    assert words(ann) == ["Category 101 debit: 6010 became 6011"] and (held.edited_by, held.number) == ("Ann", 1)
    assert wb.current_setup(ann) == BEGIN


def test_two_people_who_edit_different_cells_keep_both(ann, bob):
    set_debit(ann, "101", "6011")
    assert not set_debit(bob, "102", "6020", shown=BEGIN)
    assert words(ann) == ["Category 101 debit: 6010 became 6011", "Category 102 debit: blank became 6020"]


def test_two_people_who_edit_one_cell_are_told_and_the_first_stays(ann, bob):
    set_debit(ann, "101", "6011")
    (found,) = set_debit(bob, "101", "6012", shown=BEGIN)
    assert (found.code, found.category, found.value) == ("changed_meanwhile", "101", "6012")
    assert "6011 now, set by Ann" in found.message and "you saw 6010 and wanted 6012" in found.message
    assert draft(bob).setup.category("101").debit == "6011"
    assert not set_debit(bob, "101", "6011", shown=BEGIN)


def test_a_conflict_keeps_back_its_cell_alone(ann, bob):
    set_debit(ann, "101", "6011")
    wanted = replace(with_category(BEGIN, "101", CategoryAccounts("6012", "2000")), journal="GJ")
    assert [f.column for f in edit_draft(bob, BEGIN, wanted)] == ["categories debit"]
    assert draft(bob).setup.category("101") == CategoryAccounts("6011", "2000") and draft(bob).setup.journal == "GJ"


@both
def test_edits_at_the_same_moment_all_arrive(ann, bob):
    def edit(at):
        return set_debit(ann if at % 2 else bob, f"{at:03}", str(at), shown=BEGIN)

    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(edit, range(300, 330)))
    assert len(draft(ann).changes) == 30 and draft(bob) == draft(ann) and draft(ann).number == 30


def test_a_value_no_setup_can_hold_changes_nothing_at_all(ann):
    found = edit_draft(ann, BEGIN, with_category(replace(BEGIN, journal="GJ"), "101", CategoryAccounts("6010 ")))
    assert [f.code for f in found.errors] == ["blanks"] and found[0].row is None
    assert [f.code for f in edit_draft(ann, BEGIN, replace(BEGIN, structure="{nothing}"))] == ["structure"]
    assert draft(ann).number == 0


def test_undo_takes_back_your_own_last_edit_and_then_the_one_before(ann, bob):
    set_debit(ann, "101", "6011")
    set_debit(ann, "101", "6012")
    set_debit(bob, "102", "6020")
    assert [c.words for c in undo(ann)] == ["Category 101 debit: 6012 became 6011"]
    assert [c.words for c in undo(ann)] == ["Category 101 debit: 6011 became 6010"]
    assert undo(ann) is None and words(ann) == ["Category 102 debit: blank became 6020"]


@both
def test_what_was_taken_back_is_done_again_step_by_step_until_something_is_edited(ann, bob):
    set_debit(ann, "101", "6011")
    set_debit(ann, "101", "6012")
    assert redo(ann) is None
    undo(ann), undo(ann)
    set_debit(bob, "102", "6020")
    assert not redo(ann) and draft(ann).setup.category("101").debit == "6011"
    assert not redo(ann) and draft(ann).setup.category("101").debit == "6012"
    assert redo(ann) is None and redo(bob) is None
    assert [c.words for c in undo(ann)] == ["Category 101 debit: 6012 became 6011"]
    set_debit(ann, "101", "6013")
    assert redo(ann) is None, "an edit since ends what can be done again"


def test_redo_leaves_what_somebody_else_set_since(ann, bob):
    set_debit(ann, "101", "6011")
    undo(ann)
    set_debit(bob, "101", "6019")
    assert [f.code for f in redo(ann)] == ["changed_meanwhile"]
    assert draft(ann).setup.category("101").debit == "6019"


@both
def test_undo_leaves_what_somebody_else_set_since(ann, bob):
    wanted = with_category(BEGIN, "101", CategoryAccounts("6011", "2011"))
    edit_draft(ann, BEGIN, wanted)
    set_debit(bob, "101", "6012")
    assert [c.words for c in undo(ann)] == ["Category 101 credit: 2011 became blank"]
    assert draft(ann).setup.category("101") == CategoryAccounts("6012")


def test_the_history_names_every_cell_with_its_author_the_newest_first(ann, bob):
    set_debit(ann, "101", "6011")
    set_debit(bob, "102", "6020")
    undo(ann)
    history = draft_history(ann)
    assert history[["by", "tab", "key", "field", "before", "after", "kind", "undone"]].values.tolist() == [
        ["Ann", "categories", "101", "debit", "6011", "6010", "undo", False],
        ["Bob", "categories", "102", "debit", "", "6020", "edit", False],
        ["Ann", "categories", "101", "debit", "6010", "6011", "edit", True],
    ]


def test_a_published_version_still_says_who_set_what(ann, bob):
    set_debit(ann, "101", "6011")
    discard_draft(ann)
    set_debit(bob, "102", "6020")
    first = publish(ann, note="one")
    set_debit(ann, "103", "6030")
    second = publish(bob, note="two")
    told = [draft_history(ann, number)[["by", "key", "after"]].values.tolist() for number in (first, second, 1)]
    assert told == [[["Bob", "102", "6020"]], [["Ann", "103", "6030"]], []] and draft_history(ann).empty


def test_discarding_leaves_the_version_in_force(ann, bob):
    set_debit(ann, "101", "6011")
    assert [change.after for change in discard_draft(bob)] == ["6011"]
    assert draft(ann).changes == () and draft(ann).setup == BEGIN and undo(ann) is None and discard_draft(ann) == ()
    assert draft_history(ann).empty


def test_publishing_makes_a_version_and_empties_the_draft(ann):
    set_debit(ann, "101", "6011")
    number = publish(ann, note="salaries", effective_from=date(2026, 3, 1))
    assert draft(ann).changes == () and draft(ann).base == number and undo(ann) is None
    assert setup_for(ann, date(2026, 3, 1)) == (number, draft(ann).setup)
    assert setup_for(ann, date(2026, 2, 28))[1] == BEGIN
    assert wb.current_setup(ann).category("101").debit == "6011"


@both
def test_a_version_follows_its_base_when_no_first_day_is_said(ann):
    set_debit(ann, "101", "6011")
    publish(ann, note="from March", effective_from=date(2026, 3, 1))
    set_debit(ann, "101", "6012")
    publish(ann, note="mended")
    assert [setup_for(ann, date(2026, m, 1))[1].category("101").debit for m in (2, 3)] == ["6010", "6012"]


def test_publishing_an_empty_draft_changes_nothing_and_says_so(ann):
    before = setup_for(ann, ann.today())
    with pytest.raises(WorkbenchError, match="no changes; nothing was published"):
        publish(ann, note="again")
    set_debit(ann, "101", "6011")
    set_debit(ann, "101", "6010")
    with pytest.raises(WorkbenchError, match="nothing was published"):
        publish(ann, note="there and back")
    assert setup_for(ann, ann.today()) == before


@both
def test_edits_stay_on_top_of_a_version_published_meanwhile(ann, bob):
    set_debit(ann, "101", "6011")
    set_debit(ann, "102", "6020")
    put_setup(bob, with_category(replace(BEGIN, journal="GJ"), "101", CategoryAccounts("6099")), "Bob's file")
    held = draft(ann)
    assert held.setup.journal == "GJ" and held.base == 2
    assert words(ann) == ["Category 101 debit: 6099 became 6011", "Category 102 debit: blank became 6020"]
    assert [(f.code, f.category, f.value) for f in held.conflicts] == [("overtaken_by_version", "101", "6011")]
    assert "made 6099 by version 2 of Bob; the draft of Ann has 6011" in held.conflicts[0].message
    set_debit(ann, "101", "6012")
    assert not draft(ann).conflicts and draft(ann).setup.category("101").debit == "6012"


def test_an_edit_taken_back_by_hand_does_not_take_back_a_later_version(ann, bob):
    set_debit(ann, "101", "6011")
    set_debit(ann, "101", "6010")
    put_setup(bob, with_category(BEGIN, "101", CategoryAccounts("6099")))
    assert draft(ann).changes == () and draft(ann).setup.category("101").debit == "6099"


def test_a_row_kept_blank_and_then_filled_by_a_version_goes_when_it_is_removed(ann, bob):
    blank = replace(BEGIN, departments={"ADM": Codes()})
    edit_draft(ann, BEGIN, blank)
    put_setup(bob, replace(BEGIN, departments={"ADM": Codes("100")}))
    assert draft(ann).setup.departments == {"ADM": Codes("100")}
    edit_draft(ann, draft(ann).setup, BEGIN)
    _box.cache_clear()
    assert draft(bob).setup.departments == {}


def test_a_page_that_still_shows_the_old_version_is_told_whose_the_new_one_is(ann, bob):
    put_setup(bob, with_category(BEGIN, "101", CategoryAccounts("6099")))
    put_setup(ann, with_category(wb.current_setup(ann), "102", CategoryAccounts("6020")))
    (found,) = set_debit(ann, "101", "6011", shown=BEGIN)
    assert "6099 now, set by version 2 of Bob" in found.message and draft(ann).changes == ()


def test_a_file_loaded_over_a_draft_says_what_stays_pending(ann, tmp_path):
    set_debit(ann, "101", "6011")
    (tmp_path / "setup.yaml").write_text('categories: {"101": {debit: "6099"}}')
    found = wb.load_setup(ann, tmp_path / "setup.yaml")
    assert [(f.code, f.severity) for f in found] == [("draft_pending", "note"), ("overtaken_by_version", "warning")]
    assert wb.current_setup(ann).category("101").debit == "6099" and draft(ann).setup.category("101").debit == "6011"


@both
def test_workspaces_have_drafts_of_their_own(ann):
    other = ann.at("bolt")
    assert not set_debit(other, "101", "7010")
    assert draft(ann).changes == () and [c.after for c in draft(other).changes] == ["7010"]
    publish(other, note="bolt's")
    assert wb.current_setup(ann) == BEGIN and wb.current_setup(other).category("101").debit == "7010"
    with pytest.raises(NotFound):
        wb.go_back(ann, draft(other).base)


@both
def test_a_draft_made_of_its_edits_is_the_draft_that_was_kept(ann, bob):
    """Whoever reads it from the store alone sees what the editor's own process has at hand."""
    row = OverwriteRow({"category": "101", "department": "ADM"}, "6090")
    for wanted in (
        replace(BEGIN, overwrite=(row,)),
        replace(with_codes(BEGIN, "project", "P1", Codes("4100")), overwrite=(replace(row, debit="6091"),)),
        replace(with_category(BEGIN, "101", CategoryAccounts()), overwrite=()),
    ):
        edit_draft(ann, draft(ann).setup, wanted)
    kept = draft(ann)
    _box.cache_clear()
    assert draft(bob) == kept and kept.setup == wanted and kept.changes == difference(BEGIN, wanted)
