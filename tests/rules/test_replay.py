"""Past payrolls under two setups: the figures are those of the records made by hand with each."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules import oracle
from tests.rules.building import accounts_of, brief, run_of, sample_run, sample_setup
from tests.rules.test_against_oracle import CATEGORIES, dimension_lists, payrolls, posted, setups
from workbench.rules.gl_records import create_records
from workbench.rules.replay import moved_lines, replay, summed_moves
from workbench.rules.setup import CategoryAccounts, Codes, OverwriteRow, with_category, with_codes, with_overwrite

few = settings(max_examples=settings().max_examples // 10)
pairs = payrolls().flatmap(lambda one: st.tuples(st.just(one), setups(one.dimensions), setups(one.dimensions)))
SIGN = {"debit": 1, "credit": -1}
TABS = (
    "structure", "distribution_basis", "categories", "departments", "locations", "employees", "dimensions",
    "overwrite", "gl_lines",
)  # fmt: skip
several = dimension_lists.flatmap(
    lambda names: st.tuples(
        st.lists(payrolls(names), min_size=1, max_size=3), setups(names), setups(names), st.sets(st.sampled_from(TABS))
    )
)


def plain(frame):
    return {
        (row["kind"], row["account"]): tuple(str(row[name]) for name in ("before", "after", "difference"))
        for row in frame.to_dict("records")
        if row["before"] or row["after"]
    }


def net_by_hand(payroll, setup):
    """Debits less credits per account, from the slow reading of the rules."""
    sums = {}
    for _, _, side, account, amount, *_ in oracle.record_lines(payroll, setup):
        sums[account] = sums.get(account, Decimal(0)) + SIGN[side] * amount
    return {account: amount for account, amount in sums.items() if amount}


@few
@given(several)
def test_over_several_runs_an_edit_of_any_tabs_moves_what_the_records_differ_by(case):
    payrolls, before, other, tabs = case
    after = replace(before, **{tab: getattr(other, tab) for tab in tabs})
    runs = [replace(posted(payroll), code=f"R{at}") for at, payroll in enumerate(payrolls)]
    frame = replay(runs, before, after)
    moved = Counter()
    for payroll in payrolls:
        moved.update(net_by_hand(payroll, after))
        moved.subtract(net_by_hand(payroll, before))
    booked = frame[frame["kind"] != "not posted"]
    told = dict(zip(booked["account"], booked["difference"], strict=True))
    assert {a: v for a, v in told.items() if v} == {a: v for a, v in moved.items() if v} and len(told) == len(booked)
    assert sum(frame[frame["kind"] == "not posted"]["difference"]) == -sum(moved.values())


@few
@given(pairs)
def test_figures_are_those_of_records_made_by_hand_and_each_side_adds_up_to_the_payroll(case):
    payroll, before, after = case
    frame = replay([posted(payroll)], before, after)
    booked = frame[frame["kind"] != "not posted"]
    for name, setup in (("before", before), ("after", after)):
        assert {a: v for a, v in zip(booked["account"], booked[name], strict=True) if v} == net_by_hand(payroll, setup)
    assert (frame["difference"] == frame["after"] - frame["before"]).all() and sum(frame["difference"]) == 0
    for side in ("debit", "credit"):
        paid = sum(c["amount"] for c in payroll.paycards if side in oracle.sides_of(CATEGORIES[c["category"]]))
        assert [sum(frame[f"{side}_{when}"]) for when in ("before", "after")] == [paid, paid]


@few
@given(pairs)
def test_the_moved_lines_are_those_that_differ_between_the_records(case):
    payroll, before, after = case
    run = posted(payroll)
    was, becomes = ({(r["employee"], r["line_key"]): r for r in lines_of(run, s)} for s in (before, after))
    moved = moved_lines([run], before, after)
    differing = {key for key in {*was, *becomes} if was.get(key) != becomes.get(key)}
    assert {(row.employee, row.line_key) for row in moved.itertuples()} == differing and len(moved) == len(differing)
    for row in moved.to_dict("records"):
        key = (row["employee"], row["line_key"])
        assert (row["change"] == "added") == (key not in was) and (row["change"] == "removed") == (key not in becomes)
        for when, lines in (("before", was), ("after", becomes)):
            told = (row[f"account_{when}"], row[f"amount_{when}"])
            assert told == ((lines[key]["account"], lines[key]["amount"]) if key in lines else ("", 0))


def lines_of(run, setup):
    """The lines as far as they matter: who, which line, account, side, amount, what is sent."""
    for row in create_records(run, setup).lines.to_dict("records"):
        sent = {name: value for name, value in row.items() if name.isupper() and value}
        yield {name: row[name] for name in ("employee", "line_key", "side", "account", "amount")} | {"sent": sent}


def test_an_account_given_to_overtime_moves_its_money_and_nothing_else():
    base = sample_setup()
    frame = replay([sample_run()], base, with_category(base, "103", CategoryAccounts("6030")))
    overtime = str(sum(sample_run().paycards.query("category == '103'")["amount"]))
    assert overtime == "252.00" and {key: row for key, row in plain(frame).items() if row[2] != "0.00"} == {
        ("account", "6025"): (overtime, "0.00", "-" + overtime), ("account", "6030"): ("0.00", overtime, overtime),
    }  # fmt: skip


def test_money_that_loses_its_account_or_is_not_posted_is_shown_as_that():
    base = sample_setup()
    after = with_category(base, "201", CategoryAccounts(credit="2350", post=False))
    after = with_category(after, "NET", CategoryAccounts())
    changed = {key: row for key, row in plain(replay([sample_run()], base, after)).items() if row[2] != "0.00"}
    net, rrsp = (sum(sample_run().paycards.query(f"category == '{c}'")["amount"]) for c in ("NET", "201"))
    assert changed[("no account", "")] == ("0.00", str(-net), str(-net))
    assert changed[("not posted", "")] == ("0.00", str(-rrsp), str(-rrsp))


def test_moved_lines_are_added_up_from_account_to_account():
    base = sample_setup()
    summed = summed_moves(moved_lines([sample_run()], base, with_category(base, "103", CategoryAccounts("6030"))))
    assert summed.astype({"amount": "str"}).to_dict("records") == [
        {"account_before": "6025", "account_after": "6030", "category": "103", "side": "debit", "lines": 1,
         "employees": 1, "amount": "252.00"}
    ]  # fmt: skip
    assert not len(summed_moves(moved_lines([sample_run()], base, base)))


def test_several_runs_add_up_and_none_is_nothing():
    run, base = sample_run(), sample_setup()
    once, twice = (replay(runs, base, base) for runs in ([run], [run, replace(run, code="again")]))
    assert twice["before"].tolist() == [2 * amount for amount in once["before"]]
    assert len(replay([], base, base)) == 0 and len(moved_lines([], base, base)) == 0


def test_a_moved_line_says_what_changes_about_it():
    run = run_of({"W": "earning"}, [{"employee": "E1", "department": "ADM"}], [("E1", "W", "10.00")])
    base = accounts_of(["W"])
    row = OverwriteRow({"category": "W", "department": "ADM"}, "6090")
    fields = with_codes(base, "department", "ADM", Codes("", "100"))
    told = [
        moved_lines([run], base, after)[["change", "account_before", "account_after", "fields_after"]].values.tolist()
        for after in (with_overwrite(base, row), fields, with_overwrite(fields, row), base)
    ]
    assert told == [
        [["account", "WD", "6090", "DEPARTMENT ADM"]],
        [["fields", "WD", "WD", "DEPARTMENT 100"]],
        [["account and fields", "WD", "6090", "DEPARTMENT 100"]],
        [],
    ]
    gone = moved_lines([run], base, with_category(base, "W", CategoryAccounts(post=False)))
    assert gone[["change", "amount_before", "amount_after"]].values.tolist() == [["removed", Decimal("10.00"), 0]]
    assert brief(create_records(run, base)) == [("debit", "WD", "10.00")]
