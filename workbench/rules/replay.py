"""Past payrolls under two setups: signed money per account, and the record lines that would change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.money import from_cents, to_cents
from workbench.rules.coded_run import code_run
from workbench.rules.coding import Ints, combine
from workbench.rules.gl_records import GLRecords, create_records, posted_categories
from workbench.rules.payroll import PostedRun
from workbench.rules.record_lines import codes_in, join_tables, make_empty
from workbench.rules.sent_fields import unpack_sent
from workbench.rules.setup import Setup
from workbench.rules.sides import SIDES_OF_CLASS

SIDES = ("debit", "credit")
KINDS = ("account", "no account", "not posted")
MONEY = ("before", "after", "difference", *(f"{side}_{when}" for side in SIDES for when in ("before", "after")))
Made = tuple[Sequence[GLRecords], Sequence[GLRecords]]  # the records of the runs before and after
Sums = dict[tuple[str, str], np.ndarray]  # kind and account -> cents of debit and credit
_KEY = ("employee", "origin", "normal_side", "group")


def replay(runs: Sequence[PostedRun], before: Setup, after: Setup, made: Made | None = None) -> pd.DataFrame:
    """Money per account over these runs, as the records made under each setup have it.

    Columns: account (blank where there is none), kind (account, no account, not posted), then before, after and
    difference (debits less credits) and debit_before, debit_after, credit_before, credit_after. A correction counts
    negative on the normal side of its category, so that each side adds up to the same money under every setup.
    ``made``: the records of the runs before and after, where they are there already.
    """
    made = made or _made(runs, before, after)
    sums = [_sums_of(runs, setup, records) for setup, records in zip((before, after), made, strict=True)]
    keys = sorted({*sums[0], *sums[1]}, key=lambda key: (KINDS.index(key[0]), key[1]))
    none = np.zeros(2, dtype=np.int64)
    cents = np.array([[one.get(key, none) for one in sums] for key in keys], dtype=np.int64).reshape(-1, 2, 2)
    net = cents[:, :, 0] - cents[:, :, 1]
    columns = [net[:, 0], net[:, 1], net[:, 1] - net[:, 0], *(cents[:, when, at] for at in (0, 1) for when in (0, 1))]
    frame = pd.DataFrame({"account": [key[1] for key in keys], "kind": [key[0] for key in keys]}, dtype="str")
    return frame.assign(**{name: from_cents(values) for name, values in zip(MONEY, columns, strict=True)})


def _made(runs: Sequence[PostedRun], before: Setup, after: Setup) -> Made:
    return [create_records(run, before) for run in runs], [create_records(run, after) for run in runs]


def _sums_of(runs: Sequence[PostedRun], setup: Setup, made: Sequence[GLRecords]) -> Sums:
    sums: Sums = {}
    for run, records in zip(runs, made, strict=True):
        for key, at, cents in (*_booked(records.table), *_not_posted(run, setup)):
            sums.setdefault(key, np.zeros(2, dtype=np.int64))[at] += cents
    return sums


def _booked(table: pa.Table) -> list[tuple[tuple[str, str], int, int]]:
    """Kind and account, side (0 debit), and cents of the lines of a run's records."""
    if not table.num_rows:
        return []
    account, accounts = codes_in(table, "account")
    normal, normals = codes_in(table, "normal_side")
    ids, shown = combine((account, normal), (len(accounts), len(normals)))
    cents = np.zeros(len(shown), dtype=np.int64)
    np.add.at(cents, ids, _signed(table))
    keys = [(accounts[account[row]], SIDES.index(normals[normal[row]])) for row in shown]
    return [
        ((KINDS[0] if text else KINDS[1], text), at, int(sum_))
        for (text, at), sum_ in zip(keys, cents, strict=True)
    ]  # fmt: skip


def _signed(table: pa.Table) -> Ints:
    """Cents on the normal side: those of a correction, whose side is swapped, are negative."""
    side, sides = codes_in(table, "side")
    normal, normals = codes_in(table, "normal_side")
    place = {name: at for at, name in enumerate(SIDES)}
    swapped = np.array([place[s] for s in sides])[side] != np.array([place[s] for s in normals])[normal]
    cents = table.column("cents").to_numpy()
    return np.where(swapped, -cents, cents)


def _not_posted(run: PostedRun, setup: Setup) -> list[tuple[tuple[str, str], int, int]]:
    """The money of categories that give no line, on the sides they would have."""
    coded = code_run(run)
    posted = dict(zip(coded.categories.texts, posted_categories(coded, setup), strict=True))
    kinds = dict(zip(coded.categories.texts, coded.classes, strict=True))
    cards = pd.DataFrame({"category": run.paycards["category"], "cents": to_cents(run.paycards["amount"])})
    sums = cards.groupby("category")["cents"].sum()
    return [
        ((KINDS[2], ""), SIDES.index(side), int(cents))
        for category, cents in sums.items()
        if not posted[category] and cents
        for side in SIDES_OF_CLASS[kinds[category]]
    ]


