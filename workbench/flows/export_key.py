"""The identity of an export: the reference Intacct stores, and the fingerprint of what is sent under it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 13  # 65 bits


def export_key(
    company: str, entity: str, kind: str, run: str, records: Sequence[str], revision: int, part: int = 1
) -> str:
    """The reference of a part of an export: 18 characters that any installation would give the same records and run."""
    identity = [company.lower(), entity, kind, run, sorted(records), revision]
    number = int.from_bytes(hashlib.sha256(_canonical(identity)).digest()[:9]) >> (72 - 5 * _LENGTH)
    letters = [_CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(_LENGTH))]
    return f"PW{''.join(letters)}-{part:02d}"


def content_hash(header: dict[str, str], lines: pd.DataFrame) -> str:
    """The fingerprint of a journal: its header and its lines in any order."""
    rows = sorted(map(list, lines.astype(str).sort_index(axis=1).itertuples(index=False, name=None)))
    return hashlib.sha256(_canonical([header, sorted(lines.columns), rows])).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
