"""A register against its own totals: every row of totals, every column of totals, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.findings import Finding
from workbench.money import MONEY, decimal_of, decimal_to_ints, ints_to_decimal
from workbench.rules.field_map import MappedField
from workbench.rules.register_entries import Entries, problem
from workbench.rules.register_lines import Lines
from workbench.rules.register_targets import item_of
from workbench.rules.register_words import CHECKS, is_repaid, of_everything

COLUMNS = ["level", "what", "row", "column", "register", "loaded", "difference", "ties"]
Row = tuple[str, str, int, str, int, int, bool]


def with_unlabeled_totals(lines: Lines, entries: Entries) -> Lines:
    """Rows of figures without an employee that add up the rows above are totals, whatever they are called."""
    unknown = np.flatnonzero(lines.kinds == "unknown")
    if not len(unknown) or len(unknown) > 2_000:
        return lines
    kinds, labels = lines.kinds.copy(), dict(lines.labels)
    tried = kinds.copy()
    tried[unknown] = "total"
    trial = replace(lines, kinds=tried, labels=labels | dict.fromkeys(unknown.tolist(), ""))
    for line, start, told, sums in _scopes(trial, entries):
        known = ~np.isin(told, (_BLANK, 0))
        if line in set(unknown.tolist()) and start >= 0 and known.any() and (told[known] == sums[known]).all():
            kinds[line], labels[line] = "total", "adds up the rows above"
    return replace(lines, kinds=kinds, labels=labels)


_BLANK = np.iinfo(np.int64).min


def totals_fit(lines: Lines, entries: Entries) -> bool:
    """True when there are rows of totals and each adds up rows beside it."""
    starts = [start for _, start, _, _ in _scopes(lines, entries)]
    return bool(starts) and min(starts) >= 0


def _measured(lines: Lines) -> list[str]:
    """The columns of figures that add up: amounts, units and the register's own totals, no rates."""
    targets = {one.source: one.target for one in lines.mapped.fields.used}
    return [title for title in lines.figures if (item_of(targets[title]) or ("",))[0] != "rate"]


def _values(lines: Lines, entries: Entries, title: str) -> np.ndarray:
    """What was taken from a column, per line: the entries of an item, the cells of a column of totals."""
    target = next(one.target for one in lines.mapped.fields.used if one.source == title)
    values = np.zeros(lines.body.length, dtype=np.int64)
    if found := item_of(target):
        measure, group = found
        mine = entries.group == (entries.groups.index(group) if group in entries.groups else -1)
        np.add.at(values, entries.line[mine], (entries.cents if measure == "amount" else entries.units)[mine])
        return values
    cells = decimal_to_ints(lines.figures[title].numbers)
    return np.where(lines.kinds == "line", cells, 0)


def _scopes(lines: Lines, entries: Entries) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """Each row of totals: where what it adds up begins (-1: nothing fits), its figures, and the sums of those rows."""
    totals, titles = np.flatnonzero(lines.kinds == "total"), _measured(lines)
    if not len(totals) or not titles:
        return
    sums = np.zeros((len(totals) + 1, len(titles)), dtype=np.int64)
    told = np.full((len(totals), len(titles)), _BLANK)
    for at, title in enumerate(titles):
        sums[1:, at] = np.cumsum(_values(lines, entries, title))[totals]
        numbers = lines.figures[title].numbers
        told[:, at] = np.where(np.asarray(numbers.is_null()), _BLANK, decimal_to_ints(numbers))[totals]
    whole_sums = np.array([_values(lines, entries, title).sum() for title in titles], dtype=np.int64)
    for at, line in enumerate(totals.tolist()):
        start = _start(sums[: at + 2], told[at])
        if start < 0 and (below := _below(sums, whole_sums, at, told[at])) is not None:
            yield line, at + 1, told[at], below
        elif start < 0:
            whole = of_everything(lines.labels.get(line, "")) or at == len(totals) - 1
            yield line, -1, told[at], sums[at + 1] - sums[0 if whole else at]
        else:
            yield line, start, told[at], sums[at + 1] - sums[start]


