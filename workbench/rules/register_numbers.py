"""Numbers and dates as registers write them: which style a file has, asked where it cannot be told, read exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.money import grammar, parse_column

SCALE = {"amount": 2, "units": 4, "rate": 6}
DECIMALS = {".": "1,234.56", ",": "1.234,56"}
ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
_DIGITS_OF_A_CELL = 15  # what a workbook knows of a number
_LONGEST = 60  # a longer cell is neither number nor date
_DASH = r"^[$€£\s]*[-–—]\s*$"
_SIGN = r"[-\u2212\u2010-\u2013]"
_CURRENCY = r"(?:ca\$|c\$|us\$|\$|€|£|cad|usd)?"
_NUMBER = re.compile(
    rf"(?:{_CURRENCY}\s*(?=\())?(?P<open>\()?\s*(?P<lead>{_SIGN})?\s*{_CURRENCY}\s*(?P<second>{_SIGN})?\s*"
    rf"(?P<body>[\d.,'’\s\u00a0\u202f]*\d[.,]?|[\d.,'’\s\u00a0\u202f]*[.,]\d+)\s*{_CURRENCY}\s*(?P<trail>{_SIGN})?(?P<close>\))?",
    re.IGNORECASE | re.ASCII,
)
_BODY = {
    ".": re.compile(r"(\d{1,3}(?:(?P<mark>[,'’ \u00a0\u202f])\d{3})(?:(?P=mark)\d{3})*|\d*)(\.\d*)?", re.ASCII),
    ",": re.compile(r"(\d{1,3}(?:(?P<mark>[.'’ \u00a0\u202f])\d{3})(?:(?P=mark)\d{3})*|\d*)(,\d*)?", re.ASCII),
}
_GROUPED = {  # the usual thousands, taken out for whole columns at once
    ".": r"^-?\$?\d{1,3}(,\d{3})+(\.\d*)?$",
    ",": r"^-?(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}(\x{a0}\d{3})+|\d{1,3}(\x{202f}\d{3})+|\d+)(,\d*)?$",
}
_END = r"[^0-9.,]*$"
_SURE = {".": rf"\.\d{{1,2}}{_END}|,\d{{3}}\.", ",": rf",\d{{1,2}}{_END}|\.\d{{3}},"}
_UNSURE = rf"^[^0-9.,]*\d{{1,3}}[.,]\d{{3}}{_END}"


class Style(NamedTuple):
    """How a file writes numbers or dates: blank when it has to be asked, with what shows it."""

    mark: str
    reason: str
    sure: bool = False  # the file itself shows it


class Parsed(NamedTuple):
    """A column of numbers: exact (missing where blank or bad), and the cells that are no number of this kind."""

    numbers: pa.Array
    bad: np.ndarray


def number_style(columns: Iterable[pa.ChunkedArray], typed: Iterable[np.ndarray | None] = ()) -> Style:
    """Whether a point or a comma is the decimal mark, over all columns of numbers; typed cells (true) say nothing."""
    masks = list(typed)
    sure, unsure = {".": 0, ",": 0}, 0
    for at, column in enumerate(columns):
        mask = masks[at] if at < len(masks) else None
        texts = column if mask is None else column.filter(pa.array(~mask))
        for mark, shape in _SURE.items():
            sure[mark] += pc.sum(pc.match_substring_regex(texts, shape)).as_py() or 0
        unsure += pc.sum(pc.match_substring_regex(texts, _UNSURE)).as_py() or 0
    if sure["."] and sure[","]:
        mark = "." if sure["."] >= sure[","] else ","
        return Style(mark, f"{sure[mark]:,} cells are written so and {min(sure.values()):,} the other way")
    for mark in sure:
        if sure[mark]:
            return Style(mark, f"{sure[mark]:,} cells can be read no other way", True)
    if unsure:
        return Style("", f"{unsure:,} cells such as 1,234 or 1.234 may mean either")
    return Style(".", "no number has a sign that could mean either")


def plain_number(text: str, mark: str) -> str | None:
    """A number as digits with a point and a leading minus; None for what is no number in this style."""
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [bool(found[name]) for name in ("open", "lead", "second", "trail")]
    body = _BODY[mark].fullmatch(found["body"].strip())
    if sum(signs) > 1 or not body:
        return None
    whole = re.sub(r"\D", "", body[1]) or "0"
    part = (body[3] or "")[1:]
    return f"{'-' if any(signs) else ''}{whole}{'.' + part if part else ''}"


def typed_number(text: str, scale: int) -> str | None:
    """A workbook's number to the fifteen digits it knows; None when that has more decimals than the scale."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 12:
        return None
    if number:
        number = round(number, max(_DIGITS_OF_A_CELL - 1 - number.adjusted(), 0))
    kept = round(number, scale)
    return str(kept) if kept == number else None


def parse_numbers(
    texts: pa.ChunkedArray, mark: str, measure: str, typed: np.ndarray | None = None, rounded: bool = False
) -> Parsed:
    """Read a column exactly; a lone dash is zero. ``rounded`` takes rates and units to their decimals, else refused."""
    scale = SCALE[measure]
    column = texts.combine_chunks()
    dashes = pc.match_substring_regex(column, _DASH)
    plain, grouped = _ungrouped(pc.if_else(dashes, "0", column), mark, typed)
    clean = pc.or_(pc.match_substring_regex(plain, grammar(scale)), pc.equal(plain, ""))
    if mark == ",":  # a point alone is no decimal mark here, whatever the grammar says
        clean = pc.and_(clean, pc.or_(grouped, pc.invert(pc.match_substring(column, "."))))
    odd = np.flatnonzero(~np.asarray(clean))
    if len(odd):
        plain = _with(plain, odd, mark, scale, typed, rounded and measure != "amount")
    numbers, bad = parse_column(plain, scale)
    return Parsed(numbers, np.asarray(bad))


