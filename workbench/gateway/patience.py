"""When a read may be repeated, after how long, and with how much chance: three questions kept apart."""

from __future__ import annotations

import time
from dataclasses import dataclass

from workbench.errors import Busy, GatewayError, NotSent, OutcomeUnknown


@dataclass(frozen=True)
class Patience:
    """How often and how long to try: pauses double from ``first`` (from ``busy`` when Intacct is) up to ``longest``."""

    attempts: int = 5
    first: float = 0.5
    busy: float = 5.0
    longest: float = 30.0
    enough: float = 180.0  # seconds after which no further attempt begins


def may_repeat(error: GatewayError) -> bool:
    """Whether another attempt of a read can help: never after a refusal, least of all of a password."""
    return isinstance(error, (NotSent, Busy, OutcomeUnknown))


def pause(patience: Patience, error: GatewayError, attempt: int, chance: float) -> float:
    """Seconds to wait after the attempt (from 1): half to all of the doubled pause, as chance (0 to 1) has it."""
    first = patience.busy if isinstance(error, Busy) else patience.first
    doubled: float = first * 2 ** (attempt - 1)
    return min(doubled, patience.longest) * (0.5 + chance / 2)


class Begun:
    """Begun now, to be over within so many seconds, by the clock that stops while a laptop sleeps and by the other."""

    def __init__(self, within: float) -> None:
        self._within = within
        self._steady, self._wall = time.monotonic(), time.time()

    def too_late(self) -> bool:
        """Whether more time has passed, by whichever clock counted more."""
        return max(time.monotonic() - self._steady, time.time() - self._wall) > self._within
