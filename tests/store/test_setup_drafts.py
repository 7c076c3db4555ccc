"""Edits of the draft in the store, and versions with their first day; on both databases."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from workbench.store import database, setup_drafts, setups
from workbench.store.database import open_store, reading, writing

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANGE = ("categories", "101", "debit", "6010", "6011")


@pytest.fixture
def engine(store_url):
    engine = open_store(store_url)
    yield engine
    engine.dispose()


def add(engine, kind, *changes, workspace="", **more):
    with writing(engine, workspace) as conn:
        setup_drafts.hold(conn)
        return setup_drafts.add(conn, kind, 0, changes, AT, "Ann", "", **more)


def test_a_draft_begins_anew_after_publishing_or_discarding(engine):
    for kind in ("edit", "publish", "edit", "undo", "discard", "edit"):
        last = add(engine, kind, CHANGE)
    with reading(engine) as conn:
        (row,) = setup_drafts.since_start(conn)
        assert (row["number"], row["kind"], row["changes"]) == (6, "edit", [list(CHANGE)])
        assert setup_drafts.last(conn)["chain"] == last["chain"] == row["chain"]


def test_edits_are_numbered_and_chained_per_workspace(engine):
    first, second, other = add(engine, "edit"), add(engine, "edit"), add(engine, "edit", workspace="bolt")
    assert [row["number"] for row in (first, second, other)] == [1, 2, 1]
    assert len({row["chain"] for row in (first, second, other)}) == 3


def test_the_version_in_force_is_the_newest_that_starts_on_the_day_or_before(engine):
    with writing(engine) as conn:
        for content, day in (("a", setups.BEGINNING), ("b", date(2026, 7, 1)), ("c", date(2026, 5, 1))):
            setups.add(conn, content, AT, "Ann", "", day)
    with reading(engine) as conn:
        days = (date(1900, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 12, 31), date(1899, 12, 31))
        held = [setups.in_force(conn, day) for day in days]
        assert [setups.content(conn, row["id"]) if row else "" for row in held] == ["a", "a", "c", "c", ""]
        assert (
            setups.first_day(conn) == setups.BEGINNING and setups.before(conn, held[2]["id"])["base"] == held[0]["id"]
        )


def test_versions_from_before_first_days_hold_for_every_pay_date(sqlite_url, monkeypatch):
    """A store of the first release, with a setup in it, is migrated by opening it."""
    with monkeypatch.context() as old:
        old.setattr(database, "_migrate", lambda engine: None)
        engine = open_store(sqlite_url)
    with writing(engine) as conn:
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        row = {"workspace": "", "content": "journal: A", "content_sha256": "x", "saved_at": "2026-01-01 00:00:00"}
        columns = ", ".join([*row, "saved_by", "note"])
        values = ", ".join(f":{name}" for name in row)
        conn.execute(sa.text(f"INSERT INTO setups ({columns}) VALUES ({values}, 'Ann', '')"), row)
    engine.dispose()
    engine = open_store(sqlite_url)
    with reading(engine) as conn:
        found = setups.in_force(conn, setups.BEGINNING)
        assert (found["id"], found["effective_from"], found["changes"]) == (1, setups.BEGINNING, None)
    engine.dispose()
