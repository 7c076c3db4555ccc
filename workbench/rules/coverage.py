"""How much of a payroll a setup maps, in money: per category and side, mapped, unmapped and left out on purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.money import from_cents, to_cents
from workbench.rules.coding import combine
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import codes_in
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS

_AMOUNTS = ("amount", "mapped", "unmapped", "not_posted")


def coverage(run: PostedRun, setup: Setup) -> pd.DataFrame:
    """One row per used category and normal side, debits and credits of corrections counted as amounts.

    Columns: category, name, class, side, amount, mapped, unmapped, not_posted (benefits without any account and
    categories with post: false).
    """
    return coverage_of(run, create_records(run, setup))


def coverage_of(run: PostedRun, records: GLRecords) -> pd.DataFrame:
    """The coverage of records that were created of the whole run."""
    sums = _sums(records)
    rows = []
    for category, name, kind, cents in _used(run):
        for side in SIDES_OF_CLASS[kind]:
            mapped, unmapped = (sums.get((category, side, has), 0) for has in (True, False))
            left_out = 0 if mapped or unmapped else cents
            rows.append((category, name, kind, side, mapped + unmapped + left_out, mapped, unmapped, left_out))
    frame = pd.DataFrame(rows, columns=["category", "name", "class", "side", *_AMOUNTS])
    texts = {name: frame[name].astype("str") for name in ("category", "name", "class", "side")}
    return frame.assign(**texts, **{name: from_cents(frame[name].to_numpy(dtype=np.int64)) for name in _AMOUNTS})


def _sums(records: GLRecords) -> dict[tuple[str, str, bool], int]:
    """Cents by category, normal side and whether there is an account."""
    category, categories = codes_in(records.table, "category")
    side, sides = codes_in(records.table, "normal_side")
    account, accounts = codes_in(records.table, "account")
    has_account = np.array([text != "" for text in accounts], dtype=bool)[account]
    ids, shown = combine((category, side, has_account), (len(categories), len(sides), 2))
    cents = np.zeros(len(shown), dtype=np.int64)
    np.add.at(cents, ids, records.table.column("cents").to_numpy())
    keys = ((categories[category[i]], sides[side[i]], bool(has_account[i])) for i in shown)
    return dict(zip(keys, cents.tolist(), strict=True))


def _used(run: PostedRun) -> list[tuple[str, str, str, int]]:
    """Code, name, class and amount of every category with a paycard line that is not zero, by code."""
    frame = pd.DataFrame({"category": run.paycards["category"], "cents": np.abs(to_cents(run.paycards["amount"]))})
    sums = frame[frame["cents"] != 0].groupby("category")["cents"].sum()
    described = run.categories.set_index("code")
    return [
        (code, described.at[code, "name"], described.at[code, "class"], int(sums[code])) for code in sorted(sums.index)
    ]
