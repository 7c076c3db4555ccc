"""What makes two loads of a run the same: its lines in any order, and of the other files only the codes it uses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import decimal_to_ints
from workbench.rules.payroll import PostedRun


def content_parts(run: PostedRun) -> dict[str, str]:
    """A SHA-256 per part of a run's content; equal exactly when the part says the same, whatever the order of its rows.

    A code the run does not use belongs to no part, nor does a dimension that is blank on all its lines and employees.
    """
    used = used_dimensions(run)
    groups = _codes((run.paycards, run.employees), ("payroll_group",))
    departments, locations = (_codes((run.employees, run.labor), (name,)) for name in ("department", "location"))
    return {
        "paycards": _digest(run.paycards),
        "labor": _digest(_with_dimensions(run.labor, run.dimensions, used)),
        "employees": _digest(_with_dimensions(run.employees, run.dimensions, used)),
        "categories": _digest(_known(run.categories, _codes((run.paycards, run.labor), ("category",)))),
        "departments": _digest(_known(run.departments, departments)),
        "locations": _digest(_known(run.locations, locations)),
        "payroll groups": _digest(_known(run.payroll_groups, groups)),
        "dimensions": _digest(_used_values(run, used), used),
    }


def content_digest(parts: dict[str, str]) -> str:
    """One SHA-256 over all parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def used_dimensions(run: PostedRun) -> tuple[str, ...]:
    """The dimensions with a value on any line or employee of the run, in their order."""
    frames = (run.labor, run.employees)
    return tuple(d for d in run.dimensions if any(d in f and (f[d] != "").to_numpy(dtype=bool).any() for f in frames))


def _with_dimensions(frame: pd.DataFrame, dimensions: Sequence[str], used: Sequence[str]) -> pd.DataFrame:
    return frame.drop(columns=[d for d in dimensions if d not in used and d in frame])


def _codes(frames: Iterable[pd.DataFrame], columns: Sequence[str]) -> set[tuple[str, ...]]:
    distinct = (frame[list(columns)].drop_duplicates() for frame in frames)
    return {code for frame in distinct for code in frame.itertuples(index=False, name=None)}


def _known(master: pd.DataFrame, used: set[tuple[str, ...]]) -> pd.DataFrame:
    return master[master["code"].isin([code for (code,) in used])]


def _used_values(run: PostedRun, used: Sequence[str]) -> pd.DataFrame:
    """The values on the run's lines and employees; of a task only those under the projects it is used with."""
    frames, values = (run.employees, run.labor), run.dimension_values
    mine = np.zeros(len(values), dtype=bool)
    for dimension in used:
        of_dimension = (values["dimension"] == dimension).to_numpy(dtype=bool)
        if dimension == "task" and "project" in run.dimensions:
            pairs = _codes(frames, ("task", "project"))
            pairs |= {(task, "") for task, _ in pairs}
            keys = zip(values["code"], values["parent"], strict=True)
            mine |= of_dimension & np.array([key in pairs for key in keys], dtype=bool)
        else:
            codes = [code for (code,) in _codes(frames, (dimension,))]
            mine |= of_dimension & values["code"].isin(codes).to_numpy(dtype=bool)
    return values[mine]


def _digest(frame: pd.DataFrame, also: Sequence[str] = ()) -> str:
    """Each column as ranks among its sorted distinct values, the rows sorted: the same for every order of the rows."""
    state = hashlib.sha256(json.dumps([*also, len(frame), *frame.columns]).encode())
    ranks, cardinalities = [], []
    for name in frame.columns:
        rank, distinct = _ranks(frame[name])
        state.update(distinct)
        ranks.append(rank)
        cardinalities.append(int(rank.max()) + 1 if len(rank) else 1)
    keys = _packed(ranks, cardinalities)
    order = np.lexsort(keys[::-1])
    for key in keys:
        state.update(key[order].tobytes())
    return state.hexdigest()


def _packed(ranks: Sequence[np.ndarray], cardinalities: Sequence[int]) -> list[np.ndarray]:
    """The columns as few integers a row, so that sorting them is quick."""
    keys, held = [ranks[0]], cardinalities[0]
    for rank, cardinality in zip(ranks[1:], cardinalities[1:], strict=True):
        if held * cardinality < 2**62:
            keys[-1], held = keys[-1] * cardinality + rank, held * cardinality
        else:
            keys.append(rank)
            held = cardinality
    return keys


def _ranks(column: pd.Series) -> tuple[np.ndarray, bytes]:
    if column.dtype == "str":
        codes, values = pd.factorize(column)
        texts = values.to_list()
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(texts), dtype=np.int64)
        rank[order] = np.arange(len(texts))
        return rank[codes], json.dumps([texts[i] for i in order]).encode()
    numbers, distinct = pd.factorize(_ints(column))
    ranked = np.argsort(distinct)
    rank = np.empty(len(distinct), dtype=np.int64)
    rank[ranked] = np.arange(len(distinct))
    return rank[numbers], distinct[ranked].tobytes()


def _ints(column: pd.Series) -> np.ndarray:
    values = pa.chunked_array(column.array.__arrow_array__()).combine_chunks()
    if pa.types.is_date(values.type):
        return np.asarray(values.cast(pa.int32())).astype(np.int64)
    numbers = decimal_to_ints(values)
    numbers[np.asarray(values.is_null())] = np.iinfo(np.int64).min
    return numbers
