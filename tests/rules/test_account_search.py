"""The code finder: search as you type, whole codes or characters of them, and the account that comes of it."""

import pandas as pd
import pytest

from tests.rules.building import sample_run, sample_setup
from workbench.frames import CHART, conform
from workbench.rules.account_search import composed, search_accounts, taken
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup, with_overwrite

ROWS = [
    ("0600", "Vacation payable", "active"), ("2310", "CPP payable", "active"), ("2320", "EI payable", "active"),
    ("6000", "Salaires, ancien compte", "inactive"), ("6010", "Salaires et équipement", "active"),
    ("6010-200", "Field salaries", "active"), ("6110", "CPP expense", "active"), ("6120", "EI expense", "active"),
]  # fmt: skip


def chart():
    rows = [dict(zip(("account", "title", "status"), row, strict=True)) for row in ROWS]
    return conform(pd.DataFrame(rows).assign(type="balancesheet", normal_balance="", required_dimensions=""), CHART)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("6010", ["6010", "6010-200"]),  # this very number first, then those that begin with it
        ("23", ["2310", "2320"]),
        ("cpp", ["2310", "6110"]),
        ("exp ei", ["6120"]),  # the beginnings of words, in any order
        ("EQUIPEMENT", ["6010"]),  # without accents and case
        ("vaction", ["0600"]),  # nearly right
        ("61 cpp", ["6110"]),
        ("salaires", ["6010", "6000"]),  # the inactive one behind
        ("600", ["6000", "0600"]),
        ("zzzz", []),
    ],
)
def test_typing_finds(typed, found):
    assert search_accounts(chart(), typed)["account"].tolist() == found


def test_nothing_typed_shows_the_chart_from_its_start():
    assert search_accounts(chart(), "  ", limit=2)["account"].tolist() == ["0600", "2310"]


def test_a_whole_code_or_a_run_of_its_characters_is_taken():
    assert taken("6010-200") == "6010-200"
    assert (taken("6010-200", (1, 4)), taken("6010-200", (6, 8)), taken("6010", (3, 99))) == ("6010", "200", "10")


def test_the_composed_account_is_shown_with_its_money_and_whether_it_exists():
    setup = Setup("{category_gl}-{department_gl}", departments={"FLD": Codes("200"), "SHP": Codes("400")})
    made = composed(setup, "102", "debit", "6010-200", (1, 4), chart=chart(), runs=[sample_run()])
    rows = [(r["account"], r["in_chart"], str(r["amount"])) for r in made.accounts.to_dict("records")]
    assert rows == [("6010-200", True, "4760.00"), ("6010-400", False, "1980.00")]
    assert (made.taken, made.account, made.in_chart) == ("6010", "6010-200", False)
    assert made.setup.category("102") == CategoryAccounts("6010")


def test_an_overwrite_row_that_wins_is_in_the_preview():
    setup = with_overwrite(sample_setup(), OverwriteRow({"category": "101"}, "7000"))
    assert composed(setup, "101", "debit", "6010", runs=[sample_run()]).account == "7000"


def test_without_a_payroll_the_tabs_say_which_accounts_there_would_be():
    setup = Setup("{category_gl}-{department_gl}", departments={"FLD": Codes("200"), "SHP": Codes("400")})
    made = composed(setup, "102", "debit", "6010", chart=chart())
    assert made.accounts["account"].tolist() == ["6010-200", "6010-400"]
    assert made.accounts["lines_for"].tolist() == ["department FLD", "department SHP"]
