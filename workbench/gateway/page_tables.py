"""Many records as an Arrow table: page after page, each made a column of text at once, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from workbench.gateway.document import Element
from workbench.gateway.gateway import Gateway
from workbench.gateway.pages import all_pages
from workbench.gateway.query import LARGEST_PAGE, RECORD, Page, Where, query_function

Progress = Callable[[int], object]
Format = Literal["csv", "xml"]


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
    progress: Progress | None = None,
    pagesize: int = LARGEST_PAGE,
) -> ReadTable:
    """All records that fit in the order of their record numbers, which stand first; raises the error tree."""
    wanted = list(dict.fromkeys([RECORD, *fields]))

    def page_after(last: int) -> Element:
        return query_function(object, wanted, where, after=last, pagesize=pagesize, show_private=True)

    batches: list[pa.RecordBatch] = []
    done = 0
    for page in all_pages(gateway, page_after, wanted, pagesize):
        batches.append(_batch(page, wanted))
        done += page.rows
        if progress is not None:
            progress(done)
    return ReadTable(pa.Table.from_batches(batches, _schema(wanted)), len(batches), "xml")


def _schema(wanted: Sequence[str]) -> pa.Schema:
    return pa.schema([(name, pa.int64() if name == RECORD else pa.string()) for name in wanted])


def _batch(page: Page, wanted: Sequence[str]) -> pa.RecordBatch:
    texts = {name: pa.array(page.columns[name], pa.string()) for name in wanted}
    columns = [texts[name].cast(pa.int64()) if name == RECORD else texts[name] for name in wanted]
    return pa.RecordBatch.from_arrays(columns, schema=_schema(wanted))
