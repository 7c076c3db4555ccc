"""Who bears an amount: earnings follow the labor they paid, employer cost follows earnings, credits stay at home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.rules.coded_run import CodedRun
from workbench.rules.coding import Ints, add_up
from workbench.rules.sides import has_side
from workbench.rules.split import split

_LINES = 1 << 18  # lines in a block


@dataclass(frozen=True, eq=False)
class Shares:
    """Lines to be, in the order of the paycards: debit before credit, groups in their order; none is zero."""

    row: Ints  # position in the coded paycards
    debit: np.ndarray  # bool: the normal side is the debit
    group: Ints
    cents: Ints  # signed: a negative one swaps the side


@dataclass(frozen=True, eq=False)
class _Weights:
    """Groups and their weights, the segment of one owner after the other, owners and their groups in order."""

    owner: Ints
    group: Ints
    weight: Ints

    @classmethod
    def of(cls, owner: Ints, group: Ints, weight: Ints) -> _Weights:
        """The same without weights that are not positive: they take no part in a proportion."""
        kept = weight > 0
        return cls(owner[kept], group[kept], weight[kept])

    def find(self, owner: Ints) -> tuple[np.ndarray, Ints, Ints]:
        """For each wanted owner: is there a segment, where it starts, how long it is."""
        start = np.searchsorted(self.owner, owner, side="left")
        count = np.searchsorted(self.owner, owner, side="right") - start
        return count > 0, start, count


@dataclass(frozen=True, eq=False)
class _Slots:
    """Each amount to be posted, with the segment of the pool that bears it; ``as_worked``: by its own amounts."""

    row: Ints
    debit: np.ndarray
    cents: Ints
    start: Ints
    count: Ints
    as_worked: np.ndarray

    def part(self, begin: int, end: int) -> _Slots:
        """The slots from ``begin`` up to ``end``."""
        return _Slots(*(getattr(self, name)[begin:end] for name in self.__dataclass_fields__))

    def point(self, slots: Ints, found: np.ndarray, start: Ints, count: Ints, as_worked: bool = False) -> None:
        """Let these slots be borne by a segment where one was found."""
        hit = slots[found]
        self.start[hit], self.count[hit], self.as_worked[hit] = start[found], count[found], as_worked


@dataclass(frozen=True, eq=False)
class Earnings:
    """What the employees earned in the run: labor added up per employee, category and group, and paycard lines alone.

    ``alone`` masks the regular earning lines of the paycards without labor records of their category.
    """

    labor: _Weights  # owner: employee and category; weight: cents
    labor_units: Ints
    of_earnings: np.ndarray  # bool, per labor entry: its category is an earning
    alone: np.ndarray


def earnings_of(run: CodedRun) -> Earnings:
    """The earnings employer cost follows, and the labor that earnings follow."""
    labor = run.labor
    key = _pair(run, labor.employee, labor.category) * run.group_count + labor.group
    key, (cents, units) = add_up(key, labor.cents, labor.units)
    worked = _Weights(key // run.group_count, (key % run.group_count).astype(np.int32), cents)
    cards = run.paycards
    alone = cards.regular & run.in_class("earning")[cards.category]
    alone[alone] = ~worked.find(_pair(run, cards.employee[alone], cards.category[alone]))[0]
    return Earnings(worked, units, run.in_class("earning")[worked.owner % run.categories.size], alone)


def distribute(run: CodedRun, earnings: Earnings, basis: str, posted: np.ndarray) -> Iterator[Shares]:
    """The shares of every paycard line of the ``posted`` categories (a mask) on its normal sides, block by block.

    ``basis``: employer cost follows ``hours`` (units) or ``amount`` of the employee's earnings of the run.
    """
    worked = earnings.labor
    proportion = _Weights.of(worked.owner, worked.group, _with_sign_of_total(worked))
    cost = _cost(run, earnings, basis)
    home = _Weights(np.arange(run.employees.size), run.home, np.ones(run.employees.size, dtype=np.int64))
    pool = (worked, proportion, cost, home)
    first = np.cumsum([0, *(len(one.owner) for one in pool)])
    slots = _at_home(run, posted, first[3])
    earning = slots.debit & run.in_class("earning")[run.paycards.category[slots.row]]

    paid = np.flatnonzero(earning & run.paycards.regular[slots.row])
    pair = _pair(run, run.paycards.employee[slots.row[paid]], run.paycards.category[slots.row[paid]])
    found, start, count = proportion.find(pair)
    slots.point(paid, found, first[1] + start, count)
    found, start, count = worked.find(pair)
    adds_up = found & (_totals(worked, start, count) == slots.cents[paid])
    slots.point(paid, adds_up, start, count, as_worked=True)

    borne = np.flatnonzero(slots.debit & ~earning)
    found, start, count = cost.find(run.paycards.employee[slots.row[borne]])
    slots.point(borne, found, first[2] + start, count)
    group, weight = np.concatenate([p.group for p in pool]), np.concatenate([p.weight for p in pool])
    for begin, end in _blocks(run.paycards.employee[slots.row], slots.count):
        yield _spread(slots.part(begin, end), group, weight)


def _blocks(employee: Ints, count: Ints) -> Iterator[tuple[int, int]]:
    """Slots of whole employees with about ``_LINES`` lines together, so that a block stays small."""
    if not len(employee):
        return
    starts = np.flatnonzero(np.concatenate(([True], employee[1:] != employee[:-1])))
    lines_before = (np.cumsum(count) - count)[starts]
    wanted = np.arange(0, lines_before[-1] + 1, _LINES)
    cuts = np.unique(starts[np.searchsorted(lines_before, wanted)])
    yield from pairwise([*cuts.tolist(), len(employee)])


def _pair(run: CodedRun, employee: Ints, category: Ints) -> Ints:
    return np.asarray(employee.astype(np.int64) * run.categories.size + category)


def _totals(weights: _Weights, start: Ints, count: Ints) -> Ints:
    """What each of these segments adds up to."""
    sums = np.concatenate(([0], np.cumsum(weights.weight)))
    return np.asarray(sums[start + count] - sums[start])


def _with_sign_of_total(worked: _Weights) -> Ints:
    """The amounts with the sign of their owner's total; a total of zero counts as positive."""
    _, start, count = worked.find(worked.owner)
    return np.where(_totals(worked, start, count) < 0, -worked.weight, worked.weight)


