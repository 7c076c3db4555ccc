"""Sessions are kept per company, user, entity and password, and renewed before they end."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.gateway.answers import WHO
from workbench.credentials import Secret
from workbench.gateway.session import Session, drop_session, keep_session, kept_session, lifetime


def session(seconds: float | None) -> Session:
    return Session(Secret("s"), WHO.endpoint, seconds)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    drop_session(WHO)


def test_a_session_is_kept_for_exactly_its_credentials() -> None:
    keep_session(WHO, session(7200))
    assert kept_session(WHO) is not None
    others = [
        {"company": "other"}, {"user": "other"}, {"entity": "E100"}, {"sender_id": "other"},
        {"endpoint": "https://na12.intacct.com/ia/xml/xmlgw.phtml"},
        {"password": Secret("other")}, {"sender_password": Secret("other")},
    ]  # fmt: skip
    assert [kept_session(replace(WHO, **other)) for other in others] == [None] * 7


@pytest.mark.parametrize(("lives", "good", "renewed"), [(7200, 7130, 7150), (100, 85, 95), (None, 10**9, None)])
def test_a_session_is_renewed_a_minute_or_a_tenth_before_its_end(
    monkeypatch: pytest.MonkeyPatch, lives: float | None, good: float, renewed: float | None
) -> None:
    keep_session(WHO, session(lives))
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + good)
    assert kept_session(WHO) is not None
    if renewed is not None:
        monkeypatch.setattr(time, "monotonic", lambda: now + renewed)
        assert kept_session(WHO) is None


def test_every_answer_pushes_the_end_away(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_session(WHO, session(1000))
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 900)
    keep_session(WHO, session(1000))
    monkeypatch.setattr(time, "monotonic", lambda: now + 1800)
    assert kept_session(WHO) is not None


def test_the_lifetime_is_measured_on_the_clock_of_intacct() -> None:
    assert lifetime("2025-07-31T09:00:00+00:00", "2025-07-31T15:00:00+00:00") == 6 * 3600
    assert lifetime("2015-12-06T15:57:08-08:00", "2015-12-07T15:57:08-08:00") == 24 * 3600
    for stamp, end in (("", ""), ("x", "y"), ("2025-07-31T09:00:00+00:00", "2025-07-31T08:00:00+00:00"),
                       ("2025-07-31T09:00:00", "2025-07-31T15:00:00+00:00")):  # fmt: skip
        assert lifetime(stamp, end) is None
