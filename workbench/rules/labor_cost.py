"""What an hour really cost: employer taxes and fringes on the labor records, as the journal spreads them.

Each paycard line goes to its groups exactly as on the GL record; within a group the records share by largest remainder.
So the cost of a job on the timesheets is its cost in the journal, and nothing of the paycard is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.frames import NOT_EXPORTED, conform
from workbench.money import HOURS, from_cents, ints_to_decimal
from workbench.rules.coded_run import CodedRun, code_run
from workbench.rules.coding import Ints, add_up, combine
from workbench.rules.distribution import Earnings, distribute, earnings_of
from workbench.rules.payroll import EMPLOYER_COST, PostedRun
from workbench.rules.split import split

KINDS = ("employer_taxes", "fringes")
REASONS = (
    "the structure does not export its category",
    "it has no labor records",
    "it is on another paycard than the regular one",
    "labor and paycard differ",
    "no earning bears it",
)
_NOT_CHOSEN, _NO_LABOR, _OTHER_CARD, _NOT_PAID, _NO_EARNING = range(len(REASONS))


@dataclass(frozen=True, eq=False)
class LaborCost:
    """Cents per labor row of the run, and what of the paycards is on none of the exported rows (NOT_EXPORTED)."""

    cost: Ints
    employer_taxes: Ints
    fringes: Ints
    rest: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Rest:
    """Rows that are on no timesheet, for one reason: whose, of what category (one past the last: of none), amounts."""

    reason: int
    employee: Ints
    category: Ints
    amounts: tuple[Ints, ...]  # units, cost, employer taxes, fringes


def labor_cost(run: PostedRun, basis: str, employees: Sequence[str], exported: np.ndarray) -> LaborCost:
    """The cost of every labor record of these employees; ``exported`` masks the labor rows that become entries."""
    coded = code_run(run, employees)
    earnings = earnings_of(coded)
    labor, cards, earning = coded.labor, coded.paycards, coded.in_class("earning")
    rows = np.flatnonzero(run.labor["employee"].isin(list(coded.employees.texts)).to_numpy(dtype=bool))
    cost = np.where(earning[labor.category], labor.cents, 0)
    borne, alone, unborne = _employer_cost(coded, earnings, basis)
    left, lone = np.flatnonzero(~exported[rows]), np.flatnonzero(earnings.alone)
    other = np.flatnonzero(earning[cards.category] & ~cards.regular)
    nobody = np.arange(coded.employees.size)
    rest = [
        _rest(_NOT_CHOSEN, labor.employee[left], labor.category[left], labor.units[left], cost[left],
              *(one[left] for one in borne)),
        _rest(_NO_LABOR, cards.employee[lone], cards.category[lone], cards.units[lone], cards.cents[lone], *alone),
        _rest(_OTHER_CARD, cards.employee[other], cards.category[other], cards.units[other], cards.cents[other]),
        _differing(coded),
        _rest(_NO_EARNING, nobody, np.full(len(nobody), coded.categories.size), None, None, *unborne),
    ]  # fmt: skip
    spread = [_scattered(one, rows, len(run.labor)) for one in (cost, *borne)]
    return LaborCost(spread[0], spread[1], spread[2], _frame(coded, rest))


def _scattered(values: Ints, rows: Ints, count: int) -> Ints:
    whole = np.zeros(count, dtype=np.int64)
    whole[rows] = values
    return whole


def _rest(reason: int, employee: Ints, category: Ints, *amounts: Ints | None) -> _Rest:
    nothing = np.zeros(len(employee), dtype=np.int64)
    given = [nothing if one is None else one for one in amounts]
    return _Rest(reason, employee, category, (*given, *[nothing] * (4 - len(given))))


def _employer_cost(run: CodedRun, earnings: Earnings, basis: str) -> tuple[list[Ints], list[Ints], list[Ints]]:
    """Employer taxes and fringes per coded labor record, per earning without labor, and per employee unborne."""
    labor, cards = run.labor, run.paycards
    by_labor, by_card = (labor.units, cards.units) if basis == "hours" else (labor.cents, cards.cents)
    counted = run.in_class("earning")[labor.category]
    alone = np.flatnonzero(earnings.alone)
    at_home = _pair(run, cards.employee[alone], run.home[cards.employee[alone]])
    owner = np.concatenate((_pair(run, labor.employee, labor.group), at_home))
    weight = np.concatenate((np.where(counted, by_labor, 0), by_card[alone]))
    shares = [_shares(run, kind, owner, weight, basis, earnings) for kind in KINDS]
    cut = len(labor.employee)
    return [s[:cut] for s, _ in shares], [s[cut:] for s, _ in shares], [unborne for _, unborne in shares]


def _pair(run: CodedRun, employee: Ints, group: Ints) -> Ints:
    return np.asarray(employee.astype(np.int64) * run.group_count + group)


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


def _differing(run: CodedRun) -> _Rest:
    """Where labor does not add up to the regular paycard lines it explains."""
    labor, cards, earning = run.labor, run.paycards, run.in_class("earning")
    size = run.categories.size
    worked = labor.employee.astype(np.int64) * size + labor.category
    paid = cards.employee.astype(np.int64) * size + cards.category
    mine = earning[labor.category]
    of_labor = cards.regular & earning[cards.category] & np.isin(paid, worked[mine])
    keys = np.concatenate((worked[mine], paid[of_labor]))
    key, (cents,) = add_up(keys, np.concatenate((-labor.cents[mine], cards.cents[of_labor])))
    return _rest(_NOT_PAID, key // size, key % size, None, cents)


def _frame(run: CodedRun, parts: Sequence[_Rest]) -> pd.DataFrame:
    """One row per employee, category and reason, added up; without those that come to nothing."""
    reason = np.concatenate([np.full(len(part.employee), part.reason) for part in parts])
    employee, category = (np.concatenate([getattr(p, n) for p in parts]) for n in ("employee", "category"))
    columns = [np.concatenate([part.amounts[at] for part in parts]) for at in range(4)]
    sizes = (run.employees.size, run.categories.size + 1, len(REASONS))
    ids, shown = combine((employee, category, reason), sizes)
    _, sums = add_up(ids, *columns)
    there = np.logical_or.reduce([one != 0 for one in sums]) if len(shown) else np.zeros(0, dtype=bool)
    shown = shown[there]
    texts = ((run.employees.texts, employee), ((*run.categories.texts, ""), category), (REASONS, reason))
    names = [pd.Series(np.array([*own, ""], dtype=object)[codes[shown]], dtype="str") for own, codes in texts]
    amounts = [
        pd.Series(ints_to_decimal(sums[0][there], 4), dtype=HOURS),
        *(from_cents(one[there]) for one in sums[1:]),
    ]
    columns_of = zip(("employee", "category", "reason", "units", "cost", *KINDS), (*names, *amounts), strict=True)
    return conform(pd.DataFrame(dict(columns_of)), NOT_EXPORTED)
