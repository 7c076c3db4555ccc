"""Versions of the setup: which one holds when, what differs, the way back, and the same payroll under two of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import workbench as wb
from tests.rules.building import sample_setup
from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.flows import delivery
from workbench.flows.gl_records import record_states
from workbench.flows.replay import moved_lines, replay
from workbench.flows.setup import put_setup, setup_for
from workbench.flows.setup_draft import draft, edit_draft, publish
from workbench.flows.setup_versions import BEGINNING, compare_setups, go_back, publish_findings, setup_versions
from workbench.rules.setup import CategoryAccounts, Setup, with_category

RUN, PAID = "2026-BW03", date(2026, 2, 13)


def publish_debit(desk, code, debit, **more):
    """Edit one account in the draft and publish it."""
    held = draft(desk).setup
    edit_draft(desk, held, with_category(held, code, replace(held.category(code), debit=debit)))
    return publish(desk, note=f"{code} to {debit}", **more)


@pytest.fixture
def sample(desk_without_connection):
    """The sample with its setup."""
    return desk_without_connection


@pytest.fixture
def rules(sqlite_url):
    """The sample's setup in force, no payroll."""
    with Desk(sqlite_url) as desk:
        put_setup(desk, sample_setup(), "the first")
        yield desk


def test_versions_are_listed_with_first_day_author_note_and_changes(rules):
    number = publish_debit(rules, "102", "6021", effective_from=date(2026, 3, 1))
    listed = setup_versions(rules)
    assert listed["number"].tolist() == [number, 1] and listed["effective_from"].tolist() == [
        date(2026, 3, 1),
        BEGINNING,
    ]
    assert listed["note"].tolist() == ["102 to 6021", "the first"]
    assert listed["changes"].tolist()[0] == 1 and listed["in_force"].tolist() == [True, False]
    assert set(listed["saved_by"]) == {rules.actor}


def test_two_versions_are_compared_rule_by_rule(rules):
    number = publish_debit(rules, "102", "6021")
    assert compare_setups(rules, 1, number).values.tolist() == [["categories", "102", "debit", "6020", "6021"]]
    assert compare_setups(rules, number, draft(rules).setup).empty
    with pytest.raises(NotFound):
        compare_setups(rules, 1, 99)


def test_a_record_is_made_by_the_version_in_force_on_its_pay_date_and_says_which(sample):
    later = publish_debit(sample, "102", "6021", effective_from=date(2026, 2, 14))
    made = wb.create_gl_records(sample, RUN)
    assert set(made.records["setup_version"]) == {1} and "6021" not in set(made.lines["account"])
    earlier = publish_debit(sample, "102", "6022", effective_from=PAID)
    one = wb.create_gl_records(sample, RUN, ["E1001"])
    assert one.records["setup_version"].tolist() == [earlier] and later != earlier
    assert dict(record_states(sample, RUN)[["employee", "setup_version"]].values.tolist()) == {
        "E1001": earlier, "E1002": 1, "E1003": 1, "E1004": 1, "E1005": 1,
    }  # fmt: skip
    assert wb.gl_records(sample, RUN).records["setup_version"].tolist() == [earlier, 1, 1, 1, 1]


def test_records_before_the_first_version_say_that_none_is_in_force(sample):
    bolt = sample.at("bolt")
    wb.load_payroll(bolt, wb.__path__[0] + "/samples/ontario-2026-bw03")
    publish_debit(bolt, "102", "6020", effective_from=date(2026, 7, 1))
    made = wb.create_gl_records(bolt, RUN)
    assert "no_setup_yet" in {f.code for f in made.findings} and set(made.records["setup_version"]) == {0}
    assert "no_setup_yet" in {f.code for f in wb.gl_records(bolt, RUN).findings}
    assert setup_for(bolt, PAID) == (0, Setup())


def test_a_version_from_a_later_day_waits_and_the_next_edit_builds_on_it(rules):
    publish_debit(rules, "102", "6021", effective_from=date(2999, 1, 1))
    assert (
        wb.current_setup(rules).category("102").debit == "6020" and draft(rules).setup.category("102").debit == "6021"
    )
    publish_debit(rules, "103", "6031")
    assert wb.current_setup(rules).category("103").debit == "6025"
    future = setup_for(rules, date(2999, 1, 1))[1]
    assert (future.category("102").debit, future.category("103").debit) == ("6021", "6031")


