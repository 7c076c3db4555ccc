"""A utility contractor nobody mapped before: its payroll of any number of employees, and its company in Intacct.

Codes of the payroll are not Intacct's; departments, two locations, projects, classes and crews of its own; accounts
that want a project; job labor of the field crews booked apart from wages.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import yaml

RUN, START, PAID = "2026-06", date(2026, 3, 9), "2026-03-27"
RATES = {"REG": 1, "OT": 1.5, "HOL": 1, "SAL": 1}
CATEGORIES = (
    ("REG", "Regular hours", "earning"), ("OT", "Overtime", "earning"), ("HOL", "Holiday pay", "earning"),
    ("SAL", "Salaries", "earning"), ("BON", "Bonus", "earning"),
    ("FIT", "Federal income tax", "tax_employee"), ("SIT", "State income tax", "tax_employee"),
    ("FICA", "Social Security employee", "tax_employee"), ("MED", "Medicare employee", "tax_employee"),
    ("401K", "401(k) deferral", "deduction"), ("DUES", "Union dues", "deduction"), ("GARN", "Garnishment", "deduction"),
    ("ERFICA", "Social Security employer", "tax_employer"), ("ERMED", "Medicare employer", "tax_employer"),
    ("SUTA", "State unemployment", "tax_employer"), ("FUTA", "Federal unemployment", "tax_employer"),
    ("ER401K", "401(k) match", "benefit"), ("HEALTH", "Health insurance", "benefit"),
    ("NET", "Net pay", "net_pay"),
)  # fmt: skip
# Accounts people there would choose: category -> debit, credit.
WANTED = {
    "REG": ("60100", ""), "OT": ("60150", ""), "HOL": ("60100", ""), "SAL": ("60050", ""), "BON": ("60300", ""),
    "FIT": ("", "22100"), "SIT": ("", "22150"), "FICA": ("", "22200"), "MED": ("", "22200"), "401K": ("", "22400"),
    "DUES": ("", "22500"), "GARN": ("", "22550"), "ERFICA": ("61100", "22200"), "ERMED": ("61100", "22200"),
    "SUTA": ("61200", "22300"), "FUTA": ("61200", "22310"), "ER401K": ("61400", "22400"),
    "HEALTH": ("61500", "22600"), "NET": ("", "21000"),
}  # fmt: skip
CHART = (
    ("10100", "Cash - operating", "debit"), ("10200", "Cash - payroll", "debit"),
    ("12000", "Accounts receivable", "debit"),
    ("20000", "Accounts payable", "credit"), ("21000", "Accrued payroll", "credit"),
    ("22100", "Federal income tax withheld", "credit"), ("22150", "State income tax withheld", "credit"),
    ("22200", "FICA payable", "credit"), ("22300", "SUTA payable", "credit"), ("22310", "FUTA payable", "credit"),
    ("22400", "401(k) payable", "credit"), ("22500", "Union dues payable", "credit"),
    ("22550", "Garnishments payable", "credit"), ("22600", "Health insurance payable", "credit"),
    ("40000", "Contract revenue", "credit"), ("50100", "Job labor", "debit"),
    ("50150", "Job labor - overtime", "debit"),
    ("50500", "Job materials", "debit"), ("60050", "Salaries", "debit"), ("60100", "Hourly wages", "debit"),
    ("60150", "Overtime", "debit"), ("60300", "Bonuses", "debit"), ("61100", "Payroll taxes - FICA", "debit"),
    ("61200", "Payroll taxes - unemployment", "debit"), ("61400", "401(k) match", "debit"),
    ("61500", "Health insurance expense", "debit"), ("63000", "Rent", "debit"),
)  # fmt: skip
JOB_LABOR = {"50100", "50150"}
# Code of the payroll, name of the payroll, id and name in Intacct.
DEPARTMENTS = (
    ("D1", "Administration", "10", "Administration"), ("D2", "Line construction", "20", "Line Construction"),
    ("D3", "Underground", "30", "Underground"), ("D4", "Shop", "40", "Shop and Fleet"),
    ("D5", "Engineering", "50", "Engineering"), ("D6", "Safety", "60", "Safety"),
)  # fmt: skip
FIELD = ("D2", "D3")
LOCATIONS = (("N", "North yard", "YN", "North Yard"), ("S", "South yard", "YS", "South Yard"))
PROJECTS = tuple((f"26-{n:03d}", f"Feeder {n}", f"P26{n:03d}", f"Feeder {n}") for n in range(1, 9))
CLASSES = (("U", "Union", "UNION", "Union"), ("0600", "Non union", "NONUN", "Non union"))
CREWS = tuple((f"C{n}", f"Crew {n}", f"100{n}", f"Crew {n}") for n in range(1, 4))
TABS = {"department": DEPARTMENTS, "location": LOCATIONS, "project": PROJECTS, "class": CLASSES, "crew": CREWS}


def write_company(path: Path) -> None:
    """The company file of the local Intacct, without anything of the demo company."""
    chart = [
        {"ACCOUNTNO": number, "TITLE": title, "NORMALBALANCE": side, "REQUIREDEPT": "true" if number > "5" else "false",
         "ACCOUNTTYPE": "incomestatement" if number > "4" else "balancesheet",
         "REQUIREPROJECT": "true" if number in JOB_LABOR else "false"}
        for number, title, side in CHART
    ]  # fmt: skip
    company = {
        "base": "empty",
        "company": {"id": "RIDGEWAY", "name": "Ridgeway Utilities", "currency": "USD"},
        "dimensions": {"CREW": {"label": "Crew", "values": [{"id": one[2], "name": one[3]} for one in CREWS]}},
        "records": {
            "LOCATIONENTITY": [{"LOCATIONID": "US1", "NAME": "Ridgeway", "CURRENCY": "USD"}],
            "LOCATION": [
                {"LOCATIONID": "US1", "NAME": "Ridgeway", "ENTITY": "US1", "CURRENCY": "USD"},
                *({"LOCATIONID": one[2], "NAME": one[3], "PARENTID": "US1", "ENTITY": "US1"} for one in LOCATIONS),
            ],
            "DEPARTMENT": [{"DEPARTMENTID": one[2], "TITLE": one[3]} for one in DEPARTMENTS],
            "PROJECT": [
                {"PROJECTID": one[2], "NAME": one[3], "PROJECTCATEGORY": "Contract", "PROJECTSTATUS": "In progress"}
                for one in PROJECTS
            ],
            "CLASS": [{"CLASSID": one[2], "NAME": one[3]} for one in CLASSES],
            "GLJOURNAL": [{"SYMBOL": "PRJ", "TITLE": "Payroll"}, {"SYMBOL": "GJ", "TITLE": "General Journal"}],
            "GLACCOUNT": chart,
        },
    }
    path.write_text(yaml.safe_dump(company, sort_keys=False), encoding="utf-8")


def write_payroll(folder: Path, employees: int, seed: int = 7) -> None:
    """The posted payroll of one run: who earned what, what was withheld, and the field crews' labor."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    people, paycards, labor = [], [], []
    for number in range(1, employees + 1):
        home = _home(number, dice)
        people.append([f"{number:04d}", f"Person {number}", "WK", *home])
        _pay(f"{number:04d}", home, dice, paycards, labor)
    _write(folder / "payroll_groups.csv", "code,name,frequency", [["WK", "Weekly", "weekly"]])
    _write(folder / "categories.csv", "code,name,class", CATEGORIES)
    _write(folder / "departments.csv", "code,name", [one[:2] for one in DEPARTMENTS])
    _write(folder / "locations.csv", "code,name", [one[:2] for one in LOCATIONS])
    values = [[name, *one[:2], ""] for name in ("project", "class", "crew") for one in TABS[name]]
    _write(folder / "dimensions.csv", "dimension,code,name,parent", values)
    _write(folder / "employees.csv", "employee,name,payroll_group,department,location,project,class,crew", people)
    _write(
        folder / "paycards.csv",
        "run,payroll_group,period_start,period_end,pay_date,paycard_type,employee,category,units,rate,amount", paycards,
    )  # fmt: skip
    _write(
        folder / "labor.csv",
        "run,employee,category,work_date,units,rate,amount,department,location,project,class,crew,text", labor,
    )  # fmt: skip


