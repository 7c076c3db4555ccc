"""Entries of past days with their lines, by journal and day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.gateway.test_journals import KEY, lines, payload
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import create_draft
from workbench.gateway.past_journals import COLUMNS, past_journals


def test_entries_between_two_days_come_with_their_lines(gateway: Gateway) -> None:
    for day, journal in ((date(2026, 2, 6), "PYRJ"), (date(2026, 2, 20), "PYRJ"), (date(2026, 2, 6), "GJ")):
        reference = f"H{day.day}{journal}"
        assert (
            create_draft(gateway, payload(batch_date=day, journal=journal, reference=reference), reference).kind
            == "sent"
        )
    found = past_journals(gateway, date(2026, 2, 1), date(2026, 2, 10))
    assert list(found.columns) == list(COLUMNS) and set(found["journal"]) == {"PYRJ", "GJ"}
    (wage,) = (
        past_journals(gateway, date(2026, 2, 15), date(2026, 2, 28), ["PYRJ"])
        .query("side == 'debit'")
        .to_dict("records")
    )
    assert (wage["account"], wage["amount"], wage["memo"], wage["batch_date"], wage["state"]) == (
        "6010", Decimal("150.25"), "Regular", date(2026, 2, 20), "Draft",
    )  # fmt: skip


def test_days_without_entries_give_none(gateway: Gateway) -> None:
    found = past_journals(gateway, date(2020, 1, 1), date(2020, 1, 31))
    assert len(found) == 0 and list(found.columns) == list(COLUMNS)


def test_a_split_of_one_amount_keeps_its_cents(gateway: Gateway) -> None:
    frame = lines(
        ("6010", "debit", "100.01", "a", "E100", "100"), ("6010", "debit", "0.02", "b", "E100", "200"),
        ("2100", "credit", "100.03", "Net", "E100", ""),
    )  # fmt: skip
    create_draft(gateway, payload(frame), KEY)
    found = past_journals(gateway, date(2026, 2, 6), date(2026, 2, 6))
    assert found.loc[found["account"] == "6010", "amount"].sum() == Decimal("100.03")
