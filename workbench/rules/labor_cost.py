"""What an hour really cost: employer taxes and fringes on the labor records, as the journal spreads them.

Each paycard line goes to its groups exactly as on the GL record; within a group the records share by largest remainder.
So the cost of a job on the timesheets is its cost in the journal, and nothing of the paycard is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.frames import NOT_EXPORTED, conform, empty
from workbench.money import decimal_to_ints, from_cents, ints_to_decimal
from workbench.rules.coded_run import CodedRun, code_run
from workbench.rules.coding import Ints, add_up
from workbench.rules.distribution import Earnings, distribute, earnings_of
from workbench.rules.payroll import EMPLOYER_COST, PostedRun
from workbench.rules.split import split

KINDS = ("employer_taxes", "fringes")
NOT_CHOSEN, NO_LABOR = "the structure does not export its category", "it has no labor records"
OTHER_CARD, NOTHING_TO_FOLLOW = "it is on another paycard than the regular one", "no earning bears it"
NOT_PAID = "labor and paycard differ"


@dataclass(frozen=True, eq=False)
class LaborCost:
    """Cents per labor row of the run, and what of the paycards is on none of the exported rows (NOT_EXPORTED)."""

    cost: Ints
    employer_taxes: Ints
    fringes: Ints
    rest: pd.DataFrame


def labor_cost(run: PostedRun, basis: str, employees: Sequence[str], exported: np.ndarray) -> LaborCost:
    """The cost of every labor record of these employees; ``exported`` masks the labor rows that become entries."""
    coded = code_run(run, employees)
    earnings = earnings_of(coded)
    rows = np.flatnonzero(run.labor["employee"].isin(list(coded.employees.texts)).to_numpy(dtype=bool))
    earning = coded.in_class("earning")
    cost = _scattered(np.where(earning[coded.labor.category], coded.labor.cents, 0), rows, len(run.labor))
    taxes, fringes, alone, unborne = _employer_cost(coded, earnings, basis)
    taxes, fringes = (_scattered(one, rows, len(run.labor)) for one in (taxes, fringes))
    units = _units_of(run.labor)
    labor = _Side(coded, rows, exported)
    rest = [
        labor.left_out(run, units, cost, taxes, fringes),
        _alone(coded, earnings, *alone),
        _other_cards(coded),
        _differing(coded),
        _unborne(coded, *unborne),
    ]
    return LaborCost(cost, taxes, fringes, _joined(rest))


@dataclass(frozen=True, eq=False)
class _Side:
    coded: CodedRun
    rows: Ints
    exported: np.ndarray

    def left_out(self, run: PostedRun, units: Ints, *cents: Ints) -> pd.DataFrame:
        """Labor records of categories the structure does not name."""
        rows = self.rows[~self.exported[self.rows]]
        labor = run.labor.iloc[rows]
        return _rest(labor["employee"], labor["category"], NOT_CHOSEN, units[rows], *(one[rows] for one in cents))


def _scattered(values: Ints, rows: Ints, count: int) -> Ints:
    whole = np.zeros(count, dtype=np.int64)
    whole[rows] = values
    return whole


def _units_of(frame: pd.DataFrame) -> Ints:
    return decimal_to_ints(pa.array(frame["units"], type=pa.decimal128(18, 4)))


def _employer_cost(
    run: CodedRun, earnings: Earnings, basis: str
) -> tuple[Ints, Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Employer taxes and fringes per coded labor record, per earning without labor, and per employee unborne."""
    labor, cards = run.labor, run.paycards
    by_labor, by_card = (labor.units, cards.units) if basis == "hours" else (labor.cents, cards.cents)
    counted = run.in_class("earning")[labor.category]
    alone = np.flatnonzero(earnings.alone)
    owner = np.concatenate((_pair(run, labor.employee, labor.group), _at_home(run, cards.employee[alone])))
    weight = np.concatenate((np.where(counted, by_labor, 0), by_card[alone]))
    shares = [_shares(run, kind, owner, weight, basis, earnings) for kind in KINDS]
    cut = len(labor.employee)
    (taxes, no_taxes), (fringes, no_fringes) = shares
    return taxes[:cut], fringes[:cut], (taxes[cut:], fringes[cut:]), (no_taxes, no_fringes)


def _pair(run: CodedRun, employee: Ints, group: Ints) -> Ints:
    return np.asarray(employee.astype(np.int64) * run.group_count + group)


def _at_home(run: CodedRun, employee: Ints) -> Ints:
    return _pair(run, employee, run.home[employee])


