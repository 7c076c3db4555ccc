"""Approved time entries to labor records, column by column: codes by the code books, days and numbers read exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from workbench.frames import DTYPE, LABOR
from workbench.money import parse_column
from workbench.rules.field_map import FieldMap, translate
from workbench.rules.time_targets import mapped_dimensions
from workbench.rules.time_values import CodeBook

SCALE = {"units": 4, "rate": 6, "amount": 2}
CODES = ("employee", "category", "department", "location")


@dataclass(frozen=True, eq=False)
class MappedTime:
    """Labor records in the order employee, day, record number, and what their entries said.

    ``labor`` has the columns of LABOR (``run`` blank), the mapped dimensions and ``record`` (the entry's number);
    ``texts`` the source text of every mapped target; ``unreadable`` per target the rows whose text is no day or number.
    """

    labor: pd.DataFrame
    texts: Mapping[str, pa.Array]
    unreadable: Mapping[str, np.ndarray]
    dimensions: tuple[str, ...]
    books: Mapping[str, CodeBook]

    def said(self, target: str) -> np.ndarray:
        """What the entries say for a target, as Intacct writes it; blank where nothing is mapped to it."""
        text = self.texts.get(target)
        return np.full(len(self.labor), "", object) if text is None else text.to_numpy(zero_copy_only=False)

    def book(self, target: str) -> CodeBook:
        """The code book of a target; an empty one where it has none."""
        return self.books.get(target, CodeBook())


def map_entries(entries: pa.Table, record: str, fields: FieldMap, books: Mapping[str, CodeBook]) -> MappedTime:
    """The labor records of a table of entries: the column ``record`` (int64) and a text column per mapped source."""
    dimensions = mapped_dimensions(fields)
    texts = {one.target: _whole(entries[one.source]) for one in fields.used}
    read, unreadable = _read(texts, books)
    order = _order(read, _whole(entries[record]))
    rows = entries.num_rows
    columns = {name: read[name].take(order) if name in read else None for name in (*LABOR.names, *dimensions)}
    frame = pd.DataFrame({name: _series(name, column, rows) for name, column in columns.items()})
    frame["record"] = _whole(entries[record]).take(order).to_numpy()
    at = order.to_numpy()
    return MappedTime(
        frame,
        {target: text.take(order) for target, text in texts.items()},
        {target: bad[at] for target, bad in unreadable.items()},
        dimensions,
        books,
    )


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _read(
    texts: Mapping[str, pa.Array], books: Mapping[str, CodeBook]
) -> tuple[dict[str, pa.Array], dict[str, np.ndarray]]:
    read: dict[str, pa.Array] = {}
    unreadable: dict[str, np.ndarray] = {}
    for target, column in texts.items():
        if target == "work_date":
            read[target], unreadable[target] = read_days(column)
        elif target in SCALE:
            read[target], unreadable[target] = read_numbers(column, SCALE[target])
        else:
            read[target] = translate(column, books[target].ours if target in books else {})
    return read, unreadable


def read_days(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The days in a text column (ISO or month/day/year, as Intacct writes them), null and marked where unreadable."""
    coded = pc.cast(column, pa.string()).dictionary_encode()
    days = pa.array([_day(text) for text in coded.dictionary.to_pylist()], pa.date32())
    found = days.take(coded.indices)
    return found, np.asarray(pc.and_(pc.is_null(found), pc.not_equal(column, "")))


def _day(text: str) -> date | None:
    head = text[:10]
    try:
        if "/" in head:
            month, day, year = (int(part) for part in text.partition(" ")[0].split("/"))
            return date(year, month, day)
        return date.fromisoformat(head)
    except ValueError:
        return None


def read_numbers(column: pa.Array, scale: int) -> tuple[pa.Array, np.ndarray]:
    """The exact numbers in a text column, null and marked where unreadable; zeros ending decimals are dropped."""
    coded = pc.cast(column, pa.string()).dictionary_encode()
    plain = pc.replace_substring_regex(coded.dictionary, r"^(-?)\.", r"\10.")  # group 1, then a zero and the point
    plain = pc.replace_substring_regex(plain, r"(\.[0-9]*[1-9])0+$", r"\1")
    plain = pc.replace_substring_regex(plain, r"\.0*$", "")
    numbers, bad = parse_column(plain, scale)
    return numbers.take(coded.indices), np.asarray(bad.take(coded.indices))


def _order(read: Mapping[str, pa.Array], records: pa.Array) -> pa.Array:
    keys = {name: read[name] for name in ("employee", "work_date") if name in read}
    table = pa.table({**keys, "record": records})
    return pc.sort_indices(table, sort_keys=[(name, "ascending") for name in table.column_names])


def _series(name: str, column: pa.Array | None, rows: int) -> pd.Series:
    kinds = {one.name: one.kind for one in LABOR.columns}
    dtype = DTYPE[kinds.get(name, "code")]
    if column is None:
        blank = "" if dtype == "str" else None
        return pd.Series([blank] * rows, dtype=dtype)
    return pd.Series(pc.cast(column, pa.large_string()) if dtype == "str" else column, dtype=dtype)
