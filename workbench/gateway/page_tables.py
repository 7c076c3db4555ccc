"""Many records as an Arrow table: page after page, each made a column of text at once, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from workbench.gateway.csv_pages import Format, quickest_pages
from workbench.gateway.document import MOST_ELEMENTS
from workbench.gateway.gateway import Gateway
from workbench.gateway.pages import XmlPages
from workbench.gateway.query import LARGEST_PAGE, RECORD, Where

Progress = Callable[[int], object]

MOST_TEXT = 1 << 30  # bytes of one column in one piece


@dataclass(frozen=True, eq=False)
class ReadTable:
    """Records as text columns (the record number as int64), how many pages they came in and in which format."""

    table: pa.Table
    pages: int
    format: Format

    @property
    def numbers(self) -> pa.ChunkedArray:
        """Their record numbers."""
        return self.table[RECORD]


def read_table(
    gateway: Gateway,
    object: str,
    fields: Sequence[str],
    where: Where | None,
    expected: int = 0,
    progress: Progress | None = None,
    pagesize: int = LARGEST_PAGE,
) -> ReadTable:
    """All records that fit in the order of their record numbers, which stand first; raises the error tree.

    ``expected``: how many there are, where that is known; many are read as CSV where the company's CSV can be believed.
    """
    wanted = list(dict.fromkeys([RECORD, *fields]))
    size = min(pagesize, MOST_ELEMENTS // 2 // (len(wanted) + 1))
    columns: dict[str, list[pa.Array]] = {name: [] for name in wanted}
    formats: list[Format] = []
    done = 0
    for form, page in quickest_pages(gateway, XmlPages(object, wanted, where, size), expected):
        for name, arrays in columns.items():
            arrays.append(_array(name, page.columns[name]))
        formats.append(form)
        done += page.rows
        if progress is not None:
            progress(done)
    # Column by column, each let go of as it is joined: never the whole twice.
    table = pa.table({name: _joined(name, columns.pop(name)) for name in wanted})
    return ReadTable(table, len(formats), "csv" if "csv" in formats else "xml")


def _array(name: str, column: Sequence[str] | pa.Array) -> pa.Array:
    text = column if isinstance(column, pa.Array) else pa.array(column, pa.string())
    return text.cast(pa.int64()) if name == RECORD else text


def _joined(name: str, arrays: list[pa.Array]) -> pa.Array | pa.ChunkedArray:
    """One piece, unless it were more text than one piece can hold."""
    kind = pa.int64() if name == RECORD else pa.string()
    if sum(one.nbytes for one in arrays) > MOST_TEXT:
        return pa.chunked_array(arrays, kind)
    return pa.concat_arrays(arrays) if arrays else pa.array([], kind)
