"""Exports: what was sent, what came back, and the ways on with a reason."""

from __future__ import annotations

import pytest

from tests.pages.conftest import RUN, Open, table_with, text_of
from tests.pages.test_gl_records import export_everything
from workbench.desk import Desk
from workbench.flows import carry, exports, gl_records, workers


@pytest.fixture
def planned(sample: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """An export that waits to be sent; nobody carries it. Its key."""
    monkeypatch.setattr(workers, "ensure_worker", lambda desk: None)
    gl_records.create_gl_records(sample, RUN)
    return export_everything(sample)


@pytest.fixture
def confirmed(sample: Desk, planned: str) -> str:
    """The same export, carried to its end by hand."""
    for _ in range(4):
        carry.step(sample, planned)
        if exports.export(sample, planned).state == "confirmed":
            return planned
    raise AssertionError(exports.export(sample, planned).problem)


def test_an_empty_list_says_the_next_step(sample: Desk, open_page: Open) -> None:
    assert "Nothing was exported yet." in text_of(open_page("exports"))


def test_every_export_is_listed_with_its_totals(sample: Desk, planned: str, open_page: Open) -> None:
    table = next(t.value for t in open_page("exports").dataframe if str(t.key).startswith("exports-"))
    assert list(table["key"]) == [planned]
    assert list(table["state"]) == [["○ Waiting to be sent"]]
    assert str(table.loc[0, "debit"]) == "15495.10"


def test_one_opens_to_its_timeline_and_place(sample: Desk, confirmed: str, open_page: Open) -> None:
    said = text_of(open_page("exports", export_open=confirmed)).replace("\\", "")
    record = exports.export(sample, confirmed).record_no
    assert "Read back equal to the cent" in said
    assert f"record **{record}**" in said
    assert "General Ledger > All tab > Journal Entries" in said


def test_sent_is_shown_against_read_back(sample: Desk, confirmed: str, open_page: Open) -> None:
    lines = table_with(open_page("exports", export_open=confirmed), "account", "back")
    assert len(lines) == 47 and set(lines["back"]) == {"✓ equal"}


def test_reconcile_reads_intacct_and_says_equal(sample: Desk, confirmed: str, open_page: Open) -> None:
    app = open_page("exports", export_open=confirmed)
    app.button(key="reconcile").click().run()
    assert "exactly as it was sent, in state Draft" in text_of(app)
    assert "reconciled" in set(exports.history(sample, confirmed)["event"])


def test_a_draft_that_stands_cannot_be_superseded(sample: Desk, confirmed: str, open_page: Open) -> None:
    app = open_page("exports", export_open=confirmed)
    app.button(key="ask Supersede").click().run()
    assert app.button(key="do Supersede").disabled  # a reason is needed first
    assert "Delete or reverse the draft in Intacct first" in text_of(app)


def test_withdrawing_is_offered_only_before_sending(sample: Desk, planned: str, open_page: Open) -> None:
    keys = {button.key for button in open_page("exports", export_open=planned).button}
    assert "ask Withdraw" in keys and "ask Supersede" not in keys and "reconcile" not in keys


def test_home_names_an_export_that_needs_a_person(sample: Desk, planned: str, open_page: Open) -> None:
    from workbench.store import exports as ledger

    with sample.write() as conn:
        row = ledger.get(conn, planned)
        assert row is not None
        ledger.move(conn, row, "sending", sample.clock(), "worker", sent_at=sample.clock())
        row = ledger.get(conn, planned)
        assert row is not None
        ledger.move(conn, row, "unknown", sample.clock(), "worker", problem="The answer never came.")
    said = text_of(open_page("home"))
    assert "Needs you now" in said and "Outcome unknown" in said
