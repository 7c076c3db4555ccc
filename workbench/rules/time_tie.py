"""Hours imported against hours paid by a posted run, per employee and week, every difference with its cause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import HOURS, decimal_to_ints, ints_to_decimal
from workbench.rules.time_paid import PaidRun

COLUMNS = ("employee", "name", "week_start", "imported", "paid", "difference", "ok", "cause")
_DAY = pd.ArrowDtype(pa.date32())


def tie_time(labor: pd.DataFrame, run: PaidRun, names: Mapping[str, str], week_starts: int = 1) -> pd.DataFrame:
    """Per employee and week: imported, paid, difference, ok, cause; ``week_starts`` 1 is Monday, 7 Sunday.

    Employees whom the run pays the imported categories without labor records are compared over the whole period.
    """
    whole = _paid_without_labor(labor, run)
    kept = _by_week(labor, week_starts, set(whole["employee"]), run.start)
    paid = _by_week(run.labor, week_starts, set(whole["employee"]), run.start)
    cards = pd.DataFrame({"employee": whole["employee"], "week": _day(run.start), "units": _units(whole)})
    sides = {"imported": kept, "paid": pd.concat([paid, cards], ignore_index=True)}
    sums = [side.groupby(["employee", "week"])["units"].sum().rename(name) for name, side in sides.items()]
    both = pd.concat(sums, axis=1).fillna(0).astype("int64").sort_index().reset_index()
    return _shown(both, names, set(whole["employee"]))


def _by_week(labor: pd.DataFrame, week_starts: int, whole: set[str], start: date) -> pd.DataFrame:
    days = pa.array(labor["work_date"], pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    weeks = days - (days + 4 - week_starts) % 7  # 1970-01-01 was a Thursday
    employees = labor["employee"].to_numpy(object)
    weeks = np.where(np.isin(employees, list(whole)), _day(start), weeks) if whole else weeks
    return pd.DataFrame({"employee": employees, "week": weeks, "units": _units(labor)})


def _paid_without_labor(labor: pd.DataFrame, run: PaidRun) -> pd.DataFrame:
    """The regular paycard lines of an imported employee and category that no labor record stands behind."""

    def pairs(frame: pd.DataFrame) -> np.ndarray:
        return (frame["employee"] + "\x1f" + frame["category"]).to_numpy(object)

    cards = run.paycards[((run.paycards["paycard_type"] == "regular") & run.paycards["units"].notna()).to_numpy(bool)]
    mine = np.isin(pairs(cards), pairs(labor)) & ~np.isin(pairs(cards), pairs(run.labor))
    return cards[mine]


def _units(frame: pd.DataFrame) -> np.ndarray:
    return decimal_to_ints(pa.array(frame["units"], pa.decimal128(18, 4)))


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _shown(both: pd.DataFrame, names: Mapping[str, str], whole: set[str]) -> pd.DataFrame:
    imported, paid = both["imported"].to_numpy(), both["paid"].to_numpy()
    hours = {"imported": imported, "paid": paid, "difference": imported - paid}
    frame = pd.DataFrame(
        {
            "employee": pd.Series(both["employee"].to_numpy(object), dtype="str"),
            "name": pd.Series([names.get(one, "") for one in both["employee"]], dtype="str"),
            "week_start": pd.Series(pa.array(both["week"].to_numpy().astype("int32")).cast(pa.date32()), dtype=_DAY),
            **{name: pd.Series(ints_to_decimal(values, 4), dtype=HOURS) for name, values in hours.items()},
            "ok": imported == paid,
        }
    )
    causes = [_cause(i, p, e in whole) for i, p, e in zip(imported, paid, both["employee"], strict=True)]
    return frame.assign(cause=pd.Series(causes, dtype="str"))


def _cause(imported: int, paid: int, whole: bool) -> str:
    over = " The run has no labor records of it; compared over the whole period." if whole else ""
    if imported == paid:
        return over.strip()
    if not imported:
        return "Paid, but no time was imported." + over
    if not paid:
        return "Imported, but the run pays no hours." + over
    return ("More imported than paid." if imported > paid else "More paid than imported.") + over
