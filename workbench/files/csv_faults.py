"""Points at what keeps a CSV file from being read: the row, the cell and what to do, once a fast pass found a fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from workbench.files.csv_shape import Shape
from workbench.files.limits import RECORD
from workbench.files.raw_table import capped, error
from workbench.findings import Finding

_UTF8 = 'In Excel: File, Save As, "CSV UTF-8 (comma delimited)".'
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def byte_faults(content: bytes, file: str) -> list[Finding]:
    """A file in UTF-16, or one with NUL characters."""
    if content[:2] in _UTF16_MARKS or _every_other_byte_nul(content):
        said = "The file is written in UTF-16 (Unicode text), not in UTF-8."
        return [error("wrong_encoding", said, _UTF8, file=file)]
    at = content.find(b"\0")
    if at < 0:
        return []
    row = content.count(b"\n", 0, at) + 1
    return [
        error(
            "nul_character",
            "The file holds a NUL character, which no text has: it is damaged or not a CSV file.",
            "Export the file again from where it came.",
            file=file,
            row=row,
        )
    ]


def _every_other_byte_nul(content: bytes) -> bool:
    head = content[:200]
    return len(head) > 3 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 3


def quote_fault(shape: Shape, content: bytes, file: str) -> Finding | None:
    """The first quotation mark that neither opens, closes nor is doubled, or one never closed."""
    at = shape.bad_quote if shape.bad_quote is not None else content.rfind(b'"') if shape.unclosed else None
    if at is None:
        return None
    row = shape.record_at(at)
    said = "stands inside a cell" if shape.bad_quote is not None else "is opened and never closed"
    return error(
        "bad_quotes",
        f"A quotation mark {said}, so where the cell ends cannot be told.",
        'Put the whole cell in quotation marks and double those inside it: "6"" pipe".',
        file=file,
        row=row + 1,
        value=_text(content, shape, row).partition("\n")[0][:100],
    )


def length_fault(shape: Shape, file: str) -> Finding | None:
    """A line too long to be one."""
    long = np.flatnonzero(shape.stops - shape.starts > RECORD)
    if not len(long):
        return None
    return error(
        "line_too_long",
        f"The line is longer than {RECORD:,} bytes.",
        "Look for a quotation mark that opens and does not close, or export the file again.",
        file=file,
        row=int(long[0]) + 1,
    )


def ragged_rows(content: bytes, shape: Shape, header: list[str], file: str) -> tuple[list[Finding], np.ndarray]:
    """The rows with more or fewer cells than the header, and a mask of the sound ones of all filled rows below it."""
    text = io.StringIO(content[shape.starts[shape.filled[0]] :].decode("utf-8"), newline="")
    counts = np.array([len(cells) for cells in csv.reader(text) if cells], dtype=np.int64)[1:]
    sound = counts == len(header)
    bad = np.flatnonzero(~sound)
    rows = shape.filled[1:]
    found = (_ragged(_text(content, shape, rows[i]), int(rows[i]), int(counts[i]), len(header), file) for i in bad)
    return capped(found, len(bad)), sound


def _ragged(text: str, record: int, cells: int, columns: int, file: str) -> Finding:
    more = "Put a text that holds a comma in quotation marks; amounts have a point and no thousands separator."
    fewer = "Fill the row up: every row needs a comma for every column, also for blank ones."
    return error(
        "ragged_row",
        f"The row has {cells} cells, the header {columns}.",
        more if cells > columns else fewer,
        file=file,
        row=record + 1,
        value=text[:100],
    )


def encoding_faults(content: bytes, shape: Shape, header: list[str], file: str) -> list[Finding]:
    """The cells that are not UTF-8, with what they say when read as Windows text."""
    bad = list(_undecodable(content, shape))
    return capped((_misread(content, shape, record, header, file) for record in bad[:200]), len(bad))


def _undecodable(content: bytes, shape: Shape) -> Iterator[int]:
    high = np.flatnonzero(np.frombuffer(content, dtype=np.uint8) >= 0x80)
    for record in np.unique(np.searchsorted(shape.starts, high, side="right") - 1):
        try:
            content[shape.starts[record] : shape.stops[record]].decode("utf-8")
        except UnicodeDecodeError:
            yield int(record)


def _misread(content: bytes, shape: Shape, record: int, header: list[str], file: str) -> Finding:
    cells = next(csv.reader([_text(content, shape, record, "latin-1")]), [])
    at = next((i for i, cell in enumerate(cells) if not _is_utf8(cell)), 0)
    value = cells[at].encode("latin-1").decode("cp1252", "replace") if cells else ""
    return error(
        "wrong_encoding",
        f"The cell is not UTF-8; read as Windows text (cp1252) it says {value[:60]!r}.",
        _UTF8,
        file=file,
        row=record + 1,
        column=header[at] if at < len(header) else "",
        value=value[:100],
    )


def _is_utf8(cell: str) -> bool:
    try:
        cell.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(content: bytes, shape: Shape, record: int, encoding: str = "utf-8") -> str:
    return content[shape.starts[record] : shape.stops[record]].decode(encoding, "replace")
