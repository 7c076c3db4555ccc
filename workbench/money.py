"""Exact money: the one door from text to amounts, whole cents for arithmetic, decimal columns for frames."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

MONEY = pd.ArrowDtype(pa.decimal128(18, 2))
HOURS = pd.ArrowDtype(pa.decimal128(18, 4))
RATE = pd.ArrowDtype(pa.decimal128(18, 6))

ZERO = Decimal("0.00")
CENT = Decimal("0.01")

# Thirteen digits before the point: everything a decimal(18, x) column and an int64 sum of cents can hold.
_GRAMMAR = {scale: rf"^-?[0-9]{{1,{12 if scale > 4 else 13}}}(\.[0-9]{{0,{scale}}})?$" for scale in (2, 4, 6)}


def grammar(scale: int) -> str:
    """The regular expression of a number with at most ``scale`` decimals: optional minus, digits, optional point."""
    return _GRAMMAR[scale]


def parse(text: str, scale: int = 2) -> Decimal:
    """The exact number written in ``text``; ValueError when it is outside the grammar (nothing is guessed)."""
    if not re.fullmatch(_GRAMMAR[scale], text):
        raise ValueError(f"{text!r} is not a number with at most {scale} decimals, like -1234.50")
    return Decimal(text).quantize(Decimal(1).scaleb(-scale)) + 0


def parse_column(texts: pa.Array | pa.ChunkedArray, scale: int = 2) -> tuple[pa.Array | pa.ChunkedArray, pa.Array]:
    """Parse a text column at once: the decimal column (null where blank or bad) and a mask of the bad cells."""
    blank = pc.equal(texts, "")
    good = pc.match_substring_regex(texts, _GRAMMAR[scale])
    bad = pc.and_not(pc.invert(good), blank)
    # A trailing point is legal ("12."); Arrow's cast wants a digit after it or none at all.
    trimmed = pc.utf8_rtrim(texts, ".")
    numbers = pc.cast(pc.if_else(good, trimmed, None), pa.decimal128(18, scale))
    return numbers, bad


def to_cents(amounts: pd.Series) -> np.ndarray:
    """Whole cents (int64) of a MONEY column; a missing amount counts zero."""
    column = pa.array(amounts, type=pa.decimal128(18, 2))
    return decimal_to_ints(column)


def decimal_to_ints(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """The unscaled integers of a decimal128 column (cents for scale 2), nulls as 0; exact, without a loop."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if len(column) == 0:
        return np.zeros(0, dtype=np.int64)
    # A decimal128 is a little-endian 128-bit integer; 18 digits fit the low 64 bits.
    words = np.frombuffer(column.buffers()[1], dtype=np.int64)[2 * column.offset : 2 * (column.offset + len(column))]
    ints = words[::2].copy()
    if column.null_count:
        ints[column.is_null().to_numpy(zero_copy_only=False)] = 0
    return ints


def from_cents(cents: np.ndarray) -> pd.Series:
    """A MONEY column from whole cents."""
    return pd.Series(ints_to_decimal(cents, 2), dtype=MONEY)


def ints_to_decimal(ints: np.ndarray, scale: int) -> pa.Array:
    """A decimal128(18, scale) array from unscaled integers; exact, without a loop."""
    low = np.ascontiguousarray(ints, dtype=np.int64)
    words = np.empty(2 * len(low), dtype=np.int64)
    words[::2] = low
    words[1::2] = low >> 63
    return pa.Array.from_buffers(pa.decimal128(18, scale), len(low), [None, pa.py_buffer(words)])


def decimal_of(cents: int) -> Decimal:
    """The Decimal amount of whole cents."""
    return Decimal(int(cents)).scaleb(-2)


def cents_of(amount: Decimal) -> int:
    """Whole cents of an exact amount; ValueError when it is not a whole number of cents."""
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not a whole number of cents")
    return int(cents)


def show(amount: Decimal | int) -> str:
    """An amount as people read it: 1,234.50. Integers are taken as cents."""
    return f"{decimal_of(amount) if isinstance(amount, int) else amount:,.2f}"
