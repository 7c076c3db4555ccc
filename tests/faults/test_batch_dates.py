"""The batch date typed is the batch date sent: in every time zone, at the moments when a zone shows another day."""

import os
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo, available_timezones

import pytest
from lxml import etree

from tests.faults.simulation import payroll
from tests.faults.simulation.installation import fresh_store
from workbench.desk import Desk
from workbench.flows.readback import differences_of
from workbench.gateway.journals import JournalHeader, journal_payload
from workbench.gateway.values import read_date
from workbench.store import exports as ledger

ZONES = sorted(available_timezones())
INSTANTS = [
    datetime(2026, 1, 1, 0, 30, tzinfo=UTC),  # another year west of Greenwich
    datetime(2025, 12, 31, 23, 30, tzinfo=UTC),  # another year east of it
    datetime(2026, 3, 8, 7, 15, tzinfo=UTC),  # clocks go forward in America
    datetime(2026, 10, 25, 0, 45, tzinfo=UTC),  # clocks go back in Europe
    datetime(2028, 2, 29, 11, 59, tzinfo=UTC),  # leap day, a minute before the date line's noon
]


@pytest.fixture
def at_home():
    """Puts the zone of this machine back."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def move_to(zone):
    os.environ["TZ"] = zone
    time.tzset()


def sent_date(day):
    """The date in the request, as Intacct reads it: month, day, year."""
    text = journal_payload(
        journal="PYRJ",
        batch_date=day,
        description="Payroll",
        reference=payroll.key_of(0),
        source_entity="",
        history="",
        lines=payroll.lines(),
    )
    return etree.fromstring(text).findtext("GLBATCH/BATCH_DATE")


@pytest.fixture
def ledger_row():
    """Keeps a batch date in the store and reads it again."""
    conn = fresh_store(0)
    desk = SimpleNamespace(clock=lambda: INSTANTS[0], actor="Ada")
    with conn.begin():
        payroll.write_row(desk, conn, 0)

        def kept(day):
            ledger.note(conn, payroll.key_of(0), batch_date=day)
            return ledger.get(conn, payroll.key_of(0))

        yield kept


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change the zone of a process")
def test_the_batch_date_typed_is_the_date_sent_kept_and_compared(at_home, ledger_row):
    checked = elsewhere = 0
    for zone in ZONES:
        move_to(zone)
        for instant in INSTANTS:
            typed = instant.astimezone(ZoneInfo(zone)).date()  # what a person there picks as today
            assert Desk.today(SimpleNamespace(clock=lambda instant=instant: instant)) == typed, zone
            assert sent_date(typed) == f"{typed.month:02d}/{typed.day:02d}/{typed.year}", zone
            row = ledger_row(typed)
            assert row["batch_date"] == typed == read_date(sent_date(typed)), zone
            checked += 1
            elsewhere += typed != instant.date()
    print(f"{checked} dates in {len(ZONES)} zones, {elsewhere} of them another day than in UTC")
    assert checked == len(ZONES) * len(INSTANTS) > 2_000 and elsewhere > 300


def test_a_journal_of_the_day_before_is_a_difference(ledger_row):
    row = ledger_row(INSTANTS[0].date())
    header = JournalHeader("1", "1", "Draft", "PYRJ", INSTANTS[1].date(), row["description"], row["key"])
    found = differences_of(row, header, payroll.lines(), payroll.lines())
    assert list(found["where"]) == ["batch date differs"]