def _start(sums: np.ndarray, told: np.ndarray) -> int:
    """The latest row of totals from which on every figure is the sum; -1 when there is none."""
    known = np.flatnonzero(told != _BLANK)
    if not len(known):
        return len(sums) - 2
    anchor = known[np.argmax(np.abs(told[known]))]
    fits = np.flatnonzero(sums[:-1, anchor] == sums[-1, anchor] - told[anchor])
    for start in fits[::-1]:
        if (sums[-1, known] - sums[start, known] == told[known]).all():
            return int(start)
    return -1


def _below(sums: np.ndarray, whole: np.ndarray, at: int, told: np.ndarray) -> np.ndarray | None:
    """The sums of the rows below a row of totals, up to a later one or the end, when they are its figures."""
    known = told != _BLANK
    for end in (*sums[at + 2 :], whole):
        below: np.ndarray = end - sums[at + 1]
        if known.any() and (below[known] == told[known]).all():
            return below
    return None


def tie_outs(lines: Lines, entries: Entries, classes: Mapping[str, str], signs: np.ndarray) -> pd.DataFrame:
    """Every figure the register totals beside what was taken from its rows.

    ``classes`` is the class of each item, ``signs`` 1 or -1 per item: how its amounts are taken.
    """
    rows = [*_of_rows(lines, entries), *_of_columns(lines, entries, classes, signs)]
    frame = pd.DataFrame(rows, columns=[*COLUMNS[:6], "ties"]).astype({"ties": bool})
    told, loaded = (frame[name].to_numpy(dtype=np.int64) for name in ("register", "loaded"))
    money = {"register": _money(told), "loaded": _money(loaded), "difference": _money(told - loaded)}
    return frame.assign(**money)[COLUMNS]


def _money(cents: np.ndarray) -> pd.Series:
    return pd.Series(ints_to_decimal(cents, 2), dtype=MONEY)


def _of_rows(lines: Lines, entries: Entries) -> Iterator[Row]:
    titles = _measured(lines)
    targets = {one.source: one.target for one in lines.mapped.fields.used}
    hours = [targets[t].startswith("units") or targets[t].endswith("hours") for t in titles]
    for line, _, told, sums in _scopes(lines, entries):
        for title, is_hours, figure, total in zip(titles, hours, told.tolist(), sums.tolist(), strict=True):
            if figure != _BLANK:
                scale, label = 100 if is_hours else 1, lines.labels.get(line, "")  # units are shown to two decimals
                place = ("row of totals", label, lines.body.place(line, title).row or 0, title)
                yield *place, figure // scale, total // scale, figure == total


def _of_columns(lines: Lines, entries: Entries, classes: Mapping[str, str], signs: np.ndarray) -> Iterator[Row]:
    kinds = [_kind(item, classes.get(item, "")) for item in entries.items["item"]]
    for one in lines.mapped.fields.used:
        if one.target not in CHECKS or one.source not in lines.figures:
            continue
        taken = (signs, np.ones_like(signs))  # a total may show deductions as negative as its rows do
        tried = [_tied(lines, entries, one, wanted, kinds, s) for wanted in CHECKS[one.target] for s in taken]
        yield from min(tried, key=lambda rows: sum(not row[-1] for row in rows))


def _kind(item: str, kind: str) -> str:
    return "repaid" if kind == "earning" and is_repaid(item) else kind


def _tied(
    lines: Lines, entries: Entries, one: MappedField, wanted: Sequence[str], kinds: Sequence[str], signs: np.ndarray
) -> list[Row]:
    """A column of totals beside the amounts of these classes, or beside the hours when there are none."""
    counted = np.array([not wanted or kind in wanted for kind in kinds], dtype=bool)
    mine = counted[entries.item] if len(kinds) else np.zeros(0, dtype=bool)
    amounts = entries.cents * signs[entries.item] if wanted else entries.units // 100
    taken = np.zeros(lines.body.length, dtype=np.int64)
    np.add.at(taken, entries.line[mine], amounts[mine])
    return list(_by_line(lines, one.source, one.target, taken, bool(wanted)))


