"""Does a record balance, by how much is it out, and why: one answer for fresh lines, edited lines and batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.frames import RECORDS, conform, empty
from workbench.money import from_cents, show
from workbench.rules.coding import Ints
from workbench.rules.fingerprint import fingerprints
from workbench.rules.record_lines import codes_in, to_table


@dataclass(frozen=True)
class NotPosted:
    """An amount of a one-sided category that the setup keeps out of the record; positive would be a debit."""

    employee: str
    category: str
    cents: int


def summarize(
    lines: pd.DataFrame | pa.Table, names: Mapping[str, str], not_posted: Sequence[NotPosted] = ()
) -> pd.DataFrame:
    """One row per record: RECORDS, then cause, fingerprint and lines (their number), by employee.

    ``names`` are the names of the categories. The difference counts lines with an account; the others are counted in
    missing_accounts and named in the cause, largest first.
    """
    table = lines if isinstance(lines, pa.Table) else to_table(lines, dimensions_of(lines))
    if not table.num_rows:
        return empty(RECORDS).assign(
            cause=pd.Series([], dtype="str"), fingerprint=pd.Series([], dtype="str"), lines=pd.Series([], dtype="int64")
        )
    table, employee, texts = by_employee(table)
    starts = np.flatnonzero(np.concatenate(([True], employee[1:] != employee[:-1])))
    cents, debit, mapped = _amounts(table)
    sums = {
        "debit": np.add.reduceat(np.where(debit & mapped, cents, 0), starts),
        "credit": np.add.reduceat(np.where(~debit & mapped, cents, 0), starts),
    }
    difference = sums["debit"] - sums["credit"]
    missing = np.add.reduceat((~mapped).astype(np.int64), starts)
    there = [texts[code] for code in employee[starts]]
    records = pd.DataFrame({"employee": pd.Series(there, dtype="str")})
    for name, amounts in {**sums, "difference": difference}.items():
        records[name] = from_cents(amounts)
    records["missing_accounts"] = missing
    records["balanced"] = (difference == 0) & (missing == 0)
    causes = _causes(
        table, employee, starts, difference, np.flatnonzero(~records["balanced"]), names, not_posted, there
    )
    records["cause"] = pd.Series([causes.get(i, "") for i in range(len(there))], dtype="str")
    records["fingerprint"] = pd.Series(fingerprints(table, starts), dtype="str")
    records["lines"] = np.diff(np.append(starts, len(cents)))
    return conform(records, RECORDS)


def dimensions_of(lines: pd.DataFrame) -> list[str]:
    """The dimension columns of a frame of lines: those between the trace and normal_side."""
    columns = list(lines.columns)
    return columns[columns.index("trace") + 1 : columns.index("normal_side")]


def by_employee(table: pa.Table) -> tuple[pa.Table, Ints, list[str]]:
    """The table employee by employee in code-point order, the code of each line's employee, and the employees."""
    codes, texts = codes_in(table, "employee")
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), dtype=np.int32)
    rank[order] = np.arange(len(texts), dtype=np.int32)
    codes = rank[codes]
    if np.any(codes[1:] < codes[:-1]):
        rows = np.argsort(codes, kind="stable")
        table, codes = table.take(pa.array(rows)), codes[rows]
    return table, codes, sorted(texts)


def _amounts(table: pa.Table) -> tuple[Ints, np.ndarray, np.ndarray]:
    """Cents, is it a debit, has it an account, of every line."""
    sides, side_texts = codes_in(table, "side")
    accounts, account_texts = codes_in(table, "account")
    debit = np.array([text == "debit" for text in side_texts], dtype=bool)[sides]
    mapped = np.array([text != "" for text in account_texts], dtype=bool)[accounts]
    return table.column("cents").to_numpy(), debit, mapped


def _causes(
    table: pa.Table, employee: Ints, starts: Ints, difference: Ints, out: Ints, names: Mapping[str, str],
    not_posted: Sequence[NotPosted], there: Sequence[str],
) -> dict[int, str]:  # fmt: skip
    """A sentence per record that is not balanced, by its position."""
    if not len(out):
        return {}
    cents, debit, mapped = _amounts(table)
    signed = np.where(debit, cents, -cents)
    reasons: dict[int, list[tuple[int, str]]] = {int(i): [] for i in out}
    bare = np.flatnonzero(~mapped)
    position = np.searchsorted(starts, bare, side="right") - 1
    for at, category, side, amount in _missing(table, bare, position, signed):
        reasons[at].append((amount, f"category {_named(category, names)} has no {side} account"))
    left = np.add.reduceat(signed, starts)
    record_of = {text: at for at, text in enumerate(there)}
    for one in not_posted:
        at = record_of.get(one.employee, -1)
        if at in reasons and left[at]:
            reasons[at].append((-one.cents, f"category {_named(one.category, names)} is set not to be posted"))
            left[at] += one.cents
    edited = np.add.reduceat(table.column("edited").to_numpy().astype(np.int64), starts)
    for at in out:
        if left[at]:
            why = "lines were changed by hand" if edited[at] else "the paycard itself does not add up"
            reasons[int(at)].append((int(left[at]), why))
    return {at: _sentence(int(difference[at]), found) for at, found in reasons.items()}


def _missing(table: pa.Table, bare: Ints, position: Ints, signed: Ints) -> list[tuple[int, str, str, int]]:
    """Per record, category and normal side: what its lines without an account add up to."""
    categories, category_texts = codes_in(table, "category")
    sides, side_texts = codes_in(table, "normal_side")
    frame = pd.DataFrame({"at": position, "category": categories[bare], "side": sides[bare], "cents": signed[bare]})
    sums = frame.groupby(["at", "category", "side"], sort=True)["cents"].sum().reset_index()
    return [
        (int(row.at), category_texts[row.category], side_texts[row.side], int(row.cents))
        for row in sums.itertuples(index=False)
    ]


def _named(category: str, names: Mapping[str, str]) -> str:
    return f"{category} {names.get(category, '')}".strip()


def _sentence(difference: int, reasons: Sequence[tuple[int, str]]) -> str:
    ordered = sorted(reasons, key=lambda reason: (-abs(reason[0]), reason[1]))
    alone = len(ordered) == 1 and abs(ordered[0][0]) == abs(difference)
    said = "; ".join(text if alone else f"{text} ({show(abs(amount))})" for amount, text in ordered)
    return f"out by {show(abs(difference))}: {said}" if difference else said
