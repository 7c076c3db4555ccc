"""The fingerprint of a GL record: equal exactly when its lines are, whatever codes they happened to be given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from workbench.rules.coding import Ints
from workbench.rules.record_lines import codes_in

_PARTS = ("account", "side", "normal_side", "origin", "group", "sent")
_LINES = 1 << 18  # a block of lines at a time


def fingerprints(table: pa.Table, starts: Ints) -> list[str]:
    """A sha256 per record; the lines of the n-th record are those from ``starts[n]`` up to the next start."""
    columns = [_digests(table, name) for name in _PARTS]
    cents = table.column("cents").to_numpy()
    ends = np.append(starts[1:], len(cents))
    found, first = [], 0
    while first < len(starts):
        # As many whole records as fit a block, one at least.
        last = max(first + 1, int(np.searchsorted(ends, starts[first] + _LINES, side="right")))
        content = _rows(columns, cents, int(starts[first]), int(ends[last - 1]))
        width, base = content.shape[1], starts[first]
        memory = memoryview(content.tobytes())
        for begin, end in zip(starts[first:last] - base, ends[first:last] - base, strict=True):
            found.append(hashlib.sha256(memory[begin * width : end * width]).hexdigest())
        first = last
    return found


def _digests(table: pa.Table, name: str) -> tuple[Ints, np.ndarray]:
    """The positions of a text column and 16 bytes that stand for each distinct text."""
    codes, texts = codes_in(table, name)
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts)
    return codes, np.frombuffer(digests, dtype=np.uint8).reshape(len(texts), 16)


def _rows(columns: Sequence[tuple[Ints, np.ndarray]], cents: Ints, begin: int, end: int) -> np.ndarray:
    amounts = cents[begin:end].astype("<i8").view(np.uint8).reshape(end - begin, 8)
    return np.concatenate([amounts, *(digests[codes[begin:end]] for codes, digests in columns)], axis=1)
