"""The checks on loading: everything wrong is said at once, each with file, row, column, value and remedy."""

from decimal import Decimal

import pytest

from tests.files.payroll_folder import add, add_column, found, only, place, put, rows, sample, write
from workbench.files import read_payroll
from workbench.rules.payroll_checks import check_payroll


@pytest.fixture
def folder(tmp_path):
    return sample(tmp_path)


def line(folder, row):
    """A paycard line as keyword arguments for add()."""
    head, *lines = rows(folder, "paycards")
    return dict(zip(head, lines[row - 2], strict=True))


def run(folder):
    payroll, findings = check_payroll(read_payroll(folder)[0])
    assert payroll is not None, findings
    return only(payroll.runs())


def test_everything_wrong_is_said_at_once(folder):
    put(folder, "paycards", 3, "amount", "1,20")
    put(folder, "paycards", 20, "category", "999")
    put(folder, "labor", 2, "project", "P999")
    put(folder, "employees", 6, "location", " E100")
    add(folder, "departments", code="ADM", name="Again")
    places = {(f.code, *place(f)) for f in found(folder).errors}
    assert places >= {
        ("bad_number", "paycards.csv", 3, "amount", "1,20"),
        ("unknown_code", "paycards.csv", 20, "category", "999"),
        ("unknown_code", "labor.csv", 2, "project", "P999"),
        ("blanks", "employees.csv", 6, "location", " E100"),
        ("duplicate_code", "departments.csv", 6, "code", "ADM"),
    }
    assert all(f.remedy for f in found(folder))


def test_with_an_error_there_is_no_payroll(folder):
    put(folder, "paycards", 3, "amount", "x")
    assert check_payroll(read_payroll(folder)[0])[0] is None


