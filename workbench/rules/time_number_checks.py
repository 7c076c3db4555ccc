"""Checks of days and numbers of time: outside the period, too many hours, missing rates, totals that are rates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import decimal_to_ints
from workbench.rules.known_codes import KnownCodes
from workbench.rules.time_labor import MappedTime
from workbench.rules.time_rows import Rows, hours_words
from workbench.rules.time_texts import Texts, texts_of

DAY_HOURS = 24 * 10_000
_DAYS = 10_000_000  # more than a calendar has, from the year 1 to 9999
_MEND = "Mend the entry in Sage Intacct, or skip it with a reason."


def check_day(rows: Rows, mapped: MappedTime, start: date, end: date, late_since: date | None) -> None:
    """Days that are none, and days outside the period; late time that was asked for is a warning."""
    days = pa.array(rows.labor["work_date"], pa.date32())
    missing = np.asarray(days.is_null())
    theirs = mapped.said("work_date")
    rows.say(missing, "no_day", "error", "work_date", theirs, lambda day: (f"{day!r} is not a day.", _MEND))
    number = days.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    first, last = (int(pa.scalar(one, pa.date32()).cast(pa.int32()).as_py()) for one in (start, end))
    shown = texts_of(days.cast(pa.string()).fill_null(""))
    early, late = ~missing & (number < first), ~missing & (number > last)
    if late_since is not None:
        remedy = "It was not imported before; look whether it was paid another way."
        rows.say(early, "late_time", "warning", "work_date", shown,
                 lambda day: (f"Late time: worked on {day}, before the period.", remedy))  # fmt: skip
        early = np.zeros(len(number), dtype=bool)
    said = "is outside the period"
    remedy = "Import the period it belongs to."
    rows.say(early | late, "outside_period", "error", "work_date", shown, lambda day: (f"{day} {said}.", remedy))


def check_units(rows: Rows, mapped: MappedTime) -> None:
    """Units that are no number, not above zero, or more than a day has."""
    theirs = mapped.said("units")
    unreadable = mapped.unreadable["units"] if "units" in mapped.unreadable else np.zeros(len(theirs), bool)
    rows.say(unreadable, "units_unreadable", "error", "units", theirs,
             lambda text: (f"The units {text!r} are no number with at most four decimals.", _MEND))  # fmt: skip
    none = rows.labor["units"].isna().to_numpy() & ~unreadable
    rows.say(none, "no_units", "error", "units", theirs, lambda _: ("The entry has no units.", _MEND))
    low = (rows.hours <= 0) & ~none & ~unreadable
    remedy = "Skip it with a reason, or accept it with a reason when it corrects time paid before."
    rows.say(low, "units_not_positive", "error", "units", theirs,
             lambda text: (f"The units are {text}, not above zero.", remedy), excusable=True)  # fmt: skip
    _long_days(rows)


def _long_days(rows: Rows) -> None:
    day = pa.array(rows.labor["work_date"], pa.date32())
    days = day.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    keys, found = pd.factorize(rows.employee.codes.astype(np.int64) * _DAYS + days)
    part = rows.taking_part & np.asarray(day.is_valid())
    sums = np.zeros(len(found), dtype=np.int64)
    np.add.at(sums, keys[part], rows.hours[part])
    long = sums > DAY_HOURS
    if not long.any():
        return
    said = np.full(len(sums), "", dtype=object)
    _, firsts = np.unique(keys, return_index=True)
    for key in np.flatnonzero(long):
        name, when = rows.employee[firsts[key]], day[int(firsts[key])].as_py()
        said[key] = f"{name} has {hours_words(int(sums[key]))} h on {when}"
    remedy = "A day has 24 hours: mend the entries in Sage Intacct, skip one with a reason, or accept them."
    about = Texts(pa.array(said, pa.string()), keys.astype(np.int32))
    rows.say(long[keys], "long_day", "error", "units", about, lambda said: (f"{said}.", remedy), excusable=True)


def check_amounts(rows: Rows, mapped: MappedTime, known: KnownCodes) -> None:
    """Rates and amounts where they are brought in: unreadable, missing, or an amount that is a rate."""
    for target in ("rate", "amount"):
        if target in mapped.texts:
            rows.say(mapped.unreadable[target], f"{target}_unreadable", "error", target, mapped.said(target),
                     lambda text, what=target: (f"The {what} {text!r} is no exact number.", _MEND))  # type: ignore[misc]  # fmt: skip
    category = mapped.code("category")
    missing = _ints(rows, "rate") == 0
    if "rate" in mapped.texts:
        rated = category.among(known.by_rate)
        remedy = "Enter the rate in Sage Intacct, or let payroll's own rate apply by turning the field off."
        rows.say(missing & rated, "no_rate", "warning", "rate", category,
                 lambda code: (f"The category {code} is paid at a rate, which is missing.", remedy))  # fmt: skip
    if "amount" in mapped.texts:
        _totals(rows, category, has_rate="rate" in mapped.texts)


def _totals(rows: Rows, category: Texts, has_rate: bool) -> None:
    """An amount is the total of its record; one that stays the same whatever the units are, is a rate per unit."""
    amount, units = _ints(rows, "amount"), rows.hours
    remedy = "Map the field to rate instead of amount, or check that it holds totals."
    if has_rate:
        rows.say(_differs(units, _ints(rows, "rate"), amount), "amount_differs", "warning", "amount", rows.employee,
                 lambda one: (f"Units times rate is not the amount for {one}.", remedy))  # fmt: skip
    pair, _ = pd.factorize(rows.employee.codes.astype(np.int64) * max(len(category.different), 1) + category.codes)
    frame = pd.DataFrame({"pair": pair, "amount": amount, "units": units})[amount != 0]
    distinct = frame.groupby("pair", sort=False)[["amount", "units"]].nunique()
    same = distinct.index[(distinct["amount"] == 1) & (distinct["units"] > 1)]
    rows.say(np.isin(pair, same) & (amount != 0), "amount_is_rate", "warning", "amount", rows.employee,
             lambda one: (f"The amount of {one} stays the same whatever the units: a rate?", remedy))  # fmt: skip


def _differs(units: np.ndarray, rate: np.ndarray, amount: np.ndarray) -> np.ndarray:
    told = (rate != 0) & (amount != 0) & (np.abs(units) < 10**8) & (np.abs(rate) < 10**10)  # no product wraps around
    product = np.where(told, units, 0) * np.where(told, rate, 0)
    cents = np.sign(product) * ((np.abs(product) + 50_000_000) // 100_000_000)
    return np.asarray(told & (cents != amount), dtype=bool)


def _ints(rows: Rows, column: str) -> np.ndarray:
    scale = {"rate": 6, "amount": 2}[column]
    return decimal_to_ints(pa.array(rows.labor[column], pa.decimal128(18, scale)))
