"""What time adds up to: by employee, by category, by project, and in all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import HOURS, MONEY, decimal_to_ints, ints_to_decimal

COLUMNS = ("by", "code", "name", "entries", "units", "amount")
COUNTED = ("employee", "category", "project", "units", "amount")  # of labor, what totals are made of


def time_totals(labor: pd.DataFrame, names: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Entries, units and amount per employee, category and project, then over all: by, code, name, entries, units ...

    ``names`` gives the names of the codes, per column. ``amount`` is missing where no record has one.
    """
    parts = [_by(labor, name, names.get(name, {})) for name in ("employee", "category", "project") if name in labor]
    return pd.concat([*parts, _by(labor, "all", {})], ignore_index=True)


def _by(labor: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    codes, values = pd.factorize(np.full(len(labor), "", object) if column == "all" else labor[column], sort=True)
    units, amount = (_sums(labor, name, scale, codes, len(values)) for name, scale in (("units", 4), ("amount", 2)))
    texts = values.tolist()
    return pd.DataFrame(
        {
            "by": pd.Series([column] * len(texts), dtype="str"),
            "code": pd.Series(texts, dtype="str"),
            "name": pd.Series([names.get(text, "") for text in texts], dtype="str"),
            "entries": np.bincount(codes, minlength=len(values)).astype(np.int64),
            "units": pd.Series(units, dtype=HOURS),
            "amount": pd.Series(amount, dtype=MONEY),
        }
    )


def _sums(labor: pd.DataFrame, name: str, scale: int, codes: np.ndarray, size: int) -> pa.Array:
    column = pa.array(labor[name], pa.decimal128(18, scale))
    sums, filled = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(sums, codes, decimal_to_ints(column))
    np.add.at(filled, codes, np.asarray(column.is_valid()).astype(np.int64))
    total = ints_to_decimal(sums, scale)
    return pa.compute.if_else(pa.array(filled > 0), total, pa.scalar(None, total.type)) if name == "amount" else total
