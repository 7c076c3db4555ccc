"""Numbers, dates and moments as people read them, the same on every page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

import pandas as pd

from workbench.fields import dimension_of
from workbench.money import show


def amount(value: Decimal | int) -> str:
    """An amount with two decimals and thousands separators; whole numbers are cents."""
    return show(value)


def day(value: date) -> str:
    """A date as it stands in the files: 2026-02-13."""
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """A moment in local time to the second; blank when it has not come."""
    return _local(value, "%Y-%m-%d %H:%M:%S")


def clock(value: datetime | None) -> str:
    """The local time of day of a moment; blank when it has not come."""
    return _local(value, "%H:%M:%S")


def _local(value: datetime | None, form: str) -> str:
    if value is None or value != value:  # a missing cell of a table
        return ""
    plain_value = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return str(plain_value.astimezone().strftime(form))


def share(part: Decimal, whole: Decimal) -> str:
    """A share in percent, rounded down: 100.00 % only when nothing is missing."""
    percent = Decimal(100) if whole == 0 else 100 * part / whole
    return f"{percent.quantize(Decimal('0.01'), rounding=ROUND_DOWN)} %"


def field(name: str) -> str:
    """The journal line field of a dimension as a heading: Project, Cost type, Crew."""
    return dimension_of(name).replace("_", " ").capitalize()


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 employee, 5 employees."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """Text of other people as it is: Markdown signs lose their power, so that no cell can draw a link or a picture."""
    return "".join("\\" + sign if sign in "\\`*_{}[]<>()#+-.!|~$:" else sign for sign in text)
