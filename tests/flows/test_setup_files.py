"""The setup as a file: out for clients and git, in again by way of the draft, bad rows back with their reasons."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import workbench as wb
from tests.rules.building import SAMPLE, sample_setup
from workbench.desk import Desk
from workbench.errors import LoadRefused
from workbench.flows.setup import put_setup
from workbench.flows.setup_draft import discard_draft, draft, draft_history, edit_draft, publish
from workbench.flows.setup_files import draft_workbook, names_of, read_setup_file, take_into_draft, workbook_of
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup, with_category
from workbench.rules.setup_writing import write_setup

ODD = Setup(
    categories={"0600": CategoryAccounts("=1+1", "-5"), "1E5": CategoryAccounts("@x", "", expense=False, post=False)},
    departments={"NA": Codes("'x", "+1")},
    dimensions={"project": {"007": Codes("0700", "")}, "branch office": {"B 1": Codes("", "é")}},
    overwrite=(OverwriteRow({"category": "0600", "project": "007"}, "6090"),),
    journal="PYRJ",
)


@pytest.fixture
def sample(sqlite_url):
    """The sample's setup in force, no payroll."""
    with Desk(sqlite_url) as desk:
        put_setup(desk, sample_setup())
        yield desk


def sheet_of(title, *rows):
    """A workbook with one sheet, cells as they are: texts, numbers, flags."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return content.getvalue()


def words(changes):
    return [change.words for change in changes]


def test_a_workbook_comes_back_as_it_went_codes_and_formulas_and_all(sample):
    wb.load_setup(sample, as_yaml := SAMPLE / "setup.yaml")
    edit_draft(sample, draft(sample).setup, ODD)
    brought = read_setup_file(sample, workbook_of(ODD), "odd.xlsx")
    assert (brought.setup, brought.changes, brought.findings) == (ODD, (), ()) and brought.bad.empty
    discard_draft(sample)
    assert read_setup_file(sample, as_yaml).changes == ()


def test_no_cell_of_the_workbook_runs_as_a_formula_and_codes_are_texts():
    content = workbook_of(ODD)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_name("Categories").to_python()[1] == ["0600", "'=1+1", "-5", "", ""]
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_file_is_looked_at_before_anything_changes_and_then_taken(sample):
    changed = with_category(draft(sample).setup, "102", CategoryAccounts("6021"))
    brought = read_setup_file(sample, workbook_of(changed), "from-acme.xlsx")
    assert words(brought.changes) == ["Category 102 debit: 6020 became 6021"] and draft(sample).changes == ()
    assert brought.pending.values.tolist() == [["categories", "102", "debit", "6020", "6021"]]
    assert not take_into_draft(sample, brought)
    assert draft(sample).setup == changed and draft_history(sample)["note"].tolist() == ["from from-acme.xlsx"]
    assert wb.current_setup(sample).category("102").debit == "6020"


def test_numbers_in_code_columns_come_back_with_the_remedy_and_good_rows_stay_pending(sample):
    content = sheet_of(
        "Categories", ["code", "name", "debit", "credit", "post"],
        ["101", "Salary", "6011", "", True], [102, "Hourly", "6021", "", ""], ["103", 7, 6026, "", ""],
    )  # fmt: skip
    brought = read_setup_file(sample, content, "typed.xlsx")
    assert words(brought.changes) == ["Category 101 debit: 6010 became 6011"] and brought.removals == ()
    assert brought.bad[["sheet", "row", "column", "value"]].values.tolist() == [
        ["Categories", 3, "code", "102"], ["Categories", 4, "debit", "6026"],
    ]  # fmt: skip
    assert brought.bad["reason"][0].startswith("The code is stored as the number 102; 0102 may have become 102.")
    assert set(brought.bad["remedy"]) == {"Format the column as text and type the code again."}
    take_into_draft(sample, brought)
    assert words(draft(sample).changes) == ["Category 101 debit: 6010 became 6011"]


def formula_workbook(**result):
    """A sheet whose second category has its account from a formula; ``result`` is what was saved of it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Categories")
        for row, cells in enumerate((("code", "debit"), ("101", "6011"), ("102", ""))):
            sheet.write_row(row, 0, cells)
        sheet.write_formula(2, 1, '="60"&"21"', **result)
    return content.getvalue()