BAD_NUMBERS = [
    "1,234.56", "1.234,56", "1 234.56", "1'234.56", "(123.45)", "123.45-", "+5.00", "1e3", "1E-2", "$5.00", "5.00 CAD",
    "-$5.00", "1.005", ".25", "-.25", "abc", "NaN", "inf", "--5", "0x10", "1_000", "#N/A", "−5.00", "–5.00", "１２３",
    "٣", " 5.00", "5.00 ", "\u00a05.00", "99999999999999.00", "-", "1.2.3", "=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_an_amount_outside_the_grammar(folder, text):
    put(folder, "paycards", 3, "amount", text)
    finding = only(found(folder))
    assert (finding.code, *place(finding)) == ("bad_number", "paycards.csv", 3, "amount", text)
    assert finding.remedy


@pytest.mark.parametrize("text", ["120", "120.", "120.0", "120.00", "0120.00"])
def test_an_amount_inside_the_grammar(folder, text):
    put(folder, "paycards", 3, "amount", text)
    assert found(folder) == ()
    assert run(folder).paycards["amount"][1] == Decimal("120.00")


@pytest.mark.parametrize(
    ("column", "good", "bad"), [("units", "80.1234", "80.12345"), ("rate", "30.123456", "30.1234567")]
)
def test_units_have_at_most_four_and_rates_at_most_six_decimals(folder, column, good, bad):
    put(folder, "paycards", 2, column, good)
    assert found(folder) == ()
    put(folder, "paycards", 2, column, bad)
    assert place(only(found(folder))) == ("paycards.csv", 2, column, bad)


BAD_DATES = [
    "2026-02-30", "2027-02-29", "13/02/2026", "02/03/26", "2026/02/13", "2026-2-13", "20260213", "46066",
    "2026-02-13 00:00:00", "2026-02-13T00:00", "13-Feb-2026", "2026-W06-5", " 2026-02-13", "0000-01-01",
    "２０２６-02-13",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_DATES)
def test_a_date_outside_the_grammar(folder, text):
    put(folder, "paycards", 3, "pay_date", text)
    finding = only(found(folder))
    assert (finding.code, *place(finding)) == ("bad_date", "paycards.csv", 3, "pay_date", text)


@pytest.mark.parametrize("code", [" E1001", "E1001 ", "\tE1001", "E1001\u00a0", "E1001\u3000"])
def test_a_code_with_blanks_around_it(folder, code):
    put(folder, "labor", 2, "employee", code)
    finding = found(folder)[0]
    assert (finding.code, *place(finding)) == ("blanks", "labor.csv", 2, "employee", code)
    assert "'E1001'" in finding.remedy


REQUIRED = {
    "paycards": [
        "run", "payroll_group", "period_start", "period_end", "pay_date", "paycard_type", "employee", "category",
        "amount",
    ],
    "labor": ["run", "employee", "category", "work_date", "amount"],
    "employees": ["employee", "payroll_group"],
    "categories": ["code", "class"],
    "dimensions": ["dimension", "code"],
    "departments": ["code"],
}  # fmt: skip


@pytest.mark.parametrize(("file", "column"), [(file, column) for file, names in REQUIRED.items() for column in names])
def test_a_cell_that_may_not_be_blank(folder, file, column):
    put(folder, file, 3, column, "")
    assert ("blank", f"{file}.csv", 3, column, "") in {(f.code, *place(f)) for f in found(folder)}


@pytest.mark.parametrize(
    ("file", "column"),
    [("employees", "name"), ("employees", "department"), ("employees", "location"), ("paycards", "units"),
     ("labor", "department"), ("labor", "location"), ("labor", "project"), ("labor", "task"), ("labor", "units")],
)  # fmt: skip
def test_a_cell_that_may_be_blank(folder, file, column):
    put(folder, file, 2, column, "")
    assert found(folder) == ()


UNKNOWN = [
    ("paycards", "employee"), ("paycards", "category"), ("paycards", "payroll_group"), ("labor", "employee"),
    ("labor", "category"), ("labor", "run"), ("labor", "department"), ("labor", "location"), ("labor", "project"),
    ("labor", "task"), ("labor", "cost_type"), ("labor", "class"), ("employees", "payroll_group"),
    ("employees", "department"), ("employees", "location"), ("employees", "project"), ("categories", "class"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "column"), UNKNOWN)
def test_an_unknown_code(folder, file, column):
    put(folder, file, 2, column, "XYZ")
    places = {(f.code, *place(f)) for f in found(folder).errors}
    assert ("unknown_code", f"{file}.csv", 2, column, "XYZ") in places


def test_codes_are_compared_exactly_and_the_one_meant_is_suggested(folder):
    add(folder, "departments", code="0600", name="Yard")
    put(folder, "labor", 2, "department", "600")
    assert "'0600'" in only(found(folder)).remedy
    put(folder, "labor", 2, "department", "fld")
    assert "'FLD'" in only(found(folder)).remedy


def test_a_task_is_known_by_its_project_and_code(folder):
    put(folder, "dimensions", 4, "parent", "P100")
    stray = found(folder).errors
    assert {f.row for f in stray} == {10, 11, 12, 22, 23, 24, 25}  # 01-100 on lines of P200
    assert "P100" in stray[0].message
    add(folder, "dimensions", dimension="task", code="01-100", name="Site preparation", parent="P200")
    assert found(folder) == ()


def test_a_task_of_a_project_needs_the_project_on_its_line(folder):
    put(folder, "dimensions", 5, "parent", "P100")
    put(folder, "labor", 18, "project", "")
    assert place(only(found(folder))) == ("labor.csv", 18, "task", "02-200")


@pytest.mark.parametrize(
    ("file", "column"),
    [("payroll_groups", "code"), ("categories", "code"), ("departments", "code"), ("locations", "code"),
     ("employees", "employee"), ("dimensions", "code")],
)  # fmt: skip
def test_a_code_defined_twice(folder, file, column):
    head, first, *rest = rows(folder, file)
    write(folder, file, [head, first, *rest, first])
    finding = only(found(folder))
    assert (finding.code, *place(finding)) == (
        "duplicate_code", f"{file}.csv", len(rest) + 3, column, first[head.index(column)],
    )  # fmt: skip
    assert "row 2" in finding.message


def test_a_project_may_not_stand_twice_though_a_task_may(folder):
    add(folder, "dimensions", dimension="task", code="01-100", name="Elsewhere", parent="P200")
    assert found(folder) == ()
    add(folder, "dimensions", dimension="project", code="P100", name="Again", parent="P200")
    assert only(found(folder)).code == "duplicate_code"


@pytest.mark.parametrize("name", ["employee", "department", "amount", "category", "text", "code", "account", "side"])
def test_a_dimension_may_not_have_the_name_of_another_column(folder, name):
    add(folder, "dimensions", dimension=name, code="A", name="A")
    finding = only(found(folder).errors)
    assert (finding.code, *place(finding)) == ("dimension_name", "dimensions.csv", 6, "dimension", name)


def test_a_dimension_may_be_called_class(folder):
    add(folder, "dimensions", dimension="class", code="A", name="A")
    put(folder, "labor", 2, "class", "A")
    assert found(folder) == ()
    assert run(folder).labor["class"][0] == "A"


def test_a_further_dimension_is_read_where_it_has_a_column(folder):
    add(folder, "dimensions", dimension="region", code="EAST", name="East")
    add_column(folder, "labor", "region", "EAST")
    loaded = run(folder)
    assert loaded.dimensions == ("project", "task", "region", "cost_type", "class")
    assert set(loaded.labor["region"]) == {"EAST"}
    assert set(loaded.employees["region"]) == {""}


def test_a_dimension_almost_called_like_a_standard_one_is_pointed_at(folder):
    add(folder, "dimensions", dimension="Project", code="P1", name="P1")
    assert only(found(folder)).severity == "warning"


def test_a_column_that_is_no_dimension_is_a_note(folder):
    add_column(folder, "labor", "shift", "night")
    finding = only(found(folder))
    assert (finding.code, finding.severity, finding.file, finding.column) == (
        "extra_column", "note", "labor.csv", "shift",
    )  # fmt: skip
    assert "shift" not in run(folder).labor


ALL_COLUMNS = [
    (file, column)
    for file, columns in {
        "payroll_groups": "code name frequency", "categories": "code name class", "departments": "code name",
        "locations": "code name", "dimensions": "dimension code name parent",
        "employees": "employee name payroll_group department location",
        "paycards": "run payroll_group period_start period_end pay_date paycard_type employee category units rate "
        "amount",
        "labor": "run employee category work_date units rate amount department location text",
    }.items()
    for column in columns.split()
]  # fmt: skip


@pytest.mark.parametrize(("file", "column"), ALL_COLUMNS)
def test_a_missing_column(folder, file, column):
    lines = rows(folder, file)
    at = lines[0].index(column)
    write(folder, file, [line[:at] + line[at + 1 :] for line in lines])
    named = [f for f in found(folder).errors if f.code == "missing_column"]
    assert (only(named).file, only(named).row, only(named).column) == (f"{file}.csv", 1, column)


@pytest.mark.parametrize("header", ["Employee", "employee ", "EMPLOYEE", " employee", "emploee"])
def test_a_header_written_otherwise_is_recognized_and_refused(folder, header):
    head, *lines = rows(folder, "paycards")
    write(folder, "paycards", [[header if c == "employee" else c for c in head], *lines])
    finding = only(found(folder))
    assert (finding.code, finding.column, finding.value) == ("missing_column", "employee", header)
    assert "exactly employee" in finding.remedy


def test_headers_with_blanks_or_hyphens_are_recognized(folder):
    head, *lines = rows(folder, "paycards")
    write(folder, "paycards", [[{"pay_date": "Pay Date", "period_end": "period-end"}.get(c, c) for c in head], *lines])
    assert {(f.column, f.value) for f in found(folder)} == {("pay_date", "Pay Date"), ("period_end", "period-end")}


def test_gross_less_deductions_less_employee_taxes_is_net_pay(folder):
    put(folder, "paycards", 3, "amount", "121.00")
    finding = only(found(folder))
    assert (finding.code, *place(finding)) == ("net_pay", "paycards.csv", 14, "amount", "1795.73")
    assert (finding.run, finding.employee, finding.amount) == ("2026-BW03", "E1001", Decimal("-1.00"))
    assert "2,400.00" in finding.message
    assert "1,794.73" in finding.message


def test_adjustments_and_reversals_count_for_net_pay(folder):
    add(folder, "paycards", **line(folder, 3) | {"paycard_type": "adjustment", "amount": "-20.00"})
    assert only(found(folder)).amount == Decimal("20.00")
    add(folder, "paycards", **line(folder, 14) | {"paycard_type": "adjustment", "amount": "20.00"})
    assert found(folder) == ()


def test_net_pay_is_tied_out_per_run(folder):
    lines = rows(folder, "paycards")
    write(folder, "paycards", [*lines, *(["2026-BW04", *line[1:]] for line in lines[1:14])])
    assert found(folder) == ()
    put(folder, "paycards", 62, "amount", "2400.01")
    assert [(f.run, f.employee) for f in found(folder)] == [("2026-BW04", "E1001")]


def test_a_bad_amount_is_not_told_twice(folder):
    put(folder, "paycards", 3, "amount", "x")
    put(folder, "categories", 7, "class", "tax")
    assert {f.code for f in found(folder)} == {"bad_number", "unknown_code"}


def test_labor_has_to_explain_the_regular_pay(folder):
    put(folder, "labor", 3, "amount", "251.99")
    finding = only(found(folder))
    assert (finding.code, finding.severity) == ("labor_differs", "error")
    assert (finding.file, finding.row, finding.column, finding.employee) == ("labor.csv", 2, "amount", "E1002")
    assert (finding.category, finding.amount) == ("102", Decimal("-0.01"))


def test_an_adjustment_needs_no_labor(folder):
    add(folder, "paycards", **line(folder, 15) | {"paycard_type": "adjustment", "amount": "10.00"})
    add(folder, "paycards", **line(folder, 25) | {"paycard_type": "adjustment", "amount": "10.00"})
    assert found(folder) == ()


def test_two_regular_lines_of_a_category_are_explained_together(folder):
    put(folder, "paycards", 15, "amount", "2000.00")
    add(folder, "paycards", **line(folder, 15) | {"amount": "520.00"})
    assert found(folder) == ()


def test_labor_without_a_paycard_line_explains_nothing(folder):
    put(folder, "labor", 25, "category", "101")
    assert {(f.employee, f.category) for f in found(folder)} == {("E1003", "101"), ("E1003", "103")}


def test_identical_paycard_lines_are_a_warning(folder):
    row = add(folder, "paycards", **line(folder, 13) | {"units": "0", "rate": ""})
    add(folder, "paycards", **line(folder, row) | {"units": "0.00"})
    finding = only(found(folder))
    assert (finding.code, finding.severity, finding.row) == ("identical_line", "warning", row + 1)
    assert f"row {row}" in finding.message


def test_an_employee_who_changed_group_since_is_a_warning(folder):
    add(folder, "payroll_groups", code="MONTHLY", name="Monthly staff")
    put(folder, "employees", 2, "payroll_group", "MONTHLY")
    finding = only(found(folder))
    assert (finding.code, finding.severity, finding.employee) == ("changed_group", "warning", "E1001")
    assert run(folder).payroll_group_codes == ("BIWEEKLY",)


def test_lines_of_a_run_that_disagree_on_the_pay_date_are_a_warning(folder):
    put(folder, "paycards", 26, "pay_date", "2026-02-14")
    finding = only(found(folder))
    assert (finding.code, finding.severity, *place(finding)) == (
        "run_differs", "warning", "paycards.csv", 26, "pay_date", "2026-02-14",
    )  # fmt: skip


def test_a_type_that_only_looks_regular_is_a_warning(folder):
    put(folder, "paycards", 2, "paycard_type", "Regular")
    assert only(found(folder)).code == "nearly_regular"


def test_a_row_of_totals_is_recognized(folder):
    add(folder, "paycards", run="Total", amount="99999.00")
    finding = only(found(folder))
    assert (finding.code, finding.row, finding.value) == ("totals_row", 62, "Total")


def test_a_row_of_totals_without_a_word_is_recognized(folder):
    row = add(folder, "labor", units="300.00", amount="6990.00")
    assert (only(found(folder)).code, only(found(folder)).row) == ("totals_row", row)


def test_an_invisible_character_in_a_code_is_pointed_at(folder):
    put(folder, "departments", 3, "code", "FL\u200bD")
    assert "invisible_character" in {f.code for f in found(folder).warnings}


def test_many_findings_of_a_kind_are_counted_not_listed(folder):
    lines = rows(folder, "paycards")
    stranger = [*lines[1][:7], "999", "", "", "1.00"]
    write(folder, "paycards", [*lines, *([*stranger[:10], f"{n}.00"] for n in range(2_445))])
    unknown = [f for f in found(folder) if f.code == "unknown_code"]
    assert len(unknown) == 101
    assert unknown[-1].message == "And 2,345 more like this."


def test_a_file_with_faulty_rows_makes_no_codes_unknown(folder):
    text = (folder / "employees.csv").read_text(encoding="utf-8").replace("Luc Tremblay", "Tremblay, Luc")
    (folder / "employees.csv").write_text(text, encoding="utf-8")
    assert only(found(folder)).code == "ragged_row"
