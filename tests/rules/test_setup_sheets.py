"""The setup as sheets and back: every cell returns, bad rows come back with their reason, nothing goes by itself."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.building import sample_setup
from tests.rules.test_setup_changes import code, text, unlike
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup, with_category, with_overwrite
from workbench.rules.setup_cells import default
from workbench.rules.setup_changes import difference, lay
from workbench.rules.setup_sheet_rows import BroughtSheet, read_sheets
from workbench.rules.setup_sheets import sheets_of

few = settings(max_examples=settings().max_examples // 6)
rows = st.builds(
    OverwriteRow, st.dictionaries(st.sampled_from(["category", "department", "project"]), code, max_size=2), text, text
)
any_setup = st.builds(
    lambda setup, rows: replace(
        setup,
        overwrite=tuple({tuple(sorted(row.keys.items())): row for row in rows}.values()),
        job_cost=tuple(one for one in setup.job_cost if one.name),
    ),
    unlike, st.lists(rows, max_size=3),
)  # fmt: skip


def brought(setup, **changed):
    """The sheets of a setup as they come back; ``changed`` are other rows of a sheet, by title."""
    sheets = sheets_of(setup)
    return [
        BroughtSheet(title, tuple(frame.columns), tuple((n, row, ()) for n, row in enumerate(made, 2)))
        for title, frame in sheets.items()
        for made in [changed.get(title.replace(" ", "_"), frame.to_dict("records"))]
    ]


def codes_of(read):
    return [(f.code, f.file, f.row) for f in read.findings]


@few
@given(any_setup)
def test_sheets_that_come_back_as_they_went_change_nothing(setup):
    read = read_sheets(brought(setup), setup)
    assert (read.setup, read.changes, read.removals, read.findings) == (setup, (), (), ())


@few
@given(any_setup, any_setup)
def test_the_sheets_of_one_setup_laid_on_another_give_it_but_for_rows_to_take_away(one, base):
    read = read_sheets(brought(one), base)
    assert not read.findings.errors and lay(base, read.changes) == read.setup
    left = difference(lay(read.setup, read.removals), one)
    there = {(c.tab, c.key) for c in difference(Setup(), base)}
    assert all(
        c.field in ("row", "order") or ((c.tab, c.key) in there and c.after == default(c.tab, c.field)) for c in left
    )


def test_a_changed_cell_is_one_change():
    base = sample_setup()
    rows = sheets_of(base)["Categories"].to_dict("records")
    rows[0]["debit"], rows[1]["expense"] = "6011", "FALSE"
    read = read_sheets(brought(base, Categories=rows), base)
    assert [change.words for change in read.changes] == [
        "Category 101 debit: 6010 became 6011", "Category 102 expense: true became false",
    ]  # fmt: skip


def test_rows_left_out_of_a_sheet_stay_until_they_are_taken_away():
    base = with_overwrite(sample_setup(), OverwriteRow({"category": "102", "department": "ADM"}, "6090"))
    rows = sheets_of(base)["Overwrite"].to_dict("records")
    other = {**rows[0], "category": "103", "department": ""}
    read = read_sheets(brought(base, Overwrite=[other]), base)
    assert [row.words() for row in read.setup.overwrite] == ["category 102, department ADM", "category 103"]
    assert [change.words for change in read.removals] == [
        "Overwrite (category 102, department ADM) debit: 6090 became blank"
    ]
    assert [row.words() for row in lay(read.setup, read.removals).overwrite] == ["category 103"]


def test_bad_rows_come_back_with_their_reason_and_good_ones_are_kept():
    base = sample_setup()
    rows = [
        {"code": "101", "debit": "6011", "credit": "", "expense": "", "post": ""},
        {"code": "101", "debit": "6012", "credit": "", "expense": "", "post": ""},
        {"code": "", "debit": "6013", "credit": "", "expense": "", "post": ""},
        {"code": "102", "debit": "6021 ", "credit": "", "expense": "", "post": ""},
        {"code": "103", "debit": "6026", "credit": "", "expense": "perhaps", "post": ""},
        {"code": "NET", "debit": "", "credit": "2101", "expense": "", "post": ""},
    ]
    read = read_sheets(brought(base, Categories=rows), base)
    assert codes_of(read) == [
        ("duplicate_code", "Categories", 3), ("blank_code", "Categories", 4), ("blanks", "Categories", 5),
        ("wrong_value", "Categories", 6),
    ]  # fmt: skip
    assert [(c.key, c.after) for c in read.changes] == [("101", "6011"), ("NET", "2101")] and read.removals == ()


def test_values_the_setup_cannot_hold_are_bad_rows_too():
    base = sample_setup()
    settings = [
        {"setting": "structure", "value": "{nothing}"}, {"setting": "journal", "value": "GJ"},
        {"setting": "color", "value": "red"}, {"setting": "distribution_basis", "value": ""},
    ]  # fmt: skip
    reach = [{"dimension": "project", "reach": "some"}, {"dimension": "task", "reach": "none"}]
    read = read_sheets(brought(base, Settings=settings, GL_lines=reach), base)
    assert codes_of(read) == [
        ("wrong_value", "GL lines", 2), ("unknown_setting", "Settings", 4), ("structure", "Settings", 2),
    ]  # fmt: skip
    assert [(c.tab, c.key, c.after) for c in read.changes] == [("gl_lines", "task", "none"), ("journal", "", "GJ")]


def test_sheets_and_columns_of_other_purposes_are_not_read_and_named():
    base = Setup(categories={"101": CategoryAccounts("6010")})
    notes = BroughtSheet("To do", ("what",), ((2, {"what": "ask Ann"}, ()),))
    extra = BroughtSheet(
        "Categories", ("code", "debit", "dbit"), ((2, {"code": "101", "debit": "1", "dbit": "2"}, ()),)
    )
    nameless = BroughtSheet("Departments", ("gl",), ())
    read = read_sheets([notes, extra, nameless], base)
    assert [(f.code, f.severity, f.column) for f in read.findings] == [
        ("unknown_sheet", "note", ""), ("unknown_column", "warning", "dbit"), ("missing_column", "error", "code"),
    ]  # fmt: skip
    assert read.setup == with_category(base, "101", CategoryAccounts("1"))


def overwrites(columns, *rows):
    """An overwrite sheet with these columns; of each row the cells."""
    lines = [(n, dict(zip(columns, cells, strict=True)), ()) for n, cells in enumerate(rows, 2)]
    return BroughtSheet("Overwrite", columns, tuple(lines))


def test_an_overwrite_row_with_a_key_nobody_knows_waits_as_it_would_fit_more_lines():
    sheet = overwrites(
        ("category", "departmnt", "debit", "Note"), ("101", "ADM", "6090", "ask Ann"), ("102", "", "6091", "agreed")
    )
    read = read_sheets([sheet], Setup())
    assert [(f.code, f.row, f.column, f.value) for f in read.findings.errors] == [
        ("unknown_key", 2, "departmnt", "ADM")
    ]
    assert [row.words() for row in read.setup.overwrite] == ["category 102"] and read.removals == ()


def test_a_dimension_that_has_a_sheet_of_its_own_may_be_a_key():
    crew = BroughtSheet("Crew", ("dimension", "code", "gl"), ((2, {"dimension": "crew", "code": "7", "gl": "70"}, ()),))
    read = read_sheets([overwrites(("category", "crew", "debit"), ("101", "7", "6090")), crew], Setup())
    assert not read.findings and [row.words() for row in read.setup.overwrite] == ["category 101, crew 7"]


def test_of_a_column_that_stands_twice_nothing_is_taken():
    sheet = BroughtSheet("Categories", ("code", "debit", "debit"), ((2, {"code": "101", "debit": "6012"}, ()),))
    read = read_sheets([sheet], sample_setup())
    assert [(f.code, f.row, f.column) for f in read.findings] == [("column_twice", 1, "debit")]
    assert read.changes == read.removals == ()


def test_a_sheet_for_clients_has_names_and_the_codes_still_to_do():
    names = {"categories": {"101": "Salary", "102": "Hourly"}, "dimensions.project": {"P1": "Bridge"}}
    sheets = sheets_of(Setup(categories={"101": CategoryAccounts("6010")}), names)
    assert sheets["Categories"][["code", "name", "debit"]].values.tolist() == [
        ["101", "Salary", "6010"], ["102", "Hourly", ""],
    ]  # fmt: skip
    assert sheets["Dimension project"]["name"].tolist() == ["Bridge"]
    filled = BroughtSheet("Dimension project", ("dimension", "code", "name", "gl"), (
        (2, {"dimension": "project", "code": "P1", "name": "Bridge", "gl": "41"}, ()),
    ))  # fmt: skip
    assert read_sheets([filled], Setup()).setup.codes("project") == {"P1": Codes("41")}
