"""Random payrolls under random setups: every line as the plain reading of the rules has it."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules import oracle
from tests.rules.building import run_of
from workbench.rules.batch import line_sources, make_batch
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, Setup

CATEGORIES = {
    "W": "earning", "OT": "earning", "V": "earning", "D": "deduction", "T": "tax_employee", "B": "benefit",
    "X": "tax_employer", "A": "accrual", "NET": "net_pay",
}  # fmt: skip
VALUES = {
    "department": ["", "D1", "D2", "a"],
    "location": ["", "L1", "é"],
    "project": ["", "P1", "P2", "p"],
    "task": ["", "T1"],
    "branch office": ["", "B1", "B2"],
    "class": ["", "C1"],
}
STAFF = ["E1", "E2", "e3"]

dimension_lists = st.permutations(["project", "task", "branch office", "class"]).flatmap(
    lambda names: st.integers(0, 4).map(lambda n: tuple(names[:n]))
)
cents = st.one_of(st.integers(-500, 500), st.integers(-300_000, 300_000), st.sampled_from([0, 100, -100, 10_000, 3065]))
amounts = cents.map(lambda c: Decimal(c) / 100)
units = st.one_of(st.none(), st.sampled_from(["0", "8", "7.5", "0.25", "-4", "0.0001", "40"]).map(Decimal))
accounts = st.sampled_from(["", "10", "20", "30-1", "x"])
codes = st.builds(Codes, st.sampled_from(["", "g1", "g2"]), st.sampled_from(["", "i1", "D2"]))


def text(number):
    return "" if number is None else f"{number:f}"


@st.composite
def payrolls(draw, dimensions=None):
    dimensions = draw(dimension_lists) if dimensions is None else dimensions
    keys = ("department", "location", *dimensions)
    place = st.fixed_dictionaries({key: st.sampled_from(VALUES[key]) for key in keys})
    employees = {e: draw(place) for e in STAFF[: draw(st.integers(1, 3))]}
    who = st.sampled_from(list(employees))
    labor = draw(
        st.lists(
            st.builds(
                lambda e, c, u, a, p: {"employee": e, "category": c, "units": u, "amount": a, **p},
                who, st.sampled_from(["W", "W", "OT", "V", "A"]), units, amounts, place,
            ),
            max_size=8,
        )
    )  # fmt: skip
    cards = draw(
        st.lists(
            st.builds(
                lambda e, c, k, u, a: {"employee": e, "category": c, "type": k, "units": u, "amount": a},
                who, st.sampled_from(list(CATEGORIES)), st.sampled_from(["regular", "regular", "adjustment"]),
                units, amounts,
            ),
            max_size=10,
        )
    )  # fmt: skip
    for pair in draw(
        st.lists(st.sampled_from(sorted({(r["employee"], r["category"]) for r in labor}) or [None]), max_size=3)
    ):
        if pair:  # a regular line that its labor explains
            total = sum(r["amount"] for r in labor if (r["employee"], r["category"]) == pair)
            card = {"employee": pair[0], "category": pair[1], "type": "regular", "units": None, "amount": total}
            cards.insert(draw(st.integers(0, len(cards))), card)
    return oracle.Payroll(CATEGORIES, employees, cards, labor, dimensions)


@st.composite
def setups(draw, dimensions):
    keys = ("employee", "category", "department", "location", *dimensions)
    named = {"employee": STAFF, "category": list(CATEGORIES), **{k: [v for v in VALUES[k] if v] for k in keys[2:]}}
    row_keys = st.sets(st.sampled_from(keys), max_size=4).flatmap(
        lambda names: st.fixed_dictionaries({n: st.sampled_from(named[n]) for n in sorted(names)})
    )
    rows = st.builds(OverwriteRow, row_keys, accounts, accounts)
    parts = ["{category_gl}", *(f"{{{k}_{kind}}}" for k in keys if k != "category" for kind in ("gl", "code"))]
    template = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=4))
    separators = draw(st.lists(st.sampled_from(["", "-", ".", "/ "]), min_size=5, max_size=5))
    structure = separators[0] + "".join(p + s for p, s in zip(template, separators[1:], strict=False))
    tabs = {k: draw(st.dictionaries(st.sampled_from(named[k]), codes, max_size=3)) for k in keys if k != "category"}
    reach = st.sampled_from(["all", "expense", "none"])
    flags = st.sampled_from([True, True, True, False])
    return Setup(
        structure=draw(st.sampled_from(["{category_gl}", structure])),
        distribution_basis=draw(st.sampled_from(["hours", "amount"])),
        categories=draw(
            st.dictionaries(
                st.sampled_from(list(CATEGORIES)), st.builds(CategoryAccounts, accounts, accounts, flags, flags)
            )
        ),
        departments=tabs["department"],
        locations=tabs["location"],
        employees=tabs["employee"],
        dimensions={d: tabs[d] for d in dimensions},
        overwrite=tuple(draw(st.lists(rows, max_size=6))),
        gl_lines=draw(st.dictionaries(st.sampled_from([k for k in keys if k != "category"]), reach)),
        intacct_fields={"branch office": "GLDIMBRANCH"},
    )


few = settings(max_examples=settings().max_examples // 3)
cases = payrolls().flatmap(lambda payroll: st.tuples(st.just(payroll), setups(payroll.dimensions)))


def posted(payroll):
    employees = [{"employee": e, **home} for e, home in payroll.employees.items()]
    cards = [
        (c["employee"], c["category"], text(c["amount"]), {"paycard_type": c["type"], "units": text(c["units"])})
        for c in payroll.paycards
    ]
    labor = [
        (r["employee"], r["category"], text(r["amount"]), {**r, "amount": text(r["amount"]), "units": text(r["units"])})
        for r in payroll.labor
    ]
    return run_of(payroll.categories, employees, cards, labor, payroll.dimensions)


def as_plain(records):
    """The lines in the oracle's form."""
    keys = ("department", "location", *records.dimensions)
    fields = [c for c in records.lines.columns if c.isupper()]
    return [
        (
            row["employee"], row["category"], row["side"], row["account"], row["amount"],
            tuple(row[k] for k in keys), {f: row[f] for f in fields if row[f]},
        )
        for row in records.lines.to_dict("records")
    ]  # fmt: skip


