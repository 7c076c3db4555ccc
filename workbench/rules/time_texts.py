"""A column of texts as its different ones: of a hundred thousand entries most is asked of a few hundred."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Texts:
    """The different texts of a column (an Arrow array of strings), and per row which of them it holds (an integer)."""

    different: pa.Array
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return str(self.values[self.codes[row]])

    @cached_property
    def values(self) -> np.ndarray:
        """The different texts as Python holds them."""
        return np.asarray(self.different.to_numpy(zero_copy_only=False), dtype=object)

    @cached_property
    def blank(self) -> np.ndarray:
        """The rows that hold nothing."""
        return self.among(("",))

    def among(self, wanted: Container[object]) -> np.ndarray:
        """The rows whose text is one of these."""
        return self.each(np.array([one in wanted for one in self.values], dtype=bool))

    def each(self, of_value: np.ndarray) -> np.ndarray:
        """Per row what was found of its text; ``of_value`` has one for each of the different texts."""
        return np.asarray(of_value[self.codes]) if len(of_value) else np.zeros(0, of_value.dtype)

    def each_of(self, of_value: pa.Array) -> pa.Array:
        """As ``each``, of an Arrow array."""
        return of_value.take(pa.array(self.codes))

    def at(self, rows: np.ndarray) -> Texts:
        """These rows, in this order."""
        return Texts(self.different, self.codes[rows])

    def seen(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of these rows the different texts in the order they are met, and per row which of those it holds."""
        numbers, met = pd.factorize(self.codes[rows])
        return numbers, self.values[met]

    def translated(self, into: Callable[[str], str]) -> Texts:
        """Every text replaced; two that become the same are one from then on."""
        numbers, met = pd.factorize(np.array([into(one) for one in self.values], dtype=object))
        return Texts(pa.array(met, pa.string()), self.each(numbers.astype(np.int32)))

    def column(self) -> pd.Series:
        """One text per row, as a column of a frame."""
        different = self.different.cast(pa.large_string())
        return pd.Series(different.take(pa.array(self.codes)), dtype="str")


def coded(table: pa.Table) -> pa.Table:
    """The table with each different text of a column kept once; two are equal exactly where their texts are."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, _dictionary(table.column(place)))
    return table


def _dictionary(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """Each different text once, and the smallest numbers that tell them apart."""
    whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks()
    small = next(kind for kind, most in _NUMBERS if len(whole.dictionary) <= most)
    return pa.DictionaryArray.from_arrays(whole.indices.cast(small), whole.dictionary)


_NUMBERS = ((pa.int8(), 1 << 7), (pa.int16(), 1 << 15), (pa.int32(), 1 << 31))


def texts_of(column: pa.Array | pa.ChunkedArray) -> Texts:
    """The different texts of an Arrow column of texts, as ``coded`` keeps them or plain."""
    if isinstance(column, pa.ChunkedArray) and column.num_chunks == 1:
        column = column.chunk(0)
    one = column if isinstance(column, pa.DictionaryArray) else _dictionary(column)
    return Texts(one.dictionary, one.indices.to_numpy(zero_copy_only=False))


def same_text(text: str, rows: int) -> Texts:
    """One text in every row."""
    return Texts(pa.array([text], pa.string()), np.zeros(rows, dtype=np.int8))


def joined(parts: Sequence[Texts], separator: str) -> Texts:
    """Row by row the texts of several columns with a separator between."""
    whole = parts[0]
    for part in parts[1:]:
        size = max(len(part.different), 1)
        numbers, met = pd.factorize(whole.codes.astype(np.int64) * size + part.codes)
        pairs = [f"{whole.values[one // size]}{separator}{part.values[one % size]}" for one in met]
        whole = Texts(pa.array(pairs, pa.string()), numbers.astype(np.int32))
    return whole
