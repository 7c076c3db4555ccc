"""Suggested accounts: right where they are called sure, with a reason, and never one that cannot take the side."""

import pandas as pd
import pytest

from tests.rules.labelled import COMPANIES, asked_of, chart_of, labelled, without_account
from tests.rules.measured import empty_setup, half_mapped, one_side_open
from workbench.frames import CHART, conform
from workbench.rules.setup import CategoryAccounts, Setup
from workbench.rules.suggestion_evidence import Evidence
from workbench.rules.suggestions import suggest


@pytest.mark.parametrize("way", [empty_setup, half_mapped, one_side_open], ids=lambda way: way.__name__)
def test_what_is_called_sure_is_right_in_95_of_100(way):
    judged = pd.concat([way(company) for company in COMPANIES])
    sure = judged[judged["confidence"] == "sure"]
    assert sure["right"].mean() >= 0.95
    assert len(sure) >= 0.6 * len(judged)  # and it is said often enough to be of use


def test_every_company_is_right_where_it_is_sure():
    for company in COMPANIES:
        judged = empty_setup(company)
        assert judged.loc[judged["confidence"] == "sure", "right"].mean() >= 0.95, company


def test_likely_is_right_more_often_than_not():
    judged = pd.concat([empty_setup(company) for company in COMPANIES])
    assert judged.loc[judged["confidence"] == "likely", "right"].mean() > 0.75


def suggested(name, kind, side, rows, code="X", **evidence):
    """Account and confidence for one side over a chart of (account, title, type, normal balance[, status])."""
    names = ("account", "title", "type", "normal_balance", "status")
    chart = pd.DataFrame([dict(zip(names, (*row, "active"), strict=False)) for row in rows])
    asked = pd.DataFrame([{"category": code, "name": name, "class": kind, "side": side}])
    frame = suggest(asked, conform(chart.assign(required_dimensions=""), CHART), Evidence(**evidence))
    return list(zip(frame["account"], frame["confidence"], strict=True))


LIABILITY, COST = ("balancesheet", "credit"), ("incomestatement", "debit")
CPP = [("1", "CPP payable", *LIABILITY), ("2", "CPP expense", *COST)]


def test_the_type_of_an_account_decides_which_side_it_takes():
    assert suggested("CPP", "tax_employer", "debit", CPP) == [("2", "sure")]
    assert suggested("CPP", "tax_employer", "credit", CPP) == [("1", "sure")]


def test_inactive_revenue_and_foreign_accounts_are_never_suggested():
    chart = [
        ("1", "Salaries", *COST, "inactive"), ("2", "Salaries recovered", "incomestatement", "credit"),
        ("3", "Prepaid salaries", *COST), ("4", "Salaries", *LIABILITY),
    ]  # fmt: skip
    assert suggested("Salaries", "earning", "debit", chart) == []


def test_two_accounts_that_fit_alike_are_not_sure():
    chart = [("1", "Salaries - Office", *COST), ("2", "Salaries - Yard", *COST)]
    assert {confidence for _, confidence in suggested("Salary", "earning", "debit", chart)} == {"likely", "possible"}
    assert suggested("Salary Yard", "earning", "debit", chart)[0] == ("2", "sure")
    assert suggested("Salary Ship", "earning", "debit", chart[:1]) == [("1", "likely")]  # the only one, another's


def test_a_word_too_general_beside_words_nobody_knows_is_not_sure():
    chart = [("1", "Union Dues Payable", *LIABILITY)]
    assert suggested("Union", "deduction", "credit", chart) == [("1", "sure")]
    assert suggested("Union Regatta", "deduction", "credit", chart) == [("1", "likely")]


def test_names_that_tell_two_of_a_kind_apart_keep_their_accounts_apart():
    chart = [("1", "WCB Alberta", *LIABILITY), ("2", "WCB Sask", *LIABILITY)]
    west = pd.DataFrame([{"code": "A", "name": "WCB AB Field", "class": "tax_employer"}])
    mapped = Setup(categories={"A": CategoryAccounts(credit="1")})
    found = suggested("WCB SK Field", "tax_employer", "credit", chart, setup=mapped, categories=west)
    assert {confidence for _, confidence in found} <= {"likely", "possible"}
    assert suggested("WCB Saskatchewan", "tax_employer", "credit", chart)[0] == ("2", "sure")


def test_what_is_accrued_under_the_same_name_is_not_surely_a_cost_when_paid():
    accrual = pd.DataFrame([{"code": "A", "name": "Bonus provision", "class": "accrual"}])
    chart = [("1", "Accrued bonus", *LIABILITY), ("2", "Bonus", *COST)]
    assert suggested("Annual bonus", "earning", "debit", chart, categories=accrual)[0] == ("2", "likely")
    assert suggested("Annual bonus", "earning", "debit", chart)[0] == ("2", "sure")


