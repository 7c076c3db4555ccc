"""From rows and columns to entries: what each employee was paid, of which item, in whole cents, with its cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.findings import Finding
from workbench.money import decimal_of, decimal_to_ints, ints_to_decimal, show
from workbench.rules.register_lines import Lines
from workbench.rules.register_numbers import DECIMALS, SCALE
from workbench.rules.register_targets import category_of, target_of

SHOWN = 100


@dataclass(frozen=True, eq=False)
class Entries:
    """One entry per filled amount, in the order of the file: integer columns into the lists beside them."""

    line: np.ndarray
    group: np.ndarray  # which column of amounts
    item: np.ndarray
    cents: np.ndarray
    units: np.ndarray  # ten-thousandths
    no_units: np.ndarray
    rate: np.ndarray  # millionths
    no_rate: np.ndarray
    groups: tuple[str, ...]
    titles: tuple[str, ...]  # the column of each group
    items: pd.DataFrame  # item, code, name, kind, lines, amount, negative, sample
    zeros: int  # cells of nothing but zero, which make no entry


def entries_of(lines: Lines) -> Entries:
    """Every amount of every paycard line."""
    groups = lines.mapped.groups
    found, zeros = [], 0
    for at, group in enumerate(groups):
        part, skipped = _of_group(lines, at, group)
        zeros += skipped
        found.append(part)
    joined = {name: np.concatenate([part[name] for part in found]) for name in _COLUMNS} if found else _nothing()
    order = np.lexsort((joined["group"], joined["line"]))
    joined = {name: values[order] for name, values in joined.items()}
    item, items = _items(lines, joined, groups)
    titles = tuple(lines.mapped.of(target_of("amount", group)) for group in groups)
    return Entries(item=item, groups=groups, titles=titles, items=items, zeros=zeros, **joined)


_COLUMNS = ("line", "group", "cents", "units", "no_units", "rate", "no_rate")


def _nothing() -> dict[str, np.ndarray]:
    return {name: np.zeros(0, dtype=bool if name.startswith("no_") else np.int64) for name in _COLUMNS}


def _of_group(lines: Lines, at: int, group: str) -> tuple[dict[str, np.ndarray], int]:
    mine = lines.lines
    cents, no_amount = _ints(lines, "amount", group, mine)
    units, no_units = _ints(lines, "units", group, mine)
    rate, no_rate = _ints(lines, "rate", group, mine)
    worked = ~no_units & (units != 0)
    some = ~no_amount | worked
    zero = some & (cents == 0) & ~worked & (lines.mapped.shape == "wide")
    kept = np.flatnonzero(some & ~zero)
    parts = {
        "line": mine[kept], "group": np.full(len(kept), at), "cents": cents[kept], "units": units[kept],
        "no_units": no_units[kept], "rate": rate[kept], "no_rate": no_rate[kept],
    }  # fmt: skip
    return parts, int(zero.sum())


def _ints(lines: Lines, measure: str, group: str, mine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    title = lines.mapped.of(target_of(measure, group))
    if title not in lines.figures:
        return np.zeros(len(mine), dtype=np.int64), np.ones(len(mine), dtype=bool)
    numbers = lines.figures[title].numbers
    return decimal_to_ints(numbers)[mine], np.asarray(numbers.is_null())[mine]


def _items(lines: Lines, joined: dict[str, np.ndarray], groups: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Which item each entry is: its column's, or its row's category, kind and column."""
    at, group = joined["line"], joined["group"]
    if any(_pair(lines, name) for name in groups):
        number, names = _paired(lines, at, group, groups)
        return number, _described(number, names, joined["cents"], joined["units"])
    texts = {name: _coded(lines, name, at) for name in ("category", "category_name", "category_kind")}
    if lines.mapped.shape == "wide" or not any(texts.values()):
        number = group.astype(np.int64)
        titles = [lines.mapped.of(target_of("amount", name)) for name in groups]
        over = [lines.body.by_title[title].group for title in titles]
        names = [
            (name or title, "", name or title, kind) for name, title, kind in zip(groups, titles, over, strict=True)
        ]
    else:
        number, names = _own(texts, group, groups)
    return number, _described(number, names, joined["cents"], joined["units"])


def _pair(lines: Lines, group: str) -> str:
    return lines.mapped.of(category_of(group)) if group else ""


def _paired(
    lines: Lines, at: np.ndarray, group: np.ndarray, groups: Sequence[str]
) -> tuple[np.ndarray, list[tuple[str, str, str, str]]]:
    """Items of a row with several codes, each beside its amount; of the others as everywhere."""
    kinds = {name: re.sub(r"\s*\d+$", "", name) for name in groups if _pair(lines, name)}
    several = len(set(kinds.values())) > 1 or len(kinds) < len(groups)
    seen: dict[tuple[str, str, str, str], int] = {}
    number = np.zeros(len(at), dtype=np.int64)
    for place, name in enumerate(groups):
        mine = np.flatnonzero(group == place)
        texts = lines.texts(category_of(name)) if name else lines.texts("category")
        kind = kinds.get(name, "") if several else ""
        coded = None if texts is None else texts.take(pa.array(at[mine])).dictionary_encode()
        own = name or lines.mapped.of("amount")
        cells = coded.dictionary.to_pylist() if coded is not None else [own]
        each = [_named(cell, kind, own, texts is not None) for cell in cells]
        ids = np.array([seen.setdefault(one, len(seen)) for one in each], dtype=np.int64)
        number[mine] = ids[coded.indices.to_numpy()] if coded is not None else ids[0]
    return number, list(seen)


