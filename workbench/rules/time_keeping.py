"""Imported labor as it is kept: what an import writes and takes away, and the months that change by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.frames import DTYPE, LABOR, empty
from workbench.rules.time_states import CHANGED, NEW, NOT_LABOR, compare

_DAY = pd.ArrowDtype(pa.date32())


@dataclass(frozen=True, eq=False)
class Laid:
    """An import laid on what was kept: what it writes (``state`` new or changed), removes, and leaves as it is."""

    written: pd.DataFrame
    removed: pd.DataFrame
    unchanged: int
    standing: pd.DataFrame  # everything kept, after it


def join_kept(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Kept records of several months as one frame, a dimension that some of them lack blank there."""
    parts = [frame for frame in frames if len(frame)]
    if not parts:
        return empty_kept()
    columns = list(dict.fromkeys(name for part in parts for name in part.columns if name not in NOT_LABOR))
    filled = [part.assign(**{n: _blank(part) for n in columns if n not in part.columns}) for part in parts]
    return pd.concat([part[[*columns, *NOT_LABOR]] for part in filled], ignore_index=True)


def empty_kept() -> pd.DataFrame:
    """Kept records, none of them."""
    further = {"record": "int64", "scope": "str", "period_start": _DAY, "period_end": _DAY, "import_number": "int64"}
    return empty(LABOR).assign(**{name: pd.Series([], dtype=kind) for name, kind in further.items()})


def _blank(frame: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=frame.index, dtype=DTYPE["code"])


def lay(wanted: pd.DataFrame, kept: pd.DataFrame, remove: np.ndarray, scope: str, start: date, end: date) -> Laid:
    """Lay the labor that shall stand on what is kept; ``remove`` are the numbers of entries that no longer do."""
    compared = compare(wanted, kept)
    write = np.isin(compared.state, (NEW, CHANGED))
    written = wanted[write].assign(scope=scope, period_start=start, period_end=end, import_number=0)
    for name in ("period_start", "period_end"):
        written[name] = written[name].astype(_DAY)
    written["scope"] = written["scope"].astype("str")
    numbers = kept["record"].to_numpy()
    leaving = np.isin(numbers, remove)
    stays = ~leaving & ~np.isin(numbers, written["record"].to_numpy())
    standing = join_kept([kept[stays], written])
    written = written.assign(state=pd.Series(compared.state[write], index=written.index, dtype="str"))
    return Laid(written, kept[leaving], int((~write).sum()), standing)


def changes_of(laid: Laid) -> pd.DataFrame:
    """What an import did, record by record, with ``state`` new, changed or removed."""
    state = pd.Series(["removed"] * len(laid.removed), index=laid.removed.index, dtype="str")
    parts = [laid.written, laid.removed.assign(state=state)]
    columns = [c for c in dict.fromkeys([*parts[1].columns, *parts[0].columns]) if c not in ("import_number", "state")]
    filled = [part.assign(**{n: _blank(part) for n in columns if n not in part.columns}) for part in parts]
    some = [part[[*columns, "state"]] for part in filled if len(part)]
    return pd.concat(some, ignore_index=True) if some else filled[0][[*columns, "state"]]


def months_of(laid: Laid, kept: pd.DataFrame) -> dict[date, pd.DataFrame]:
    """The months that an import changes, each with all the records that stand in it afterwards."""
    before = kept[np.isin(kept["record"].to_numpy(), laid.written["record"].to_numpy())]
    touched = {month for frame in (laid.written, laid.removed, before) for month in set(_months(frame))}
    standing = _months(laid.standing)
    return {_first_day(month): laid.standing[standing == month] for month in sorted(touched)}


def _months(frame: pd.DataFrame) -> np.ndarray:
    days = pa.array(frame["work_date"], pa.date32()).to_numpy(zero_copy_only=False)
    return days.astype("datetime64[M]").astype(np.int64)


def _first_day(month: int) -> date:
    years, rest = divmod(int(month), 12)
    return date(1970 + years, rest + 1, 1)


def labor_of(kept: pd.DataFrame, dimensions: Iterable[str] = ()) -> pd.DataFrame:
    """Kept records as labor records in their stable order: employee, day, entry number."""
    columns = [name for name in kept.columns if name not in NOT_LABOR]
    further = [name for name in columns if name not in LABOR.names]
    order = list(dict.fromkeys([*LABOR.names, *dimensions, *further, "record"]))
    frame = kept.assign(**{name: _blank(kept) for name in order if name not in kept.columns})
    sorted_ = frame.sort_values(["employee", "work_date", "record"], kind="stable", ignore_index=True)
    return sorted_[order]


def counted(states: pd.Series) -> Mapping[str, int]:
    """How many rows are in each state."""
    return {str(state): int(count) for state, count in states.value_counts(sort=False).sort_index().items()}
