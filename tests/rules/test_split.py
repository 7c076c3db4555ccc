"""Largest remainder: no cent is lost, no share is further than a cent from exact, ties go to the earlier weight."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.split import split


def shares(cents, weights):
    return split(np.array([cents]), np.array([0]), np.array([len(weights)]), np.array(weights)).tolist()


def test_wsib_of_e1003_over_40_and_31_5_and_14_5_hours():
    assert shares(3065, [400000, 315000, 145000]) == [1425, 1123, 517]


def test_by_hours_and_by_dollars_as_worked_out_by_hand():
    assert shares(14026, [80, 63, 17, 12]) == [6524, 5137, 1386, 979]
    assert shares(9968, [80, 63, 17, 12]) == [4636, 3651, 985, 696]
    assert shares(14026, [112000, 88200, 23800, 25200]) == [6304, 4964, 1340, 1418]


def test_ties_go_to_the_earlier_weight():
    assert shares(1, [1, 1, 1]) == [1, 0, 0]
    assert shares(2, [5] * 20) == [1, 1] + [0] * 18
    assert shares(100, [1, 1, 1]) == [34, 33, 33]


def test_amounts_too_large_for_64_bits_stay_exact():
    cents, weight = 10**15 + 1, 10**17 + 3
    assert shares(cents, [weight, 2 * weight]) == [cents // 3 + 1, 2 * cents // 3]  # fractions 2/3 and 1/3


def plain(cents, weights):
    total = sum(weights)
    exact = [Fraction(cents * w, total) for w in weights]
    floor = [int(e) for e in exact]
    left = cents - sum(floor)
    best = sorted(range(len(weights)), key=lambda i: (floor[i] - exact[i], i))[:left]
    return [f + (i in best) for i, f in enumerate(floor)]


amounts = st.one_of(st.integers(0, 500), st.integers(0, 10**9), st.integers(0, 10**15))
weight_lists = st.lists(
    st.one_of(st.integers(1, 9), st.integers(1, 10**6), st.integers(1, 10**15)), min_size=1, max_size=30
)


@given(st.lists(st.tuples(amounts, weight_lists), max_size=8))
def test_every_split_is_the_plain_one_and_conserves_its_cents(cases):
    counts = np.array([len(w) for _, w in cases], dtype=np.int64)
    weights = np.array([w for _, ws in cases for w in ws], dtype=np.int64)
    starts = np.cumsum(counts) - counts
    got = split(np.array([c for c, _ in cases], dtype=np.int64), starts, counts, weights).tolist()
    assert got == [share for c, w in cases for share in plain(c, w)]
    for (cents, ws), start in zip(cases, starts, strict=True):
        assert sum(got[start : start + len(ws)]) == cents
