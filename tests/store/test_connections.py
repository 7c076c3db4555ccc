"""Saved connections: one per interface, replaced whole, their test kept only while they stay the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.desk import Desk
from workbench.store import connections

NOW = datetime(2026, 7, 31, 9, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    return {
        "interface": "gl_export", "kind": "sandbox", "company": "ACME", "user": "ws", "entity": "", "sender_id": "s",
        "endpoint": "http://127.0.0.1:1/ia/xml/xmlgw.phtml", "secrets": b"\x00sealed", "horizon_seconds": 12,
        "active": True, "saved_at": NOW, "tested_at": None, "test": None,
    } | changes  # fmt: skip


def test_a_connection_is_kept_as_it_was_saved(desk: Desk) -> None:
    with desk.write() as conn:
        connections.put(conn, row())
    with desk.read() as conn:
        assert connections.get(conn, "gl_export") == {"workspace": "", **row()}
        assert connections.get(conn, "time_import") is None


def test_a_listing_holds_no_secrets(desk: Desk) -> None:
    with desk.write() as conn:
        connections.put(conn, row(interface="time_import"))
        connections.put(conn, row())
        found = connections.listing(conn)
    assert [one["interface"] for one in found] == ["gl_export", "time_import"]
    assert all("secrets" not in one for one in found)


def test_saving_again_replaces_the_connection_and_its_test(desk: Desk) -> None:
    with desk.write() as conn:
        connections.put(conn, row())
        assert connections.note_test(conn, "gl_export", NOW, NOW, {"ok": True})
        connections.put(conn, row(company="OTHER"))
        found = connections.get(conn, "gl_export")
    assert found is not None and (found["company"], found["test"]) == ("OTHER", None)


def test_a_test_of_an_earlier_connection_is_not_kept(desk: Desk) -> None:
    with desk.write() as conn:
        connections.put(conn, row(saved_at=NOW + timedelta(seconds=1)))
        assert not connections.note_test(conn, "gl_export", NOW, NOW, {"ok": True})
        assert connections.get(conn, "gl_export")["test"] is None  # type: ignore[index]


def test_an_interface_is_turned_off_and_on(desk: Desk) -> None:
    with desk.write() as conn:
        connections.put(conn, row())
        assert connections.set_active(conn, "gl_export", False)
        assert connections.get(conn, "gl_export")["active"] is False  # type: ignore[index]
        assert not connections.set_active(conn, "time_import", True)
