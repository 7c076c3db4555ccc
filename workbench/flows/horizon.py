"""Time in the life of an export: when to look again, and when absence may be believed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from workbench.desk import Desk, Ticks

# Looking again after an unknown outcome, as parts of the horizon: 5 s, 15 s, 45 s, 2, 5, 10, 20 min of 20 min.
_LOOKS = (1 / 240, 1 / 80, 3 / 80, 1 / 10, 1 / 4, 1 / 2, 1)


OLDEST_LOOK = timedelta(minutes=2)  # a call waits up to 90 s for its turn, and Intacct takes its time to answer


class Look:
    """The moment before Intacct is read: what is found is as of then, however long the answer or a sleep takes."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.at, self._ticks = desk, desk.clock(), desk.ticks()

    def ago(self, now: datetime) -> timedelta:
        """How long ago it was by the clock that says most: neither sleep nor a clock set back shortens it."""
        (boot, seconds), (boot_then, seconds_then) = self._desk.ticks(), self._ticks
        if boot != boot_then:  # no process outlives its machine, but a copy of one may
            return timedelta.max
        return max(now - self.at, timedelta(seconds=seconds - seconds_then))

    def since_sent(self, row: Mapping[str, Any]) -> timedelta:
        """How long before it the export was sent, by the clock that says least."""
        return elapsed(row, self.at, self._ticks)


def apart(first: datetime | None, second: datetime, gap: timedelta) -> timedelta:
    """How much is missing between two reads that must lie so far apart; all of it after none, or a clock set back."""
    return gap if first is None or second < first else max(gap - (second - first), timedelta(0))


def absent_gap(horizon: timedelta) -> timedelta:
    """How far apart the two reads must lie that prove absence: a minute, less only for a short sandbox horizon."""
    return min(timedelta(minutes=1), horizon / 16)


def longest_pause(horizon: timedelta) -> timedelta:
    """How long a worker may have slept between deciding to send and sending."""
    return min(timedelta(minutes=1), horizon / 8)


def elapsed(row: Mapping[str, Any], now: datetime, ticks: Ticks) -> timedelta:
    """How long ago an export was sent, by the clock that says least: a clock set forward shortens no horizon."""
    return max(min(_spans(row, now, ticks)), timedelta(0))


def _spans(row: Mapping[str, Any], now: datetime, ticks: Ticks) -> list[timedelta]:
    spans = [now - row["sent_at"]]
    boot, seconds = ticks
    if boot and row["sent_boot"] == boot:
        spans.append(timedelta(milliseconds=seconds * 1000 - row["sent_ticks"]))
    return spans


def until_next_look(row: Mapping[str, Any], now: datetime, ticks: Ticks) -> timedelta:
    """How long to wait before Intacct is asked again: by the clock that says most, so that one set back asks no more.

    Where the clocks do not agree that the horizon is over, every quarter of it until they do.
    """
    limit = timedelta(seconds=row["horizon_seconds"])
    least, most = elapsed(row, now, ticks), max(max(_spans(row, now, ticks)), timedelta(0))
    return min(limit - least, limit / 4) if least < limit <= most else next_look(most, limit)


def next_look(elapsed: timedelta, horizon: timedelta) -> timedelta:
    """How long to wait before reading Intacct again."""
    for part in _LOOKS:
        if horizon * part > elapsed:
            return horizon * part - elapsed
    return absent_gap(horizon)


def backoff(tries: int, horizon: timedelta) -> timedelta:
    """How long to wait before sending what is known not to have been executed: half a second doubling to thirty."""
    longest = min(timedelta(seconds=30), horizon / 8)
    return min(timedelta(seconds=0.5) * 2 ** min(tries, 10), longest)
