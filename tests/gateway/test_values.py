"""Dates and amounts of Intacct are read strictly: what is not certain is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from workbench.errors import GatewayError
from workbench.gateway.values import date_text, exact, flag, read_date


def test_a_date_is_written_month_first_and_padded() -> None:
    assert date_text(date(2026, 2, 6)) == "02/06/2026"


@pytest.mark.parametrize(
    "written", ["02/06/2026", "2/6/2026", "2026-02-06", "02/06/2026 23:59:59", "2026-02-06T00:00:00Z"]
)
def test_dates_are_read(written: str) -> None:
    assert read_date(written) == date(2026, 2, 6)


@pytest.mark.parametrize(
    "written", ["", "31/01/2026", "2026/02/06", "02-06-2026", "02/30/2026", "06.02.2026", "02/06/26", "０2/06/2026"]
)
def test_other_dates_are_refused_with_a_cure(written: str) -> None:
    with pytest.raises(GatewayError, match="US date format"):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("2500", "2500.00"), ("2500.5", "2500.50"), ("-0.01", "-0.01"), ("14.2500", "14.25"), ("0", "0.00")],
)
def test_amounts_are_read_to_the_cent(written: str, amount: str) -> None:
    assert exact(written) == Decimal(amount) and exact(written).as_tuple().exponent == -2


@pytest.mark.parametrize("written", ["", "1,234.50", "1e3", "NaN", "0.005", "1.", "+1", "(5)", "１"])
def test_other_amounts_are_refused(written: str) -> None:
    with pytest.raises(GatewayError, match="whole cents"):
        exact(written)


def test_flags() -> None:
    assert [flag(one) for one in ("true", "True", "T", "false", "F", "")] == [True, True, True, False, False, False]
