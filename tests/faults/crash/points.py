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
STATE_MACHINE = str(HOME / "flows/carry.py")

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


def chosen(seen: list[Line], most: int | None, dice: random.Random, must: Iterable[Line] = ()) -> list[int]:
    """Every point, or the first of each line that must be among them and, up to ``most``, some of the others."""
    if most is None:
        return list(range(1, len(seen) + 1))
    first = {line: place for place, line in reversed(list(enumerate(seen, 1)))}
    needed = {first[line] for line in must if line in first}
    others = [place for place in range(1, len(seen) + 1) if place not in needed]
    more = max(0, min(most - len(needed), len(others)))
    return sorted(needed | set(dice.sample(others, more)))


def lines_of_the_state_machine(seen: list[Line]) -> set[Line]:
    """Those of the lines that carry an export from state to state."""
    return {line for line in seen if line[0] == STATE_MACHINE}
