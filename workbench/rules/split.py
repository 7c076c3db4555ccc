"""Largest remainder in whole cents, for millions of amounts at once: the one place where an amount is divided."""

from __future__ import annotations

import numpy as np

from workbench.rules.coding import Ints

_CELLS = 1 << 16  # a block of numerators stays in the processor's cache
_PAIRWISE = 12  # up to this many shares, counting pairs is faster than sorting


def split(cents: Ints, starts: Ints, counts: Ints, weights: Ints) -> Ints:
    """The shares of each amount, one amount's after the other.

    ``cents`` (not negative) is divided over ``weights[starts : starts + counts]`` (all positive): the whole part of
    cents x weight / total each, and the cents left over one each to the largest fractions, ties to the earlier weight.
    """
    ends = np.cumsum(counts)
    shares = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    first = ends - counts
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        size = max(1, _CELLS // int(count))
        for block in (rows[i : i + size] for i in range(0, len(rows), size)):
            across = np.arange(count)
            shares[first[block][:, None] + across] = _block(cents[block], weights[starts[block][:, None] + across])
    return shares


def _block(cents: Ints, weights: np.ndarray) -> np.ndarray:
    """Shares of some amounts over equally many weights each: a row per amount."""
    amounts, count = cents[:, None], weights.shape[1]
    if count == 1:
        return amounts
    if int(cents.max()) * int(weights.max()) * count >= 2**63:  # too large for int64: exact, only slower
        amounts, weights = amounts.astype(object), weights.astype(object)
    products, totals = amounts * weights, weights.sum(axis=1, keepdims=True)
    shares = products // totals
    fractions = products - shares * totals
    left = amounts - shares.sum(axis=1, keepdims=True)
    rounded_up: np.ndarray = _ranks(fractions.astype(np.int64)) < left
    return np.asarray(shares + rounded_up, dtype=np.int64)


def _ranks(fractions: np.ndarray) -> np.ndarray:
    """How many of its row come before each fraction: the larger ones, and equal ones that stand earlier."""
    count = fractions.shape[1]
    if count > _PAIRWISE:
        order = np.argsort(-fractions, axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(count)[None, :], axis=1)
        return ranks
    ranks = np.zeros(fractions.shape, dtype=np.int16)
    for later in range(1, count):
        for earlier in range(later):
            behind = fractions[:, later] <= fractions[:, earlier]
            ranks[:, later] += behind
            ranks[:, earlier] += ~behind
    return ranks
