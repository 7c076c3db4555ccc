"""What the ledger holds of timesheets besides, on both databases: companions, weeks held, approvals."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from workbench.store import audit, sheet_exports
from workbench.store import exports as ledger
from workbench.store.tables import exports as table

AT = datetime(2026, 2, 13, 12, tzinfo=UTC)


def insert(conn, key, record, **changes):
    blank = {
        c.name: "" if isinstance(c.type, sa.Text) else 0
        for c in table.columns
        if not c.nullable and c.server_default is None
    }
    row = blank | {
        "key": key, "kind": "timesheet", "company": "ACME", "run": "R1", "manifest": "B1", "part": 1, "parts": 3,
        "state": "planned", "attempt": 1, "batch_date": date(2026, 2, 13), "batch_lines": b"", "record_lines": b"",
        "created_at": AT, "created_by": "Ada", "approval": "due", "units": 400_000,
    }  # fmt: skip
    ledger.insert(conn, row | changes, [record], AT, "Ada")


@pytest.fixture
def three(desk):
    """Three sheets of a batch: planned, planned, confirmed and to be approved."""
    with desk.write() as conn:
        for part, state in enumerate(("planned", "planned", "confirmed"), 1):
            insert(conn, f"K{part}", f"E{part} 2026-01-26", part=part, state=state)
    return desk


def test_companions_are_those_of_the_batch_in_the_state_and_confirmed_ones_only_while_unapproved(three):
    with three.write() as conn:
        row = ledger.get(conn, "K1")
        assert [one["key"] for one in sheet_exports.beside(conn, row, ("planned",))] == ["K2"]
        assert [one["key"] for one in sheet_exports.beside(conn, row, ("confirmed",), 1)] == ["K3"]
        assert sheet_exports.set_approval(conn, ledger.get(conn, "K3"), "approved", AT, "Ada")
        assert sheet_exports.beside(conn, row, ("confirmed",)) == []
        assert [one["key"] for one in ledger.unfinished_beside(conn, "B1")] == ["K1", "K2"]


def test_an_approval_is_set_by_whoever_comes_first_and_stands_in_the_trail_beside_the_states(three):
    with three.write() as conn:
        row = ledger.get(conn, "K3")
        assert ledger.to_do(row)
        assert sheet_exports.set_approval(conn, row, "asked", AT, "Ada", tries=1)
        assert not sheet_exports.set_approval(conn, row, "refused", AT, "Ben")
        now = ledger.get(conn, "K3")
        assert (now["approval"], now["state"], now["fence"]) == ("asked", "confirmed", row["fence"])
        assert [one["event"] for one in audit.rows(conn, "K3")] == ["planned", "approval asked"]
        assert ledger.move(conn, now, "superseded", AT, "Ada")
        assert not ledger.to_do(ledger.get(conn, "K3"))


def test_weeks_are_known_by_run_elsewhere_and_by_every_export_that_held_them(three):
    with three.write() as conn:
        assert ledger.move(conn, ledger.get(conn, "K1"), "failed", AT, "Ada")
        insert(conn, "K4", "E1 2026-01-26", revision=1)
        insert(conn, "K5", "E1 2026-01-26", run="R2", manifest="B2")
        held = {one.key: one for one in sheet_exports.held(conn, "timesheet", "ACME", "R1")}
        assert [held["K1"].live, held["K4"].live, held["K4"].revision] == [False, True, 1]
        assert held["K4"].week == "E1 2026-01-26" and held["K3"].where == "confirmed"
        elsewhere = sheet_exports.held_elsewhere(conn, "timesheet", "ACME", "R1", ["E1 2026-01-26"])
        assert [one.key for one in elsewhere] == ["K5"]
        assert ledger.held_before(conn, ["K4", "K2"]) == {"K4": ["K1"], "K2": []}
        assert sheet_exports.keys_of(conn, "B1")[:1] == ["K1"]
        rows = sheet_exports.rows_of(conn, ["K4", "nobody"])
        assert list(rows) == ["K4"] and rows["K4"]["record"] == "E1 2026-01-26" and "payload" not in rows["K4"]
