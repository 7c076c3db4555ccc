"""Repeating: whether, after how long, and with how much chance."""

from __future__ import annotations

import pytest

from workbench.errors import (
    Busy,
    GatewayError,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SenderRefused,
    SessionExpired,
    SignInRefused,
)
from workbench.gateway.patience import Patience, may_repeat, pause


@pytest.mark.parametrize("family", [NotSent, Busy, OutcomeUnknown])
def test_a_read_may_be_repeated_when_nothing_was_refused(family: type[GatewayError]) -> None:
    assert may_repeat(family("x"))


@pytest.mark.parametrize("family", [GatewayError, Rejected, SenderRefused, SignInRefused, SessionExpired])
def test_a_refusal_is_not_repeated(family: type[GatewayError]) -> None:
    assert not may_repeat(family("x"))


def test_pauses_double_up_to_the_longest() -> None:
    pauses = [pause(Patience(), NotSent("x"), attempt, 1.0) for attempt in range(1, 9)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert pause(Patience(), Busy("x"), 1, 1.0) == 5


def test_chance_takes_away_at_most_half() -> None:
    assert [pause(Patience(), NotSent("x"), 3, chance) for chance in (0.0, 0.5, 1.0)] == [1.0, 1.5, 2.0]
