"""Faults: which request meets which trouble on its way in or out."""

import random
import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    # nothing is executed
    "reset_before",
    "error_500_before",
    "html_502_before",
    "throttled",
    "busy",
    "offline",
    "aborted",
    "in_process",
    "session_expired",
    "redirect",
    # executed and durable, the answer is lost or spoiled
    "reset_after",
    "error_500_after",
    "html_502_after",
    "gone_524",
    "truncated",
    "cut_body",
    "empty",
    "two_documents",
    "foreign_controlid",
    "duplicated_result",
    "wrong_encoding",
    "drip",
    # executed later, or never answered
    "endless",
    "late_commit",
    # the connection, the time
    "refused",
    "reset_mid_request",
    "stale",
    "slow",
}


@dataclass
class Fault:
    """One fault: its kind, what it meets, how often, and what it is made with."""

    kind: str
    on: str = "*"
    nth: int = 1
    times: int = 1
    probability: float = 1.0
    seed: int = 0
    delay: float | None = None
    seconds: float = 1.0
    answer: str = "reset"
    encoding: str = "utf-16"
    location: str = ""
    status: int = 302
    met: int = 0
    fired: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault of kind {self.kind}; there are {', '.join(sorted(KINDS))}")
        self.nth, self.times, self.seed, self.status = int(self.nth), int(self.times), int(self.seed), int(self.status)
        self.probability, self.seconds = float(self.probability), float(self.seconds)
        self.delay = None if self.delay is None else float(self.delay)
        self.dice = random.Random(self.seed)

    def meets(self, spoken: list[tuple[str, str]]) -> bool:
        """Whether this request is one it is meant for, and its turn has come."""
        if not any(_same(self.on, verb, name) for verb, name in spoken):
            return False
        self.met += 1
        if self.met < self.nth or (self.times and self.fired >= self.times):
            return False
        if self.dice.random() >= self.probability:
            return False
        self.fired += 1
        return True


def _same(on: str, verb: str, name: str) -> bool:
    wanted, _, wanted_name = on.partition(" ")
    return wanted in ("*", verb) and wanted_name in ("", name)


class Faults:
    """The list of faults in force."""

    def __init__(self, entries: list[dict[str, Any]] | None = None) -> None:
        self._lock = threading.Lock()
        self.active: list[Fault] = []
        self.replace(entries or [])

    def replace(self, entries: list[dict[str, Any]]) -> None:
        """Put other faults in force; ValueError or TypeError when one is not understood."""
        faults = [Fault(**entry) for entry in entries]
        with self._lock:
            self.active = faults

    def pick(self, spoken: list[tuple[str, str]], kinds: set[str] | None = None) -> Fault | None:
        """The first fault that meets this request."""
        with self._lock:
            for fault in self.active:
                wanted = fault.kind in kinds if kinds else fault.kind != "reset_mid_request"
                if wanted and fault.meets(spoken):
                    return fault
        return None