def test_an_account_of_one_half_of_what_a_name_speaks_of_is_not_sure():
    chart = [("1", "Medicare tax", *COST), ("2", "Payroll taxes", *COST)]
    assert suggested("Medicare ER", "tax_employer", "debit", chart)[0] == ("1", "sure")
    assert suggested("OASDI/Medicare ER", "tax_employer", "debit", chart)[0][1] == "likely"


def test_words_with_letters_left_out_are_read():
    chart = [("1", "Accr Liab - Garnishmts", *LIABILITY), ("2", "Emplyee Retiremnt", *LIABILITY)]
    assert suggested("Garnishment", "deduction", "credit", chart) == [("1", "sure")]
    assert suggested("Retirement", "deduction", "credit", chart) == [("2", "sure")]


def test_an_accrual_is_never_suggested_to_cost_what_it_puts_aside():
    assert suggested("Banked time earned", "accrual", "debit", [("1", "Banked time", *LIABILITY)]) == []


def test_where_nothing_fits_nothing_is_sure():
    categories, setup = labelled("chambers")
    found = suggest(without_account("chambers"), chart_of("chambers"), Evidence(categories=categories, setup=setup))
    assert not (found["confidence"] == "sure").any()


def test_employee_and_employer_have_their_own_where_the_chart_says_so():
    chart = [("1", "CPP withheld - employees", *LIABILITY), ("2", "CPP - employer portion", *LIABILITY)]
    assert suggested("CPP", "tax_employee", "credit", chart)[0] == ("1", "sure")
    assert suggested("CPP employer", "tax_employer", "credit", chart)[0] == ("2", "sure")


def test_a_payout_is_suggested_from_what_was_put_aside_but_never_surely():
    accrual = pd.DataFrame([{"code": "A", "name": "Vacation accrual", "class": "accrual"}])
    chart = [("1", "Vacation payable", *LIABILITY), ("2", "Vacation expense", *COST)]
    assert suggested("Vacation paid", "earning", "debit", chart, categories=accrual) == [("1", "likely")]
    assert suggested("Vacation paid", "earning", "debit", chart) == [("2", "sure")]
    said = Setup(categories={"X": CategoryAccounts(expense=False)})
    assert suggested("Vacation paid", "earning", "debit", chart, setup=said) == [("1", "sure")]


def test_what_the_setup_has_for_the_same_speaks_for_it():
    setup = Setup(categories={"T": CategoryAccounts(credit="1")})
    categories = pd.DataFrame([{"code": "T", "name": "Pension EE", "class": "deduction"}])
    chart = [("1", "Owed to the pension plan", *LIABILITY), ("9", "Pension payable", *LIABILITY)]
    alone = suggested("Pension ER", "benefit", "credit", chart)
    assert alone[0] == ("9", "likely")
    assert suggested("Pension ER", "benefit", "credit", chart, setup=setup, categories=categories)[0][0] == "1"


def test_another_client_speaks_for_it_when_code_class_and_meaning_are_the_same():
    other = Setup(categories={"X": CategoryAccounts("5")})
    chart = [("5", "Crew cost", *COST), ("6", "Office cost", *COST)]
    for name, expected in (("Diving pay", [("5", "likely")]), ("Office party", [])):
        theirs = pd.DataFrame([{"code": "X", "name": name, "class": "earning"}])
        found = suggested("Diving pay", "earning", "debit", chart, elsewhere={"North": (other, theirs)})
        assert found == expected


def test_a_past_journal_that_says_so_is_sure_whatever_the_names():
    booked = pd.DataFrame(
        [{"category": "X", "side": "debit", "account": "7", "confidence": "sure", "reason": "Booked so twice"}]
    )
    chart = [("7", "Sundry", *COST), ("8", "Salaries", *COST)]
    assert suggested("Salary", "earning", "debit", chart, booked=booked)[0] == ("7", "sure")


def test_every_suggestion_says_why_and_at_most_three_are_shown():
    categories, _ = labelled("ontario")
    frame = suggest(asked_of(categories), chart_of("ontario"), Evidence(categories=categories))
    assert (frame["reason"].str.len() > 10).all() and (frame.groupby(["category", "side"]).size() <= 3).all()
    assert "Both speak of CPP." in set(frame["reason"])
    assert set(frame["source"]) <= {"synonyms", "name", "this setup", "workspace", "past journals"}


def test_nothing_asked_gives_nothing():
    categories, _ = labelled("ontario")
    assert len(suggest(asked_of(categories).head(0), chart_of("ontario"))) == 0
