"""One line of a benchmark: what was measured beside the least that could be done, in the same run."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Time and memory of one thing, and of its floor; 0 megabytes where memory is not what it is about."""

    name: str
    seconds: float
    floor_seconds: float
    floor: str
    megabytes: int = 0
    floor_megabytes: int = 0

    @property
    def ratio(self) -> float:
        """Times the floor."""
        return self.seconds / self.floor_seconds


def peak_megabytes() -> int:
    """The most memory this process has held, in megabytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows does not tell
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)
