"""Checks of days and numbers of time: outside the period, too many hours, missing rates, totals that are rates."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import decimal_to_ints
from workbench.rules.known_codes import KnownCodes
from workbench.rules.time_labor import MappedTime
from workbench.rules.time_rows import Rows, among, hours_words

DAY_HOURS = 24 * 10_000
_MEND = "Mend the entry in Sage Intacct, or skip it with a reason."


def check_day(rows: Rows, mapped: MappedTime, start: date, end: date, late_since: date | None) -> None:
    """Days that are none, and days outside the period; late time that was asked for is a warning."""
    days = pa.array(rows.labor["work_date"], pa.date32())
    missing = np.asarray(days.is_null())
    theirs = mapped.said("work_date")
    rows.say(missing, "no_day", "error", "work_date", theirs, lambda day: (f"{day!r} is not a day.", _MEND))
    number = days.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    first, last = (int(pa.scalar(one, pa.date32()).cast(pa.int32()).as_py()) for one in (start, end))
    shown = days.cast(pa.string()).to_numpy(zero_copy_only=False)
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
    none = np.asarray(rows.labor["units"].isna()) & ~unreadable
    rows.say(none, "no_units", "error", "units", theirs, lambda _: ("The entry has no units.", _MEND))
    low = (rows.hours <= 0) & ~none & ~unreadable
    remedy = "Skip it with a reason, or accept it with a reason when it corrects time paid before."
    rows.say(low, "units_not_positive", "error", "units", theirs,
             lambda text: (f"The units are {text}, not above zero.", remedy), excusable=True)  # fmt: skip
    _long_days(rows)


def _long_days(rows: Rows) -> None:
    part = rows.taking_part
    day = pa.array(rows.labor["work_date"], pa.date32())
    employee, _ = pd.factorize(rows.labor["employee"])
    days = day.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    keys, _ = pd.factorize(employee.astype(np.int64) * 1_000_000 + days)
    sums = np.zeros(int(keys.max()) + 1 if len(keys) else 0, dtype=np.int64)
    np.add.at(sums, keys[part], rows.hours[part])
    over = sums[keys] > DAY_HOURS if len(keys) else np.zeros(0, bool)
    if not over.any():
        return
    about = np.full(len(keys), "", dtype=object)
    at = np.flatnonzero(over)
    names, texts = rows.labor["employee"].to_numpy(object), day.cast(pa.string()).to_numpy(zero_copy_only=False)
    about[at] = [f"{names[i]} has {hours_words(int(sums[keys[i]]))} h on {texts[i]}" for i in at]
    remedy = "A day has 24 hours: mend the entries in Sage Intacct, skip one with a reason, or accept them."
    rows.say(over, "long_day", "error", "units", about, lambda said: (f"{said}.", remedy), excusable=True)


def check_amounts(rows: Rows, mapped: MappedTime, known: KnownCodes) -> None:
    """Rates and amounts where they are brought in: unreadable, missing, or an amount that is a rate."""
    for target in ("rate", "amount"):
        if target in mapped.texts:
            rows.say(mapped.unreadable[target], f"{target}_unreadable", "error", target, mapped.said(target),
                     lambda text, what=target: (f"The {what} {text!r} is no exact number.", _MEND))  # type: ignore[misc]  # fmt: skip
    category = rows.labor["category"].to_numpy(object)
    missing = _ints(rows, "rate") == 0
    if "rate" in mapped.texts:
        rated = among(category, known.by_rate)
        remedy = "Enter the rate in Sage Intacct, or let payroll's own rate apply by turning the field off."
        rows.say(missing & rated, "no_rate", "warning", "rate", category,
                 lambda code: (f"The category {code} is paid at a rate, which is missing.", remedy))  # fmt: skip
    if "amount" in mapped.texts:
        _totals(rows, has_rate="rate" in mapped.texts)


def _totals(rows: Rows, has_rate: bool) -> None:
    """An amount is the total of its record; one that stays the same whatever the units are, is a rate per unit."""
    amount, units = _ints(rows, "amount"), rows.hours
    employee, names = pd.factorize(rows.labor["employee"])
    remedy = "Map the field to rate instead of amount, or check that it holds totals."
    if has_rate:
        rows.say(_differs(units, _ints(rows, "rate"), amount), "amount_differs", "warning", "amount", names[employee],
                 lambda one: (f"Units times rate is not the amount for {one}.", remedy))  # fmt: skip
    pair, _ = pd.factorize(employee.astype(np.int64) * 1_000_000 + pd.factorize(rows.labor["category"])[0])
    frame = pd.DataFrame({"pair": pair, "amount": amount, "units": units})[amount != 0]
    distinct = frame.groupby("pair", sort=False)[["amount", "units"]].nunique()
    same = distinct.index[(distinct["amount"] == 1) & (distinct["units"] > 1)]
    rows.say(np.isin(pair, same) & (amount != 0), "amount_is_rate", "warning", "amount", names[employee],
             lambda one: (f"The amount of {one} stays the same whatever the units: a rate?", remedy))  # fmt: skip


def _differs(units: np.ndarray, rate: np.ndarray, amount: np.ndarray) -> np.ndarray:
    told = (rate != 0) & (amount != 0) & (np.abs(units) < 10**8) & (np.abs(rate) < 10**10)  # no product wraps around
    product = np.where(told, units, 0) * np.where(told, rate, 0)
    cents = np.sign(product) * ((np.abs(product) + 50_000_000) // 100_000_000)
    return np.asarray(told & (cents != amount), dtype=bool)


def _ints(rows: Rows, column: str) -> np.ndarray:
    scale = {"rate": 6, "amount": 2}[column]
    return decimal_to_ints(pa.array(rows.labor[column], pa.decimal128(18, scale)))
