"""Several currencies, statistical entries, and the ledger view."""

from pathlib import Path

import pytest

from tests.sandbox.calls import Client, journal, line, query, text_of


@pytest.fixture
def several(own, tmp_path: Path) -> Client:
    file = tmp_path / "company.yaml"
    file.write_text('company: {currencies: {CAD: "1", USD: "1.3575"}}\n', encoding="utf-8")
    return own(company_file=str(file))


def entry(**fields: str) -> str:
    return journal(line("6010", 1, "10.00", **fields), line("2100", -1, "10.00", **fields))


def test_several_currencies(several):
    assert several.result("<getFinancialSetup/>").findtext(".//multiCurrency") == "true"
    assert "Currency is required" in text_of(several.result(entry()))
    assert "Currency EUR is not valid" in text_of(several.result(entry(CURRENCY="EUR")))
    assert "exchange rate is required for USD" in text_of(several.result(entry(CURRENCY="USD")))
    assert several.result(entry(CURRENCY="CAD")).findtext("status") == "success"
    assert several.result(entry(CURRENCY="USD", EXCHANGE_RATE="1.3333")).findtext("status") == "success"
    assert "EXCHANGE_RATE" in text_of(several.result(entry(CURRENCY="USD", EXCHANGE_RATE="1.33333")))
    daily = {"EXCH_RATE_TYPE_ID": "Intacct Daily Rate", "EXCHANGE_RATE": "9"}
    assert several.result(entry(CURRENCY="USD", **daily)).findtext("status") == "success"
    amounts = several.rows(query("GLENTRY", "TRX_AMOUNT AMOUNT CURRENCY BASECURR"))[::2]
    assert [(row["TRX_AMOUNT"], row["AMOUNT"]) for row in amounts] == [("10", "10"), ("10", "13.33"), ("10", "13.58")]
    assert (amounts[2]["CURRENCY"], amounts[2]["BASECURR"]) == ("USD", "CAD")


def test_a_statistical_entry_is_one_line_and_does_not_balance(gateway):
    hours = journal(line("HRS", 1, "7.50"), JOURNAL="SJ")
    assert gateway.result(hours).findtext("status") == "success"
    assert gateway.rows(query("GLENTRY", "ACCOUNTNO STATISTICAL")) == [{"ACCOUNTNO": "HRS", "STATISTICAL": "T"}]


def test_statistical_accounts_stay_in_statistical_journals(gateway):
    mixed = journal(line("HRS", 1, "1.00"), line("2100", -1, "1.00"))
    assert "Account HRS is not valid" in text_of(gateway.result(mixed))
    assert "Account 6010 is not valid" in text_of(gateway.result(journal(line("6010", 1, "1.00"), JOURNAL="SJ")))
    gateway.switch("statistical_apart", False)
    assert gateway.result(mixed).findtext("status") == "success"


def test_the_ledger_shows_posted_lines_under_names_of_its_own(gateway):
    gateway.result(journal())
    assert gateway.rows(query("GLDETAIL", "RECORDNO")) == []
    key = gateway.result(journal(STATE="Posted")).findtext(".//RECORDNO")
    rows = gateway.rows(
        query(
            "GLDETAIL", "BATCHKEY BATCH_NO SYMBOL MODULEKEY DEBITAMOUNT CREDITAMOUNT AMOUNT LOCATIONID LOCATIONNAME ADJ"
        )
    )
    assert rows[1] == {
        "BATCHKEY": key,
        "BATCH_NO": "2",
        "SYMBOL": "PYRJ",
        "MODULEKEY": "2.GL",
        "DEBITAMOUNT": "0",
        "CREDITAMOUNT": "100",
        "AMOUNT": "-100",
        "LOCATIONID": "E100",
        "LOCATIONNAME": "Ontario",
        "ADJ": "false",
    }
