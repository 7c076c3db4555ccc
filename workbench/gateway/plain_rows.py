"""Records of one rigid shape, read from their bytes in one pass; anything else is left to the XML parser.

An answer to a query repeats one record thousands of times: the same leaves in the same order, without attributes. A
pattern made of the first record proves that the rest is nothing but that, and reads it in less time than libxml2 takes
to build the tree. The envelope around the records, with the first few left in, is parsed and judged like every answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Columns = dict[str, Sequence[str]]

FEW = 3  # records that stay in the envelope, for the trace
SMALL = 16_384  # bytes of records below which the parser is quick enough
STRETCH = 1 << 17  # characters read at a time

_OPENING = re.compile(rb"<data [^<>]*>")
_TAG = re.compile(rb"<([A-Za-z_][A-Za-z0-9_.-]*)")
_TEXT = "[^<\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#x([0-9A-Fa-f]{1,6});)?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(frozen=True)
class PlainRows:
    """The columns of all records, and the document with only the first few of them left in."""

    envelope: bytes
    columns: Columns


def plain_rows(body: bytes, fields: Sequence[str]) -> PlainRows | None:
    """The records of an answer with exactly these fields; None where they do not have that one rigid shape."""
    opening, end = _OPENING.search(body), body.rfind(b"</data>")
    if opening is None or end - opening.end() < SMALL:
        return None
    start = opening.end()
    envelope = body[: _after(body, start, end, FEW)] + body[end:]
    record, *leaves = [tag.decode() for tag in _TAG.findall(body, start, _after(body, start, end, 1))] or [""]
    if sorted(leaves) != sorted(fields) or b"<!" in envelope or envelope.count(b"<?") > 1:
        return None
    columns = _columns(body[start:end], record, tuple(leaves))
    return None if columns is None else PlainRows(envelope, columns)


def _after(body: bytes, start: int, end: int, records: int) -> int:
    """Where so many records end: each closes with the name it opened with."""
    closing = b"</" + body[start + 1 : body.find(b">", start)] + b">"
    for _ in range(records):
        found = body.find(closing, start, end)
        start = end if found < 0 else found + len(closing)
    return start


@lru_cache(maxsize=16)
def _pattern(record: str, leaves: tuple[str, ...]) -> re.Pattern[str]:
    """One record with the text of each leaf, or whatever else comes, to its very end."""
    each = "".join(rf"<{name}(?:/>|>({_TEXT})</{name}>)" for name in map(re.escape, leaves))
    return re.compile(rf"<{re.escape(record)}>{each}</{re.escape(record)}>|([\s\S]+)")


def _columns(records: bytes, record: str, leaves: tuple[str, ...]) -> Columns | None:
    try:
        text = records.decode()
    except UnicodeDecodeError:
        return None
    if "]]>" in text:
        return None
    columns: list[list[str]] = [[] for _ in leaves]
    for start, end in _stretches(text, f"</{record}>"):
        *found, rest = zip(*_pattern(record, leaves).findall(text, start, end), strict=True)
        if any(rest):
            return None
        for column, texts in zip(columns, found, strict=True):
            column += texts
    try:
        named = map(_spelled_out, columns) if "&" in text else columns
        return dict(zip(leaves, named, strict=True))
    except ValueError:
        return None


def _stretches(text: str, closing: str) -> Iterator[tuple[int, int]]:
    """The whole text in pieces of some records: what is found in a few stays in the processor's own memory."""
    start = 0
    while start < len(text):
        found = text.find(closing, start + STRETCH)
        end = len(text) if found < 0 else found + len(closing)
        yield start, end
        start = end


def _spelled_out(column: Sequence[str]) -> Sequence[str]:
    """The texts with their references resolved; ValueError for one that XML does not know."""
    if "&" not in "".join(column):
        return column
    return [_REFERENCE.sub(_character, one) if "&" in one else one for one in column]


def _character(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal or "", 16)
    if code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
        return chr(code)
    raise ValueError(code)
