"""The sandbox clock: real time plus an offset that a rehearsal may move forward."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Now, what is due later, and waiting for a moment that advancing the clock may bring at once."""

    def __init__(self) -> None:
        self.offset = timedelta()
        self._moved = threading.Condition()
        self._due: list[tuple[datetime, Callable[[], None]]] = []

    def now(self) -> datetime:
        """The sandbox time, UTC without zone."""
        return datetime.now(UTC).replace(tzinfo=None) + self.offset

    def advance(self, seconds: float) -> None:
        """Move forward and do what became due on the way, in order of time."""
        with self._moved:
            self.offset += timedelta(seconds=seconds)
            self._moved.notify_all()
        self.run_due()

    def at(self, seconds: float, act: Callable[[], None]) -> None:
        """Have something done that many seconds from now."""
        with self._moved:
            self._due.append((self.now() + timedelta(seconds=seconds), act))

    def run_due(self) -> None:
        """Do everything whose time has come."""
        while act := self._next_due():
            act()

    def _next_due(self) -> Callable[[], None] | None:
        with self._moved:
            ready = [entry for entry in self._due if entry[0] <= self.now()]
            if not ready:
                return None
            first = min(ready, key=lambda entry: entry[0])
            self._due.remove(first)
            return first[1]

    def wait(self, until: datetime, done: Callable[[], bool]) -> bool:
        """Wait until done() or the sandbox time `until`; whether it was done."""
        with self._moved:
            while not done():
                left = (until - self.now()).total_seconds()
                if left <= 0:
                    return False
                self._moved.wait(min(left, 1.0))
            return True

    def stir(self) -> None:
        """Let those who wait look again."""
        with self._moved:
            self._moved.notify_all()

    def reset(self) -> None:
        """Real time again, and nothing due."""
        with self._moved:
            self.offset = timedelta()
            self._due.clear()

    def keep_time(self) -> None:
        """Run what is due, as real time passes, in a thread of its own."""
        threading.Thread(target=self._tick, daemon=True).start()

    def _tick(self) -> None:
        while True:
            time.sleep(0.05)
            self.run_due()
