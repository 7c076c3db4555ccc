"""A large made-up posted run: many employees, 25 categories, labor over several projects, shaped like a real one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench import frames
from workbench.money import ints_to_decimal
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup

CLASSES = {
    "1": ("earning", 5), "2": ("deduction", 4), "3": ("tax_employee", 4), "4": ("benefit", 3), "5": ("accrual", 2),
    "6": ("tax_employer", 6), "9": ("net_pay", 1),
}  # fmt: skip
CATEGORIES = {f"{digit}{n:02d}": kind for digit, (kind, count) in CLASSES.items() for n in range(1, count + 1)}
DIMENSIONS = ("project", "task")
DEPARTMENTS, LOCATIONS, PROJECTS, TASKS = 40, 8, 200, 10
PAID_BY_LABOR = ("101", "102")


def texts(words: list[str], codes: np.ndarray) -> pd.Series:
    """A text column from positions in a list of words."""
    return pd.Series(pa.array(words, pa.large_string()).take(pa.array(codes)), dtype="str")


def made_up_run(employees: int, groups: int = 4, seed: int = 1) -> PostedRun:
    """A run of ``employees`` x 25 lines whose labor lies in about ``groups`` groups each (1 to 2 x groups - 1)."""
    rng = np.random.default_rng(seed)
    staff = [f"E{n:06d}" for n in range(employees)]
    worked = rng.integers(1, 2 * groups, employees)
    who = np.repeat(np.arange(employees), worked)
    hours = rng.integers(1, 160, len(who)) * 2500  # quarter hours, in ten-thousandths
    labor = _labor(rng, staff, np.concatenate((who, who)), np.concatenate((hours, hours // 10 + 2500)), len(who))
    paid = np.zeros((2, employees), dtype=np.int64)
    np.add.at(paid, (np.repeat([0, 1], len(who)), np.concatenate((who, who))), labor.pop("cents"))
    return PostedRun(
        code="BENCH",
        paycards=_paycards(rng, staff, paid),
        labor=frames.conform(pd.DataFrame(labor), frames.LABOR, DIMENSIONS),
        employees=_employees(rng, staff),
        categories=pd.DataFrame(
            {"code": list(CATEGORIES), "name": list(CATEGORIES), "class": list(CATEGORIES.values())}
        ),
        departments=frames.empty(frames.DEPARTMENTS),
        locations=frames.empty(frames.LOCATIONS),
        dimension_values=frames.empty(frames.DIMENSIONS),
        payroll_groups=frames.empty(frames.PAYROLL_GROUPS),
        dimensions=DIMENSIONS,
    )


def _labor(
    rng: np.random.Generator, staff: list[str], who: np.ndarray, units: np.ndarray, half: int
) -> dict[str, object]:
    """Labor columns; the first half is regular time, the second overtime in the same groups."""
    cents = units // 2500 * rng.integers(500, 900, len(who))
    project = rng.integers(
        0, PROJECTS, half
    )  # 0: no project, worked at home; a project has its department and location
    places = {
        "project": (PROJECTS, "P", project),
        "task": (TASKS, "T", np.where(project, rng.integers(1, TASKS, half), 0)),
        "department": (DEPARTMENTS, "D", np.where(project, project % (DEPARTMENTS - 1) + 1, 0)),
        "location": (LOCATIONS, "L", np.where(project, project % (LOCATIONS - 1) + 1, 0)),
    }
    columns: dict[str, object] = {
        name: texts(["", *(f"{letter}{n:03d}" for n in range(1, count))], np.tile(codes, 2))
        for name, (count, letter, codes) in places.items()
    }
    return columns | {
        "run": texts(["BENCH"], np.zeros(len(who), dtype=np.int8)),
        "employee": texts(staff, who),
        "category": texts(list(PAID_BY_LABOR), np.repeat([0, 1], half)),
        "work_date": pd.Series([date(2026, 1, 26)], dtype=frames.DTYPE["date"]).repeat(len(who)).reset_index(drop=True),
        "units": pd.Series(ints_to_decimal(units, 4), dtype=frames.DTYPE["hours"]),
        "rate": pd.Series(pa.nulls(len(who), pa.decimal128(18, 6)), dtype=frames.DTYPE["rate"]),
        "amount": pd.Series(ints_to_decimal(cents, 2), dtype=frames.DTYPE["money"]),
        "text": texts([""], np.zeros(len(who), dtype=np.int8)),
        "cents": cents,
    }


def _paycards(rng: np.random.Generator, staff: list[str], paid: np.ndarray) -> pd.DataFrame:
    """25 lines per employee, employee by employee; net pay makes the paycard add up, one in sixteen is negative."""
    kinds = np.array(list(CATEGORIES.values()))
    cents = rng.integers(100, 90_000, (len(staff), len(kinds)))
    cents[rng.random(cents.shape) < 0.06] *= -1
    cents[:, :2] = paid.T
    gross = cents[:, kinds == "earning"].sum(axis=1)
    taken = cents[:, (kinds == "deduction") | (kinds == "tax_employee")].sum(axis=1)
    cents[:, kinds == "net_pay"] = (gross - taken)[:, None]
    count = cents.size
    nothing = np.zeros(count, dtype=np.int8)
    days = {"period_start": date(2026, 1, 26), "period_end": date(2026, 2, 8), "pay_date": date(2026, 2, 13)}
    columns = {
        "run": texts(["BENCH"], nothing),
        "payroll_group": texts(["G"], nothing),
        **{n: pd.Series([d], dtype=frames.DTYPE["date"]).repeat(count).reset_index(drop=True) for n, d in days.items()},
        "paycard_type": texts(["regular"], nothing),
        "employee": texts(staff, np.repeat(np.arange(len(staff)), len(kinds))),
        "category": texts(list(CATEGORIES), np.tile(np.arange(len(kinds)), len(staff))),
        "units": pd.Series(ints_to_decimal(np.full(count, 800_000), 4), dtype=frames.DTYPE["hours"]),
        "rate": pd.Series(pa.nulls(count, pa.decimal128(18, 6)), dtype=frames.DTYPE["rate"]),
        "amount": pd.Series(ints_to_decimal(cents.reshape(-1), 2), dtype=frames.DTYPE["money"]),
    }
    return frames.conform(pd.DataFrame(columns), frames.PAYCARDS)


def _employees(rng: np.random.Generator, staff: list[str]) -> pd.DataFrame:
    count, nothing = len(staff), np.zeros(len(staff), dtype=np.int8)
    columns = {
        "employee": texts(staff, np.arange(count)),
        "name": texts(staff, np.arange(count)),
        "payroll_group": texts(["G"], nothing),
        "department": texts([f"D{n:03d}" for n in range(1, DEPARTMENTS)], rng.integers(0, DEPARTMENTS - 1, count)),
        "location": texts([f"L{n:03d}" for n in range(1, LOCATIONS)], rng.integers(0, LOCATIONS - 1, count)),
        "project": texts([""], nothing),
        "task": texts([""], nothing),
    }
    return frames.conform(pd.DataFrame(columns), frames.EMPLOYEES, DIMENSIONS)


def made_up_setup() -> Setup:
    """Accounts by category and department, with overwrites by category, project and location."""
    tab = {code: CategoryAccounts(f"6{code}", f"2{code}") for code in CATEGORIES}
    departments = {f"D{n:03d}": Codes(gl=f"{n:03d}", intacct=f"{n:03d}") for n in range(1, DEPARTMENTS)}
    rows = [OverwriteRow({"category": "101", "project": f"P{n:03d}"}, debit=f"15{n:03d}") for n in range(1, 30)]
    rows += [
        OverwriteRow({"category": c, "location": "L003"}, debit=f"7{c}", credit=f"8{c}") for c in list(CATEGORIES)[:9]
    ]
    reach = {"department": "expense", "project": "expense", "task": "none"}
    return Setup(
        structure="{category_gl}-{department_gl}",
        categories=tab,
        departments=departments,
        overwrite=tuple(rows),
        gl_lines=reach,
    )
