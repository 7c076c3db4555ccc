"""Any payroll written as a register, wide or long, in any style, and read back gives the same paycards."""

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.files.limits import BY_PATH
from workbench.files.register_source import Grid
from workbench.files.register_text import columns_of, separator_of
from workbench.rules.register_answers import Answers, ItemCategory
from workbench.rules.register_categories import Known
from workbench.rules.register_reading import read

ITEMS = {
    "Regular": "earning", "Bonus": "earning", "Union dues": "deduction", "CPP": "tax_employee", "Net pay": "net_pay",
    "Employer CPP": "tax_employer", "Vacation accrual": "accrual",
}  # fmt: skip
CENTS = st.integers(1, 10**9) | st.integers(-(10**6), -1)
PEOPLE = st.lists(st.tuples(st.sampled_from("AEZ"), st.integers(0, 9999)).map(lambda p: f"{p[0]}{p[1]:04}"), min_size=1,
                  max_size=6, unique=True)  # fmt: skip
FACTS = {
    "run": "R1",
    "payroll_group": "G",
    "period_start": "2026-01-01",
    "period_end": "2026-01-14",
    "pay_date": "2026-01-16",
}


@st.composite
def payrolls(draw):
    """Paycards as (employee, item, cents, hundredths of hours); net pay is what is left."""
    cards = []
    for person in draw(PEOPLE):
        left = 0
        for item, kind in ITEMS.items():
            if kind == "net_pay" or not draw(st.booleans()):
                continue
            cents = draw(CENTS)
            left += cents * {"earning": 1, "deduction": -1, "tax_employee": -1}.get(kind, 0)
            cards.append((person, item, cents, draw(st.integers(1, 9999)) if item == "Regular" else 0))
        cards.append((person, "Net pay", left, 0)) if left else None
    return cards


@st.composite
def styles(draw):
    marks = {"mark": ".,", "negative": ["-{}", "({})", "{}-"], "separator": ";	"}
    return {name: draw(st.sampled_from(of)) for name, of in {**marks, "titles": range(4), "totals": [0, 1]}.items()}


def shown(hundredths, style):
    text = f"{Decimal(abs(hundredths)).scaleb(-2):,.2f}"
    text = text if style["mark"] == "." else text.translate(str.maketrans(",.", ".,"))
    return style["negative"].format(text) if hundredths < 0 else text


def wide(cards, style):
    rows = [["Employee Number", "Regular Hours", *ITEMS]]
    for person in dict.fromkeys(card[0] for card in cards):
        mine = {item: (cents, hours) for who, item, cents, hours in cards if who == person}
        hours = shown(mine["Regular"][1], style) if "Regular" in mine else ""
        rows.append([person, hours, *(shown(mine[item][0], style) if item in mine else "" for item in ITEMS)])
    sums = [sum(c for _, i, c, _ in cards if i == item) for item in ITEMS]
    total = ["Totals", shown(sum(card[3] for card in cards), style), *(shown(s, style) for s in sums)]
    return rows + [total] * style["totals"]


def long(cards, style):
    rows = [["Employee Number", "Pay Code", "Hours", "Amount"]]
    rows += [
        [who, item, shown(hours, style) if hours else "", shown(cents, style)] for who, item, cents, hours in cards
    ]
    total = ["Report total", "", "", shown(sum(card[2] for card in cards), style)]
    return rows + [total] * style["totals"]


def read_back(rows, style):
    """The paycards a register of these rows makes, as (employee, item, cents, hundredths of hours)."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=style["separator"]).writerows([["A title"]] * style["titles"] + rows)
    separator = separator_of(text.getvalue())[0]
    grid = Grid("", "register.csv", columns_of(text.getvalue(), separator, "register.csv", BY_PATH))
    categories = {item: ItemCategory(item, item, kind) for item, kind in ITEMS.items()}
    answers = Answers(facts=FACTS, categories=categories, reading={"decimal": style["mark"], "net_pay": ""})
    register, findings = read([grid], "register.csv", answers, Known())
    assert register is not None, [str(finding) for finding in findings]
    wrong = [f for f in register.findings.errors if f.code != "ask_net_pay"]
    assert not wrong, [str(finding) for finding in wrong]
    assert register.ties["ties"].all()
    lines = register.posted.tables["paycards"].table.to_pylist()
    return [(one["employee"], one["category"], int(Decimal(one["amount"]).scaleb(2)),
             int(Decimal(one["units"] or 0).scaleb(2))) for one in lines]  # fmt: skip


@settings(max_examples=25)
@given(payrolls().filter(bool), styles())
def test_wide(cards, style):
    assert sorted(read_back(wide(cards, style), style)) == sorted(cards)


@settings(max_examples=25)
@given(payrolls().filter(bool), styles())
def test_long(cards, style):
    assert read_back(long(cards, style), style) == cards
