"""Findings: what is wrong with the data, all at once, each with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One complaint about the data: what (``code``, ``message``), where, how much, and what to do (``remedy``)."""

    code: str  # short and stable, e.g. "unknown_code"
    severity: Severity  # an error blocks, a warning asks, a note informs
    message: str
    remedy: str
    file: str = ""
    row: int | None = None  # 1-based as a spreadsheet shows it: the header is row 1
    column: str = ""
    value: str = ""
    run: str = ""
    employee: str = ""
    category: str = ""
    amount: Decimal | None = None
    page: str = (
        ""  # where it is mended: "account_setup", "payroll_runs", "gl_records", "connections", "gl_codes", "exports"
    )

    def __str__(self) -> str:
        place = " ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
                f"value {self.value!r}" if self.value else "",
            )
            if part
        )
        return f"{self.severity}: {place + ': ' if place else ''}{self.message} {self.remedy}"


class Findings(tuple[Finding, ...]):
    """An ordered, immutable list of findings that can be asked for its errors and shown as a frame."""

    def __new__(cls, findings: Iterable[Finding] = ()) -> Findings:
        return super().__new__(cls, tuple(findings))

    def __add__(self, other: Iterable[Finding]) -> Findings:  # type: ignore[override]
        return Findings((*self, *other))

    @property
    def errors(self) -> Findings:
        """Those that block."""
        return Findings(f for f in self if f.severity == "error")

    @property
    def warnings(self) -> Findings:
        """Those that ask for a look."""
        return Findings(f for f in self if f.severity == "warning")

    @property
    def ok(self) -> bool:
        """True when nothing blocks."""
        return not self.errors

    def to_frame(self) -> pd.DataFrame:
        """One row per finding, columns as the fields of Finding."""
        return pd.DataFrame([asdict(f) for f in self], columns=list(Finding.__dataclass_fields__))

    def _repr_html_(self) -> str:
        shown = self.to_frame().replace({None: ""})
        return str(shown.loc[:, (shown != "").any()].to_html(index=False)) if len(self) else "<p>No findings.</p>"
