"""A draft lands at most once: every outcome of the one call that matters, against the sandbox, step by step."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import workbench as wb
from workbench.flows import carry, delivery, exports, gl_batch
from workbench.flows.connections import gateway as open_gateway
from workbench.flows.setup import current_setup, put_setup
from workbench.gateway.journals import create_draft
from workbench.rules.setup import CategoryAccounts
from workbench.store import exports as ledger

EXECUTED_BUT_UNSAID = [
    "reset_after", "error_500_after", "html_502_after", "gone_524", "truncated", "empty", "two_documents",
    "foreign_controlid", "duplicated_result", "wrong_encoding",
]  # fmt: skip
NOT_EXECUTED_BUT_UNSAID = ["reset_before", "error_500_before", "html_502_before"]


class Clock:
    """A clock that tests move by hand."""

    def __init__(self):
        self.ahead = timedelta(0)

    def __call__(self):
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds):
        self.ahead += timedelta(seconds=seconds)


@pytest.fixture
def clock(ontario):
    ontario.clock = Clock()
    ontario.ticks = lambda: ("this start", time.monotonic() + ontario.clock.ahead.total_seconds())
    return ontario.clock


def preview(desk, employees=None, **changes):
    records = wb.create_gl_records(desk, "2026-BW03", employees)
    facts = {"batch_date": date(2026, 2, 13), "description": "Payroll 2026-BW03"} | changes
    return wb.preview_gl_batch(desk, records, **facts)


def carry_on(desk, key, clock=None):
    """What a worker does, waiting on the test's clock instead of the wall's."""
    for _ in range(60):
        wait = carry.step(desk, key)
        if wait is None:
            return wb.export(desk, key)
        if clock and wait > timedelta(0):
            clock.advance(wait.total_seconds())
    raise AssertionError(f"{key} does not come to rest")


def journals(sandbox):
    return sandbox.control("journals")["journals"]


def test_the_ontario_payroll_becomes_one_confirmed_draft(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    done = carry_on(ontario, key)
    (journal,) = journals(sandbox)
    assert done.state == "confirmed" and done.record_no == str(journal["RECORDNO"])
    assert journal["STATE"] in ("Draft", "I") and journal["REFERENCENO"] == key
    assert len(journal["lines"]) == 47
    assert done.debit == done.credit == Decimal("15495.10")
    assert list(wb.history(ontario, key)["event"]) == ["planned", "sending", "sent", "confirmed"]


def test_the_same_batch_again_is_the_same_export(ontario, sandbox):
    first = delivery.intend(ontario, preview(ontario))
    carry_on(ontario, first)
    again = preview(ontario)
    assert again.reference == first and again.findings.ok
    assert delivery.intend(ontario, again) == first
    assert len(journals(sandbox)) == 1


@pytest.mark.parametrize("kind", EXECUTED_BUT_UNSAID)
def test_a_lost_answer_is_never_a_second_journal(ontario, sandbox, clock, kind):
    sandbox.control("faults", faults=[{"kind": kind, "on": "create GLBATCH"}])
    key = delivery.intend(ontario, preview(ontario))
    done = carry_on(ontario, key, clock)
    assert done.state == "confirmed"
    assert len(journals(sandbox)) == 1
    assert "unknown" in list(wb.history(ontario, key)["event"])


@pytest.mark.parametrize("kind", NOT_EXECUTED_BUT_UNSAID)
def test_an_answer_lost_before_execution_becomes_absent_with_a_way_on(ontario, sandbox, clock, kind):
    sandbox.control("faults", faults=[{"kind": kind, "on": "create GLBATCH"}])
    key = delivery.intend(ontario, preview(ontario))
    assert carry_on(ontario, key, clock).state == "absent"
    assert journals(sandbox) == []
    exports.send_again(ontario, key, "Intacct was down")
    assert carry_on(ontario, key, clock).state == "confirmed"
    assert [j["REFERENCENO"] for j in journals(sandbox)] == [key]


@pytest.mark.parametrize("kind", ["throttled", "session_expired"])
def test_what_cannot_have_been_executed_is_sent_again_by_itself(ontario, sandbox, clock, kind):
    sandbox.control("faults", faults=[{"kind": kind, "on": "create GLBATCH"}])
    key = delivery.intend(ontario, preview(ontario))
    assert carry_on(ontario, key, clock).state == "confirmed"
    assert len(journals(sandbox)) == 1


def test_absence_is_not_believed_before_the_horizon(ontario, sandbox, clock):
    sandbox.control("faults", faults=[{"kind": "late_commit", "on": "create GLBATCH", "delay": 11}])
    key = delivery.intend(ontario, preview(ontario))
    horizon = timedelta(seconds=ledger_row(ontario, key)["horizon_seconds"])
    carry.step(ontario, key)
    clock.advance(horizon.total_seconds() * 0.9)
    assert carry.step(ontario, key) > timedelta(0)
    assert wb.export(ontario, key).state == "unknown"
    sandbox.control("advance_clock", seconds=11)
    assert carry_on(ontario, key, clock).state == "confirmed"
    assert len(journals(sandbox)) == 1


def ledger_row(desk, key):
    with desk.read() as conn:
        return ledger.get(conn, key)


def test_a_worker_that_died_while_sending_left_an_unknown_outcome(ontario, sandbox, clock):
    key = delivery.intend(ontario, preview(ontario))
    with ontario.write() as conn:
        ledger.move(conn, ledger.get(conn, key), "sending", ontario.clock(), "dead worker", sent_at=ontario.clock())
    assert carry_on(ontario, key, clock).state == "absent"
    assert sandbox.control("stats")["requests"].get("create GLBATCH", 0) == 0


def test_a_refusal_by_a_rule_of_intacct_is_a_failure_in_its_own_words_and_frees_the_records(ontario, sandbox):
    batch = preview(ontario)
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "inactive"})
    failed = carry_on(ontario, delivery.intend(ontario, batch))
    assert failed.state == "failed" and "2310" in failed.problem
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "active"})
    second = preview(ontario)
    assert second.reference != batch.reference and second.revision == 1
    assert carry_on(ontario, delivery.intend(ontario, second)).state == "confirmed"


def test_two_installations_export_the_same_payroll_once(ontario, other_installation, sandbox):
    first = delivery.intend(ontario, preview(ontario))
    second = delivery.intend(other_installation, preview(other_installation))
    assert first == second
    assert carry_on(ontario, first).state == carry_on(other_installation, second).state == "confirmed"
    assert len(journals(sandbox)) == 1


def test_two_installations_that_exported_a_payroll_a_different_number_of_times_export_it_once(
    ontario, other_installation, sandbox
):
    """The other one had to send it twice: its draft has the reference of another revision, and is seen all the same."""
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "inactive"})
    refused = delivery.intend(other_installation, preview(other_installation))
    assert carry_on(other_installation, refused).state == "failed"
    sandbox.control("set", object="GLACCOUNT", id="2310", fields={"STATUS": "active"})
    theirs = delivery.intend(other_installation, preview(other_installation))
    assert carry_on(other_installation, theirs).state == "confirmed"
    ours = carry_on(ontario, delivery.intend(ontario, preview(ontario)))
    assert ours.key != theirs and ours.state == "failed"
    assert "another installation" in ours.problem and theirs in ours.problem
    assert [journal["REFERENCENO"] for journal in journals(sandbox)] == [theirs]


@pytest.mark.parametrize(
    "alter",
    [{"TRX_AMOUNT": "0.02", "AMOUNT": "0.02"}, {"ACCOUNTNO": "6020"}, {"DEPARTMENT": ""}, {"DESCRIPTION": "cut"}],
)
def test_a_draft_altered_before_the_read_back_is_a_mismatch_line_by_line(ontario, sandbox, clock, alter):
    key = delivery.intend(ontario, preview(ontario))
    carry.step(ontario, key)
    line = journals(sandbox)[0]["lines"][0]
    sandbox.control("set", object="GLENTRY", record=line["RECORDNO"], fields=alter)
    done = carry_on(ontario, key, clock)
    assert done.state == "mismatch" and len(done.differences) >= 1
    assert list(wb.history(ontario, key)["event"])[-2:] == ["sent", "mismatch"]  # read a second time before it is said


def test_a_posted_journal_is_not_a_confirmed_draft(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    carry.step(ontario, key)
    sandbox.control("set", object="GLBATCH", record=journals(sandbox)[0]["RECORDNO"], fields={"STATE": "Posted"})
    done = carry_on(ontario, key)
    assert done.state == "mismatch" and "Posted" in done.problem


def test_deleted_draft_fixed_mapping_second_export_is_a_road(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    carry_on(ontario, key)
    with pytest.raises(wb.ExportRefused, match="still in Intacct"):
        exports.supersede(ontario, key, "wrong department")
    sandbox.control("delete", object="GLBATCH", record=journals(sandbox)[0]["RECORDNO"])
    assert wb.reconcile(ontario, key).state == ""
    assert wb.export(ontario, key).state == "removed"
    exports.supersede(ontario, key, "wrong department")
    second = preview(ontario)
    assert second.supersedes == key and second.revision == 1
    assert carry_on(ontario, delivery.intend(ontario, second)).state == "confirmed"
    assert [j["REFERENCENO"] for j in journals(sandbox)] == [second.reference]


def test_an_edit_made_in_intacct_afterwards_is_found_by_reconciling(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    carry_on(ontario, key)
    assert wb.reconcile(ontario, key).equal
    line = journals(sandbox)[0]["lines"][3]
    sandbox.control("set", object="GLENTRY", record=line["RECORDNO"], fields={"ACCOUNTNO": "6010"})
    found = wb.reconcile(ontario, key)
    assert not found.equal and len(found.differences) == 2
    assert "Changed in Intacct" in wb.export(ontario, key).problem


def test_a_draft_that_took_the_place_of_a_deleted_one_is_known_by_its_own_number(ontario, sandbox):
    key = delivery.intend(ontario, preview(ontario))
    first = carry_on(ontario, key).record_no
    sandbox.control("delete", object="GLBATCH", record=first)
    with open_gateway(ontario, "gl_export") as gateway:
        create_draft(gateway, ledger_row(ontario, key)["payload"], "sent by somebody else")
    (second,) = [str(journal["RECORDNO"]) for journal in journals(sandbox)]
    assert wb.reconcile(ontario, key).equal and second != first
    assert wb.export(ontario, key).record_no == second
    told = wb.history(ontario, key)["detail"].iloc[-1]
    assert (told["record_no"], told["instead_of"]) == (second, first)


def test_an_unbalanced_record_can_never_be_exported(ontario, sandbox):
    setup = current_setup(ontario)
    put_setup(ontario, replace(setup, categories={**setup.categories, "201": CategoryAccounts()}), "no RRSP account")
    batch = preview(ontario)
    assert not batch.balanced
    with pytest.raises(wb.ExportRefused) as refused:
        delivery.intend(ontario, batch)
    assert any("category 201 RRSP employee has no credit account" in f.message for f in refused.value.findings)
    assert len(wb.exports(ontario)) == 0


def test_batches_may_be_partial_but_a_record_is_in_one_live_export(ontario, sandbox):
    first = delivery.intend(ontario, preview(ontario, ["E1001", "E1002"]))
    carry_on(ontario, first)
    overlapping = preview(ontario, ["E1002", "E1003"])
    assert [f.value for f in overlapping.findings.errors] == [first]
    rest = delivery.intend(ontario, preview(ontario, ["E1003", "E1004", "E1005"]))
    assert carry_on(ontario, rest).state == "confirmed"
    assert len(journals(sandbox)) == 2


def test_without_a_connection_everything_but_exporting_works(desk_without_connection):
    batch = preview(desk_without_connection)
    assert batch.balanced and "chart" in " ".join(f.message for f in batch.findings).lower()
    with pytest.raises(wb.ExportRefused, match="no connection"):
        delivery.intend(desk_without_connection, batch)


def test_a_refused_connection_is_tried_again_until_it_opens(ontario, sandbox, clock):
    key = delivery.intend(ontario, preview(ontario))
    sandbox.control("faults", faults=[{"kind": "refused", "on": "*", "seconds": 2}])
    time.sleep(0.3)
    assert carry_on(ontario, key, clock).state == "confirmed"
    assert len(journals(sandbox)) == 1


def test_a_company_that_cannot_be_reached_fails_with_nothing_sent_and_the_records_free(ontario, sandbox, clock):
    key = delivery.intend(ontario, preview(ontario))
    wb.connect(ontario, "gl_export", **{**sandbox.credentials, "endpoint": "http://127.0.0.1:9/ia/xml/xmlgw.phtml"})
    done = carry_on(ontario, key, clock)
    assert done.state == "failed" and done.problem.startswith("Nothing was sent.")
    assert not gl_batch.standing_of(ontario, done.company, done.run, done.records).live