def _ungrouped(plain: pa.Array, mark: str, typed: np.ndarray | None) -> tuple[pa.Array, pa.Array]:
    """Cells with the usual thousands signs without them, and which those are."""
    grouped = pc.match_substring_regex(plain, _GROUPED[mark])
    if typed is not None:
        grouped = pc.and_not(grouped, pa.array(typed))
    if not pc.any(grouped).as_py():
        return plain, grouped
    bare = pc.replace_substring_regex(plain, r"[,$]" if mark == "." else r"[. \x{a0}\x{202f}]", "")
    bare = bare if mark == "." else pc.replace_substring(bare, ",", ".")
    return pc.if_else(grouped, bare, plain), grouped


def _with(plain: pa.Array, odd: np.ndarray, mark: str, scale: int, typed: np.ndarray | None, rounded: bool) -> pa.Array:
    coded = plain.take(pa.array(odd)).dictionary_encode()
    values = coded.dictionary.to_pylist()
    as_text = pa.array([_canonical(plain_number(v, mark), scale, rounded) or v + "?" for v in values], pa.string())
    read = as_text.take(coded.indices)
    if typed is not None and typed[odd].any():
        cells = [_canonical(typed_number(v, 15 if rounded else scale), scale, rounded) or v + "?" for v in values]
        read = pc.if_else(pa.array(typed[odd]), pa.array(cells, pa.string()).take(coded.indices), read)
    mask = np.zeros(len(plain), dtype=bool)
    mask[odd] = True
    return pc.replace_with_mask(plain, pa.array(mask), read)


def _canonical(number: str | None, scale: int, rounded: bool) -> str | None:
    if number is None:
        return None
    whole, _, part = number.partition(".")
    if len(part.rstrip("0")) > scale:
        return str(round(Decimal(number), scale)) if rounded else None
    return f"{whole}.{part[:scale]}" if part else whole


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan janv", "feb fev fevr", "mar mars", "apr avr", "may mai", "jun juin", "jul juil", "aug aou aout",
         "sep sept", "oct", "nov", "dec"), 1)
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(r"[ T]00:00(:00(\.0+)?)?$|[ ]12:00(:00)? AM$", re.IGNORECASE)


def plain_day(text: str, order: str) -> date | None:
    """A date as written, numbers in this order where the year does not come first; None for what is no date."""
    if len(text) > _LONGEST:
        return None
    text = _TIME.sub("", text.strip())
    if re.fullmatch(r"[12]\d{7}", text):
        return _day(text[:4], text[4:6], text[6:])
    parts = re.split(r"[-/. ,]+", text.strip(" ,."))
    if len(parts) != 3:
        return None
    if named := [at for at, part in enumerate(parts) if part[:1].isalpha()]:
        return _named(parts, named[0]) if len(named) == 1 else None
    if len(parts[0]) == 4:
        return _day(*parts)
    if order not in ORDERS:
        return None
    at = {part: parts[order.index(part)] for part in "dmy"}
    return _day(_century(at["y"]), at["m"], at["d"])


def _named(parts: list[str], at: int) -> date | None:
    flat = unicodedata.normalize("NFKD", parts[at]).encode("ascii", "ignore").decode().casefold()
    month = _MONTHS.get(flat) or _MONTHS.get(flat[:3])
    others = [part for i, part in enumerate(parts) if i != at]
    if month is None:
        return None
    year, day = (others[0], others[1]) if len(others[0]) == 4 else (others[1], others[0])
    return _day(_century(year), str(month), day)


def _century(year: str) -> str:
    return "20" + year if len(year) == 2 else year


def _day(year: str, month: str, day: str) -> date | None:
    if not (len(year) == 4 and all(p.isascii() and p.isdigit() and len(p) <= 2 for p in (month, day))):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_order(texts: Iterable[str]) -> Style:
    """In which order day, month and year stand, over all dates of the file; blank when it has to be asked."""
    values = sorted({text for text in texts if text})
    read = {order: [plain_day(text, order) for text in values] for order in ORDERS}
    fits = [order for order, days in read.items() if all(days)]
    if all(plain_day(text, "") for text in values):
        return Style("any", "every date says itself which part is the month")
    if len(fits) == 1:
        sure = (t for t in values if sum(plain_day(t, order) is not None for order in ORDERS) == 1)
        only = next(sure, "")
        return Style(fits[0], f"{only} can be read no other way" if only else "together they fit no other order", True)
    if not fits:
        best = max(ORDERS, key=lambda order: sum(day is not None for day in read[order]))
        return Style(best, "most dates fit it, not all")
    if all(read[order] == read[fits[0]] for order in fits):
        return Style(fits[0], "every order gives the same days")
    likely = [order for order in fits if order != "ymd"]
    said = " or ".join(ORDERS[order] for order in (likely if len(likely) > 1 else fits))
    return Style("", f"{values[0]} may be {said}")
