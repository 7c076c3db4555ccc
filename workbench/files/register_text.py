"""A payroll register brought as text: its encoding, separator and records, kept cell by cell, whatever their number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from workbench.files.limits import COLUMNS, Limits
from workbench.files.raw_table import error

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_BLOCK, _LOOK = 20_000, 200
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHOWN_FORMULA = r'^="(.*)"$'  # how exports keep Excel from turning ="0600" into a number


class Unreadable(Exception):
    """The text cannot be read; the argument is the finding that says why."""


def encoding_of(content: bytes) -> tuple[str, str]:
    """The encoding a file is written in, and what shows it."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name, "the mark at its beginning says so"
    head = content[:400]
    if len(head) > 3 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 3:
        return ("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"), "every other byte is zero"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        return "cp1252", f"byte {problem.start + 1:,} is not UTF-8, so it is taken for Windows text"
    return "utf-8", "every byte is valid UTF-8"


def decoded(content: bytes, encoding: str, file: str) -> str:
    """The text of the file; Unreadable when the encoding does not fit."""
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        said = f"The file cannot be read as {encoding}."
        raise Unreadable(
            error("wrong_encoding", said, "Choose another encoding, or save it as UTF-8.", file=file)
        ) from None
    if (at := text.find("\0")) >= 0:
        said = "The file holds a NUL character, which no text has: it is damaged or no text file."
        row = text.count("\n", 0, at) + 1
        raise Unreadable(error("nul_character", said, "Export it again from the payroll product.", file=file, row=row))
    return text.removeprefix("\ufeff")


def separator_of(text: str) -> tuple[str, str]:
    """The sign that separates the columns, and what shows it: the one that cuts most lines alike."""
    first = text[:10].splitlines()[0] if text[:10].strip() else ""
    if first.casefold().startswith("sep=") and len(first) == 5:
        return first[4], "the first line says so"
    scores = {mark: _score(text, mark) for mark in SEPARATORS}
    best = max(scores, key=lambda mark: scores[mark][0])
    _, alike, width = scores[best]
    return best, f"it cuts {alike} of the first lines into {width} cells"


def _score(text: str, mark: str) -> tuple[int, int, int]:
    try:
        widths = Counter(len(row) for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), _LOOK))
    except csv.Error:
        return 0, 0, 0
    width, alike = max(((w, n) for w, n in widths.items() if w > 1), key=lambda c: c[1] * (c[0] - 1), default=(1, 0))
    return alike * (width - 1), alike, width


def columns_of(text: str, separator: str, file: str, limits: Limits) -> tuple[pa.ChunkedArray, ...]:
    """Every cell by column, row 1 first, short rows filled up with blanks; Unreadable with the row that cannot be."""
    blocks: list[list[pa.Array]] = []
    rows = 0
    for block in _blocks(text, separator, file):
        rows += len(block[0]) if block else 0
        if rows > limits.rows + 1_000 or len(block) > COLUMNS or rows * len(block) > limits.cells:
            said = f"The file has more than {limits.rows:,} rows, {COLUMNS} columns or too many cells."
            raise Unreadable(error("too_many_rows", said, "Load it by its path, or split it by pay date.", file=file))
        blocks.append(block)
    width = max((len(block) for block in blocks), default=0)
    return tuple(_column(blocks, at) for at in range(width))


def _blocks(text: str, separator: str, file: str) -> Iterator[list[pa.Array]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    while True:
        try:
            rows = list(islice(reader, _BLOCK))
        except csv.Error:
            said = "A quotation mark does not open or close a whole cell, so where the cell ends cannot be told."
            remedy = 'Double the quotation marks inside a cell: "6"" pipe", or choose another separator.'
            raise Unreadable(error("bad_quotes", said, remedy, file=file, row=reader.line_num)) from None
        if not rows:
            return
        row += len(rows)
        width = max(map(len, rows))
        filled = [one if len(one) == width else one + [""] * (width - len(one)) for one in rows]
        yield [pa.array(column, pa.string()) for column in zip(*filled, strict=True)] or [pa.array([""] * len(rows))]


def _column(blocks: list[list[pa.Array]], at: int) -> pa.ChunkedArray:
    blank = [b[at] if at < len(b) else pa.array([""] * len(b[0]), pa.string()) for b in blocks]
    column = pc.utf8_trim_whitespace(pa.chunked_array(blank, pa.string()))
    if pc.any(pc.starts_with(column, '="')).as_py():
        column = pc.replace_substring_regex(column, _SHOWN_FORMULA, r"\1")
    return column
