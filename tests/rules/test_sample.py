"""The Ontario sample, to the cent."""

import csv
from decimal import Decimal

import pytest

from tests.rules.building import SAMPLE, sample_run, sample_setup
from workbench.frames import RECORD_LINES, conform
from workbench.rules.batch import make_batch
from workbench.rules.gl_records import create_records
from workbench.rules.setup import CategoryAccounts, with_category


@pytest.fixture(scope="module")
def run():
    return sample_run()


def test_the_batch_is_the_expected_one_line_by_line(run):
    batch = make_batch(create_records(run, sample_setup()), description="BW03 2026")
    fields = sorted(set(batch.lines.columns) - {"account", "side", "amount", "memo"})
    got = [
        [row["side"], row["account"], str(row["amount"]), " ".join(f"{f}={row[f]}" for f in fields if row[f])]
        for row in batch.lines.to_dict("records")
    ]
    with (SAMPLE / "expected-batch.csv").open(encoding="utf-8", newline="") as file:
        assert got == list(csv.reader(file))[1:]
    assert batch.debit == batch.credit == Decimal("15495.10")
    assert not batch.findings and set(batch.lines["memo"]) == {"BW03 2026"}


def test_every_record_balances(run):
    records = create_records(run, sample_setup())
    assert records.balanced and not records.findings
    assert records.records["debit"].tolist() == records.records["credit"].tolist()
    assert records.records["cause"].tolist() == [""] * 5


def test_without_a_net_pay_account_every_record_is_out_by_its_net(run):
    records = create_records(run, with_category(sample_setup(), "NET", CategoryAccounts()))
    nets = ["1795.73", "1957.33", "1939.32", "2628.85", "1586.63"]
    assert [str(d) for d in records.records["difference"]] == nets
    assert str(records.records["difference"].sum()) == "9907.86"
    assert records.records["missing_accounts"].tolist() == [1] * 5
    assert records.records["cause"][0] == "out by 1,795.73: category NET Net Pay has no credit account"
    assert [f.code for f in records.findings] == ["no_account"] and not records.balanced


def test_wsib_of_e1003_is_split_by_largest_remainder(run):
    lines = create_records(run, sample_setup(), ["E1003"]).lines
    wsib = lines[(lines["category"] == "605") & (lines["side"] == "debit")]
    assert [str(a) for a in wsib["amount"]] == ["14.25", "11.23", "5.17"]
    assert list(zip(wsib["project"], wsib["task"], strict=True)) == [
        ("P100", "01-100"),
        ("P100", "02-200"),
        ("P200", "01-100"),
    ]


def test_employer_cpp_with_one_side_is_out_and_with_neither_side_has_no_account(run):
    one = create_records(run, with_category(sample_setup(), "601", CategoryAccounts(debit="6110")))
    assert str(one.records["difference"][0]) == "134.79"
    assert one.records["cause"][0] == "out by 134.79: category 601 CPP employer has no credit account"
    neither = create_records(run, with_category(sample_setup(), "601", CategoryAccounts()))
    assert str(neither.records["difference"][0]) == "0.00" and neither.records["missing_accounts"][0] == 2
    assert neither.records["cause"][0] == (
        "category 601 CPP employer has no credit account (134.79); "
        "category 601 CPP employer has no debit account (134.79)"
    )


def test_leaving_employer_cpp_out_on_purpose_balances_without_it(run):
    setup = with_category(sample_setup(), "601", CategoryAccounts(post=False))
    batch = make_batch(create_records(run, setup), description="x")
    assert batch.debit == batch.credit == Decimal("14750.23")


def test_by_amount_the_shares_follow_the_dollars(run):
    from dataclasses import replace

    lines = create_records(run, replace(sample_setup(), distribution_basis="amount"), ["E1003"]).lines
    wsib = lines[(lines["category"] == "605") & (lines["side"] == "debit")]
    assert [str(a) for a in wsib["amount"]] == ["13.77", "10.85", "6.03"]


def test_every_line_says_why_it_has_its_account(run):
    lines = create_records(run, sample_setup()).lines
    assert lines["trace"][0] == "6010: structure {category_gl}: category_gl 6010 from Payroll category 101, debit"
    assert lines["trace"].str.startswith(lines["account"][0]).sum() and (lines["trace"] != "").all()


def test_the_lines_are_a_frame_of_their_schema(run):
    records = create_records(run, sample_setup())
    assert conform(records.lines, RECORD_LINES, records.dimensions).equals(records.lines)
    assert records.lines["line"].groupby(records.lines["employee"]).max().tolist() == [19, 22, 29, 19, 16]
    cards = run.paycards.iloc[records.lines["paycard_line"]]
    assert cards["category"].tolist() == records.lines["category"].tolist()
    assert cards["employee"].tolist() == records.lines["employee"].tolist()


def test_keys_of_lines_do_not_change_with_the_setup(run):
    one = create_records(run, sample_setup()).lines
    other = create_records(run, with_category(sample_setup(), "102", CategoryAccounts("9999"))).lines
    assert one["line_key"].tolist() == other["line_key"].tolist()
    assert not one.duplicated(["employee", "line_key"]).any()