def _named(cell: str, kind: str, own: str, coded: bool) -> tuple[str, str, str, str]:
    """An item's key, code, name and kind; a blank key where its column of codes is blank."""
    if not coded:
        return own, "", own, ""
    return (" / ".join(part for part in (cell, kind) if part) if cell else ""), cell, "", kind


def _coded(lines: Lines, target: str, at: np.ndarray) -> pa.DictionaryArray | None:
    texts = lines.texts(target)
    return None if texts is None else texts.take(pa.array(at)).dictionary_encode()


def _own(texts: dict, group: np.ndarray, groups: Sequence[str]) -> tuple[np.ndarray, list[tuple[str, str, str, str]]]:  # type: ignore[type-arg]
    key = group.astype(np.int64)
    order = ("category", "category_kind") if texts["category"] is not None else ("category_name", "category_kind")
    for name in order:
        if texts[name] is not None:
            key = key * (len(texts[name].dictionary) + 1) + texts[name].indices.to_numpy()
    number, _ = pd.factorize(key)
    first = np.unique(number, return_index=True)[1] if len(number) else np.zeros(0, dtype=np.int64)

    def cell(name: str, entry: int) -> str:
        return str(texts[name][entry].as_py()) if texts[name] is not None else ""

    names = []
    for entry in first.tolist():
        code, name, kind = (cell(part, entry) for part in ("category", "category_name", "category_kind"))
        own = groups[group[entry]]
        key_text = " / ".join(part for part in (code or name, kind, own) if part) if code or name else own
        names.append((key_text, code, name if code or name else own, kind if code or name else ""))
    return number.astype(np.int64), names


def _described(
    number: np.ndarray, names: Sequence[tuple[str, ...]], cents: np.ndarray, units: np.ndarray
) -> pd.DataFrame:
    sums, counts, negative, hours = (np.zeros(len(names), dtype=np.int64) for _ in range(4))
    np.add.at(sums, number, cents)
    np.add.at(counts, number, 1)
    np.add.at(negative, number, cents < 0)
    np.add.at(hours, number, units)
    frame = pd.DataFrame(list(names), columns=["item", "code", "name", "kind"])
    return frame.assign(lines=counts, negative=negative, cents=sums, units=hours)


def bad_cells(lines: Lines) -> list[Finding]:
    """Cells of paycard lines and totals that are no number of their kind; a style that has to be asked."""
    findings = [] if lines.style.mark else [_unsure(lines)]
    counted = np.isin(lines.kinds, ("line", "total"))
    for title, parsed in lines.figures.items() if lines.style.mark else ():
        wrong = np.flatnonzero(parsed.bad & counted)
        findings += [_bad(lines, title, int(line)) for line in wrong[:SHOWN]]
        if len(wrong) > SHOWN:
            said = f"And {len(wrong) - SHOWN:,} more in this column."
            findings.append(problem("bad_number", said, "As above.", lines, None, title))
    return findings


def _unsure(lines: Lines) -> Finding:
    said = f"Which sign is the decimal mark cannot be told: {lines.style.reason}."
    remedy = f"Answer Decimal mark: a point ({DECIMALS['.']}) or a comma ({DECIMALS[',']})."
    return problem("ask_decimal", said, remedy, lines, None, "")


def _bad(lines: Lines, title: str, line: int) -> Finding:
    target = next((one.target for one in lines.mapped.fields.used if one.source == title), "amount")
    measure = target.split(" ")[0] if target.split(" ")[0] in SCALE else "amount"
    text = lines.body.by_title[title].texts[line].as_py()
    said = f"{text[:60]!r} is no {'amount' if measure == 'amount' else measure} with at most {SCALE[measure]} decimals"
    said += f" when written like {DECIMALS[lines.style.mark]}."
    remedy = "Mend the cell, change Decimal mark, or leave the column out."
    if measure != "amount":
        remedy = "Answer Rounding with round, mend the cell, or leave the column out."
    return problem("bad_number", said, remedy, lines, line, title, text)


def problem(
    code: str,
    message: str,
    remedy: str,
    lines: Lines,
    line: int | None,
    column: str,
    value: str = "",
    severity: str = "error",
) -> Finding:
    """A finding at a cell of the register."""
    place = {**lines.body.place(line, column)._asdict(), "value": value[:100], "page": "register"}
    return Finding(code, severity, message, remedy, **place)  # type: ignore[arg-type]


def amount_texts(cents: np.ndarray) -> pa.Array:
    """Whole cents as the text of amounts."""
    return pc.cast(ints_to_decimal(cents, 2), pa.string())


def shown_cents(cents: int) -> str:
    """Whole cents as people read them."""
    return show(decimal_of(cents))
