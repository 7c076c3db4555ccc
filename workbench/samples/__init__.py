"""The sample company and payrolls: a real Ontario pay run of five people, and made-up ones of any size."""

from __future__ import annotations

from pathlib import Path

ONTARIO: Path = Path(__file__).parent / "ontario-2026-bw03"
ONTARIO_REGISTER: Path = Path(__file__).parent / "ontario-register.csv"  # the same pay run as a register