@given(cases)
def test_every_line_is_the_one_the_rules_say(case):
    payroll, setup = case
    assert as_plain(create_records(posted(payroll), setup)) == oracle.record_lines(payroll, setup)


@few
@given(cases)
def test_records_and_batch_add_up_what_the_rules_say(case):
    payroll, setup = case
    records, lines = create_records(posted(payroll), setup), oracle.record_lines(payroll, setup)
    summary = oracle.record_summary(lines)
    for row in records.records.to_dict("records"):
        debit, credit, missing = summary.get(row["employee"], (0, 0, 0))
        assert (row["debit"], row["credit"], row["difference"]) == (debit, credit, debit - credit)
        assert (row["missing_accounts"], row["balanced"]) == (missing, debit == credit and not missing)
        assert bool(row["cause"]) != row["balanced"]
    batch = make_batch(records, description="x")
    fields = [c for c in batch.lines.columns if c.isupper()]
    rows = batch.lines.to_dict("records")
    got = {(r["side"], r["account"], tuple(sorted((f, r[f]) for f in fields if r[f]))): r["amount"] for r in rows}
    assert got == oracle.batch(lines) and len(got) == len(rows)
    order = [(r["side"] == "credit", r["account"], *(r[f] for f in fields)) for r in rows]
    assert order == sorted(order)


@few
@given(cases)
def test_every_batch_line_is_the_sum_of_its_record_lines(case):
    payroll, setup = case
    records = create_records(posted(payroll), setup)
    for detail in ("account", "employee"):
        batch = make_batch(records, description="x", detail=detail)
        source = line_sources(batch.lines, records.lines)
        sums = [Decimal(0)] * len(batch.lines)
        for place, amount in zip(source, records.lines["amount"], strict=True):
            sums[place] += amount
        assert sums == batch.lines["amount"].tolist()


@few
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_labor_does_not_matter_and_creating_twice_gives_the_same(case, chance):
    payroll, setup = case
    records, again = create_records(posted(payroll), setup), create_records(posted(payroll), setup)
    chance.shuffle(payroll.labor)
    shuffled = create_records(posted(payroll), setup)
    assert records.lines.equals(again.lines) and records.lines.equals(shuffled.lines)
    assert records.records["fingerprint"].tolist() == shuffled.records["fingerprint"].tolist()


@few
@given(cases)
def test_cents_are_conserved_and_records_balance_exactly_when_the_paycard_does(case):
    payroll, setup = case
    records = create_records(posted(payroll), setup)
    signs = {"debit": 1, "credit": -1}
    for (employee, at), lines in records.lines.groupby(["employee", "paycard_line"]):
        kind = CATEGORIES[payroll.paycards[at]["category"]]
        per_side = {
            s: sum(a * signs[w] for a, w in zip(p["amount"], p["side"], strict=True))
            for s, p in lines.groupby("normal_side")
        }
        assert per_side == {s: signs[s] * payroll.paycards[at]["amount"] for s in oracle.sides_of(kind)}
        assert payroll.paycards[at]["employee"] == employee


@few
@given(cases)
def test_one_employee_alone_has_the_same_record(case):
    payroll, setup = case
    run = posted(payroll)
    whole = create_records(run, setup)
    for employee in whole.records["employee"]:
        alone = create_records(run, setup, [employee])
        mine = whole.lines[whole.lines["employee"] == employee].reset_index(drop=True)
        assert alone.lines.equals(mine)
        assert whole.of([employee]).records["fingerprint"].tolist() == alone.records["fingerprint"].tolist()
