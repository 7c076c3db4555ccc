"""Everything that can be wrong with time before it becomes labor records, each row with its reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from workbench.rules.known_codes import KnownCodes
from workbench.rules.nearest_code import NearestCode
from workbench.rules.time_dimension_checks import IntacctValues, check_dimensions
from workbench.rules.time_labor import MappedTime
from workbench.rules.time_number_checks import check_amounts, check_day, check_units
from workbench.rules.time_rows import LEFT_OUT, SKIPPED, Rows
from workbench.rules.time_texts import Texts


@dataclass(frozen=True)
class Decisions:
    """What was decided of single entries, with the reason: kept out of payroll, or taken although it looks wrong."""

    skipped: Mapping[int, str] = field(default_factory=dict)
    accepted: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """The days asked for, the payroll group (blank: all), and since when late time was approved that comes in too."""

    start: date
    end: date
    payroll_group: str = ""
    late_since: date | None = None


def check_time(
    mapped: MappedTime, period: Period, known: KnownCodes, values: IntacctValues, decisions: Decisions
) -> Rows:
    """The verdict on every row; ``values`` is what Intacct knows of each dimension (empty: not asked)."""
    rows = Rows(mapped)
    _decide(rows, decisions)
    _leave_out(rows, mapped, period, known)
    _employees(rows, mapped, known)
    _categories(rows, mapped, known)
    check_day(rows, mapped, period.start, period.end, period.late_since)
    check_units(rows, mapped)
    check_amounts(rows, mapped, known)
    check_dimensions(rows, mapped, known, values)
    if len(mapped.labor) and not known.any:
        said = "No payroll is loaded yet, so employees and categories cannot be compared with payroll's."
        rows.once("no_payroll", "warning", said, "Load a posted payroll on the Payroll runs page.", "payroll_runs")
    return rows


def _decide(rows: Rows, decisions: Decisions) -> None:
    record = rows.labor["record"].to_numpy()
    skipped = _reasons(record, decisions.skipped)
    rows.set_apart(~skipped.blank, SKIPPED, skipped)
    rows.excused = ~_reasons(record, decisions.accepted).blank


def _reasons(record: np.ndarray, decided: Mapping[int, str]) -> Texts:
    """The reason of each row that something was decided of; blank where nothing was."""
    numbers = np.fromiter(decided, dtype=np.int64, count=len(decided))
    order = np.argsort(numbers)
    place = np.searchsorted(numbers[order], record)
    hit = np.flatnonzero(np.isin(record, numbers))
    codes = np.zeros(len(record), dtype=np.int32)
    codes[hit] = order[place[hit]] + 1
    return Texts(pa.array(["", *decided.values()], pa.string()), codes)


def _leave_out(rows: Rows, mapped: MappedTime, period: Period, known: KnownCodes) -> None:
    if not period.payroll_group:
        return
    group = mapped.code("employee").translated(lambda one: known.group_of.get(one, ""))
    other = ~group.among(("", period.payroll_group)) & rows.taking_part
    rows.set_apart(other, LEFT_OUT, group.translated("Belongs to payroll group {}.".format))
    for one in sorted(set(group.seen(np.flatnonzero(other))[1])):
        count = int((other & group.among((one,))).sum())
        message = f"{count} {'entry is' if count == 1 else 'entries are'} of payroll group {one} and left out."
        rows.once("wrong_group", "note", message, f"Import them with the payroll group {one}.")


def _employees(rows: Rows, mapped: MappedTime, known: KnownCodes) -> None:
    theirs = mapped.said("employee")
    _blank(rows, theirs, "employee", "no_employee", "The entry names no employee.")
    claimed, there = mapped.book("employee").claimed, known.codes("employee")
    names = dict(zip(known.employees["employee"].tolist(), known.employees["name"].tolist(), strict=True))
    nearest = NearestCode(names)
    twice = theirs.among(claimed)

    def two(id: str) -> tuple[str, str]:
        said = f"The employee {id} stands for two employees of payroll: {' and '.join(claimed[id])}."
        return said, "Say in the value map of the field map which one it is."

    def none(id: str) -> tuple[str, str]:
        meant = nearest(id)
        near = f" Nearest is {meant} {names[meant]}." if meant else ""
        return f"The employee {id} is in no posted payroll.", (
            f"Map it to one of payroll's employees in the value map; a new employee to itself, or accept it.{near}"
        )

    rows.say(twice, "two_employees", "error", "employee", theirs, two, "field_maps")
    if known.any:
        unknown = ~mapped.code("employee").among(there) & ~twice & ~theirs.among(mapped.book("employee").stated)
        rows.say(unknown & ~theirs.blank, "unknown_employee", "error", "employee", theirs, none, "field_maps", True)


def _categories(rows: Rows, mapped: MappedTime, known: KnownCodes) -> None:
    theirs, ours = mapped.said("category"), mapped.code("category")
    _blank(rows, theirs, "category", "no_category", "The entry has no time type.")
    if not known.any:
        return
    named = known.categories
    names = dict(zip(named["code"], named["name"], strict=True))
    classes = dict(zip(named["code"], named["class"], strict=True))
    earnings = {code: name for code, name in names.items() if classes[code] == "earning"}
    nearest = NearestCode(earnings)

    def none(code: str) -> tuple[str, str]:
        meant = nearest(code)
        near = f"Nearest is {meant} {names[meant]}: map" if meant else "Map"
        return f"The time type {code} equals no category code of payroll.", (
            f"{near} {code} in the value map, or rename the time type in Sage Intacct."
        )

    def no_earning(code: str) -> tuple[str, str]:
        said = f"The category {code} {names[code]} is no earning but {classes[code].replace('_', ' ')}."
        return said, "Map the time type to an earning in the value map, unless payroll keeps hours of it."

    unknown = ~ours.among(names) & ~theirs.blank
    rows.say(unknown, "unknown_category", "error", "category", theirs, none, "field_maps")
    other = ours.among(set(names) - set(earnings))
    rows.say(other, "no_earning", "warning", "category", ours, no_earning, "field_maps")


def _blank(rows: Rows, theirs: Texts, target: str, code: str, message: str) -> None:
    remedy = "Mend the entry in Sage Intacct, or skip it with a reason."
    rows.say(theirs.blank, code, "error", target, theirs, lambda _: (message, remedy))
