"""Makes up payrolls of any size for tests and benchmarks: balanced to the cent, with labor, the same for one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from workbench.fields import STANDARD_DIMENSIONS
from workbench.money import ints_to_decimal

CATEGORIES = (
    *(("101", "Salary", "earning"), ("102", "Hourly wages", "earning"), ("103", "Overtime 1.5", "earning")),
    *(("110", "Bonus", "earning"), ("120", "Shift premium", "earning"), ("130", "Statutory holiday", "earning")),
    *(("201", "RRSP employee", "deduction"), ("210", "Union dues", "deduction"), ("220", "Parking", "deduction")),
    *(("230", "Charity", "deduction"), ("301", "CPP", "tax_employee"), ("303", "EI", "tax_employee")),
    *(("304", "Federal tax", "tax_employee"), ("305", "Ontario tax", "tax_employee")),
    *(("401", "RRSP employer", "benefit"), ("410", "Dental", "benefit"), ("420", "Life insurance", "benefit")),
    *(("502", "Vacation pay", "accrual"), ("510", "Sick pay", "accrual"), ("601", "CPP employer", "tax_employer")),
    *(("603", "EI employer", "tax_employer"), ("604", "Employer Health Tax", "tax_employer")),
    *(("605", "WSIB", "tax_employer"), ("610", "Levy", "tax_employer"), ("NET", "Net pay", "net_pay")),
)
_EARNINGS = [code for code, _, kind in CATEGORIES if kind == "earning"]
_WITHHELD = [code for code, _, kind in CATEGORIES if kind in ("deduction", "tax_employee")]
LABOR_LINES = 10
_START = date(2026, 1, 26)


@dataclass(frozen=True)
class Size:
    """How many of what; 25 paycard lines and 10 labor lines per employee and run."""

    employees: int
    runs: int = 1
    departments: int = 20
    locations: int = 5
    projects: int = 50
    tasks: int = 4


def write_payroll(folder: Path, size: Size, seed: int = 1) -> None:
    """Write the eight files of a made-up payroll into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(seed)
    _write_masters(folder, size, dice)
    paycards, labor = [], []
    for run in range(size.runs):
        paid = dice.integers(1_00, 3_000_00, (size.employees, len(CATEGORIES)))
        _set_net_pay(paid)
        paycards.append(_paycards(size, run, paid))
        labor.append(_labor(size, run, paid, dice))
    _write(folder, "paycards", pa.concat_tables(paycards))
    _write(folder, "labor", pa.concat_tables(labor))


def _set_net_pay(paid: np.ndarray) -> None:
    codes = [code for code, _, _ in CATEGORIES]
    earned = paid[:, [codes.index(code) for code in _EARNINGS]].sum(axis=1)
    withheld = paid[:, [codes.index(code) for code in _WITHHELD]]
    withheld //= 4  # so that nobody owes
    paid[:, [codes.index(code) for code in _WITHHELD]] = withheld
    paid[:, codes.index("NET")] = earned - withheld.sum(axis=1)


def _names(prefix: str, count: int, digits: int) -> list[str]:
    return [f"{prefix}{number:0{digits}d}" for number in range(1, count + 1)]


def _people(size: Size) -> list[str]:
    return _names("E", size.employees, 7)


def _write_masters(folder: Path, size: Size, dice: np.random.Generator) -> None:
    departments, locations = _names("0", size.departments, 3), _names("L", size.locations, 2)
    projects, tasks = _names("P", size.projects, 4), _names("T", size.tasks, 2)
    _write(folder, "payroll_groups", _texts(code=["BIWEEKLY"], name=["Bi-weekly staff"], frequency=["bi-weekly"]))
    codes, names, classes = zip(*CATEGORIES, strict=True)
    _write(folder, "categories", _texts(**{"code": codes, "name": names, "class": classes}))
    _write(folder, "departments", _texts(code=departments, name=[f"Department {c}" for c in departments]))
    _write(folder, "locations", _texts(code=locations, name=[f"Location {c}" for c in locations]))
    values = [("project", p, f"Project {p}", "") for p in projects]
    values += [("task", t, f"Task {t} of {p}", p) for p in projects for t in tasks]
    columns = zip(("dimension", "code", "name", "parent"), zip(*values, strict=True), strict=True)
    _write(folder, "dimensions", _texts(**dict(columns)))
    people = _people(size)
    homes = {
        "department": _pick(departments, dice.integers(0, size.departments, len(people))),
        "location": _pick(locations, dice.integers(0, size.locations, len(people))),
    }
    start = {"employee": people, "name": [f"Person {p}" for p in people], "payroll_group": ["BIWEEKLY"] * len(people)}
    _write(folder, "employees", _texts(**start, **homes, **{d: [""] * len(people) for d in STANDARD_DIMENSIONS}))