def moved_lines(runs: Sequence[PostedRun], before: Setup, after: Setup, made: Made | None = None) -> pd.DataFrame:
    """The record lines of these runs that would be another under ``after``, in the order of runs and employees.

    Columns: run, employee, category, side, line_key, change (account, fields, account and fields, amount, added,
    removed), then account, amount and fields (Intacct field and id) before and after; blank and 0.00 where there is
    no such line.
    """
    made = made or _made(runs, before, after)
    frames = [_moved(run, [one.table, two.table]) for run, one, two in zip(runs, *made, strict=True)]
    none = _told(make_empty(), "", np.zeros((0, 2), dtype=np.int64))
    return pd.concat([none, *(frame for frame in frames if len(frame))], ignore_index=True)


def summed_moves(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of ``moved_lines`` that change their account, added up, the biggest amount first.

    Columns: account_before, account_after (blank: none), category, side, lines, employees, amount.
    """
    moved = lines[lines["account_before"] != lines["account_after"]]
    cents = to_cents(moved["amount_after"].where(moved["change"] != "removed", moved["amount_before"]))
    keys = ["account_before", "account_after", "category", "side"]
    sums = moved.assign(cents=cents).groupby(keys, as_index=False, sort=True)
    frame = sums.agg(lines=("cents", "size"), employees=("employee", "nunique"), cents=("cents", "sum"))
    frame = frame.sort_values("cents", ascending=False, kind="stable", ignore_index=True)
    amount = from_cents(frame["cents"].to_numpy(dtype=np.int64))
    return frame.drop(columns="cents").assign(amount=amount)


def _moved(run: PostedRun, tables: Sequence[pa.Table]) -> pd.DataFrame:
    joined = join_tables(tables)
    places = _places(joined, tables[0].num_rows)
    alone = (places < 0).any(axis=1)
    changed = _differs(joined, places)
    return _told(joined, run.code, places[alone | changed.any(axis=1)])


def _places(table: pa.Table, first: int) -> Ints:
    """Per line, known by its origin, its row in the joined table under each setup; -1 where it has none."""
    columns = [codes_in(table, name) for name in _KEY]
    ids, shown = combine([codes for codes, _ in columns], [len(texts) for _, texts in columns])
    places = np.full((len(shown), 2), -1, dtype=np.int64)
    places[ids[:first], 0] = np.arange(first)
    places[ids[first:], 1] = np.arange(first, table.num_rows)
    return places


def _differs(table: pa.Table, places: Ints) -> np.ndarray:
    """Per line whether account, fields or amount differ between its two rows."""
    values = [codes_in(table, name)[0] for name in ("account", "sent")]
    side, cents = codes_in(table, "side")[0], table.column("cents").to_numpy()
    values.append(cents * 2 + (side == side[0] if len(side) else side))
    both = (places >= 0).all(axis=1)
    return np.stack([(value[places[:, 0]] != value[places[:, 1]]) & both for value in values], axis=1)


def _told(table: pa.Table, run: str, places: Ints) -> pd.DataFrame:
    """These lines as people read them."""
    there = np.where(places[:, 1] >= 0, places[:, 1], places[:, 0])
    frame = pd.DataFrame({"run": pd.Series([run] * len(there), dtype="str")})
    for name in ("employee", "category", "side"):
        frame[name] = _texts(table, name, there)
    origin, side, group = (_texts(table, name, there) for name in ("origin", "normal_side", "group"))
    frame["line_key"] = (origin + " " + side + " " + group).astype("str")
    frame["change"] = _changes(table, places)
    for at, when in enumerate(("before", "after")):
        row = places[:, at]
        frame[f"account_{when}"] = _texts(table, "account", row)
        frame[f"amount_{when}"] = _amounts(table, row)
        frame[f"fields_{when}"] = _texts(table, "sent", row).map(_field_words).astype("str")
    return frame


def _texts(table: pa.Table, name: str, rows: Ints) -> pd.Series:
    """One text column at these rows; blank where there is no row."""
    codes, texts = codes_in(table, name)
    taken = np.array([*texts, ""], dtype=object)[np.append(codes, len(texts))[rows]]
    return pd.Series(taken, dtype="str")


def _amounts(table: pa.Table, rows: Ints) -> pd.Series:
    cents: pd.Series = from_cents(np.append(table.column("cents").to_numpy(), 0)[rows].astype(np.int64))
    return cents


def _field_words(sent: str) -> str:
    return ", ".join(f"{field} {value}" for field, value in unpack_sent(sent).items()) if sent else ""


def _changes(table: pa.Table, places: Ints) -> pd.Series:
    """What of each line changes, in words; its amount is named where nothing else does."""
    account, fields, _ = _differs(table, places).T
    said = np.select(
        [places[:, 0] < 0, places[:, 1] < 0, account & fields, account, fields],
        ["added", "removed", "account and fields", "account", "fields"],
        "amount",
    )
    return pd.Series(said, dtype="str")
