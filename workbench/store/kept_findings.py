"""Findings as JSON in a row, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from workbench.findings import Finding, Findings

_NEEDED = {"code": "", "severity": "note", "message": "", "remedy": ""}


def keep(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Only what each finding says, amounts as text."""
    return [
        {k: str(v) if isinstance(v, Decimal) else v for k, v in asdict(f).items() if v not in ("", None)}
        for f in findings
    ]


def recall(kept: Iterable[Mapping[str, Any]]) -> Findings:
    """The findings that were kept."""
    return Findings(
        Finding(**{**_NEEDED, **row, **({"amount": Decimal(row["amount"])} if "amount" in row else {})}) for row in kept
    )
