"""How many calls this process has made per company: Intacct bills them and runs about one at a time."""

from __future__ import annotations

import threading
from collections import Counter

_LOCK = threading.Lock()
_CALLS: Counter[str] = Counter()


def count_call(company: str) -> None:
    """One more call for the company."""
    with _LOCK:
        _CALLS[company] += 1


def calls(company: str) -> int:
    """Calls made for the company since this process began."""
    with _LOCK:
        return _CALLS[company]