def _cost(run: CodedRun, earnings: Earnings, basis: str) -> _Weights:
    """Weights of employer cost per employee: earnings' labor in its groups, other regular earnings at home."""
    worked, cards, mine, alone = earnings.labor, run.paycards, earnings.of_earnings, earnings.alone
    employee = np.concatenate((worked.owner[mine] // run.categories.size, cards.employee[alone]))
    group = np.concatenate((worked.group[mine], run.home[cards.employee[alone]]))
    by_labor, by_card = (earnings.labor_units, cards.units) if basis == "hours" else (worked.weight, cards.cents)
    weight = np.concatenate((by_labor[mine], by_card[alone]))
    key, (total,) = add_up(employee.astype(np.int64) * run.group_count + group, weight)
    return _Weights.of(key // run.group_count, (key % run.group_count).astype(np.int32), total)


def _at_home(run: CodedRun, posted: np.ndarray, home: int) -> _Slots:
    """A slot per paycard line and normal side, for now all borne by the home group; ``home``: its place in the pool."""
    cards = run.paycards
    on_debit, on_credit = (np.array([has_side(c, s) for c in run.classes], dtype=bool) for s in ("debit", "credit"))
    rows = np.flatnonzero((cards.cents != 0) & posted[cards.category])
    sides = on_debit.astype(np.int8)[cards.category[rows]] + on_credit[cards.category[rows]]
    row = np.repeat(rows, sides)
    later = np.zeros(len(row), dtype=bool)
    later[1:] = row[1:] == row[:-1]
    debit = on_debit[cards.category[row]] & ~later
    start = home + cards.employee[row].astype(np.int64)
    return _Slots(
        row, debit, cards.cents[row], start, np.ones(len(row), dtype=np.int64), np.zeros(len(row), dtype=bool)
    )


def _spread(slots: _Slots, group: Ints, weight: Ints) -> Shares:
    """Every slot over its segment: by its own amounts as worked, else in proportion by largest remainder."""
    slot = np.repeat(np.arange(len(slots.row), dtype=np.int32), slots.count)
    before = np.cumsum(slots.count) - slots.count
    place = (slots.start - before)[slot] + np.arange(len(slot))
    own = slots.as_worked
    shares = split(np.abs(slots.cents[~own]), slots.start[~own], slots.count[~own], weight)
    shares *= np.repeat(np.sign(slots.cents[~own]), slots.count[~own])
    if own.any():
        by_proportion, shares_in_proportion = ~own[slot], shares
        shares = weight[place]
        shares[by_proportion] = shares_in_proportion
    there = np.flatnonzero(shares)
    slot, place = slot[there], place[there]
    return Shares(slots.row[slot], slots.debit[slot], group[place], shares[there])
