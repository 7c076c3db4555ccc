"""How much of a payroll a setup maps, in money: per category and side, mapped, unmapped and left out on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

import numpy as np
import pandas as pd

from workbench.money import CENT, ZERO, from_cents, to_cents
from workbench.rules.coding import combine
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import codes_in
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS

TEXTS = ("category", "name", "class", "side")
AMOUNTS = ("amount", "mapped", "unmapped", "not_posted", "undecided")


@dataclass(frozen=True)
class Covered:
    """Money with an account, without one, left out on purpose and left out without a word; ``percent`` for people.

    ``amount`` is all of it. 100.00 % is said only when nothing at all is unmapped or undecided; "" when there is
    nothing to map. ``sides`` holds the same for "debit" and "credit".
    """

    mapped: Decimal
    unmapped: Decimal
    not_posted: Decimal
    undecided: Decimal
    amount: Decimal
    percent: str
    sides: dict[str, Covered]

    @property
    def debit(self) -> Covered:
        """The debit side alone."""
        return self.sides["debit"]

    @property
    def credit(self) -> Covered:
        """The credit side alone."""
        return self.sides["credit"]

    @property
    def complete(self) -> bool:
        """True when nothing waits for an account or a decision."""
        return not self.unmapped and not self.undecided


def coverage(run: PostedRun, setup: Setup) -> pd.DataFrame:
    """One row per used category and normal side, debits and credits of corrections counted as amounts.

    Columns: category, name, class, side, amount, mapped, unmapped, not_posted (benefits without any account and
    categories with post: false), undecided (the part of not_posted that nobody said is meant).
    """
    return coverage_of(run, create_records(run, setup), setup)


def coverage_of_runs(
    runs: Sequence[PostedRun], setup: Setup | Sequence[Setup], made: Sequence[GLRecords] | None = None
) -> pd.DataFrame:
    """The coverage of several runs added up, by category and side, under one setup or one for each run.

    ``made`` where their records are there already.
    """
    setups = one_each(runs, setup)
    made = [create_records(*pair) for pair in zip(runs, setups, strict=True)] if made is None else made
    frames = [coverage_of(*three) for three in zip(runs, made, setups, strict=True)]
    sums: dict[tuple[str, str, str], list[int]] = {}
    names: dict[str, str] = {}
    for frame in frames:
        cents = [to_cents(frame[name]).tolist() for name in AMOUNTS]
        for category, name, kind, side, *amounts in zip(*(frame[name] for name in TEXTS), *cents, strict=True):
            names[category] = name
            total = sums.setdefault((category, kind, side), [0] * len(AMOUNTS))
            total[:] = [before + more for before, more in zip(total, amounts, strict=True)]
    order = sorted(sums, key=lambda key: (key[0], key[1], key[2] != "debit"))
    return _frame([(code, names[code], kind, side, *sums[code, kind, side]) for code, kind, side in order])


def one_each(runs: Sequence[PostedRun], setup: Setup | Sequence[Setup]) -> Sequence[Setup]:
    """A setup for each run: the same one, or those given in the order of the runs."""
    return [setup] * len(runs) if isinstance(setup, Setup) else setup


def coverage_of(run: PostedRun, records: GLRecords, setup: Setup) -> pd.DataFrame:
    """The coverage of records that were created of the whole run; where none could be made, nothing is mapped."""
    sums = _sums(records)
    refused = not len(records.records)
    rows = []
    for category, name, kind, cents in _used(run):
        for side in SIDES_OF_CLASS[kind]:
            mapped, unmapped = (sums.get((category, side, has), 0) for has in (True, False))
            left_out = 0 if mapped or unmapped else cents
            if refused:
                unmapped, left_out = left_out, 0
            undecided = left_out if setup.category(category).post else 0
            amounts = (mapped + unmapped + left_out, mapped, unmapped, left_out, undecided)
            rows.append((category, name, kind, side, *amounts))
    return _frame(rows)


def summary(frame: pd.DataFrame) -> Covered:
    """A coverage frame in one figure, in all and per side."""
    sides = {side: _covered(frame[frame["side"] == side], {}) for side in ("debit", "credit")}
    return _covered(frame, sides)


def percent(part: Decimal, whole: Decimal) -> str:
    """A share in percent, never rounded up to all of it nor down to nothing."""
    if not whole:
        return ""
    share = (100 * part / whole).quantize(CENT, rounding=ROUND_DOWN)
    return f"{CENT if part and not share else share} %"


def _covered(frame: pd.DataFrame, sides: dict[str, Covered]) -> Covered:
    total = {name: frame[name].sum() if len(frame) else ZERO for name in AMOUNTS}
    whole = total["mapped"] + total["unmapped"] + total["undecided"]
    return Covered(
        total["mapped"],
        total["unmapped"],
        total["not_posted"],
        total["undecided"],
        total["amount"],
        percent(total["mapped"], whole),
        sides,
    )


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*TEXTS, *AMOUNTS])
    texts = {name: frame[name].astype("str") for name in TEXTS}
    return frame.assign(**texts, **{name: from_cents(frame[name].to_numpy(dtype=np.int64)) for name in AMOUNTS})


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
