"""Codes as small integers in code-point order, so that millions of rows are sorted, matched and added up at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

Ints = np.ndarray  # one-dimensional, an integer dtype


@dataclass(frozen=True)
class Vocabulary:
    """The distinct texts of one kind in code-point order; a blank, where there is one, comes first."""

    texts: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.texts)


def encode(columns: Sequence[pd.Series | pa.Array], extra: Sequence[str] = ()) -> tuple[Vocabulary, list[Ints]]:
    """One vocabulary over several text columns (and ``extra`` texts), and each column as its positions in it."""
    parts = [dictionary(column) for column in columns]
    texts = sorted({text for _, own in parts for text in own} | set(extra))
    rank = {text: position for position, text in enumerate(texts)}
    recode = [np.array([rank[text] for text in own], dtype=np.int32) for _, own in parts]
    coded = [own[codes] if len(own) else codes for own, (codes, _) in zip(recode, parts, strict=True)]
    return Vocabulary(tuple(texts)), coded


def dictionary(column: pd.Series | pa.Array | pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """A text column as positions in the list of its distinct texts, in order of appearance."""
    array = column if isinstance(column, (pa.Array, pa.ChunkedArray)) else pa.array(column, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks() if array.num_chunks != 1 else array.chunk(0)
    coded = array if pa.types.is_dictionary(array.type) else array.cast(pa.large_string()).dictionary_encode()
    return coded.indices.to_numpy().astype(np.int32, copy=False), coded.dictionary.to_pylist()


def look_up(vocabulary: Vocabulary, column: pd.Series) -> Ints:
    """A text column as positions in a vocabulary that holds all its texts; KeyError when it does not."""
    rank = {text: position for position, text in enumerate(vocabulary.texts)}
    codes, own = dictionary(column)
    return np.array([rank[text] for text in own], dtype=np.int32)[codes] if own else codes


def combine(columns: Sequence[Ints], sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """Rows of several codes as one: ids in lexicographic order, and a row that shows each id.

    ``sizes`` are the upper bounds of the columns; ids are dense from 0.
    """
    key, bound = columns[0].astype(np.int64), max(int(sizes[0]), 1)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        if bound * max(int(size), 1) >= 2**62:
            key, _ = dense(key, bound)
            bound = int(key.max(initial=0)) + 1
            key = key.astype(np.int64)
        key *= max(int(size), 1)
        key += column
        bound *= max(int(size), 1)
    return dense(key, bound)


def dense(key: Ints, bound: int) -> tuple[Ints, Ints]:
    """Sparse keys below ``bound`` as dense ids in the order of the keys, and a row that shows each id."""
    if bound <= max(4 * len(key), 1 << 16):
        shown = np.full(bound, -1, dtype=np.int64)
        shown[key[::-1]] = np.arange(len(key) - 1, -1, -1)  # written last: the first row of each key
        used = np.flatnonzero(shown >= 0)
        ids = np.zeros(bound, dtype=np.int32)
        ids[used] = np.arange(len(used), dtype=np.int32)
        return ids[key], shown[used]
    codes, distinct = pd.factorize(key)
    order = np.argsort(distinct)
    ids = np.empty(len(distinct), dtype=np.int32)
    ids[order] = np.arange(len(distinct), dtype=np.int32)
    first = np.empty(len(distinct), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(key) - 1, -1, -1)
    return ids[codes], first[order]


def add_up(key: Ints, *amounts: Ints) -> tuple[Ints, list[Ints]]:
    """The distinct keys in order and the exact sums of each amount column per key."""
    if not len(key):
        return key.astype(np.int64), [a.astype(np.int64) for a in amounts]
    if np.any(key[1:] < key[:-1]):
        order = np.argsort(key, kind="stable")
        key, amounts = key[order], tuple(a[order] for a in amounts)
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    return key[starts], [np.add.reduceat(a, starts) for a in amounts]


def smallest(codes: Ints, size: int) -> Ints:
    """Codes below ``size`` in the smallest integers that hold them."""
    kind = np.int8 if size < 2**7 else np.int16 if size < 2**15 else np.int32
    return codes.astype(kind, copy=False)


def text_array(vocabulary: Sequence[str], codes: Ints) -> pa.DictionaryArray:
    """Codes with their texts as an Arrow column that keeps each text once, in the smallest integers that fit."""
    texts = pa.array(vocabulary, type=pa.large_string())
    return pa.DictionaryArray.from_arrays(pa.array(smallest(codes, len(vocabulary))), texts)
