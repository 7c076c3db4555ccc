"""A column kept as its different texts says row by row what a plain list of them says."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.rules.time_texts import coded, joined, same_text, texts_of

COLUMN = st.lists(st.sampled_from(["", "E1", "E2", "é"]), max_size=12)


def plain(texts):
    return list(texts.each(texts.values))


@settings(max_examples=40)
@given(COLUMN, st.integers(1, 4))
def test_what_is_asked_of_the_different_texts_is_so_of_every_row(column, pieces):
    chunks = np.array_split(np.array(column, dtype=object), pieces)
    texts = texts_of(pa.chunked_array([pa.array(list(one), pa.string()) for one in chunks]))
    assert plain(texts) == column and texts.column().tolist() == column
    assert list(texts.blank) == [one == "" for one in column]
    assert list(texts.among({"E1", "é"})) == [one in ("E1", "é") for one in column]
    mapped = texts.translated(lambda one: {"E1": "E2"}.get(one, one))
    assert plain(mapped) == ["E2" if one == "E1" else one for one in column]
    assert len(mapped.different) == len(set(plain(mapped)) if column else ())
    rows = np.arange(len(column))[::-2]
    numbers, met = texts.seen(rows)
    assert list(met[numbers]) == plain(texts.at(rows)) == column[::-2] and len(set(met)) == len(met)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["", "P1", "P2"]), st.sampled_from(["", "T1"])), max_size=8))
def test_columns_are_joined_row_by_row(rows):
    parts = [texts_of(pa.array([row[at] for row in rows], pa.string())) for at in (0, 1)]
    whole = joined([*parts, same_text("C", len(rows))], "/")
    assert plain(whole) == [f"{one}/{other}/C" for one, other in rows]


@settings(max_examples=20)
@given(COLUMN, COLUMN, st.integers(1, 3))
def test_tables_kept_by_their_texts_are_equal_exactly_where_the_texts_are(one, other, pieces):
    whole = pa.table({"A": pa.array(one, pa.string())})
    parts = np.array_split(np.array(one, dtype=object), pieces)
    split = pa.table({"A": pa.chunked_array([pa.array(list(part), pa.string()) for part in parts])})
    assert coded(whole).equals(coded(split)) and coded(split)["A"].to_pylist() == one
    assert coded(whole).equals(coded(pa.table({"A": pa.array(other, pa.string())}))) is (one == other)


def test_many_different_texts_are_told_apart():
    column = [str(one) for one in range(40_000)]
    assert coded(pa.table({"A": column}))["A"].to_pylist() == column
    assert plain(texts_of(pa.array(column))) == column
