"""How Intacct writes dates and amounts, read strictly: what is not certain is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from workbench.errors import GatewayError
from workbench.money import CENT

_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: .*)?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)


def date_text(day: date) -> str:
    """A date as Intacct takes it: mm/dd/yyyy."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def read_date(written: str) -> date:
    """The day in mm/dd/yyyy or ISO, a time of day after it dropped; GatewayError for any other form."""
    try:
        if match := _AMERICAN.fullmatch(written):
            month, day, year = map(int, match.groups())
            return date(year, month, day)
        if match := _ISO.fullmatch(written):
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise GatewayError(
        f"Sage Intacct sent the date {written!r}, which is not mm/dd/yyyy.",
        "Give the web services user the US date format in Sage Intacct (User preferences) and test the connection.",
    )


def exact(written: str) -> Decimal:
    """An amount in whole cents; GatewayError when it is not a number or has parts of a cent."""
    if _NUMBER.fullmatch(written):
        amount = Decimal(written)
        cents = amount.quantize(CENT)
        if cents == amount:
            return cents
    raise GatewayError(f"Sage Intacct sent the amount {written!r}, which is not a number of whole cents.")


def flag(written: str) -> bool:
    """A boolean as Intacct writes it; blank is false."""
    return written.casefold() in ("true", "t")
