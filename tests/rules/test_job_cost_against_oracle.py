"""Random payrolls with labor in several weeks, departments and dimensions: every line, entry and cent as the plain
reading of the rules has it. HYPOTHESIS_PROFILE=search looks at many more."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules import job_cost_oracle as oracle
from tests.rules.building import run_of
from tests.rules.test_against_oracle import CATEGORIES, payrolls, setups, text
from workbench.rules.job_cost import create_job_cost
from workbench.rules.setup import JobCostStructure
from workbench.rules.timesheets import SheetParameters, make_timesheets

FIRST = date(2026, 1, 26)
few = settings(max_examples=settings().max_examples // 6)
very_few = settings(max_examples=settings().max_examples // 12)


@st.composite
def structures(draw, keys):
    places = st.dictionaries(st.sampled_from(keys), st.sampled_from(["worked", "worked", "home", ""]))
    categories = draw(st.lists(st.sampled_from(["W", "OT", "V", "A"]), min_size=1, max_size=3, unique=True))
    return JobCostStructure(
        "S", True, "labor", tuple(categories), draw(places), draw(st.sampled_from(["error", "home"]))
    )


@st.composite
def worked_payrolls(draw):
    payroll = draw(payrolls())
    for record in payroll.labor:
        record["work_date"] = FIRST + timedelta(days=draw(st.integers(-3, 18)))
    return payroll, draw(setups(payroll.dimensions)), draw(structures(payroll.keys)), draw(st.integers(1, 7))


def posted(payroll):
    cards = [
        (c["employee"], c["category"], text(c["amount"]), {"paycard_type": c["type"], "units": text(c["units"])})
        for c in payroll.paycards
    ]
    labor = [
        (r["employee"], r["category"], text(r["amount"]),
         {**r, "amount": text(r["amount"]), "units": text(r["units"]), "work_date": r["work_date"].isoformat()})
        for r in payroll.labor
    ]  # fmt: skip
    employees = [{"employee": e, **home} for e, home in payroll.employees.items()]
    return run_of(payroll.categories, employees, cards, labor, payroll.dimensions)


def made(case):
    payroll, setup, structure, week_starts = case
    records = create_job_cost(posted(payroll), setup, structure, week_starts=week_starts)
    return records, oracle.record_lines(payroll, setup, structure, week_starts)


def fields(row):
    return {name: value for name, value in row.items() if name.isupper() and value}


@few
@given(worked_payrolls())
def test_every_line_is_the_one_the_rules_say(case):
    records, wanted = made(case)
    keys = ("department", "location", *records.dimensions)
    got = [
        {
            "employee": row["employee"], "category": row["category"], "work_date": row["work_date"],
            "week_start": row["week_start"], "units": row["units"], "amount": row["amount"],
            "values": {key: row[key] for key in keys}, "fields": fields(row), "at": row["labor_row"],
        }
        for row in records.lines.astype(object).where(records.lines.notna(), None).to_dict("records")
    ]  # fmt: skip
    assert got == wanted
    blocked = {line["employee"] for line in wanted if oracle.open_blanks(case[0], case[2], line)}
    found = {
        name for f in records.findings if f.code == "worked_blank" for name in case[0].employees if name in f.message
    }
    assert blocked == found
    assert blocked <= set(records.records.loc[~records.records["ok"], "employee"])


@few
@given(worked_payrolls(), st.sampled_from(["entry", "day", "period"]))
def test_every_entry_and_its_cost_is_the_one_the_rules_say(case, summarize):
    records, lines = made(case)
    costs = oracle.employer_cost(_paid(case[0]), case[1].distribution_basis)
    sheets = make_timesheets(records, description="x", parameters=SheetParameters(summarize=summarize, labor_cost=True))
    got = [
        (row["employee"], row["week_start"], row["work_date"], row["category"], row["units"], row["cost"],
         row["employer_taxes"], row["fringes"], fields(row))
        for row in sheets.entries.to_dict("records")
    ]  # fmt: skip
    wanted = oracle.entries(lines, summarize, defaultdict(lambda: [Decimal(0)] * 3, costs))
    order = lambda entry: (*entry[:4], str(entry[4:]))  # noqa: E731
    assert sorted(got, key=order) == sorted(wanted, key=order)
    assert [entry[:3] for entry in got] == [entry[:3] for entry in sorted(got, key=lambda entry: entry[:3])]
    assert {(e[0], e[1]) for e in wanted} == set(
        zip(sheets.sheets["employee"], sheets.sheets["week_start"], strict=True)
    )


def _paid(payroll):
    """The payroll without labor of people who were not paid: nothing of theirs costs anything."""
    there = {card["employee"] for card in payroll.paycards}
    labor = [r if r["employee"] in there else {**r, "amount": Decimal(0)} for r in payroll.labor]
    return type(payroll)(payroll.categories, payroll.employees, payroll.paycards, labor, payroll.dimensions)


@very_few
@given(worked_payrolls(), st.sampled_from(["entry", "day", "period"]))
def test_entries_and_what_is_not_exported_are_the_paycards_to_the_cent(case, summarize):
    payroll, (records, _) = case[0], made(case)
    sheets = make_timesheets(records, description="x", parameters=SheetParameters(summarize=summarize, labor_cost=True))
    for employee in {card["employee"] for card in payroll.paycards}:
        mine = [frame[frame["employee"] == employee] for frame in (sheets.entries, sheets.not_exported)]
        kinds = {"cost": ("earning",), "employer_taxes": ("tax_employer",), "fringes": ("benefit", "accrual")}
        for name, classes in kinds.items():
            paid = sum(
                card["amount"]
                for card in payroll.paycards
                if card["employee"] == employee and CATEGORIES[card["category"]] in classes
            )
            assert sum((sum(frame[name]) for frame in mine), Decimal(0)) == paid


@very_few
@given(worked_payrolls())
def test_one_employee_alone_has_the_same_record(case):
    records, _ = made(case)
    for employee in records.records["employee"]:
        alone = records.of([employee])
        mine = records.lines[records.lines["employee"] == employee].reset_index(drop=True)
        assert alone.lines.equals(mine)
        row = records.records[records.records["employee"] == employee].reset_index(drop=True)
        assert alone.records.drop(columns="cause").equals(row.drop(columns="cause"))
