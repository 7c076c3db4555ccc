"""What was sent against what Intacct holds: two sets of lines compared to the cent, duplicates counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.frames import BATCH_LINES, DTYPE
from workbench.money import MONEY, decimal_of, to_cents

ONLY_SENT, ONLY_FOUND, AMOUNT = "only sent", "only in Intacct", "amount differs"


def compare(sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The differences between two sets of journal lines; no rows when they are equal.

    Columns: where ("only sent", "only in Intacct", "amount differs"), account, side, amount_sent, amount_found, the
    Intacct fields of either, memo. A missing field column counts as blank.
    """
    fields = list(dict.fromkeys(c for f in (sent, found) for c in f.columns if c not in BATCH_LINES.names))
    keys = ["account", "side", *fields, "memo"]
    ours, theirs = (_plain(frame, keys) for frame in (sent, found))
    ours, theirs = _without_equal(ours, theirs, keys)
    ours, theirs = (f.assign(n=f.groupby(keys).cumcount()) for f in (ours, theirs))
    joined = ours.merge(theirs, how="outer", on=[*keys, "n"], suffixes=("_sent", "_found"))
    there, here = joined["cents_found"].notna(), joined["cents_sent"].notna()
    joined["where"] = pd.Series(np.select([here & there, here], [AMOUNT, ONLY_SENT], ONLY_FOUND), dtype="str")
    for name in ("sent", "found"):
        joined[f"amount_{name}"] = _money(joined[f"cents_{name}"])
    ordered = joined.sort_values(["where", *keys, "n"], ignore_index=True)
    columns = ["where", "account", "side", "amount_sent", "amount_found", *fields, "memo"]
    return ordered[columns].astype({c: DTYPE["code"] for c in columns if not c.startswith("amount_")})


def _plain(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    # Int64 keeps whole cents exact where a line has no partner; int64 would turn into floats.
    texts = {k: frame[k].fillna("").astype(object) if k in frame else "" for k in keys}
    return pd.DataFrame(texts, index=frame.index).assign(cents=pd.array(to_cents(frame["amount"]), dtype="Int64"))


def _without_equal(ours: pd.DataFrame, theirs: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both without the lines that pair off exactly; equal lines pair off one by one."""
    every = [*keys, "cents"]
    ours, theirs = (f.assign(n=f.groupby(every).cumcount(), row=range(len(f))) for f in (ours, theirs))
    both = ours.merge(theirs, on=[*every, "n"], suffixes=("_sent", "_found"))
    return (
        ours[~ours["row"].isin(both["row_sent"])].drop(columns=["n", "row"]),
        theirs[~theirs["row"].isin(both["row_found"])].drop(columns=["n", "row"]),
    )


def _money(cents: pd.Series) -> pd.Series:
    return pd.Series([None if pd.isna(c) else decimal_of(int(c)) for c in cents], dtype=MONEY)
