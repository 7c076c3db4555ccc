"""The export ledger: a record is held once, a state changes once, and everything is written down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from workbench.store import audit
from workbench.store import exports as ledger
from workbench.store.database import open_store, reading, writing
from workbench.store.tables import STATES

NOW = datetime(2026, 2, 13, 12, 0, tzinfo=UTC)


@pytest.fixture
def engine(store_url):
    engine = open_store(store_url)
    yield engine
    engine.dispose()


def intent(key="PW1", **changes):
    """An export of one balanced line pair, as the delivery flow writes it."""
    return {
        "key": key, "kind": "gl", "workspace": "", "interface": "gl_export", "company": "ACME", "entity": "",
        "run": "2026-BW03", "run_id": 1, "revision": 0, "manifest": key, "part": 1, "parts": 1, "whole_cents": 100,
        "state": "planned", "fence": 0, "attempt": 1, "journal": "PYRJ",
        "batch_date": date(2026, 2, 13), "description": "Payroll", "detail": "account", "source_entity": "",
        "payload": "<create/>", "payload_sha256": "0", "anchor": "", "lines": 2, "debit_cents": 100,
        "credit_cents": 100, "batch_lines": b"", "record_lines": b"", "horizon_seconds": 12, "created_at": NOW,
        "created_by": "amara", **changes,
    }  # fmt: skip


def put(engine, row, records):
    with writing(engine) as conn:
        ledger.insert(conn, row, records, NOW, "amara")


def test_a_record_is_in_at_most_one_live_export(engine):
    put(engine, intent("PW1"), ["E1001", "E1002"])
    with pytest.raises(sa.exc.IntegrityError):
        put(engine, intent("PW2"), ["E1002"])
    with reading(engine) as conn:
        assert ledger.get(conn, "PW2") is None


def test_a_failed_export_frees_its_records(engine):
    put(engine, intent("PW1"), ["E1001"])
    with writing(engine) as conn:
        assert ledger.move(conn, ledger.get(conn, "PW1"), "failed", NOW, "worker", problem="refused")
    put(engine, intent("PW2", revision=1), ["E1001"])
    with reading(engine) as conn:
        held = ledger.holding(conn, "gl", "ACME", "2026-BW03", ["E1001"])
    assert {(row["key"], row["live"]) for row in held} == {("PW1", False), ("PW2", True)}


def test_a_refused_export_is_open_until_all_of_its_records_are_in_other_exports(engine):
    put(engine, intent("PW1"), ["E1001", "E1002"])
    with writing(engine) as conn:
        assert ledger.move(conn, ledger.get(conn, "PW1"), "failed", NOW, "worker", problem="refused")

    def still_open():
        with reading(engine) as conn:
            return [row["key"] for row in ledger.listing(conn) if row["not_exported_since"]]

    assert still_open() == ["PW1"]
    put(engine, intent("PW2", revision=1), ["E1001"])
    assert still_open() == ["PW1"]
    put(engine, intent("PW3", revision=1), ["E1002"])
    assert still_open() == []


def test_records_are_free_again_only_when_nothing_of_their_export_can_be_in_intacct(engine):
    for number, state in enumerate(STATES):
        put(engine, intent(f"PW{number}"), [f"E{number}"])
        with writing(engine) as conn:
            ledger.move(conn, ledger.get(conn, f"PW{number}"), state, NOW, "worker")
    with reading(engine) as conn:
        held = ledger.holding(conn, "gl", "ACME", "2026-BW03", [f"E{number}" for number in range(len(STATES))])
    assert {row["state"] for row in held if not row["live"]} == {"failed", "superseded", "withdrawn"}


def test_what_was_read_before_others_moved_it_moves_nothing_though_it_is_planned_again(engine):
    put(engine, intent(), ["E1001"])
    with writing(engine) as conn:
        early = ledger.get(conn, "PW1")
        for state in ("sending", "planned"):
            assert ledger.move(conn, ledger.get(conn, "PW1"), state, NOW, "another worker")
        assert not ledger.move(conn, early, "sending", NOW, "worker")
        assert ledger.get(conn, "PW1")["state"] == "planned"


def test_of_many_who_want_to_send_exactly_one_does(engine):
    put(engine, intent(), ["E1001"])
    with reading(engine) as conn:
        row = ledger.get(conn, "PW1")

    def send(name):
        with writing(engine) as conn:
            return ledger.move(conn, row, "sending", NOW, f"worker {name}")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 7 + [True]
    with reading(engine) as conn:
        assert [r["event"] for r in audit.rows(conn, "PW1")] == ["planned", "sending"]


def test_an_unbalanced_journal_cannot_even_be_written_down(engine):
    with pytest.raises(sa.exc.IntegrityError):
        put(engine, intent(debit_cents=101), ["E1001"])


def test_only_one_attempt_follows_another(engine):
    put(engine, intent(), ["E1001"])
    with writing(engine) as conn:
        assert ledger.hand_over(conn, "PW1", 1, NOW + timedelta(seconds=5))
        assert not ledger.hand_over(conn, "PW1", 1, NOW)
    with reading(engine) as conn:
        assert [(row["key"], row["attempt"]) for row in ledger.unfinished(conn)] == [("PW1", 2)]