def _by_line(lines: Lines, title: str, target: str, taken: np.ndarray, money: bool) -> Iterator[Row]:
    numbers = lines.figures[title].numbers
    cells = decimal_to_ints(numbers) // (1 if money else 100)
    filled = ~np.asarray(numbers.is_null()) & (lines.kinds == "line")
    if lines.mapped.shape == "long":
        whose = pd.factorize(pd.Series(lines.employee.to_pylist(), dtype="str"))[0]
        cells, taken, filled = _by_employee(cells, taken, filled, whose)
    wrong = np.flatnonzero(filled & (cells != taken))
    said = f"{title} ({target})"
    whole = int(cells[filled].sum()), int(taken[filled].sum())
    yield "column of totals", said, 0, title, *whole, whole[0] == whole[1]
    for line in wrong.tolist()[:200]:
        label = f"{lines.employee[line].as_py()}: {said}"
        yield (
            "employee",
            label,
            lines.body.place(line, title).row or 0,
            title,
            int(cells[line]),
            int(taken[line]),
            False,
        )


def _by_employee(cells: np.ndarray, taken: np.ndarray, filled: np.ndarray, whose: np.ndarray) -> tuple[Any, Any, Any]:
    """In a long register an employee's total stands on one of the rows, or on each of them."""
    frame = pd.DataFrame({"whose": whose, "cell": np.where(filled, cells, 0), "taken": taken, "filled": filled})
    sums = frame.groupby("whose").agg(taken=("taken", "sum"))
    shown = frame[frame["filled"]].groupby("whose")["cell"]
    told = shown.sum().where(shown.nunique() > 1, shown.first())
    first = frame[frame["filled"]].groupby("whose").head(1).index.to_numpy()
    out, got, mask = (
        np.zeros(len(cells), dtype=np.int64),
        np.zeros(len(cells), dtype=np.int64),
        np.zeros(len(cells), bool),
    )
    out[first], got[first] = told.loc[whose[first]].to_numpy(), sums.loc[whose[first], "taken"].to_numpy()
    mask[first] = True
    return out, got, mask


def tie_findings(lines: Lines, ties: pd.DataFrame) -> list[Finding]:
    """The totals that do not tie, and the rows nobody can place."""
    found = []
    wrong = ties[~ties["ties"]]
    several = set(wrong.loc[wrong["level"] == "employee", "column"])
    for row in (
        wrong[~((wrong["level"] == "column of totals") & wrong["column"].isin(several))].head(100).to_dict("records")
    ):
        said = f"{row['what'] or 'The row of totals'} says {row['register']:,} in {row['column']}, the rows add up to "
        said += f"{row['loaded']:,}: out by {abs(row['difference']):,}."
        remedy = "Look for a row or column that is left out or missing; or leave the total out, with the reason."
        one = problem("total_differs", said, remedy, lines, None, row["column"])
        found.append(replace(one, row=row["row"] or one.row, amount=row["difference"]))
    return found + list(_unplaced(lines))


def _unplaced(lines: Lines) -> Iterator[Finding]:
    unknown: Sequence[int] = np.flatnonzero(lines.kinds == "unknown").tolist()
    for line in unknown[:100]:
        said = "The row holds figures without an employee or a category, and adds up nothing above it."
        remedy = "Leave the row out with the reason, end the data above it, or answer that blank cells repeat."
        yield problem("unplaced_row", said, remedy, lines, line, "", lines._text(line))
    if len(unknown) > 100:
        yield problem("unplaced_row", f"And {len(unknown) - 100:,} more rows like this.", "As above.", lines, None, "")


def total_of_column(entries: Entries, group: int) -> str:
    """What was taken from a column of amounts."""
    return f"{decimal_of(int(entries.cents[entries.group == group].sum())):,}"
