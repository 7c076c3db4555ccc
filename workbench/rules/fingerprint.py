"""The fingerprint of a GL record: equal exactly when its lines are, whatever codes they happened to be given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

from workbench.rules.coding import Ints, combine
from workbench.rules.record_lines import codes_in

_PARTS = (("account", "side", "normal_side", "origin"), ("group", "sent"))
_LINES = 1 << 18  # a block of lines at a time


def fingerprints(table: pa.Table, starts: Ints) -> list[str]:
    """A sha256 per record; the lines of the n-th record are those from ``starts[n]`` up to the next start."""
    columns = [_digests(table, names) for names in _PARTS]
    cents = table.column("cents").to_numpy()
    ends = np.append(starts[1:], len(cents))
    found: list[str] = []
    while len(found) < len(starts):
        # As many whole records as fit a block, one at least.
        first = len(found)
        last = max(first + 1, int(np.searchsorted(ends, starts[first] + _LINES, side="right")))
        content = _rows(columns, cents, int(starts[first]), int(ends[last - 1]))
        bounds = (np.append(starts[first:last], ends[last - 1]) - starts[first]) * content.shape[1]
        memory = memoryview(content.tobytes())
        cuts = bounds.tolist()
        found += [hashlib.sha256(memory[a:b]).hexdigest() for a, b in pairwise(cuts)]
    return found


def _digests(table: pa.Table, names: Sequence[str]) -> tuple[Ints, np.ndarray]:
    """Several text columns as one code per line, and 16 bytes that stand for each distinct combination of texts."""
    coded = [codes_in(table, name) for name in names]
    ids, shown = combine([codes for codes, _ in coded], [len(texts) for _, texts in coded])
    rows = zip(*([texts[c] for c in codes[shown].tolist()] for codes, texts in coded), strict=True)
    digests = b"".join(hashlib.blake2b(_joined(row), digest_size=16).digest() for row in rows)
    return ids, np.frombuffer(digests, dtype=np.uint8).reshape(len(shown), 16)


def _joined(texts: Sequence[str]) -> bytes:
    """The texts as bytes that no other texts give: each with its length in front."""
    return b"".join(b"%d:%b" % (len(part), part) for part in (text.encode() for text in texts))


def _rows(columns: Sequence[tuple[Ints, np.ndarray]], cents: Ints, begin: int, end: int) -> np.ndarray:
    amounts = cents[begin:end].astype("<i8").view(np.uint8).reshape(end - begin, 8)
    return np.concatenate([amounts, *(digests.take(codes[begin:end], axis=0) for codes, digests in columns)], axis=1)