def test_a_formula_whose_result_was_never_saved_is_no_blank_account(sample):
    brought = read_setup_file(sample, formula_workbook(value=""))
    assert words(brought.changes) == ["Category 101 debit: 6010 became 6011"] and brought.removals == ()
    assert brought.bad[["sheet", "row", "column"]].values.tolist() == [["Categories", 3, "debit"]]
    assert [f.code for f in brought.findings.errors] == ["formula_not_saved"]
    assert "102 debit: 6020 became 6021" in str(words(read_setup_file(sample, formula_workbook(value="6021")).changes))


@pytest.mark.parametrize("left", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_never_saved_is_seen_however_its_result_was_left_out(sample, left):
    formula = b"<f>&quot;60&quot;&amp;&quot;21&quot;</f>"
    out = sheet_of("Categories", ["code", "debit"], ["102", "6020"])
    beyond = b'<c r="F2">' + formula + left + b"</c>"  # outside of the table: nobody's cell

    def edited(sheet):
        return re.sub(rb'<c r="B2".*?</c>', lambda _: b'<c r="B2">' + formula + left + b"</c>" + beyond, sheet)

    brought = read_setup_file(sample, parts_edited(out, "xl/worksheets/sheet1.xml", edited))
    assert [(f.code, f.row, f.column) for f in brought.findings.errors] == [("formula_not_saved", 2, "debit")]
    assert brought.changes == ()


def parts_edited(content, part, edited):
    """The workbook with one part of the archive edited."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, edited(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_rows_a_sheet_leaves_out_stay_unless_they_are_taken_away_by_name(sample):
    content = sheet_of("Departments", ["code", "gl", "intacct"], ["ADM", "100", "100"], ["NEW", "500", ""])
    brought = read_setup_file(sample, content, "x.xlsx")
    assert words(brought.changes) == ["Department NEW GL part: blank became 500"]
    assert {c.key for c in brought.removals} == {"FLD", "OPS", "SHP"}
    assert [f.message for f in brought.findings] == ["3 rows of the draft are not in the file's sheets; they stay."]
    assert not take_into_draft(sample, brought, [*brought.changes, *brought.removals])
    assert set(draft(sample).setup.departments) == {"ADM", "NEW"}


def test_only_some_changes_may_be_taken(sample):
    wanted = replace(with_category(draft(sample).setup, "102", CategoryAccounts("6021")), journal="GJ")
    brought = read_setup_file(sample, write_setup(wanted).encode(), "setup.yaml")
    take_into_draft(sample, brought, [change for change in brought.changes if change.tab == "journal"])
    assert words(draft(sample).changes) == ["Journal: PYRJ became GJ"]


def test_what_was_edited_since_the_file_was_read_is_not_overwritten(sample):
    base = draft(sample).setup
    brought = read_setup_file(sample, workbook_of(with_category(base, "102", CategoryAccounts("6021"))), "x.xlsx")
    edit_draft(sample, base, with_category(base, "102", CategoryAccounts("6022")))
    assert [f.code for f in take_into_draft(sample, brought)] == ["changed_meanwhile"]
    assert draft(sample).setup.category("102").debit == "6022"


def test_a_yaml_file_is_the_whole_setup(sample):
    brought = read_setup_file(sample, SAMPLE / "setup.yaml")
    assert brought.changes == () and brought.name == "setup.yaml"
    whole = read_setup_file(sample, b"journal: GJ\n", "short.yaml")
    take_into_draft(sample, whole)
    assert draft(sample).setup == Setup(journal="GJ")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [", "not_yaml"),
        (b"PK\x03\x04broken", "damaged_zip"),
        (b"\xff\xfe", "not_text"),
        (b" " * (17 << 20), "too_large"),
    ],
)
def test_files_that_are_no_setup_change_nothing_and_say_why(sample, content, code):
    brought = read_setup_file(sample, content, "x")
    assert brought.changes == () and [f.code for f in brought.findings.errors] == [code]
    assert not take_into_draft(sample, brought) and draft(sample).number == 0


def test_a_file_that_is_not_there_is_said(sample, tmp_path):
    for path in (tmp_path / "missing.xlsx", tmp_path):
        with pytest.raises(LoadRefused):
            read_setup_file(sample, path)


def test_an_archive_that_is_no_workbook_is_refused(sample):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    assert [f.code for f in read_setup_file(sample, content.getvalue(), "x.zip").findings] == ["not_a_workbook"]


def test_names_for_clients_are_those_of_the_runs(desk_without_connection):
    names = names_of(desk_without_connection, ["2026-BW03"])
    assert names["categories"]["102"] == "Hourly Wages" and "employees" not in names
    assert (
        read_setup_file(desk_without_connection, draft_workbook(desk_without_connection, ["2026-BW03"])).changes == ()
    )


def test_a_clients_workbook_asks_for_what_the_client_changed_whatever_was_edited_meanwhile(sample):
    base = draft(sample).setup
    edit_draft(sample, base, with_category(base, "101", CategoryAccounts("6011")))
    taken = draft_workbook(sample)
    assert read_setup_file(sample, taken, "x.xlsx").changes == ()
    shown = draft(sample).setup
    edit_draft(sample, shown, replace(with_category(shown, "103", CategoryAccounts("6031")), journal="GJ"))
    publish(sample, note="meanwhile")
    back = edited(taken, {("Categories", "102", "debit"): "6021", ("Categories", "103", "debit"): "6032"})
    brought = read_setup_file(sample, back, "from-acme.xlsx")
    assert words(brought.changes) == ["Category 102 debit: 6020 became 6021"]
    assert [(f.code, f.category, f.value) for f in brought.findings] == [("changed_meanwhile", "103", "6032")]
    assert not take_into_draft(sample, brought) and draft(sample).setup.journal == "GJ"


def test_a_workbook_taken_elsewhere_is_compared_as_it_is(sample):
    taken = draft_workbook(sample)
    bolt = sample.at("bolt")
    assert {c.tab for c in read_setup_file(bolt, taken, "x.xlsx").changes} >= {"categories", "journal"}


def edited(content, cells):
    """The workbook with some cells typed over, as a client does."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as new:
        for name in book.sheet_names:
            sheet, rows = new.add_worksheet(name), book.get_sheet_by_name(name).to_python()
            for at, row in enumerate(rows):
                typed = [cells.get((name, row[0], column), text) for column, text in zip(rows[0], row, strict=True)]
                sheet.write_row(at, 0, typed)
    return out.getvalue()


STRANGER = """# from the client
journal: PYRJ   # payroll
overwrite:
- {department: 0700, category: 102, debit: 5300}
departments:
  0700: {intacct: 0600, gl: }
  NO: {gl: 012}
  1E5: {gl: "1E5"}
categories:
  102:
    credit:
    debit: 6020
  12:30: {debit: 1_000, credit: 0x1F, expense: False}
  NET: {credit: 2100, post: TRUE}
"""


def test_a_file_written_by_others_is_read_as_it_stands_and_comes_back_unchanged(sample):
    content = b"\xef\xbb\xbf" + STRANGER.replace("\n", "\r\n").encode()
    brought = read_setup_file(sample, content, "theirs.yaml")
    assert not brought.findings and not take_into_draft(sample, brought)
    assert draft(sample).setup == Setup(
        categories={"102": CategoryAccounts("6020"), "12:30": CategoryAccounts("1_000", "0x1F", expense=False),
                    "NET": CategoryAccounts(credit="2100")},
        departments={"0700": Codes("", "0600"), "NO": Codes("012"), "1E5": Codes("1E5")},
        overwrite=(OverwriteRow({"category": "102", "department": "0700"}, "5300"),), journal="PYRJ",
    )  # fmt: skip
    out = write_setup(draft(sample).setup)
    again = read_setup_file(sample, out.encode(), "ours.yaml")
    assert not again.changes and write_setup(again.setup) == out
    assert not read_setup_file(sample, workbook_of(draft(sample).setup), "ours.xlsx").changes


def test_a_tab_that_is_one_text_is_one_change(sample):
    put_setup(sample, Setup())
    wanted = replace(Setup(), journal="PYRJ")
    edit_draft(sample, Setup(), wanted)
    assert [change.words for change in draft(sample).changes] == ["Journal: blank became PYRJ"]
