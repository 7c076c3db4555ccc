"""Many records as an Arrow table: page after page, each made a column of text at once, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from workbench.gateway.csv_pages import Format, quickest_pages
from workbench.gateway.document import MOST_ELEMENTS
from workbench.gateway.gateway import Gateway
from workbench.gateway.pages import XmlPages
from workbench.gateway.query import LARGEST_PAGE, RECORD, Page, Where

Progress = Callable[[int], object]


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
    coded: bool = False,
) -> ReadTable:
    """All records that fit in the order of their record numbers, which stand first; raises the error tree.

    ``expected``: how many there are, where that is known; many are read as CSV where the company's CSV can be believed.
    ``coded``: of every column a page keeps each different text once (dictionary), a fraction of the room.
    """
    wanted = list(dict.fromkeys([RECORD, *fields]))
    size = min(pagesize, MOST_ELEMENTS // 2 // (len(wanted) + 1))
    texts = pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()
    schema = pa.schema([(name, pa.int64() if name == RECORD else texts) for name in wanted])
    pages: list[pa.RecordBatch] = []
    formats: set[Format] = set()
    done = 0
    for form, page in quickest_pages(gateway, XmlPages(object, wanted, where, size), expected):
        pages.append(_batch(page, schema))
        formats.add(form)
        done += page.rows
        if progress is not None:
            progress(done)
    return ReadTable(pa.Table.from_batches(pages, schema), len(pages), "csv" if "csv" in formats else "xml")


def _batch(page: Page, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_typed(_text(page.columns[field.name]), field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _typed(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return texts.dictionary_encode()
    return texts if texts.type == kind else texts.cast(kind)


def _text(column: Sequence[str] | pa.Array) -> pa.Array:
    return column if isinstance(column, pa.Array) else pa.array(column, pa.string())
