"""setup.yaml: every scalar is text, what is wrong is said at its line, what was written reads back the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.setup import WHEN_BLANK, CategoryAccounts, Codes, JobCostStructure, OverwriteRow, Setup
from workbench.rules.setup_writing import write_setup
from workbench.rules.setup_yaml import read_setup

SAMPLE = Path(__file__).parents[2] / "workbench" / "samples" / "ontario-2026-bw03" / "setup.yaml"


def codes_of(text):
    return [(f.code, f.severity, f.row) for f in read_setup(text)[1]]


def test_the_sample_reads_without_a_finding():
    setup, findings = read_setup(SAMPLE.read_text(encoding="utf-8"))
    assert not findings
    assert setup.categories["105"] == CategoryAccounts(debit="2400", expense=False)
    assert setup.category("601") == CategoryAccounts("6110", "2310")
    assert setup.intacct_of("department", "FLD") == "200" and setup.gl_of("location", "E100") == "E100"
    assert setup.job_cost[0] == JobCostStructure(
        "Field labor", True, "labor", ("102", "103"),
        {"department": "home", "location": "worked", "project": "worked", "task": "worked"},
    )  # fmt: skip


def test_an_empty_file_is_the_default_setup():
    assert read_setup("") == (Setup(), ())
    assert read_setup("categories:\noverwrite:\nstructure:\n")[0] == Setup()


@pytest.mark.parametrize(
    "code", ["0700", "1E5", "NO", "12:30", "2026-01-01", "0x1F", "1_000", "yes", ".5", "+1", "1e", "=", "<<x"]
)
def test_a_code_stays_what_it_is_whatever_yaml_would_make_of_it(code):
    setup, findings = read_setup(f"categories:\n  {code}: {{debit: {code}}}\njournal: {code}\n")
    assert not findings
    assert setup.categories == {code: CategoryAccounts(debit=code)} and setup.journal == code


def test_a_bare_null_is_text_with_a_warning_and_an_empty_scalar_is_blank():
    setup, findings = read_setup('categories: {a: {debit: null, credit: }, b: {debit: "null"}}')
    assert setup.category("a") == CategoryAccounts(debit="null")
    assert [(f.code, f.value) for f in findings] == [("null_text", "null")]


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "tRuE", '"true"'])
def test_flags_take_true_and_false_in_any_case(word):
    assert read_setup(f"categories: {{a: {{expense: {word}, post: fAlse}}}}")[0].category("a") == CategoryAccounts(
        post=False
    )


@pytest.mark.parametrize("word", ["yes", "no", "0", "off", "null", "[]"])
def test_anything_else_as_a_flag_is_an_error(word):
    setup, findings = read_setup(f"categories:\n  a: {{post: {word}}}")
    assert setup is None and findings.errors[0].row == 2


def test_a_key_that_stands_twice_is_an_error_with_both_lines():
    setup, findings = read_setup('categories:\n  "101": {debit: "1"}\n  102: {}\n  101: {debit: "2"}\n')
    assert setup is None
    assert [(f.code, f.row, f.value) for f in findings] == [("duplicate_key", 4, "101")]
    assert "lines 2 and 4" in findings[0].message
    assert codes_of("journal: A\njournal: B")[0] == ("duplicate_key", "error", 2)
    assert codes_of("unread: {x: 1, x: 2}")[0][0] in ("duplicate_key", "unknown_key")


def test_unknown_keys_are_named_and_not_read():
    assert codes_of("catagories: {}\ncategories:\n  a: {debt: '1'}") == [
        ("unknown_key", "warning", 1), ("unknown_key", "warning", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- a", "text", "categories: [a]", "categories: text", "categories: {a: [1]}", "categories: {a: {debit: [1]}}",
        "overwrite: {a: 1}", "overwrite: [a]", "job_cost: {}\noverwrite: x", "job_cost: [{categories: a}]",
        "dimensions: {p: x}", "gl_lines: [a]", "structure: [a]", "journal: {a: b}", "categories: {[1]: {}}",
    ],
)  # fmt: skip
def test_a_wrong_shape_is_an_error_with_its_line(text):
    setup, findings = read_setup(text)
    assert setup is None and findings.errors[0].code == "wrong_shape" and findings.errors[0].row


@pytest.mark.parametrize(
    "text, line",
    [
        ("a: [", 1),
        ("a: b: c", 1),
        ("x: 1\n\t y", 2),
        ("a: \x00", None),
        ("--- a\n--- b", 2),
        ("a: *x", 1),
        ("&a [*a]", 1),
    ],
)
def test_what_is_not_yaml_is_one_error(text, line):
    setup, findings = read_setup(text)
    assert setup is None and [f.code for f in findings] == ["not_yaml"]
    assert line is None or findings[0].row in (line, line + 1)


def test_deep_nesting_and_exploding_aliases_are_refused():
    assert codes_of("[" * 5000 + "]" * 5000)[0][0] == "not_yaml"
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )
    assert codes_of(bomb)[0][0] == "not_yaml"


def test_a_small_alias_is_read_like_what_it_stands_for():
    setup, findings = read_setup("departments: {A: &x {gl: '1'}, B: *x}")
    assert not findings and setup.departments == {"A": Codes("1"), "B": Codes("1")}


def test_codes_with_blanks_around_them_are_errors():
    assert codes_of('categories: {" a": {}}')[0][:2] == ("blanks", "error")
    assert codes_of('categories: {a: {debit: "1 "}}')[0][:2] == ("blanks", "error")


@pytest.mark.parametrize(
    "template", ["{}", "{category}", "{category_code}", "6010", "{category_gl", "{a_gl}}", "{ category_gl}x{"]
)
def test_a_structure_that_cannot_be_read_is_an_error(template):
    assert codes_of(f'structure: "{template}"')[0][:2] == ("structure", "error")


def test_values_outside_their_choices_are_errors():
    assert codes_of("distribution_basis: days")[0][:2] == ("wrong_value", "error")
    assert codes_of("gl_lines: {department: some}")[0][:2] == ("wrong_value", "error")
    assert codes_of("job_cost: [{name: a, dimensions: {project: away}}]")[0][:2] == ("wrong_value", "error")


def test_all_findings_come_at_once():
    text = "categories: {a: {post: maybe}}\noverwrite: x\nxyz: 1\njournal: [1]"
    assert [row for _, _, row in codes_of(text)] == [1, 2, 3, 4]


def test_written_files_are_sorted_quoted_and_leave_defaults_out():
    setup = Setup(
        categories={"2": CategoryAccounts("0700", expense=False), "1": CategoryAccounts(credit="1E5", post=False)}
    )
    text = write_setup(setup)
    assert '  "1": {credit: "1E5", post: false}\n  "2": {debit: "0700", expense: false}\n' in text
    assert text == write_setup(Setup(categories=dict(reversed(setup.categories.items()))))


code = st.text(min_size=1, max_size=12).filter(lambda t: t == t.strip() and t.strip())
blank_or_code = st.one_of(st.just(""), code)
rows = st.builds(Codes, blank_or_code, blank_or_code)
tabs = st.dictionaries(code, rows, max_size=3)
places = st.dictionaries(code, st.sampled_from(["worked", "home", ""]), max_size=3)
overwrites = st.builds(
    OverwriteRow,
    st.dictionaries(code.filter(lambda c: c not in ("debit", "credit")), code, max_size=3),
    blank_or_code,
    blank_or_code,
)
accounts = st.builds(CategoryAccounts, blank_or_code, blank_or_code, st.booleans(), st.booleans())
some_codes = st.lists(code, max_size=3).map(tuple)
job_costs = st.builds(
    JobCostStructure, blank_or_code, st.booleans(), st.just("labor"), some_codes, places, st.sampled_from(WHEN_BLANK)
)
setups = st.builds(
    Setup,
    structure=st.sampled_from(["{category_gl}", "{a_gl} - {category_gl}", "x{location_code}\n{employee_gl}é"]),
    distribution_basis=st.sampled_from(["hours", "amount"]),
    categories=st.dictionaries(code, accounts, max_size=3),
    departments=tabs, locations=tabs, employees=tabs, dimensions=st.dictionaries(code, tabs, max_size=2),
    overwrite=st.lists(overwrites, max_size=3).map(tuple),
    gl_lines=st.dictionaries(code, st.sampled_from(["all", "expense", "none"]), max_size=3),
    intacct_fields=st.dictionaries(code, blank_or_code, max_size=2),
    journal=blank_or_code,
    job_cost=st.lists(job_costs, max_size=2).map(tuple),
)  # fmt: skip


@given(setups)
def test_reading_what_was_written_gives_the_same_setup(setup):
    again, findings = read_setup(write_setup(setup))
    assert not findings.errors and again == setup
    assert write_setup(again) == write_setup(setup)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    setup, findings = read_setup(text)
    assert (setup is None) == bool(findings.errors)


def test_a_very_long_code_survives():
    setup = Setup(departments={"é\n" * 600 + "x": Codes("1")}, dimensions={"d" * 1100: {"c" * 1100: Codes("2")}})
    assert read_setup(write_setup(setup))[0] == setup


def test_what_a_blank_worked_value_means_is_written_when_it_is_home():
    texts = [write_setup(Setup(job_cost=(JobCostStructure("L", when_blank=when),))) for when in WHEN_BLANK]
    assert ["when_blank" in text for text in texts] == [False, True]
    assert codes_of("job_cost: [{name: a, when_blank: guess}]")[0][:2] == ("wrong_value", "error")
