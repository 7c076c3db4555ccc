"""Kill points: the lines a piece of work executes, counted, and a process that dies at one of them."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

import workbench

HOME = Path(workbench.__file__).parent
DELIVERY = (
    "flows/carry.py", "flows/delivery.py", "flows/readback.py", "flows/exports.py", "store/exports.py",
    "store/audit.py", "gateway/journals.py", "gateway/outcome.py",
)  # fmt: skip
LIBRARIES = ("workbench", "requests", "urllib3", "http", "sqlite3", "sqlalchemy", "psycopg")
EVERY_LINE_OF = str(HOME / "flows/carry.py")

Line = tuple[str, int]


class Lines:
    """Counts executed lines of the watched files; at ``stop_at`` the process is gone, as by a power cut of its own."""

    def __init__(self, everywhere: bool = False, stop_at: int = 0) -> None:
        self.delivery = {str(HOME / name) for name in DELIVERY}
        self.everywhere = everywhere
        self.stop_at = stop_at
        self.seen: list[Line] = []

    def watches(self, path: str) -> bool:
        """Whether lines of this file are points."""
        if not self.everywhere:
            return path in self.delivery
        return any(f"{os.sep}{name}{os.sep}" in path for name in LIBRARIES)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        return self._line if self.watches(frame.f_code.co_filename) else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        if event == "line":
            self.seen.append((frame.f_code.co_filename, frame.f_lineno))
            if len(self.seen) == self.stop_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line

    def during(self, work: Callable[[], object]) -> list[Line]:
        """Do the work under the count and give the lines it executed."""
        sys.settrace(self)
        try:
            work()
        finally:
            sys.settrace(None)
        return self.seen


def chosen(seen: list[Line], most: int | None, dice: random.Random, done: Iterable[Line] = ()) -> list[int]:
    """Every point, or the first of each line of the state machine not done yet and a share of the others."""
    if most is None:
        return list(range(1, len(seen) + 1))
    first = {line: place for place, line in reversed(list(enumerate(seen, 1)))}
    must = {place for line, place in first.items() if line[0] == EVERY_LINE_OF and line not in set(done)}
    others = [place for place in range(1, len(seen) + 1) if place not in must]
    more = max(0, min(most - len(must), len(others)))
    return sorted(must | set(dice.sample(others, more)))
