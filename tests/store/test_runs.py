"""Posted runs in the store, on both databases."""

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from workbench.errors import NotFound, StoreError
from workbench.store import arrow, runs
from workbench.store.tables import run_tables


def header(desk, code, digest="a", pay_date=date(2026, 2, 13)):
    day = {"period_start": date(2026, 1, 26), "period_end": date(2026, 2, 8), "pay_date": pay_date}
    counts = {"employees": 1, "paycard_lines": 2, "labor_lines": 0, "gross_cents": 12_345, "net_cents": -1}
    told = {"source": "x", "loaded_at": desk.clock(), "loaded_by": "me", "payroll_groups": "G", "findings": []}
    return {"code": code, "content_sha256": digest, **day, **counts, **told}


def add(desk, code, **more):
    frame = pd.DataFrame({"employee": pd.Series(["0600", ""], dtype="str")})
    with desk.write() as conn:
        return runs.add(conn, header(desk, code, **more), {"employees": arrow.pack(frame)})


def test_a_run_and_its_tables_come_back(desk):
    run_id = add(desk, "R1")
    with desk.read() as conn:
        assert runs.current_id(conn, "R1") == run_id
        assert runs.current(conn, "R1")["gross_cents"] == 12_345
        (frame,) = runs.tables(conn, run_id).values()
    assert frame["employee"].tolist() == ["0600", ""]


def test_a_run_that_was_never_loaded(desk):
    with desk.read() as conn:
        assert runs.current(conn, "R1") is None
        with pytest.raises(NotFound, match="There is no run R1"):
            runs.current_id(conn, "R1")


def test_a_retired_run_stays_for_its_exports_but_is_no_longer_current(desk):
    old = add(desk, "R1")
    with desk.write() as conn:
        runs.retire(conn, old, desk.clock())
    new = add(desk, "R1", digest="b")
    with desk.read() as conn:
        assert runs.current_id(conn, "R1") == new
        assert [row["id"] for row in runs.listing(conn)] == [new]
        assert runs.tables(conn, old)


def test_a_code_has_one_current_run(desk):
    add(desk, "R1")
    with pytest.raises(StoreError, match="same moment"):
        add(desk, "R1")


def test_the_latest_pay_date_is_listed_first(desk):
    for code, day in (("R1", 1), ("R3", 3), ("R2", 3)):
        add(desk, code, pay_date=date(2026, 2, day))
    with desk.read() as conn:
        assert [row["code"] for row in runs.listing(conn)] == ["R2", "R3", "R1"]


def test_a_load_that_fails_half_way_leaves_nothing(desk):
    with pytest.raises(RuntimeError), desk.write() as conn:
        runs.add(conn, header(desk, "R1"), {"employees": b""})
        raise RuntimeError
    with desk.read() as conn:
        assert runs.listing(conn) == []
        assert conn.execute(sa.select(sa.func.count()).select_from(run_tables)).scalar() == 0
