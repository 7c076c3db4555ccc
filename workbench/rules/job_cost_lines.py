"""Labor records as job cost lines: each dimension worked, home or not sent, in the week of its work date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.fields import TIMESHEET_FIELD, intacct_field
from workbench.frames import JOB_COST_LINES, conform
from workbench.money import from_cents
from workbench.rules.coding import Ints, combine, encode
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import JobCostStructure, Setup

PLACES = ("department", "location")  # a blank one of a labor record falls back to home, by the rule of the file
_NOT_SENT, _WORKED, _HOME, _FELL_BACK = range(4)
_WORDS = ("not sent", "worked", "home", "home, worked is blank")


@dataclass(frozen=True, eq=False)
class Resolved:
    """One dimension of every line: its value, where it comes from, and where a blank leaves the choice open."""

    values: np.ndarray  # text
    place: Ints
    open: np.ndarray  # bool: worked is blank, home is not, and the structure does not say to take home


def fields_of(run: PostedRun, setup: Setup, structure: JobCostStructure) -> dict[str, str]:
    """The entry field of department, location, the standard dimensions of the run and the further ones sent."""
    keys = ("department", "location", *run.dimensions)
    known = {key: TIMESHEET_FIELD[key] for key in keys if key in TIMESHEET_FIELD}
    further = [key for key in keys if key not in known and structure.dimensions.get(key)]
    return {**known, **{key: intacct_field(key, setup.intacct_fields) for key in further}}


def make_lines(
    run: PostedRun, setup: Setup, structure: JobCostStructure, employees: Sequence[str], week_starts: int
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """One line per labor record of the structure's categories, by employee and day; and, per dimension, the lines
    whose worked value is blank while home has one and nothing says which is meant.

    ``week_starts``: 1 Monday to 7 Sunday. Columns: JOB_COST_LINES without costs, dimensions, a column per field.
    """
    rows = _rows(run, structure, employees)
    labor = run.labor.iloc[rows].reset_index(drop=True)
    homes = run.employees.drop_duplicates("employee").set_index("employee")
    keys = ("department", "location", *run.dimensions)
    found = {key: _resolve(key, structure, labor, homes) for key in keys}
    lines = labor[["run", "employee", "category", "work_date", "units", "rate", "amount", "text"]].assign(
        line=_numbers(labor["employee"]),
        week_start=_week_starts(labor["work_date"], week_starts),
        trace=_traces(found),
        employee_id=_mapped(labor["employee"], partial(setup.intacct_of, "employee")),
        time_type=labor["category"],
        labor_row=rows,
        **{key: one.values for key, one in found.items()},
    )
    for key, field in fields_of(run, setup, structure).items():
        ids = _mapped(pd.Series(found[key].values), partial(setup.intacct_of, key))
        lines[field] = pd.Series(ids, dtype="str")
    zero = from_cents(np.zeros(len(lines), dtype=np.int64))
    lines = conform(lines.assign(cost=zero, employer_taxes=zero, fringes=zero), JOB_COST_LINES, run.dimensions)
    return lines, {key: one.open for key, one in found.items() if one.open.any()}


def _rows(run: PostedRun, structure: JobCostStructure, employees: Sequence[str]) -> Ints:
    """Rows of the run's labor, employee by employee in code-point order, each by day, equal days in file order."""
    labor = run.labor
    mine = labor["category"].isin(structure.categories) & labor["employee"].isin(list(employees))
    rows = np.flatnonzero(mine.to_numpy(dtype=bool))
    _, (who,) = encode([labor["employee"].iloc[rows]])
    return np.asarray(rows[np.lexsort((rows, days(labor["work_date"].iloc[rows]), who))])


def days(dates: pd.Series) -> Ints:
    """Dates as whole days since 1970-01-01."""
    return np.asarray(pa.array(dates, type=pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False), dtype=np.int64)


def dates_of(numbers: Ints) -> pd.Series:
    """Whole days since 1970-01-01 as dates."""
    return pd.Series(pa.array(numbers, type=pa.int32()).cast(pa.date32()), dtype=pd.ArrowDtype(pa.date32()))


def week_of(numbers: Ints, week_starts: int) -> Ints:
    """The first day of the week each day falls in; ``week_starts``: 1 Monday to 7 Sunday."""
    return numbers - (numbers + 4 - week_starts) % 7  # 1970-01-01 was a Thursday


def _week_starts(dates: pd.Series, week_starts: int) -> pd.Series:
    return dates_of(week_of(days(dates), week_starts))


def _numbers(employees: pd.Series) -> pd.Series:
    return employees.groupby(employees, sort=False).cumcount() + 1


def _mapped(codes: pd.Series, name: Callable[[str], str]) -> np.ndarray:
    """Each code translated; every distinct one is asked once."""
    positions, distinct = pd.factorize(codes)
    return np.array([*(name(code) for code in distinct), ""], dtype=object)[positions]


def _resolve(key: str, structure: JobCostStructure, labor: pd.DataFrame, homes: pd.DataFrame) -> Resolved:
    mode, count = structure.dimensions.get(key, ""), len(labor)
    nowhere, nothing = np.full(count, "", dtype=object), np.zeros(count, dtype=bool)
    if not mode:
        return Resolved(nowhere, np.full(count, _NOT_SENT), nothing)
    home = labor["employee"].map(homes[key]).fillna("").to_numpy(dtype=object) if count else nowhere
    if mode == "home":
        return Resolved(home, np.full(count, _HOME), nothing)
    worked = labor[key].to_numpy(dtype=object)
    blank = (worked == "") & (home != "")
    if key in PLACES or structure.when_blank == "home":
        return Resolved(np.where(blank, home, worked), np.where(blank, _FELL_BACK, _WORKED), nothing)
    return Resolved(worked, np.full(count, _WORKED), blank)


def _traces(found: dict[str, Resolved]) -> np.ndarray:
    """Which place gave each value, in words; every distinct sentence is made once."""
    columns, texts = [], []
    for key, one in found.items():
        codes, distinct = pd.factorize(one.values)
        columns.append(np.asarray(codes * len(_WORDS) + one.place, dtype=np.int64))
        texts.append([_words(key, value, place) for value in distinct for place in range(len(_WORDS))])
    ids, shown = combine(columns, [len(words) or 1 for words in texts])
    made = ["; ".join(words[c[row]] for words, c in zip(texts, columns, strict=True)) for row in shown]
    return np.array([*made, ""], dtype=object)[ids]


def _words(key: str, value: str, place: int) -> str:
    name = key.replace("_", " ")
    return f"{name} {_WORDS[place]}" if place == _NOT_SENT else f"{name} {value or 'blank'} ({_WORDS[place]})"
