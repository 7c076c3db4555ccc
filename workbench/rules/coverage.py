"""How much of a payroll a setup maps, in money: per category and side, mapped, unmapped and left out on purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.money import from_cents, to_cents
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
    lines = _lines(records)
    sums = lines.groupby(["category", "side", "has_account"])["cents"].sum()
    rows = []
    for category, name, kind, cents in _used(run):
        for side in SIDES_OF_CLASS[kind]:
            mapped, unmapped = (int(sums.get((category, side, has), 0)) for has in (True, False))
            left_out = 0 if mapped or unmapped else cents
            rows.append((category, name, kind, side, mapped + unmapped + left_out, mapped, unmapped, left_out))
    frame = pd.DataFrame(rows, columns=["category", "name", "class", "side", *_AMOUNTS])
    texts = {name: frame[name].astype("str") for name in ("category", "name", "class", "side")}
    return frame.assign(**texts, **{name: from_cents(frame[name].to_numpy(dtype=np.int64)) for name in _AMOUNTS})


def _lines(records: GLRecords) -> pd.DataFrame:
    """Category, normal side, whether there is an account, and cents of every line."""
    columns = {}
    for name, source in (("category", "category"), ("side", "normal_side"), ("account", "account")):
        codes, texts = codes_in(records.table, source)
        columns[name] = pd.Categorical.from_codes(codes, texts)
    frame = pd.DataFrame({**columns, "cents": records.table.column("cents").to_numpy()})
    return frame.assign(has_account=frame["account"] != "").astype({"category": "str", "side": "str"})


def _used(run: PostedRun) -> list[tuple[str, str, str, int]]:
    """Code, name, class and amount of every category with a paycard line that is not zero, by code."""
    frame = pd.DataFrame({"category": run.paycards["category"], "cents": np.abs(to_cents(run.paycards["amount"]))})
    sums = frame[frame["cents"] != 0].groupby("category")["cents"].sum()
    described = run.categories.set_index("code")
    return [
        (code, described.at[code, "name"], described.at[code, "class"], int(sums[code])) for code in sorted(sums.index)
    ]
