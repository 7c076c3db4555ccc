"""Reads one CSV file as text: strict about its shape first, then Arrow's reader with every column as text."""

from __future__ import annotations

import codecs
import csv
import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from workbench.files.csv_faults import byte_faults, encoding_faults, length_fault, quote_fault, ragged_rows
from workbench.files.csv_shape import Shape, shape_of
from workbench.files.header import header_faults
from workbench.files.limits import Limits
from workbench.files.raw_table import RawTable, error
from workbench.files.shaping import assembled
from workbench.findings import Finding
from workbench.frames import Schema

_BLOCK = 8 << 20
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_NUMBERS = ("money", "hours", "rate")


def read_csv(content: bytes, schema: Schema, file: str, limits: Limits) -> tuple[RawTable | None, list[Finding]]:
    """The file's cells as text and what is wrong with its shape; None when it cannot be read at all."""
    if faults := byte_faults(content, file):
        return None, faults
    begin = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    shape = shape_of(content, begin)
    if fault := _shape_fault(shape, content, file, limits):
        return None, [fault]
    first, below = shape.filled[0], shape.filled[1:]
    header = _cells(content[shape.starts[first] : shape.stops[first]])
    if not _is_utf8(content):
        return None, encoding_faults(content, shape, header, file)
    if faults := header_faults(header, schema, file):
        return None, faults
    return _body(content, shape, below, header, schema, file)


def _shape_fault(shape: Shape, content: bytes, file: str, limits: Limits) -> Finding | None:
    filled = len(shape.filled)
    if not filled:
        remedy = "Export it again; at least the header row is needed."
        return error("empty_file", "The file is empty.", remedy, file=file)
    if filled - 1 > limits.rows:
        return error(
            "too_many_rows",
            f"The file has {filled - 1:,} rows; at most {limits.rows:,} are read this way.",
            "Load it by its path, or split it by run.",
            file=file,
        )
    return quote_fault(shape, content, file) or length_fault(shape, file)


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), _BLOCK):
            decoder.decode(content[at : at + _BLOCK], final=at + _BLOCK >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _cells(line: bytes) -> list[str]:
    text = line.decode("utf-8", "replace")
    return next(csv.reader(text.splitlines(keepends=True)), [])


def _body(
    content: bytes, shape: Shape, below: np.ndarray, header: list[str], schema: Schema, file: str
) -> tuple[RawTable | None, list[Finding]]:
    names = [str(i) for i in range(len(header))]
    if not len(below):
        return assembled(pa.table({n: pa.array([], pa.string()) for n in names}), header, None, schema, file)
    ragged = _Ragged()
    table = _arrow(pa.py_buffer(content)[int(shape.starts[below[0]]) :], header, schema, shape.quoted, ragged)
    findings: list[Finding] = []
    if ragged.count:
        findings, sound = ragged_rows(content, shape, header, file)
        below = below[sound]
    rows = below + 1
    gapless = int(rows[-1]) == len(rows) + 1 if len(rows) else True
    raw, more = assembled(table, header, None if gapless else rows, schema, file)
    return replace(raw, whole=not ragged.count), [*findings, *more]


class _Ragged:
    """Counts the rows Arrow skips for their number of cells; called from its reader threads."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def __call__(self, row: pacsv.InvalidRow) -> str:
        with self._lock:
            self.count += 1
        return "skip"


def _arrow(content: pa.Buffer, header: Sequence[str], schema: Schema, quoted: bool, ragged: _Ragged) -> pa.Table:
    names = [str(i) for i in range(len(header))]
    numbers = {c.name for c in schema.columns if c.kind in _NUMBERS}
    kinds = {n: pa.string() if h in numbers else _DICTIONARY for n, h in zip(names, header, strict=True)}
    table = pacsv.read_csv(
        content,
        read_options=pacsv.ReadOptions(column_names=names, block_size=_BLOCK),
        parse_options=pacsv.ParseOptions(newlines_in_values=quoted, invalid_row_handler=ragged),
        convert_options=pacsv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
    )
    return table.unify_dictionaries()
