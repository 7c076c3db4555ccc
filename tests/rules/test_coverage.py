"""Coverage in money over several runs, the figure people see, and the queue of what is not mapped."""

from collections import Counter
from decimal import Decimal

from hypothesis import given, settings

from tests.rules import oracle
from tests.rules.building import accounts_of, run_of, sample_run, sample_setup
from tests.rules.test_against_oracle import cases, posted
from workbench.rules.coverage import coverage_of_runs, percent, summary
from workbench.rules.mapping_queue import unmapped_queue
from workbench.rules.setup import CategoryAccounts, OverwriteRow, with_category, with_overwrite

KINDS = {"W": "earning", "B": "benefit", "X": "tax_employer", "D": "deduction", "N": "net_pay"}
STAFF = [{"employee": "E", "department": "D1"}, {"employee": "F", "department": "D2"}]
BLANK = CategoryAccounts()
few = settings(max_examples=settings().max_examples // 5)


def runs(*amounts):
    return [run_of(KINDS, STAFF, [("E", "W", a), ("F", "B", a)], code=f"R{at}") for at, a in enumerate(amounts)]


def test_the_sample_is_mapped_to_the_last_cent_per_side_and_in_all():
    total = summary(coverage_of_runs([sample_run(), sample_run()], sample_setup()))
    assert (str(total.mapped), total.percent, total.complete) == ("61980.40", "100.00 %", True)
    assert (str(total.debit.mapped), str(total.credit.mapped)) == ("30990.20", "30990.20")


def by_hand(payroll, setup):
    """Per category and normal side: money with an account, without one, and left out (on purpose or without a word)."""
    sums = Counter()
    for card in payroll.paycards:
        code, swapped = card["category"], card["amount"] < 0
        lines = oracle.paycard_lines(payroll, setup, card)
        sides = oracle.sides_of(payroll.categories[code])
        for _, _, side, account, amount, *_ in lines:
            normal = sides[0] if len(sides) == 1 else {"debit": "credit", "credit": "debit"}[side] if swapped else side
            sums[code, normal, "mapped" if account else "unmapped"] += amount
        for side in () if lines else sides:
            said = code not in setup.categories or setup.categories[code].post
            sums[code, side, "undecided" if said else "meant"] += abs(card["amount"])
    return {key: amount for key, amount in sums.items() if amount}


@few
@given(cases)
def test_money_mapped_and_unmapped_per_category_and_side_is_what_the_records_hold(case):
    payroll, setup = case
    frame = coverage_of_runs([posted(payroll)], setup)
    told = {}
    for row in frame.to_dict("records"):
        amounts = {name: row[name] for name in ("mapped", "unmapped", "undecided")}
        amounts["meant"] = row["not_posted"] - row["undecided"]
        told |= {(row["category"], row["side"], name): amount for name, amount in amounts.items() if amount}
    assert told == by_hand(payroll, setup)
    total = summary(frame)
    for side, covered in (("debit", total.debit), ("credit", total.credit)):
        for name in ("mapped", "unmapped", "undecided"):
            assert getattr(covered, name) == sum(v for (_, s, n), v in told.items() if (s, n) == (side, name))
    assert total.complete == (not any(name in ("unmapped", "undecided") for _, _, name in told))


def test_runs_add_up_category_by_category():
    covered = coverage_of_runs(runs("10.00", "5.50"), accounts_of(KINDS, categories={"W": BLANK}))
    rows = [(r["category"], r["side"], str(r["mapped"]), str(r["unmapped"])) for r in covered.to_dict("records")]
    assert rows == [("B", "debit", "15.50", "0.00"), ("B", "credit", "15.50", "0.00"), ("W", "debit", "0.00", "15.50")]


def test_one_unmapped_cent_in_a_million_is_never_100_percent():
    setup = with_category(accounts_of(KINDS), "D", BLANK)
    run = run_of(KINDS, STAFF, [("E", "W", "1000000.00"), ("E", "D", "0.01")])
    total = summary(coverage_of_runs([run], setup))
    assert (str(total.unmapped), total.percent, total.debit.percent) == ("0.01", "99.99 %", "100.00 %")


def test_one_mapped_cent_in_a_million_is_not_nothing():
    assert [percent(Decimal(p), Decimal("1000000")) for p in ("0", "0.01", "999999.99", "1000000")] == [
        "0.00 %", "0.01 %", "99.99 %", "100.00 %",
    ]  # fmt: skip


def test_a_benefit_without_accounts_counts_as_open_until_someone_says_it_is_meant():
    for post, expected in ((True, ("33.33 %", "20.00")), (False, ("100.00 %", "0.00"))):
        setup = accounts_of(KINDS, categories={"B": CategoryAccounts(post=post)})
        total = summary(coverage_of_runs(runs("10.00"), setup))
        assert (total.percent, str(total.undecided), str(total.not_posted)) == (*expected, "20.00")


def test_where_no_record_can_be_made_nothing_is_mapped():
    run = run_of(KINDS, STAFF, [("E", "W", "10.00"), ("F", "B", "10.00")], dimensions=("crew",))
    total = summary(coverage_of_runs([run], accounts_of(KINDS, intacct_fields={"crew": "NOT A FIELD"})))
    assert (total.percent, str(total.unmapped)) == ("0.00 %", "30.00")


def test_nothing_to_map_has_no_percent():
    assert summary(coverage_of_runs([], sample_setup())).percent == ""


def test_the_queue_starts_with_the_biggest_money():
    setup = accounts_of(KINDS, categories={"N": BLANK, "X": CategoryAccounts("1"), "B": BLANK})
    cards = [("E", "X", "2.00"), ("E", "N", "10.00"), ("F", "N", "10.00"), ("F", "B", "5.00")]
    queue = unmapped_queue([run_of(KINDS, STAFF, cards)], setup)
    rows = [(r["category"], r["side"], str(r["amount"]), r["employees"], r["state"]) for r in queue.to_dict("records")]
    assert rows == [
        ("N", "credit", "20.00", 2, "unmapped"), ("B", "debit", "5.00", 1, "undecided"),
        ("B", "credit", "5.00", 1, "undecided"), ("X", "credit", "2.00", 1, "unmapped"),
    ]  # fmt: skip
    assert queue["share"].iloc[0] == "58.82 %" and "out by its net pay" in queue["reason"].iloc[0]


def test_the_queue_is_empty_when_everything_is_mapped():
    assert not len(unmapped_queue([sample_run()], sample_setup()))


def test_what_overwrite_rows_catch_already_is_said():
    setup = with_overwrite(with_category(accounts_of(KINDS), "W", BLANK), OverwriteRow({"department": "D1"}, "6"))
    run = run_of(KINDS, STAFF, [("E", "W", "7.00"), ("F", "W", "3.00")])
    (row,) = unmapped_queue([run], setup).to_dict("records")
    assert (str(row["amount"]), str(row["mapped"])) == ("3.00", "7.00") and "catch 7.00" in row["reason"]


def test_contradicting_rows_stand_in_the_queue():
    rows = tuple(OverwriteRow({"category": "W"}, account) for account in ("6", "7"))
    (row,) = unmapped_queue(runs("1.00"), accounts_of(KINDS, overwrite=rows)).to_dict("records")
    assert row["category"] == "W" and "contradict" in row["reason"]