def _paycards(size: Size, run: int, paid: np.ndarray) -> pa.Table:
    lines, first = paid.size, _START + timedelta(days=14 * run)
    codes = [code for code, _, _ in CATEGORIES]
    constant = {
        "run": f"2026-BW{run + 3:02d}",
        "payroll_group": "BIWEEKLY",
        "period_start": first.isoformat(),
        "period_end": (first + timedelta(days=13)).isoformat(),
        "pay_date": (first + timedelta(days=18)).isoformat(),
        "paycard_type": "regular",
    }
    return pa.table(
        {name: _repeated(value, lines) for name, value in constant.items()}
        | {
            "employee": _pick(_people(size), np.repeat(np.arange(size.employees), len(codes))),
            "category": _pick(codes, np.tile(np.arange(len(codes)), size.employees)),
            "units": _only_first(len(codes), size.employees, "80.00"),
            "rate": _repeated("", lines),
            "amount": ints_to_decimal(paid.ravel(), 2),
        }
    )


def _labor(size: Size, run: int, paid: np.ndarray, dice: np.random.Generator) -> pa.Table:
    """Ten days of hourly wages that add up to the paycard line of category 102."""
    wages = paid[:, 1]
    daily = np.repeat(wages[:, None] // LABOR_LINES, LABOR_LINES, axis=1)
    daily[:, -1] += wages - daily.sum(axis=1)
    lines, first = daily.size, _START + timedelta(days=14 * run)
    days = [(first + timedelta(days=d)).isoformat() for d in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    at = dice.integers(0, size.projects, lines)
    blank = {name: _repeated("", lines) for name in ("cost_type", "class", "text")}
    return pa.table(
        {
            "run": _repeated(f"2026-BW{run + 3:02d}", lines),
            "employee": _pick(_people(size), np.repeat(np.arange(size.employees), LABOR_LINES)),
            "category": _repeated("102", lines),
            "work_date": _pick(days, np.tile(np.arange(LABOR_LINES), size.employees)),
            "units": _repeated("8.00", lines),
            "rate": _repeated("", lines),
            "amount": ints_to_decimal(daily.ravel(), 2),
            "department": _pick(_names("0", size.departments, 3), dice.integers(0, size.departments, lines)),
            "location": _pick(_names("L", size.locations, 2), dice.integers(0, size.locations, lines)),
            "project": _pick(_names("P", size.projects, 4), at),
            "task": _pick(_names("T", size.tasks, 2), dice.integers(0, size.tasks, lines)),
        }
        | blank
    )


def _pick(values: Sequence[str], numbers: np.ndarray) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(numbers))


def _repeated(value: str, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), length)


def _only_first(period: int, repeats: int, value: str) -> pa.Array:
    return _pick([value, ""], np.tile(np.minimum(np.arange(period), 1), repeats))


def _texts(**columns: Sequence[str] | pa.Array) -> pa.Table:
    return pa.table({n: c if isinstance(c, pa.Array) else pa.array(c, pa.string()) for n, c in columns.items()})


def _write(folder: Path, name: str, table: pa.Table) -> None:
    plain = pacsv.WriteOptions(quoting_style="none", quoting_header="none")
    pacsv.write_csv(table, folder / f"{name}.csv", plain)
