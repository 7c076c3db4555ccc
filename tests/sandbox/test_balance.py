"""Debits equal credits, in the entry and in each entity."""

import csv

from tests.sandbox.calls import journal, line, text_of
from workbench import samples

SAMPLE = samples.ONTARIO / "expected-batch.csv"


def lines_of(entry: dict) -> list[tuple]:
    return [(given["ACCOUNTNO"], given["TR_TYPE"], given["TRX_AMOUNT"], given["LOCATION"]) for given in entry["lines"]]


def test_an_entry_out_by_a_cent_is_refused(gateway):
    result = gateway.result(journal(line("6010", 1, "100.00"), line("2100", -1, "100.01")))
    assert "debits 100.00, credits 100.01, difference -0.01" in text_of(result)


def test_an_unbalanced_draft_is_a_switch(gateway):
    gateway.switch("unbalanced_drafts", True)
    lines = line("6010", 1, "100.00"), line("2100", -1, "90.00")
    assert gateway.result(journal(*lines)).findtext("status") == "success"
    assert gateway.result(journal(*lines, STATE="Posted")).findtext("status") == "failure"


def test_entities_that_balance_by_themselves_need_no_source_entity(gateway):
    lines = [
        line("6010", 1, "1.00"),
        line("2100", -1, "1.00"),
        line("6010", 1, "2.00", LOCATION="E200"),
        line("2100", -1, "2.00", LOCATION="E200"),
    ]
    assert gateway.result(journal(*lines)).findtext("status") == "success"
    assert len(gateway.control("journals")["journals"][0]["lines"]) == 4


def test_an_entity_that_does_not_balance_needs_the_source_entity(gateway):
    lines = line("6010", 1, "100.00", LOCATION="E200"), line("2100", -1, "100.00")
    result = gateway.result(journal(*lines))
    assert "BASELOCATION_NO" in text_of(result) and "E100, E200" in text_of(result)
    assert "Invalid source entity" in text_of(gateway.result(journal(*lines, BASELOCATION_NO="E100-OTT")))


def test_due_to_and_due_from_lines_are_added(gateway):
    lines = line("6010", 1, "100.00", LOCATION="E200"), line("2100", -1, "100.00")
    gateway.result(journal(*lines, BASELOCATION_NO="E100"))
    (entry,) = gateway.control("journals")["journals"]
    assert lines_of(entry) == [
        ("6010", 1, "100.00", "E200"),
        ("2100", -1, "100.00", "E100"),
        ("2800", -1, "100.00", "E200"),
        ("1800", 1, "100.00", "E100"),
    ]
    assert [given["LINE_NO"] for given in entry["lines"]] == [1, 2, 3, 4]


def test_a_child_location_counts_to_its_entity(gateway):
    lines = line("6010", 1, "100.00", LOCATION="E100-OTT"), line("2100", -1, "100.00")
    assert gateway.result(journal(*lines)).findtext("status") == "success"


def test_in_an_entity_only_its_own_locations_are_taken(gateway):
    result = gateway.result(journal(), auth=gateway.login(entity="E200"))
    assert "Location 'E100' is not valid" in text_of(result)
    gateway.result(journal(), auth=gateway.login(entity="E100"))
    (entry,) = gateway.control("journals")["journals"]
    assert (entry["MEGAENTITYID"], entry["MEGAENTITYNAME"]) == ("E100", "Ontario")


def test_the_sample_payroll_fits_the_demo_company(gateway):
    def entry(row: dict) -> str:
        dimensions = dict(part.split("=") for part in row["dimensions"].split())
        return line(row["account"], 1 if row["side"] == "debit" else -1, row["amount"], **dimensions)

    with SAMPLE.open(encoding="utf-8") as file:
        lines = [entry(row) for row in csv.DictReader(file)]
    assert gateway.result(journal(*lines)).findtext("status") == "success"
    stored = gateway.control("journals")["journals"][0]["lines"]
    assert len(stored) == 47
    assert sum(round(float(given["TRX_AMOUNT"]) * 100) for given in stored if given["TR_TYPE"] == 1) == 1549510