def _shares(run: CodedRun, kind: str, owner: Ints, weight: Ints, basis: str, earnings: Earnings) -> tuple[Ints, Ints]:
    """Cents of one kind per bearer, and per employee what no bearer of its group can take."""
    amounts = _by_group(run, kind, basis, earnings)
    order = np.flatnonzero(weight > 0)
    order = order[np.argsort(owner[order], kind="stable")]
    start = np.searchsorted(owner[order], amounts.index, side="left")
    count = np.searchsorted(owner[order], amounts.index, side="right") - start
    cents, found = amounts.to_numpy(), count > 0
    parts = split(np.abs(cents[found]), start[found], count[found], weight[order])
    parts *= np.repeat(np.sign(cents[found]), count[found])
    places = np.repeat(start[found] - np.cumsum(count[found]) + count[found], count[found]) + np.arange(len(parts))
    borne = np.zeros(len(owner), dtype=np.int64)
    borne[order[places]] = parts
    unborne = np.zeros(run.employees.size, dtype=np.int64)
    np.add.at(unborne, amounts.index.to_numpy()[~found] // run.group_count, cents[~found])
    return borne, unborne


def _by_group(run: CodedRun, kind: str, basis: str, earnings: Earnings) -> pd.Series:
    """Cents of the debits of one kind per employee and group, as the GL record distributes them."""
    classes = ("tax_employer",) if kind == "employer_taxes" else tuple(c for c in EMPLOYER_COST if c != "tax_employer")
    found = [
        (_pair(run, run.paycards.employee[s.row[s.debit]], s.group[s.debit]), s.cents[s.debit])
        for s in distribute(run, earnings, basis, run.in_class(*classes))
    ]
    keys = np.concatenate([k for k, _ in found]) if found else np.zeros(0, dtype=np.int64)
    cents = np.concatenate([c for _, c in found]) if found else np.zeros(0, dtype=np.int64)
    key, (total,) = add_up(keys, cents)
    return pd.Series(total, index=key)


def _alone(run: CodedRun, earnings: Earnings, taxes: Ints, fringes: Ints) -> pd.DataFrame:
    cards, rows = run.paycards, np.flatnonzero(earnings.alone)
    return _of_cards(run, rows, NO_LABOR, cards.cents[rows], taxes, fringes)


def _of_cards(run: CodedRun, rows: Ints, reason: str, *cents: Ints) -> pd.DataFrame:
    cards = run.paycards
    return _rest(
        pd.Series(np.array(run.employees.texts, dtype=object)[cards.employee[rows]]),
        pd.Series(np.array(run.categories.texts, dtype=object)[cards.category[rows]]),
        reason,
        cards.units[rows],
        *cents,
    )


def _other_cards(run: CodedRun) -> pd.DataFrame:
    """Earnings of adjustments and the like, which labor never explains."""
    rows = np.flatnonzero(run.in_class("earning")[run.paycards.category] & ~run.paycards.regular)
    nothing = np.zeros(len(rows), dtype=np.int64)
    return _of_cards(run, rows, OTHER_CARD, run.paycards.cents[rows], nothing, nothing)


def _differing(run: CodedRun) -> pd.DataFrame:
    """Where labor does not add up to the regular paycard lines it explains."""
    labor, cards, earning = run.labor, run.paycards, run.in_class("earning")
    size = run.categories.size
    worked = labor.employee.astype(np.int64) * size + labor.category
    paid = cards.employee.astype(np.int64) * size + cards.category
    mine = earning[labor.category]
    of_labor = cards.regular & earning[cards.category] & np.isin(paid, worked[mine])
    keys = np.concatenate((worked[mine], paid[of_labor]))
    key, (cents,) = add_up(keys, np.concatenate((-labor.cents[mine], cards.cents[of_labor])))
    key, cents = key[cents != 0], cents[cents != 0]
    who = pd.Series(np.array(run.employees.texts, dtype=object)[key // size])
    what = pd.Series(np.array(run.categories.texts, dtype=object)[key % size])
    nothing = np.zeros(len(key), dtype=np.int64)
    return _rest(who, what, NOT_PAID, nothing, cents, nothing, nothing)


def _unborne(run: CodedRun, taxes: Ints, fringes: Ints) -> pd.DataFrame:
    rows = np.flatnonzero((taxes != 0) | (fringes != 0))
    who = pd.Series(np.array(run.employees.texts, dtype=object)[rows])
    nothing = np.zeros(len(rows), dtype=np.int64)
    return _rest(who, pd.Series("", index=who.index), NOTHING_TO_FOLLOW, nothing, nothing, taxes[rows], fringes[rows])


def _rest(who: pd.Series, what: pd.Series, reason: str, units: Ints, *cents: Ints) -> pd.DataFrame:
    """One row per employee and category, added up."""
    frame = pd.DataFrame({"employee": list(who), "category": list(what), "units": units})
    names = ("cost", *KINDS)
    frame = frame.assign(**dict(zip(names, cents, strict=True)))
    return frame.groupby(["employee", "category"], as_index=False).sum().assign(reason=reason)


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    whole = pd.concat([part for part in parts if len(part)] or [pd.DataFrame()], ignore_index=True)
    if not len(whole):
        return empty(NOT_EXPORTED)
    whole = whole.sort_values(["employee", "category", "reason"], ignore_index=True)
    units = pd.Series(ints_to_decimal(whole["units"].to_numpy(), 4))
    money = {name: from_cents(whole[name].to_numpy()) for name in ("cost", *KINDS)}
    return conform(whole.assign(units=units, **money), NOT_EXPORTED)
