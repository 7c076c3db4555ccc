"""A made-up company for the sandbox and its payroll: approved time entries by the thousand, in CSV files."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from workbench.samples.made_up import Size, write_payroll

START = date(2026, 2, 9)  # the pay period after that of the payroll
END = START + timedelta(days=13)
DAYS = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
A_DAY = 2  # entries of an employee on a day
ENTRIES = (
    "RECORDNO", "TIMESHEETKEY", "ENTRYDATE", "QTY", "LINENO", "TIMETYPE", "PROJECTID", "TASKID", "COSTTYPEID",
    "CUSTOMERID", "ITEMID", "CLASSID", "DEPARTMENTID", "LOCATIONID", "DESCRIPTION", "NOTES", "BILLABLE", "EXTBILLRATE",
    "STATE", "BILLED", "PROJECTNAME", "TASKNAME", "DEPARTMENTNAME", "LOCATIONNAME",
)  # fmt: skip
FIELDS = (*ENTRIES, "TIMESHEET.EMPLOYEEID")  # the 25 that are read
NOTES = ("", "", "Overtime approved by site lead", "Café <late> delivery & clean-up", 'Said "as agreed", see note')

Rows = Iterable[tuple[object, ...]]


@dataclass(frozen=True)
class MadeUpTime:
    """The company file and the payroll folder written, and the number of entries."""

    company_file: Path
    payroll: Path
    entries: int


def write_company(folder: Path, entries: int) -> MadeUpTime:
    """A payroll in the folder, and a company whose approved entries name its employees, projects and departments."""
    size = Size(-(-entries // (len(DAYS) * A_DAY)))
    write_payroll(folder / "payroll", size)
    files = {
        "DEPARTMENT": (("DEPARTMENTID", "TITLE"), _named("0", size.departments, 3)),
        "LOCATION": (("LOCATIONID", "NAME"), _named("L", size.locations, 2)),
        "PROJECT": (("PROJECTID", "NAME"), _named("P", size.projects, 4)),
        "TASK": (("TASKID", "NAME", "PROJECTID"), _tasks(size)),
        "TIMESHEET": (("RECORDNO", "EMPLOYEEID", "BEGINDATE", "ENDDATE", "STATE"), _sheets(size)),
        "TIMESHEETENTRY": (ENTRIES, (row for row, _ in zip(_entries(size), range(entries), strict=False))),
    }
    for name, (heading, rows) in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
    named = ", ".join(f"{name}: {name}.csv" for name in files)
    (folder / "company.yaml").write_text(f"replace: [TIMESHEET, TIMESHEETENTRY, TASK, COSTTYPE]\ncsv: {{{named}}}\n")
    return MadeUpTime(folder / "company.yaml", folder / "payroll", entries)


def _named(prefix: str, count: int, digits: int) -> Rows:
    return ((f"{prefix}{number:0{digits}}", f"Name of {number}") for number in range(1, count + 1))


def _tasks(size: Size) -> Rows:
    return (
        (f"T{task:02}", f"Task {task}", f"P{project:04}")
        for project in range(1, size.projects + 1)
        for task in range(1, size.tasks + 1)
    )


def _sheets(size: Size) -> Iterator[tuple[object, ...]]:
    for person in range(size.employees):
        for week in range(2):
            begin = START + timedelta(days=7 * week)
            yield 2 * person + week + 1, f"E{person + 1:07}", begin, begin + timedelta(days=6), "Approved"


def _entries(size: Size) -> Iterator[tuple[object, ...]]:
    dice = random.Random(1)
    for number in range(1, size.employees * len(DAYS) * A_DAY + 1):
        person, nth = divmod(number - 1, len(DAYS) * A_DAY)
        day = DAYS[nth // A_DAY]
        project, task = dice.randint(1, size.projects), dice.randint(1, size.tasks)
        yield (
            number, 2 * person + day // 7 + 1, START + timedelta(days=day), dice.choice(("4", "3.75", "0.25", "5.5")),
            nth + 1, dice.choice(("101", "102", "103")), f"P{project:04}", f"T{task:02}", "", "", "",
            dice.choice(("UNION", "NONUNION")), f"0{dice.randint(1, size.departments):03}",
            f"L{dice.randint(1, size.locations):02}", f"Shift {nth % 3}", dice.choice(NOTES),
            dice.choice(("true", "false")), dice.choice(("", "85.5")), "Approved", "false",
            f"Déversoir {project} & bassin", f"Task {task}", "Field", "Ontario",
        )  # fmt: skip
