"""Which approved time a posted payroll has paid already, seen from the run's own labor records and paycards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import decimal_to_ints

_KEY = ("employee", "category", "work_date")


@dataclass(frozen=True, eq=False)
class PaidRun:
    """A posted run as far as time is concerned: its period, its labor records and its paycards."""

    code: str
    start: date
    end: date
    labor: pd.DataFrame
    paycards: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Paid:
    """Per row the run that paid it (blank: none), and one that paid other time of its employee, category and day."""

    by: np.ndarray
    other: np.ndarray


def paid_time(labor: pd.DataFrame, kept_at: np.ndarray, kept: pd.DataFrame, runs: Sequence[PaidRun]) -> Paid:
    """Which rows of labor are paid; ``kept_at`` says where each stands among the records ``kept`` (-1: nowhere).

    Time imported for a period is paid by a run of that period that has labor of its employee, category and day, or
    pays the employee that category without labor records. Time never imported counts as paid where a run's labor of
    its day has exactly its hours.
    """
    by, other = np.full(len(labor), "", dtype=object), np.full(len(labor), "", dtype=object)
    days = _days(labor)
    for run in runs:
        first, last = _number(run.start), _number(run.end)
        mine, theirs = _numbered((labor, run.labor), _KEY)
        there = np.isin(mine, theirs)
        imported = (kept_at >= 0) & _of_period(kept_at, kept, first, last)
        whole = _paid_whole(labor, run) & (days >= first) & (days <= last)
        hit = imported & (there | whole)
        fresh = (kept_at < 0) & there
        same = fresh & _same_hours(labor, run.labor, mine, theirs, fresh)
        by[(hit | same) & (by == "")] = run.code
        other[fresh & ~same & (other == "")] = run.code
    return Paid(by, other)


def _of_period(kept_at: np.ndarray, kept: pd.DataFrame, first: int, last: int) -> np.ndarray:
    if not len(kept):
        return np.zeros(len(kept_at), dtype=bool)
    start, end = _days(kept, "period_start")[kept_at], _days(kept, "period_end")[kept_at]
    return (start <= last) & (end >= first)


def _paid_whole(labor: pd.DataFrame, run: PaidRun) -> np.ndarray:
    """Rows whose employee is paid their category on a regular paycard that has no labor records behind it."""
    regular = run.paycards[(run.paycards["paycard_type"] == "regular").to_numpy(bool)]
    mine, cards, behind = _numbered((labor, regular, run.labor), _KEY[:2])
    return np.isin(mine, cards[~np.isin(cards, behind)])


def _same_hours(
    labor: pd.DataFrame, paid: pd.DataFrame, mine: np.ndarray, theirs: np.ndarray, rows: np.ndarray
) -> np.ndarray:
    size = int(max(mine.max(initial=-1), theirs.max(initial=-1))) + 1
    asked, given = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(asked, mine[rows], _hours(labor)[rows])
    np.add.at(given, theirs, _hours(paid))
    return np.asarray(asked[mine] == given[mine], dtype=bool)


def _numbered(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> list[np.ndarray]:
    """One number per row and frame, equal where the rows agree in all columns."""
    lengths = [len(frame) for frame in frames]
    whole = np.zeros(sum(lengths), dtype=np.int64)
    for name in columns:
        parts = [_days(f) if name == "work_date" else f[name].to_numpy(object) for f in frames]
        codes, values = pd.factorize(np.concatenate(parts))
        whole, _ = pd.factorize(whole * (len(values) + 1) + codes)
    return np.split(whole, np.cumsum(lengths)[:-1])


def _hours(frame: pd.DataFrame) -> np.ndarray:
    return decimal_to_ints(pa.array(frame["units"], pa.decimal128(18, 4)))


def _days(frame: pd.DataFrame, column: str = "work_date") -> np.ndarray:
    days = pa.array(frame[column], pa.date32()).cast(pa.int32()).fill_null(-(10**8))
    return days.to_numpy(zero_copy_only=False).astype(np.int64)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days
