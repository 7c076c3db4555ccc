"""The pay period that comes after one, by how often a payroll group is paid."""

from __future__ import annotations

from datetime import date, timedelta


def next_period(start: date, end: date, frequency: str = "") -> tuple[date, date]:
    """The first and last day of the period after ``start`` to ``end``; of unknown frequency, one as long as it."""
    said = frequency.casefold().replace("-", "").replace(" ", "")
    if "semimonthly" in said or "twicemonthly" in said:
        return _half_month(end + timedelta(days=1))
    if "month" in said:
        first = end + timedelta(days=1)
        return first, _month_later(first) - timedelta(days=1)
    weeks = 2 if "biweek" in said or "fortnight" in said else 1 if "week" in said else 0
    days = timedelta(days=7 * weeks) if weeks else end - start + timedelta(days=1)
    return start + days, start + 2 * days - timedelta(days=1)


def _half_month(first: date) -> tuple[date, date]:
    if first.day < 16:
        return first, first.replace(day=15)
    return first, _month_later(first.replace(day=1)) - timedelta(days=1)


def _month_later(day: date) -> date:
    months = day.year * 12 + day.month
    last = (date(months // 12 + (months % 12 == 11), (months + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(months // 12, months % 12 + 1, min(day.day, last))
