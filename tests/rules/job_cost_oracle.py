"""The rules of job cost records and timesheets read once more, slowly and in plain Python: dictionaries and loops.

It shares nothing with the code it judges but the frozen values of a setup; payrolls are those of the GL oracle, with a
work date on every labor record.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from tests.rules import oracle

FIELDS = {
    "department": "DEPARTMENTID", "location": "LOCATIONID", "project": "PROJECTID", "task": "TASKID",
    "cost_type": "COSTTYPEID", "class": "CLASSID",
}  # fmt: skip


def field_of(setup, key):
    return FIELDS.get(key) or setup.intacct_fields.get(key) or "GLDIM" + key.upper()


def value_of(payroll, structure, record, key):
    """What a line carries for a dimension: the worked value, the home value, or nothing."""
    place = structure.dimensions.get(key, "")
    home = payroll.employees[record["employee"]].get(key, "")
    if place == "home":
        return home
    if place == "worked":
        worked = record.get(key, "")
        falls_back = key in ("department", "location") or structure.when_blank == "home"
        return worked or (home if falls_back else "")
    return ""


def week_of(day, week_starts):
    while day.isoweekday() != week_starts:
        day -= timedelta(days=1)
    return day


def sent(payroll, setup, values):
    named = {field_of(setup, key): setup.intacct_of(key, value) for key, value in values.items()}
    return {field: value for field, value in named.items() if value}


def record_lines(payroll, setup, structure, week_starts):
    """One line per labor record of the structure's categories, by employee and day."""
    lines = []
    for at, record in enumerate(payroll.labor):
        if record["category"] in structure.categories:
            values = {key: value_of(payroll, structure, record, key) for key in payroll.keys}
            lines.append(
                {
                    "employee": record["employee"], "category": record["category"], "work_date": record["work_date"],
                    "week_start": week_of(record["work_date"], week_starts), "units": record["units"],
                    "amount": record["amount"], "values": values, "fields": sent(payroll, setup, values), "at": at,
                }
            )  # fmt: skip
    return sorted(lines, key=lambda line: (line["employee"], line["work_date"], line["at"]))


def open_blanks(payroll, structure, line):
    """The dimensions whose worked value is blank while home has one, and nobody says which is meant."""
    record = payroll.labor[line["at"]]
    return [
        key
        for key in payroll.dimensions
        if structure.dimensions.get(key) == "worked" and structure.when_blank == "error"
        and not record.get(key, "") and payroll.employees[record["employee"]].get(key, "")
    ]  # fmt: skip


def entries(lines, summarize, costs):
    """Entries in their order: (employee, week, day, category, units, cost, taxes, fringes, fields)."""
    made = defaultdict(list)
    for number, line in enumerate(lines):
        key = (line["employee"], line["week_start"], line["category"], tuple(sorted(line["fields"].items())))
        if summarize == "entry":
            key = (number,)
        elif summarize == "day":
            key = (*key, line["work_date"])
        made[key].append(line)
    found = []
    for several in made.values():
        first = several[0]
        units = sum(line["units"] or 0 for line in several)
        money = [sum(costs["labor", line["at"]][n] for line in several) for n in range(3)]
        day = min(line["work_date"] for line in several)
        if units:
            found.append((first["employee"], first["week_start"], day, first["category"], units, *money,
                          first["fields"]))  # fmt: skip
    return found


def employer_cost(payroll, basis):
    """What every labor record and every paycard line bears: (cost, employer taxes, fringes); by "employee" what none
    bears. Each paycard line goes to its groups as in the journal; in a group its bearers share in proportion."""
    bearers = defaultdict(list)  # employee and group -> (what, weight)
    costs = {}
    with_labor = {(r["employee"], r["category"]) for r in payroll.labor}
    weight = "units" if basis == "hours" else "amount"
    for at, record in enumerate(payroll.labor):
        earning = payroll.categories[record["category"]] == "earning"
        costs["labor", at] = [record["amount"] if earning else Decimal(0), Decimal(0), Decimal(0)]
        if earning:
            bearers[record["employee"], payroll.group(record)].append((("labor", at), record[weight] or 0))
    for at, card in enumerate(payroll.paycards):
        pair = (card["employee"], card["category"])
        alone = payroll.categories[card["category"]] == "earning" and card["type"] == "regular"
        costs["card", at] = [Decimal(0)] * 3
        if alone and pair not in with_labor:
            costs["card", at][0] = card["amount"]
            bearers[card["employee"], payroll.home(card["employee"])].append((("card", at), card[weight] or 0))
    for kind, classes in ((1, ("tax_employer",)), (2, ("benefit", "accrual"))):
        totals = defaultdict(Decimal)
        for card in payroll.paycards:
            if payroll.categories[card["category"]] in classes:
                for group, share in oracle.cost_shares(payroll, card, basis).items():
                    totals[card["employee"], group] += share
        for (employee, group), amount in totals.items():
            theirs = bearers[employee, group]
            shares = oracle.in_proportion(amount, dict(enumerate(w for _, w in theirs)))
            if shares is None:
                costs.setdefault(("employee", employee), [Decimal(0)] * 3)[kind] += amount
            for position, share in (shares or {}).items():
                costs[theirs[position][0]][kind] += share
    return costs
