"""How much a payroll may hold, before anything is opened: small for an upload, large for a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MEGABYTE = 1 << 20
COLUMNS = 300
RECORD = 128 << 10  # the longest line of a CSV file, in bytes; what the csv module takes as one cell
ENTRIES = 500
RATIO = 100  # unpacked to packed; made-up payrolls reach 15
RATIO_FREE = MEGABYTE  # below this a high ratio harms nobody


@dataclass(frozen=True)
class Limits:
    """Bytes as brought, bytes once unpacked, lines per file, cells per sheet, memory and seconds for a workbook."""

    size: int
    unpacked: int
    rows: int
    cells: int
    memory: int
    seconds: int


UPLOAD = Limits(16 * MEGABYTE, 100 * MEGABYTE, 50_000, 5_000_000, 1024 * MEGABYTE, 60)
BY_PATH = Limits(1024 * MEGABYTE, 2048 * MEGABYTE, 5_000_000, 40_000_000, 4096 * MEGABYTE, 600)
Bound = Literal["path", "upload"]


def limits_for(bound: Bound) -> Limits:
    """The limits of an upload or of a path."""
    return UPLOAD if bound == "upload" else BY_PATH


def megabytes(size: int) -> str:
    """A size as people say it."""
    return f"{max(size / MEGABYTE, 0.1):,.1f} MB"
