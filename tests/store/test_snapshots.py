"""Snapshots: what was last read from Intacct, per company and entity, type for type."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd

from workbench.desk import Desk
from workbench.store import snapshots

NOW = datetime(2026, 7, 31, 9, tzinfo=UTC)


def frame(*codes: str) -> pd.DataFrame:
    days = pd.Series([date(2026, 1, 31)] * len(codes), dtype="date32[pyarrow]")
    return pd.DataFrame({"code": pd.Series(list(codes), dtype="str"), "day": days, "open": [True] * len(codes)})


def test_a_frame_is_given_back_as_it_was(desk: Desk) -> None:
    sent = frame("0600", "1E5", "NA", "")
    with desk.write() as conn:
        snapshots.put(conn, "ACME", "", "accounts", sent, NOW, "ana")
    with desk.read() as conn:
        pd.testing.assert_frame_equal(snapshots.get(conn, "ACME", "", "accounts"), sent)


def test_the_newest_replaces_the_one_before(desk: Desk) -> None:
    with desk.write() as conn:
        for codes in (("a",), ("b", "c")):
            snapshots.put(conn, "ACME", "", "accounts", frame(*codes), NOW, "ana")
        found = snapshots.listing(conn, "ACME", "")
    assert found[["name", "rows", "read_by"]].values.tolist() == [["accounts", 2, "ana"]]
    assert found.at[0, "read_at"] == NOW


def test_companies_and_entities_do_not_see_each_other(desk: Desk) -> None:
    with desk.write() as conn:
        snapshots.put(conn, "ACME", "", "accounts", frame("a"), NOW, "ana")
        for company, entity, name in (
            ("ACME", "E100", "accounts"),
            ("OTHER", "", "accounts"),
            ("ACME", "", "journals"),
        ):
            assert snapshots.get(conn, company, entity, name) is None
        assert len(snapshots.listing(conn, "OTHER", "")) == 0


def test_an_empty_frame_is_something_else_than_none(desk: Desk) -> None:
    with desk.write() as conn:
        snapshots.put(conn, "ACME", "", "periods", frame(), NOW, "ana")
        found = snapshots.get(conn, "ACME", "", "periods")
    assert found is not None and len(found) == 0 and list(found.columns) == ["code", "day", "open"]
