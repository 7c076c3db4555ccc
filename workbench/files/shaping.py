"""From a header and text columns to a raw table: nameless and blank columns, blank rows, where each row stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.files.raw_table import FIRST_ROW, RawTable, error
from workbench.findings import Finding
from workbench.frames import Schema


def assembled(
    table: pa.Table,
    header: Sequence[str],
    rows: np.ndarray | None,
    schema: Schema,
    file: str,
    told: Mapping[str, np.ndarray] | None = None,
) -> tuple[RawTable, list[Finding]]:
    """The raw table without blank rows and without blank columns that have no name; others without one are findings."""
    columns = [_one_chunk(column) for column in table.columns]
    kept = ~_blank_rows(columns, table.num_rows)
    if not kept.all():
        rows = (np.arange(table.num_rows) + FIRST_ROW if rows is None else rows)[kept]
        columns = [column.filter(pa.array(kept)) for column in columns]
    findings = [_nameless(i, c, file) for i, c in enumerate(columns) if not header[i] and _any(c)]
    named = {name: column for name, column in zip(header, columns, strict=True) if name}
    told = {name: mask[kept] for name, mask in (told or {}).items()}
    return RawTable(schema.name, file, pa.table(named), rows, told), findings


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return combined if isinstance(combined, pa.Array) else combined.chunk(0)


def _blank_rows(columns: Sequence[pa.Array], length: int) -> np.ndarray:
    blank = np.ones(length, dtype=bool)
    for column in columns:
        if not blank.any():
            break
        blank &= _blank(column)
    return blank


def _blank(column: pa.Array) -> np.ndarray:
    if pa.types.is_dictionary(column.type):
        empty = pc.equal(column.dictionary, "").to_numpy(zero_copy_only=False)
        return np.asarray(np.append(empty, True)[column.indices.to_numpy()])
    return np.asarray(pc.equal(column, ""))


def _any(column: pa.Array) -> bool:
    return not _blank(column).all()


def _nameless(position: int, column: pa.Array, file: str) -> Finding:
    line = int(np.flatnonzero(~_blank(column))[0])
    return error(
        "nameless_column",
        f"Column {position + 1} holds values and has no name in the header.",
        "Name the column in row 1, or remove it.",
        file=file,
        row=1,
        value=column[line].as_py(),
    )
