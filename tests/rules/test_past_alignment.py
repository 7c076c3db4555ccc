"""Past journals against the totals of the runs they booked: accounts told by amounts, nothing where in doubt."""

import datetime
from decimal import Decimal

import pandas as pd

from tests.rules.building import accounts_of, run_of, sample_run, sample_setup
from workbench.money import MONEY
from workbench.rules.batch import make_batch
from workbench.rules.gl_records import create_records
from workbench.rules.past_alignment import align, past_accounts, slot_totals, solve
from workbench.rules.past_memos import memo_accounts
from workbench.rules.setup import CategoryAccounts

PAY_DAY = datetime.date(2026, 2, 13)


def entry(run, setup, day=PAY_DAY, record_no="1", journal="PYRJ", state="Posted", detail="account"):
    """The journal lines that a run was booked with."""
    lines = make_batch(create_records(run, setup), description="Payroll", detail=detail).lines
    return lines.assign(record_no=record_no, journal=journal, batch_date=day, state=state)


def wanted(setup, run):
    return {slot: setup.category(slot[0]).account(slot[1]) for slot in slot_totals(run)}


def test_the_sample_is_told_to_the_last_account():
    run, setup = sample_run(), sample_setup()
    aligned = align(entry(run, setup, PAY_DAY + datetime.timedelta(3)), run)
    assert aligned.complete and dict(aligned.accounts) == wanted(setup, run)
    found = past_accounts(entry(run, setup), [run])
    assert set(found["confidence"]) == {"sure"} and "PYRJ of 2026-02-13" in found["reason"].iloc[0]


def test_a_draft_is_no_proof():
    found = past_accounts(entry(sample_run(), sample_setup(), state="Draft"), [sample_run()])
    assert set(found["confidence"]) == {"likely"} and "a draft" in found["reason"].iloc[0]


def test_lines_that_name_their_category_say_its_account():
    run, setup = sample_run(), sample_setup()
    lines = entry(run, setup, detail="employee")  # memos like "Hourly Wages E1002"
    found = memo_accounts(lines, [run])
    assert {(r["category"], r["side"]): r["account"] for r in found.to_dict("records")} == wanted(setup, run)
    assert set(found["confidence"]) == {"sure"}
    assert set(memo_accounts(lines.assign(state="Draft"), [run])["confidence"]) == {"likely"}
    assert not len(memo_accounts(lines.assign(memo="Payroll 3"), [run]))


def test_lines_on_several_accounts_name_the_one_with_most_of_the_money_or_none():
    lines = entry(sample_run(), sample_setup(), detail="employee")
    lines = lines[lines["memo"].str.startswith("Salary")].head(2)
    for amounts, expected in ((("90", "10"), [("likely", "1")]), (("60", "40"), [])):
        split = lines.assign(account=["1", "2"], amount=[Decimal(a) for a in amounts])
        found = memo_accounts(split.astype({"amount": MONEY}), [sample_run()])
        assert list(zip(found["confidence"], found["account"], strict=True)) == expected


def test_one_account_for_all_that_goes_to_the_government_is_told_too():
    gathered = {c: CategoryAccounts(sample_setup().category(c).debit, "2300") for c in ("301", "303", "304", "305")}
    gathered |= {c: CategoryAccounts(sample_setup().category(c).debit, "2300") for c in ("601", "603")}
    setup = accounts_of((), categories={**sample_setup().categories, **gathered})
    aligned = align(entry(sample_run(), setup), sample_run())
    assert aligned.complete and dict(aligned.accounts) == wanted(setup, sample_run())


def test_a_line_somebody_changed_leaves_only_what_stands_alone():
    lines = entry(sample_run(), sample_setup())
    lines.loc[lines["account"] == "2345", "amount"] += Decimal("1.00")
    found = past_accounts(lines, [sample_run()])
    assert set(found["confidence"]) == {"likely"} and "2345" not in set(found["account"])
    assert "2310" not in set(found["account"])  # two categories in one account could be chance
    assert dict(zip(found["category"], found["account"], strict=True))["102"] == "6020"


def test_entries_of_other_things_say_nothing():
    other = entry(sample_run(), sample_setup())
    other["amount"] = [Decimal(at) for at in range(100, 100 + len(other))]
    assert align(other, sample_run()) is None
    late = entry(sample_run(), sample_setup(), PAY_DAY + datetime.timedelta(8))
    assert align(late, sample_run()) is None
    assert not len(past_accounts(other.head(0), [sample_run()]))


def test_a_payroll_booked_in_several_entries_of_a_day_is_put_together():
    whole = entry(sample_run(), sample_setup())
    parts = [whole.iloc[at::2].assign(record_no=str(at)) for at in (0, 1)]
    assert align(pd.concat(parts), sample_run()).complete


def test_equal_amounts_in_two_accounts_are_left_alone():
    slots = {("EE", "credit"): -100, ("ER", "credit"): -100, ("W", "debit"): 170, ("X", "debit"): 30}
    found, complete = solve(slots, {"1": -100, "2": -100, "3": 170, "4": 30})
    assert not complete and found == {("W", "debit"): "3", ("X", "debit"): "4"}


def test_runs_that_disagree_are_possible_at_most_and_those_that_agree_are_sure():
    kinds = {"W": "earning", "D": "deduction", "N": "net_pay"}
    runs, lines = [], []
    for at, (wage, account) in enumerate((("100.00", "6"), ("110.00", "6"), ("120.00", "7"))):
        cards = [("E", "W", wage, {}), ("E", "D", "10.00", {}), ("E", "N", f"{Decimal(wage) - 10}", {})]
        run = run_of(kinds, [{"employee": "E"}], cards, code=f"R{at}", dimensions=())
        setup = accounts_of(kinds, categories={"W": CategoryAccounts(account)})
        runs.append(run)
        lines.append(entry(run, setup, record_no=str(at)))
    found = past_accounts(pd.concat(lines), runs)
    rows = {(r["category"], r["account"]): r["confidence"] for r in found.to_dict("records")}
    assert rows == {("D", "DC"): "sure", ("N", "NC"): "sure", ("W", "6"): "possible", ("W", "7"): "possible"}
