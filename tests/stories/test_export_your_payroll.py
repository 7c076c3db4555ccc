"""The guide's chapter "Export Your Payroll / GL Entries", as written, from an empty store to the draft in Intacct."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import workbench as wb

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"


@pytest.fixture
def desk(sqlite_url):
    with wb.open(sqlite_url) as desk:
        yield desk


def refused(desk, sandbox, **wrong):
    wb.connect(desk, "gl_export", **{**sandbox.credentials, **wrong})
    test = wb.test_connection(desk, "gl_export")
    assert not test.ok
    return test.diagnosis


def test_setting_up_the_interface_and_why_did_my_connection_fail(desk, sandbox):
    """The five rows of the guide's table, each with its cause and its cure, then a connection that works."""
    assert "company" in refused(desk, sandbox, company="NO-SUCH-COMPANY").cause.lower()
    assert "user" in refused(desk, sandbox, user="nobody").cause.lower()
    assert "password" in refused(desk, sandbox, password="wrong").cause.lower()
    assert "entity" in refused(desk, sandbox, entity="E999").cause.lower()
    sender = refused(desk, sandbox, sender_id="paymatesoftwareMPP", sender_password="x")
    assert "sender" in sender.cause.lower() and sender.remedy
    wb.connect(desk, "gl_export", **sandbox.credentials)
    assert wb.test_connection(desk, "gl_export").ok


@pytest.mark.parametrize("password", ["with#hash", "a&b<c>", "quotes\"'", "ünï 漢字 🙂", " spaces ", "100%;$x\\"])
def test_a_password_with_any_character_works(desk, sandbox, password):
    sandbox.control("set", setting=f"users.{sandbox.credentials['user']}.password", value=password)
    wb.connect(desk, "gl_export", **{**sandbox.credentials, "password": password})
    assert wb.test_connection(desk, "gl_export").ok


def test_from_a_posted_payroll_to_a_confirmed_draft(desk, sandbox):
    wb.connect(desk, "gl_export", **sandbox.credentials)
    chart = wb.refresh_code_finder(desk)
    assert "6010" in set(wb.gl_codes(desk)["account"]) and len(chart) > 20
    loaded = wb.load_payroll(desk, ONTARIO)
    assert loaded.run == "2026-BW03" and not loaded.findings.errors

    records = wb.create_gl_records(desk, loaded.run)
    assert not records.records["balanced"].any(), "nothing is mapped yet, and nothing is skipped either"
    assert (records.lines["account"] == "").all()

    wb.load_setup(desk, ONTARIO / "setup.yaml")
    records = wb.create_gl_records(desk, loaded.run)
    assert records.records["balanced"].all() and len(records.records) == 5

    batch = wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description="Payroll BW03")
    assert (batch.debit, batch.credit, batch.balanced) == (Decimal("15495.10"), Decimal("15495.10"), True)

    export = wb.export_gl_batch(desk, batch)
    assert (export.state, export.intacct_state) == ("confirmed", "Draft")
    assert wb.reconcile(desk, export).equal
    assert wb.export_gl_batch(desk, batch).reference == export.reference
    (journal,) = sandbox.control("journals")["journals"]
    assert journal["BATCH_TITLE"] == "Payroll BW03" and str(journal["RECORDNO"]) == export.record_no


def test_the_record_without_an_account_says_exactly_what_is_missing(desk):
    wb.load_payroll(desk, ONTARIO)
    setup = (ONTARIO / "setup.yaml").read_text(encoding="utf-8").replace('"201": {credit: "2350"}', '"201": {}')
    path = Path(desk.url.removeprefix("sqlite:///")).with_name("setup.yaml")
    path.write_text(setup, encoding="utf-8")
    wb.load_setup(desk, path)
    records = wb.create_gl_records(desk, "2026-BW03").records.set_index("employee")
    assert records.loc["E1001", "difference"] == Decimal("120.00")
    assert records.loc["E1001", "cause"] == "out by 120.00: category 201 RRSP employee has no credit account"
    assert list(records.index[records["balanced"]]) == ["E1002", "E1003", "E1005"]
