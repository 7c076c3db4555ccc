"""How approved time stands to what was imported before: new, unchanged, changed, gone or already paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.frames import LABOR
from workbench.money import decimal_to_ints

NEW, UNCHANGED, CHANGED, GONE, PAID = "new", "unchanged", "changed", "gone", "paid"
STATES = (NEW, UNCHANGED, CHANGED, GONE, PAID)
_OWN = ("run", "record")
_SCALED = {"units": 4, "rate": 6, "amount": 2}


@dataclass(frozen=True, eq=False)
class Compared:
    """Per row of the labor read: its state, what changed, and where its entry stands among the kept (-1: nowhere)."""

    state: np.ndarray
    what: np.ndarray
    kept_at: np.ndarray


def compare(labor: pd.DataFrame, kept: pd.DataFrame) -> Compared:
    """Compare labor read with the records kept from earlier imports, by the number of their entry."""
    at = pd.Index(kept["record"]).get_indexer(pd.Index(labor["record"]))
    there = np.flatnonzero(at >= 0)
    what = np.full(len(labor), "", dtype=object)
    for name in _compared(labor, kept) if len(there) else ():
        _note_changes(what, there, at[there], name, labor, kept)
    state = np.zeros(len(labor), dtype=np.int8)
    state[there] = 1 + (what[there] != "")
    return Compared(np.array((NEW, UNCHANGED, CHANGED), dtype=object)[state], what, at)


def _compared(labor: pd.DataFrame, kept: pd.DataFrame) -> list[str]:
    own = [name for name in LABOR.names if name not in _OWN]
    further = [c for frame in (labor, kept) for c in frame.columns if c not in (*LABOR.names, *NOT_LABOR)]
    return list(dict.fromkeys([*own, *further]))


# Columns of kept records that say where they come from, not what they are.
NOT_LABOR = ("record", "scope", "period_start", "period_end", "import_number")


def _note_changes(
    what: np.ndarray, rows: np.ndarray, at: np.ndarray, name: str, labor: pd.DataFrame, kept: pd.DataFrame
) -> None:
    """Add to ``what`` how a column of these rows differs from the kept records ``at`` their places."""
    differs = np.asarray(pc.not_equal(_comparable(labor, name, rows), _comparable(kept, name, at)))
    rows, at = rows[differs], at[differs]
    if not len(rows):
        return
    before, after = _shown(kept, name, at), _shown(labor, name, rows)
    lead = np.where(what[rows] == "", "", what[rows] + ", ")
    what[rows] = lead + (f"{name.replace('_', ' ')} " + before + " → " + after)


def _comparable(frame: pd.DataFrame, name: str, at: np.ndarray) -> pa.Array:
    """A column at these places without anything missing, so that missing equals missing."""
    if name not in frame.columns:
        return pa.repeat(pa.scalar("", pa.large_string()), len(at))
    if name in _SCALED:
        column = pa.array(frame[name], pa.decimal128(18, _SCALED[name]))
        missing = np.asarray(column.is_null())
        return pa.array(np.where(missing, np.iinfo(np.int64).min, decimal_to_ints(column))[at])
    if name == "work_date":
        return pa.array(frame[name], pa.date32()).cast(pa.int32()).fill_null(np.iinfo(np.int32).min).take(at)
    return pa.array(frame[name], pa.large_string()).take(at)


def _shown(frame: pd.DataFrame, name: str, at: np.ndarray) -> np.ndarray:
    if name not in frame.columns:
        return np.full(len(at), "blank", dtype=object)
    column = frame[name].iloc[at]
    texts = column.astype(object).map(lambda value: "blank" if value is None or value is pd.NA else _text(value))
    return np.where(texts.to_numpy(object) == "", "blank", texts.to_numpy(object))


def _text(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").lstrip("-").isdigit() else text


def gone(kept: pd.DataFrame, read: np.ndarray, in_scope: np.ndarray) -> np.ndarray:
    """Which kept records no longer stand among the approved entries read, of those that were asked for."""
    return np.asarray(in_scope & ~np.isin(kept["record"].to_numpy(), read), dtype=bool)
