"""A posted run as integer codes and whole cents: what the arithmetic of GL records works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from workbench.money import decimal_to_ints, to_cents
from workbench.rules.coding import Ints, Vocabulary, combine, dictionary, encode
from workbench.rules.payroll import PostedRun


@dataclass(frozen=True, eq=False)
class Paycards:
    """Paycard lines, employee by employee, each employee's in file order."""

    line: Ints  # row of the run's paycards frame
    employee: Ints
    category: Ints
    cents: Ints
    units: Ints  # in ten-thousandths; a blank is 0
    regular: np.ndarray  # bool
    origin: Ints  # which (category, paycard type, how many-th of the employee) it is: see ``CodedRun.origins``


@dataclass(frozen=True, eq=False)
class Labor:
    """Labor records with the group they were worked in."""

    employee: Ints
    category: Ints
    group: Ints
    cents: Ints
    units: Ints


@dataclass(frozen=True, eq=False)
class CodedRun:
    """One run, or some employees of it, in codes.

    A group is a combination of department, location and every dimension; their numbers follow their sort order.
    """

    code: str
    employees: Vocabulary
    categories: Vocabulary
    classes: tuple[str, ...]  # of each category
    names: tuple[str, ...]  # of each category
    paycards: Paycards
    labor: Labor
    origins: tuple[tuple[int, str, int], ...]  # category, paycard type, number among the employee's lines of both
    home: Ints  # the home group of each employee
    keys: tuple[str, ...]  # department, location, then the dimensions
    values: tuple[Vocabulary, ...]  # of each key
    groups: tuple[Ints, ...]  # of each key, the value of every group

    @property
    def group_count(self) -> int:
        """How many groups there are."""
        return len(self.groups[0])

    @cached_property
    def group_texts(self) -> list[tuple[str, ...]]:
        """The codes of every group, in the order of ``keys``."""
        columns = [np.array(v.texts, dtype=object)[g] for v, g in zip(self.values, self.groups, strict=True)]
        return list(zip(*columns, strict=True))

    def in_class(self, *classes: str) -> np.ndarray:
        """A mask over the categories."""
        return np.array([one in classes for one in self.classes], dtype=bool)


def code_run(run: PostedRun, employees: Sequence[str] | None = None) -> CodedRun:
    """The run in codes; only the given employees where some are given (unknown ones are left out)."""
    paid, own = dictionary(run.paycards["employee"])
    wanted = sorted(own) if employees is None else sorted(set(own) & set(employees))
    staff = Vocabulary(tuple(wanted))
    categories = Vocabulary(tuple(sorted(run.categories["code"])))
    described = run.categories.set_index("code")
    paycards, origins = _paycards(run, _positions(staff, paid, own), categories)
    labor, home, values, groups = _labor(run, staff, categories)
    return CodedRun(
        code=run.code,
        employees=staff,
        categories=categories,
        classes=tuple(described["class"].reindex(list(categories.texts))),
        names=tuple(described["name"].reindex(list(categories.texts))),
        paycards=paycards,
        labor=labor,
        origins=origins,
        home=home,
        keys=("department", "location", *run.dimensions),
        values=values,
        groups=groups,
    )


def _positions(vocabulary: Vocabulary, codes: Ints, own: list[str]) -> Ints:
    """Where each text stands in the vocabulary; -1 where it does not."""
    rank = {text: position for position, text in enumerate(vocabulary.texts)}
    return np.array([*(rank.get(text, -1) for text in own), -1], dtype=np.int32).take(codes)


def _demand(positions: Ints, table: str) -> None:
    if np.any(positions < 0):  # a checked run has them all; taking the wrong ones would go unseen
        raise ValueError(f"The run's {table} lack one that its lines name.")


def _paycards(
    run: PostedRun, employee: Ints, categories: Vocabulary
) -> tuple[Paycards, tuple[tuple[int, str, int], ...]]:
    line = np.flatnonzero(employee >= 0)
    if np.any(np.diff(employee[line]) < 0):
        line = line[np.argsort(employee[line], kind="stable")]
    employee = employee[line]
    category = _positions(categories, *dictionary(run.paycards["category"]))[line]
    _demand(category, "categories")
    kind, kinds = dictionary(run.paycards["paycard_type"])
    kind = kind[line]
    number = _how_many_th((employee, category, kind))
    ids, shown = combine((category, kind, number), (categories.size, len(kinds), int(number.max(initial=0)) + 1))
    origins = tuple((int(category[i]), kinds[kind[i]], int(number[i]) + 1) for i in shown)
    regular = np.array([one == "regular" for one in kinds] or [False], dtype=bool)[kind]
    cents, units = to_cents(run.paycards["amount"])[line], _units(run.paycards["units"])[line]
    return Paycards(line, employee, category, cents, units, regular, ids), origins


def _how_many_th(columns: Sequence[Ints]) -> Ints:
    """For each row, how many rows before it hold the same codes."""
    ids, shown = combine(columns, [int(c.max(initial=0)) + 1 for c in columns])
    if len(shown) == len(ids):
        return np.zeros(len(ids), dtype=np.int32)
    order = np.argsort(ids, kind="stable")
    counts = np.bincount(ids, minlength=len(shown))
    number = np.empty(len(ids), dtype=np.int32)
    number[order] = np.arange(len(ids)) - np.repeat(np.cumsum(counts) - counts, counts)
    return number


def _units(units: object) -> Ints:
    return decimal_to_ints(pa.array(units, type=pa.decimal128(18, 4)))


def _labor(
    run: PostedRun, staff: Vocabulary, categories: Vocabulary
) -> tuple[Labor, Ints, tuple[Vocabulary, ...], tuple[Ints, ...]]:
    """Labor records of the staff in their groups, and everyone's home group."""
    worked = _positions(staff, *dictionary(run.labor["employee"]))
    mine = np.flatnonzero(worked >= 0)
    worked = worked[mine]
    at_home = np.full(staff.size, -1, dtype=np.int64)
    position = _positions(staff, *dictionary(run.employees["employee"]))
    at_home[position[position >= 0]] = np.flatnonzero(position >= 0)
    _demand(at_home, "employees")
    values, columns = [], []
    for key in ("department", "location", *run.dimensions):
        values_of_key, (in_labor, in_home) = encode((run.labor[key], run.employees[key]), extra=("",))
        home = in_home[at_home]
        here = in_labor[mine]
        if key in ("department", "location"):  # a blank place falls back to home, a blank dimension stays blank
            here = np.where(here == 0, home[worked], here)
        values.append(values_of_key)
        columns.append(np.concatenate((here, home)))
    ids, shown = combine(columns, [v.size for v in values])
    category = _positions(categories, *dictionary(run.labor["category"]))[mine]
    cents, units = to_cents(run.labor["amount"])[mine], _units(run.labor["units"])[mine]
    labor = Labor(worked, category, ids[: len(mine)], cents, units)
    return labor, ids[len(mine) :], tuple(values), tuple(column[shown] for column in columns)
