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
from workbench.rules.field_map import FieldMap
from workbench.rules.time_targets import mapped_dimensions
from workbench.rules.time_texts import Texts, same_text, texts_of
from workbench.rules.time_values import CodeBook

SCALE = {"units": 4, "rate": 6, "amount": 2}
TYPED = ("work_date", *SCALE)


@dataclass(frozen=True, eq=False)
class MappedTime:
    """Labor records in the order employee, day, record number, and what their entries said.

    ``labor`` has the columns of LABOR (``run`` blank), the mapped dimensions and ``record`` (the entry's number);
    ``texts`` the source text of every mapped target; ``ours`` what it became, but for days and numbers; ``unreadable``
    per target the rows whose text is no day or number.
    """

    labor: pd.DataFrame
    texts: Mapping[str, Texts]
    ours: Mapping[str, Texts]
    unreadable: Mapping[str, np.ndarray]
    dimensions: tuple[str, ...]
    books: Mapping[str, CodeBook]

    def said(self, target: str) -> Texts:
        """What the entries say for a target, as Intacct writes it; blank where nothing is mapped to it."""
        return self.texts[target] if target in self.texts else same_text("", len(self.labor))

    def code(self, target: str) -> Texts:
        """What payroll calls it; blank where nothing is mapped to the target."""
        return self.ours[target] if target in self.ours else same_text("", len(self.labor))

    def book(self, target: str) -> CodeBook:
        """The code book of a target; an empty one where it has none."""
        return self.books.get(target, CodeBook())


def map_entries(entries: pa.Table, record: str, fields: FieldMap, books: Mapping[str, CodeBook]) -> MappedTime:
    """The labor records of a table of entries: the column ``record`` (int64) and a text column per mapped source."""
    dimensions = mapped_dimensions(fields)
    found = {one.target: texts_of(entries[one.source]) for one in fields.used}
    typed = {target: _read(target, text.different) for target, text in found.items() if target in TYPED}
    mapped = {target: _mapped(text, books.get(target)) for target, text in found.items() if target not in TYPED}
    numbers = entries[record].to_numpy()
    order = _order(mapped, found, typed, numbers)
    texts = {target: text.at(order) for target, text in found.items()}
    ours = {one: texts[one] if text is found[one] else text.at(order) for one, text in mapped.items()}
    read = {target: texts[target].each_of(values) for target, (values, _) in typed.items()}
    columns = {name: _column(name, ours, read, len(order)) for name in (*LABOR.names, *dimensions)}
    unreadable = {target: texts[target].each(bad) for target, (_, bad) in typed.items()}
    labor = pd.DataFrame({**columns, "record": numbers[order]})
    return MappedTime(labor, texts, ours, unreadable, dimensions, books)


def _read(target: str, different: pa.Array) -> tuple[pa.Array, np.ndarray]:
    return read_days(different) if target == "work_date" else read_numbers(different, SCALE[target])


def _mapped(text: Texts, book: CodeBook | None) -> Texts:
    """The text in payroll's codes; the same where it stays what it is."""
    return text.translated(lambda one: book.ours.get(one, one)) if book is not None and book.ours else text


def _order(
    mapped: Mapping[str, Texts], texts: Mapping[str, Texts], typed: Mapping[str, tuple[pa.Array, np.ndarray]],
    numbers: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """The rows by employee, day (those without one last) and number."""
    keys = [numbers]
    if "work_date" in typed:
        days = typed["work_date"][0].cast(pa.int32()).fill_null(np.iinfo(np.int32).max)
        keys.append(texts["work_date"].each(days.to_numpy(zero_copy_only=False)))
    if "employee" in mapped:
        employee = mapped["employee"]
        keys.append(employee.each(np.argsort(np.argsort(employee.values))))
    return np.lexsort(keys)


def _column(name: str, ours: Mapping[str, Texts], read: Mapping[str, pa.Array], rows: int) -> pd.Series:
    kinds = {one.name: one.kind for one in LABOR.columns}
    dtype = DTYPE[kinds.get(name, "code")]
    if dtype == "str":
        return (ours[name] if name in ours else same_text("", rows)).column()
    return pd.Series(read[name] if name in read else [None] * rows, dtype=dtype)


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