def _home(number: int, dice: random.Random) -> list[str]:
    department = DEPARTMENTS[number % len(DEPARTMENTS)][0]
    field = department in FIELD
    crew, place = dice.choice(CREWS)[0] if field else "", dice.choice(LOCATIONS)[0]
    return [department, place, "", "U" if field else "0600", crew]


def _pay(who: str, home: Sequence[str], dice: random.Random, paycards: list, labor: list) -> None:
    """The paycard lines of one employee, in whole cents until they are written; labor where the crew worked."""
    field, rate, lines = home[0] in FIELD, dice.randrange(24_00, 58_00, 25), {}
    earned = {"REG": 3200, "OT": dice.choice((0, 400, 650)), "HOL": 800} if field else {"SAL": 4000}
    for category, hundredths in earned.items():
        price = int(rate * RATES[category])
        if field and category != "HOL":
            lines[category] = [hundredths, price, _days(who, category, hundredths, price, home, dice, labor)]
        elif hundredths:
            lines[category] = [hundredths, price, hundredths * price // 100]
    if dice.random() < 0.2:
        lines["BON"] = [None, None, dice.randrange(100_00, 900_00)]
    gross = sum(line[2] for line in lines.values())
    shares = {"FIT": 12, "SIT": 4, "FICA": 6, "MED": 1, "401K": 5, **({"DUES": 2} if field else {})}
    held = {name: gross * share // 100 for name, share in shares.items()}
    held |= {"GARN": 75_00} if dice.random() < 0.1 else {}
    cost = {"ERFICA": held["FICA"], "ERMED": held["MED"], "SUTA": gross * 3 // 100, "FUTA": gross * 6 // 1000}
    cost |= {"ER401K": gross * 3 // 100, "HEALTH": 185_40}
    rest = {**held, **cost, "NET": gross - sum(held.values())}
    start = [RUN, "WK", str(START), str(START + timedelta(13)), PAID, "regular", who]
    paycards += [[*start, name, *_numbers(*line)] for name, line in lines.items() if line[2]]
    paycards += [[*start, name, "", "", _money(cents)] for name, cents in rest.items()]


def _days(
    who: str, category: str, hundredths: int, price: int, home: Sequence[str], dice: random.Random, labor: list
) -> int:
    """Four days of work on projects of the moment; the cents earned."""
    total = 0
    for day in range(4 if hundredths else 0):
        units = hundredths // 4 + (hundredths % 4 if day == 3 else 0)
        cents = units * price // 100
        total += cents
        where = [
            dice.choice(FIELD),
            dice.choice(LOCATIONS)[0],
            dice.choice(PROJECTS)[0],
            home[3],
            dice.choice(CREWS)[0],
        ]
        labor.append([RUN, who, category, str(START + timedelta(day)), *_numbers(units, price, cents), *where, ""])
    return total


def _numbers(hundredths: int | None, price: int | None, cents: int) -> list[str]:
    return [*("" if one is None else _money(one) for one in (hundredths, price)), _money(cents)]


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _write(path: Path, heading: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading.split(","), *rows])
