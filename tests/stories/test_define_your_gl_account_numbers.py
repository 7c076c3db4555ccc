"""The guide's "Define Your GL Account Numbers" and "Define Your GL Account Structure", as written, by the flows."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import workbench as wb
from workbench.rules.account_search import search_accounts
from workbench.rules.composing import composed, taken
from workbench.rules.setup import Codes, OverwriteRow, Setup, with_category, with_codes, with_overwrite

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"
RUN = "2026-BW03"
CATEGORY_ACCOUNTS = {
    "101": ("6010", ""), "102": ("6020", ""), "103": ("6025", ""), "201": ("", "2350"), "301": ("", "2310"),
    "303": ("", "2320"), "304": ("", "2330"), "305": ("", "2330"), "401": ("6150", "2350"), "502": ("6160", "2400"),
    "601": ("6110", "2310"), "603": ("6120", "2320"), "604": ("6130", "2340"), "605": ("6140", "2345"),
    "NET": ("", "2100"),
}  # fmt: skip


@pytest.fixture
def desk(sqlite_url):
    with wb.open(sqlite_url) as desk:
        wb.load_payroll(desk, ONTARIO)
        yield desk


def enter(desk, change):
    """One entry on a tab: what is shown, changed, lands in the draft."""
    shown = wb.setup_draft(desk).setup
    assert not wb.edit_setup_draft(desk, shown, change(shown))


def account(desk, category, side="debit"):
    """The accounts of a category's lines."""
    lines = wb.create_gl_records(desk, RUN).lines
    mine = lines[(lines["category"] == category) & (lines["side"] == side)]
    return sorted(set(mine["account"]))


def put(category, side, code):
    return lambda setup: with_category(setup, category, replace(setup.category(category), **{side: code}))


def test_a_using_the_gl_code_finder(desk, sandbox):
    """Refresh, the dots beside each category, a list of all codes, Select, repeat for each category, save."""
    wb.connect(desk, "gl_export", **sandbox.credentials)
    wb.refresh_code_finder(desk)
    chart = wb.gl_codes(desk)
    assert search_accounts(chart, "hourly")["account"].tolist()[0] == "6020"
    for category, sides in CATEGORY_ACCOUNTS.items():
        for side, code in zip(("debit", "credit"), sides, strict=True):
            if code:
                enter(desk, put(category, side, search_accounts(chart, code, 1)["account"].iloc[0]))
    assert wb.coverage(desk, RUN).percent == "0.00 %", "nothing is booked by what is not saved yet"
    assert wb.publish_setup(desk, note="from the code finder") == 1
    assert wb.coverage(desk, RUN).percent == "100.00 %"
    assert wb.create_gl_records(desk, RUN).records["balanced"].all()


def test_a_the_entire_code_or_a_string_of_its_characters(desk, sandbox):
    """With a more complex structure only some characters of the code go to the category."""
    wb.connect(desk, "gl_export", **sandbox.credentials)
    chart = wb.refresh_code_finder(desk)
    assert taken("5300-200", "whole") == "5300-200" and taken("5300-200", (1, 4)) == "5300"
    two = with_codes(Setup(structure="{category_gl}{department_gl}"), "department", "FLD", Codes(gl="20"))
    two = with_codes(two, "department", "OPS", Codes(gl="10"))
    made = composed(two, "102", "debit", "6020", (1, 2), chart=chart)
    assert made.taken == "60" and set(made.accounts["account"]) == {"6020", "6010"}
    assert made.in_chart and set(made.accounts["title"]) == {"Hourly wages", "Salaries"}
    assert not composed(two, "102", "debit", "6020", chart=chart).in_chart


def test_b_manually_entering_gl_accounts(desk):
    """Categories by hand, departments that split them, and the exception in the Overwrite tab."""
    for category, (debit, credit) in CATEGORY_ACCOUNTS.items():
        enter(desk, put(category, "debit", debit))
        enter(desk, put(category, "credit", credit))
    for department, part in (("ADM", "100"), ("FLD", "200"), ("OPS", "300"), ("SHP", "400")):
        enter(desk, lambda s, d=department, p=part: with_codes(s, "department", d, Codes(gl=p)))
    enter(desk, lambda s: with_overwrite(s, OverwriteRow({"category": "102", "department": "FLD"}, debit="5300")))
    wb.publish_setup(desk, note="by hand")
    assert account(desk, "102") == ["5300", "6020"], "the field's hours are the exception, the shop's follow the tab"
    assert account(desk, "NET", "credit") == ["2100"]


def test_b_a_dimension_has_a_tab_of_its_own(desk):
    enter(desk, put("102", "debit", "6020"))
    enter(desk, lambda s: replace(s, structure="{category_gl}-{project_gl}"))
    enter(desk, lambda s: with_codes(s, "project", "P100", Codes(gl="12")))
    wb.publish_setup(desk, note="projects")
    assert account(desk, "102") == ["6020", "6020-12"], "a blank part goes away with its separator"


def test_5a_by_default_the_structure_is_category_gl_only_and_can_be_changed(desk):
    assert wb.setup_draft(desk).setup.structure == "{category_gl}"
    enter(desk, put("102", "debit", "6020"))
    wb.publish_setup(desk, note="category only")
    assert account(desk, "102") == ["6020"]
    for department, part in (("FLD", "200"), ("SHP", "400")):
        enter(desk, lambda s, d=department, p=part: with_codes(s, "department", d, Codes(gl=p)))
    enter(desk, lambda s: replace(s, structure="{category_gl}-{department_code}-{department_gl}"))
    wb.publish_setup(desk, note="departments code and GL account numbers")
    assert account(desk, "102") == ["6020-FLD-200", "6020-SHP-400"]
    moved = wb.replay(desk, 1, 2, [RUN]).set_index("account")
    assert moved.loc["6020", "after"] == Decimal("0.00")
    assert moved["difference"].sum() == Decimal("0.00"), "the money is the same, on other accounts"
