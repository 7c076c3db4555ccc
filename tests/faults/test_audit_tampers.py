"""Whoever changes the audit trail past the database's own guard is found: by the chain, by the ledger, by the anchors.

`AUDIT_TAMPERS=100000 python -m pytest tests/faults/test_audit_tampers.py` tries more of them.
"""

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import workbench as wb
from tests.faults.crash.ground import KEY, Clock, at_clock, make_ready, press_export, preview, references
from workbench.desk import Desk
from workbench.flows.verify import verify
from workbench.store import audit
from workbench.store.tables import audit as table
from workbench.store.tables import audit_end

TAMPERS = int(os.environ.get("AUDIT_TAMPERS", "4000"))
AT = datetime(2026, 2, 13, 17, 30, tzinfo=UTC)
ROWS = 40


@pytest.fixture
def trail(sqlite_url):
    """Forty rows as the product writes them, read back."""
    with Desk(sqlite_url) as desk, desk.write() as conn:
        for number in range(ROWS):
            detail = {"from": "sent", "lines": number, "name": "Żak"}
            audit.append(conn, AT + timedelta(seconds=number), "amara", "planned", f"PW{number % 7}", detail)
        return [SimpleNamespace(**row._mapping) for row in conn.execute(sa.select(table).order_by(table.c.seq))]


def edit(rows, dice):
    row = dice.choice(rows)
    name = dice.choice(["at", "actor", "event", "object", "detail", "previous", "hash"])
    other = {"at": row.at + timedelta(microseconds=1), "detail": row.detail | {"lines": -1}}
    setattr(row, name, other.get(name, str(getattr(row, name))[:-1] + "~"))
    return rows


def delete(rows, dice):
    del rows[dice.randrange(ROWS - 1)]  # the last one is a tail, which the chain alone cannot miss
    return rows


def insert(rows, dice):
    """A row between two others, its own hash right; those behind it keep their numbers, or move up."""
    place = dice.randrange(ROWS - 1)
    forged = SimpleNamespace(**vars(rows[place]) | {"detail": {"lines": 0}, "previous": rows[place - 1].hash})
    hashed = ("seq", "at", "actor", "event", "object", "detail", "previous")
    forged.hash = audit._hash(*(getattr(forged, name) for name in hashed))
    if dice.random() < 0.5:
        for row in rows[place:]:
            row.seq += 1
    return [*rows[:place], forged, *rows[place:]]


def swap(rows, dice):
    """Two rows change places, with or without their numbers."""
    one, two = dice.sample(range(ROWS), 2)
    rows[one], rows[two] = rows[two], rows[one]
    if dice.random() < 0.5:
        rows[one].seq, rows[two].seq = rows[two].seq, rows[one].seq
    return rows


def test_every_edited_deleted_inserted_or_swapped_row_is_found(trail):
    dice = random.Random(TAMPERS)
    assert audit.breaks(trail) == []
    missed = []
    for number in range(TAMPERS):
        tamper = (edit, delete, insert, swap)[number % 4]
        rows = tamper([SimpleNamespace(**vars(row)) for row in trail], dice)
        if not audit.breaks(rows):
            missed.append((number, tamper.__name__))
    assert missed == []


@pytest.fixture
def exported(store_url, sandbox, monkeypatch):
    """A payroll exported on each database, sent twice because the first did not arrive."""
    monkeypatch.setenv("WORKBENCH_KEY", KEY)
    with Desk(store_url) as desk:
        make_ready(desk, sandbox.credentials)
        sandbox.control("faults", faults=[{"kind": "error_500_before", "on": "create GLBATCH"}])
        clock = Clock()
        desk.batch = preview(desk)
        press_export(at_clock(desk, clock), desk.batch, clock)
        yield desk


def lift_the_guard(conn):
    if conn.dialect.name == "postgresql":
        conn.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    else:
        conn.execute(sa.text("DROP TRIGGER IF EXISTS audit_no_update"))
        conn.execute(sa.text("DROP TRIGGER IF EXISTS audit_no_delete"))


def told(desk):
    """What `python -m workbench verify` says, and its exit code."""
    environment = {**os.environ, "WORKBENCH_DATABASE_URL": desk.url}
    ran = subprocess.run([sys.executable, "-m", "workbench", "verify"], env=environment, capture_output=True, text=True)
    return ran.returncode, ran.stdout


def test_an_export_planned_a_second_time_leaves_the_trail_whole(exported):
    (key,) = references(exported.batch)
    events = list(wb.history(exported, key)["event"])
    assert events.count("planned") == 2 and events[-1] == "confirmed"
    assert verify(exported).problems == ()
    assert told(exported)[0] == 0


def test_a_tail_cut_off_is_found_by_the_end_that_is_written_down_and_as_far_as_it_speaks_of_an_export(exported):
    (key,) = references(exported.batch)
    with exported.write() as conn:
        lift_the_guard(conn)
        last = conn.execute(sa.select(sa.func.max(table.c.seq))).scalar_one()
        audit.append(conn, AT, "amara", "setup saved", "", {})
    with exported.write() as conn:
        conn.execute(table.delete().where(table.c.seq > last))
    (problem,) = verify(exported).problems  # what was cut off speaks of no export
    assert f"ends with row {last}, but row {last + 1} was written" in problem
    with exported.write() as conn:
        conn.execute(audit_end.update().values(seq=last, hash=audit.head(conn)))
    assert verify(exported).ok
    events = len(wb.history(exported, key))
    said = []
    for cut in range(1, events + 1):
        with exported.write() as conn:
            conn.execute(table.delete().where(table.c.seq > last - cut))
        said.append(verify(exported).problems)
    assert all("cut off" in cut and key in other for cut, other in said)
    assert "does not say so" in said[0][1] and "anchor" in said[-1][1]
    code, text = told(exported)
    assert code == 1 and key in text


def test_a_trail_written_anew_does_not_fit_the_anchor_that_travelled(exported):
    """Every row hashed afresh after a change before the export: the chain is whole, the anchor names another row."""
    with exported.write() as conn:
        lift_the_guard(conn)
        rows = list(conn.execute(sa.select(table).order_by(table.c.seq)))
        conn.execute(table.delete())
        for row in rows:
            actor = "somebody else" if row.seq == 1 else row.actor
            audit.append(conn, row.at, actor, row.event, row.object, row.detail)
        assert audit.broken(conn) == []
    (problem,) = verify(exported).problems
    assert "anchor" in problem and told(exported)[0] == 1
