"""What must be true of a batch as a whole."""

from datetime import date

import pandas as pd

from workbench.rules.batch_checks import check_header, check_journal, check_scope

FACTS = {"today": date(2026, 2, 20), "period_end": date(2026, 2, 8)}


def codes(findings):
    return [(f.code, f.severity) for f in findings]


def test_an_ordinary_batch_has_nothing_against_it():
    assert check_header("PYRJ", date(2026, 2, 13), "Payroll BW03", **FACTS) == ()


def test_without_journal_or_description_nothing_leaves():
    found = codes(check_header("", date(2026, 2, 13), " ", **FACTS))
    assert found == [("no_journal", "error"), ("no_description", "error")]


def test_a_date_in_the_future_or_in_an_earlier_month_is_asked_about():
    assert codes(check_header("PYRJ", date(2026, 3, 1), "x", **FACTS)) == [("batch_date", "warning")]
    assert codes(check_header("PYRJ", date(2026, 1, 31), "x", **FACTS)) == [("batch_date", "warning")]


def test_the_journal_must_exist_and_be_active():
    journals = pd.DataFrame({"symbol": ["PYRJ", "OLD"], "status": ["active", "inactive"]})
    assert check_journal("PYRJ", journals) == ()
    assert codes(check_journal("OLD", journals)) == [("inactive_journal", "error")]
    assert codes(check_journal("PRJ", journals)) == [("unknown_journal", "error")]
    assert check_journal("PRJ", None) == ()


def test_an_entity_connection_takes_only_its_own_locations():
    lines = pd.DataFrame({"LOCATION": ["E100", "E200", ""]})
    entities = {"E100": "E100", "E200": "E200"}
    assert [f.value for f in check_scope(lines, "E100", entities)] == ["E200"]
    assert check_scope(lines, "", entities) == ()