def test_going_back_is_a_new_version_and_loses_nothing(rules):
    number = publish_debit(rules, "102", "6021", effective_from=date(2026, 3, 1))
    back = go_back(rules, 1)
    assert wb.current_setup(rules).category("102").debit == "6020" and setup_versions(rules)["number"].tolist() == [
        back,
        number,
        1,
    ]
    assert setup_versions(rules)["note"][0] == "back to version 1"
    assert go_back(rules, 1) == back and go_back(rules, number) > back
    assert wb.current_setup(rules).category("102").debit == "6021"


def test_going_back_leaves_what_is_pending_on_top(rules):
    publish_debit(rules, "102", "6021")
    held = draft(rules).setup
    edit_draft(rules, held, with_category(held, "102", CategoryAccounts("6022")))
    go_back(rules, 1)
    assert [c.words for c in draft(rules).changes] == ["Category 102 debit: 6020 became 6022"]
    assert [f.code for f in draft(rules).conflicts] == ["overtaken_by_version"]


def test_replay_is_what_the_records_made_with_each_version_come_to(sample):
    by_hand = [sums(wb.create_gl_records(sample, RUN))]
    number = publish_debit(sample, "102", "6021")
    by_hand.append(sums(wb.create_gl_records(sample, RUN)))
    frame = replay(sample, 1, number, [RUN]).set_index("account")
    for when, hand in zip(("before", "after"), by_hand, strict=True):
        assert {a: v for a, v in frame[when].items() if v} == hand
    moved = moved_lines(sample, 1, number, RUN)
    assert set(moved["account_before"]) == {"6020"} and sum(moved["amount_after"]) == -frame["difference"]["6020"] > 0


def sums(records):
    """Debits less credits per account."""
    signed = records.lines["amount"].where(records.lines["side"] == "debit", -records.lines["amount"])
    return {account: Decimal(amount) for account, amount in signed.groupby(records.lines["account"]).sum().items()}


def test_publishing_over_exported_runs_says_so_and_leaves_their_records(ontario):
    records = wb.create_gl_records(ontario, RUN)
    batch = wb.preview_gl_batch(ontario, records, batch_date=date(2026, 2, 13), description="February")
    delivery.intend(ontario, batch)
    (note,) = publish_findings(ontario, PAID)
    assert (note.code, note.severity, note.run) == ("run_exported", "note", RUN) and "5 GL records" in note.message
    assert not publish_findings(ontario, date(2026, 2, 14)) and publish_findings(ontario)[0] == note
    publish_debit(ontario, "102", "6021")
    titles = replay(ontario, 0, 2, RUN)[["account", "title"]].values.tolist()
    assert dict(titles)["6021"] == "" and dict(titles)["2100"] != ""
    again = wb.create_gl_records(ontario, RUN)
    assert set(again.records["setup_version"]) == {1} and "6021" not in set(again.lines["account"])
    assert {f.code for f in again.findings} >= {"record_exported"}


def test_a_first_day_that_leaves_runs_out_or_moves_rules_earlier_is_said(sample):
    publish_debit(sample, "102", "6021", effective_from=date(2026, 7, 1))
    assert [f.code for f in publish_findings(sample, date(2026, 6, 1))] == ["starts_earlier"]
    assert not publish_findings(sample) and not publish_findings(sample, date(2026, 8, 1))
    bolt = sample.at("bolt")
    wb.load_payroll(bolt, wb.__path__[0] + "/samples/ontario-2026-bw03")
    assert [f.code for f in publish_findings(bolt, date(2026, 7, 1))] == ["runs_without_setup"]
    assert not publish_findings(bolt)


def test_exchanging_two_versions_negates_the_money(sample):
    put_setup(sample, with_category(wb.current_setup(sample), "NET", CategoryAccounts()))
    there, back = replay(sample, 1, 2, RUN), replay(sample, 2, 1, RUN)
    assert there["difference"].tolist() == [-amount for amount in back["difference"]]
