"""How much of the service one company may use at once, and what it has used."""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from workbench.sandbox.company import Company

LOG_LENGTH = 500


@dataclass
class Load:
    """Requests in flight, counted, and the log of the last ones."""

    verbs: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    log: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    in_flight: int = 0
    most_at_once: int = 0
    running: int = 0
    recent: deque[datetime] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, spoken: list[tuple[str, str]]) -> None:
        """Count the verbs of a request."""
        with self.lock:
            self.verbs.update(f"{verb} {name}".strip() for verb, name in spoken)

    def too_fast(self, company: Company) -> bool:
        """Whether this request is over the company's rate."""
        limit, now = company.limit("rate_per_minute"), company.clock.now()
        with self.lock:
            while self.recent and self.recent[0] < now - timedelta(minutes=1):
                self.recent.popleft()
            over = bool(limit) and len(self.recent) >= limit
            if not over:
                self.recent.append(now)
            return over

    @contextmanager
    def slot(self, company: Company) -> Iterator[bool]:
        """A place to run in; False when none came free in time."""
        with self.lock:
            self.in_flight += 1
            self.most_at_once = max(self.most_at_once, self.in_flight)
        got = self._enter(company)
        try:
            time.sleep(float(company.text("latency")) if got else 0)
            yield got
        finally:
            with self.lock:
                self.in_flight -= 1
                self.running -= got
            company.clock.stir()

    def _enter(self, company: Company) -> bool:
        until = company.clock.now() + timedelta(seconds=company.limit("slot_wait"))
        return company.clock.wait(until, lambda: self._take(company.limit("slots")))

    def _take(self, slots: int) -> bool:
        with self.lock:
            free = not slots or self.running < slots
            self.running += free
            return free
