"""Codes as integers: order kept, sums exact."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.coding import add_up, combine, dense, encode, text_array

words = st.lists(st.text(max_size=3), max_size=20)


@given(words, words)
def test_a_vocabulary_is_in_code_point_order_and_reads_back(one, two):
    vocabulary, (first, second) = encode([pd.Series(one, dtype="str"), pd.Series(two, dtype="str")])
    assert list(vocabulary.texts) == sorted({*one, *two})
    assert [vocabulary.texts[c] for c in first] == one and [vocabulary.texts[c] for c in second] == two


columns = st.lists(st.tuples(*[st.integers(0, 10**9)] * 3), max_size=30)


@given(columns, st.sampled_from([10**9 + 1, 2**40]))
def test_combined_codes_are_dense_in_lexicographic_order(rows, size):
    arrays = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)]
    ids, shown = combine(arrays, [size] * 3)
    distinct = sorted(set(rows))
    assert [distinct[i] for i in ids] == rows and [rows[i] for i in shown] == distinct


@given(st.lists(st.integers(0, 40), max_size=30), st.sampled_from([41, 2**50]))
def test_dense_ids_show_the_first_row_of_each_key(keys, bound):
    ids, shown = dense(np.array(keys, dtype=np.int64), bound)
    assert [sorted(set(keys))[i] for i in ids] == keys
    assert shown.tolist() == [keys.index(k) for k in sorted(set(keys))]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-(10**15), 10**15)), max_size=30))
def test_sums_per_key_are_exact(rows):
    keys, (sums,) = add_up(
        np.array([k for k, _ in rows], dtype=np.int64), np.array([v for _, v in rows], dtype=np.int64)
    )
    assert dict(zip(keys.tolist(), sums.tolist(), strict=True)) == {
        k: sum(v for key, v in rows if key == k) for k in {k for k, _ in rows}
    }


def test_text_columns_take_the_smallest_integers_that_fit():
    for count, kind in ((127, "int8"), (128, "int16"), (32768, "int32")):
        assert str(text_array([str(n) for n in range(count)], np.arange(count)).indices.type) == kind
