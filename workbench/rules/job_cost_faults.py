"""One complaint about some job cost lines: said once, with whose they are and how many hours."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Severity
from workbench.money import decimal_to_ints

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Fault:
    """A complaint and the lines it is about (a mask); without lines there is none."""

    code: str
    severity: Severity
    message: str  # without a full stop: hours and employees follow
    remedy: str
    rows: np.ndarray
    column: str = ""
    value: str = ""
    category: str = ""
    page: str = ""

    def employees(self, lines: pd.DataFrame) -> list[str]:
        """Whose lines these are."""
        return sorted(set(lines["employee"].to_numpy(dtype=object)[self.rows]))

    def finding(self, lines: pd.DataFrame) -> Finding:
        """The complaint with its lines, hours and employees."""
        who = self.employees(lines)
        names = ", ".join(who[:_SHOWN]) + (f" and {len(who) - _SHOWN} more" if len(who) > _SHOWN else "")
        count = int(self.rows.sum())
        of = "1 record" if count == 1 else f"{count:,} records"
        message = f"{self.message}: {of}, {shown_hours(lines[self.rows])} hours of {names}."
        return Finding(
            self.code, self.severity, message, self.remedy, column=self.column, value=self.value,
            run=str(lines["run"].iloc[0]), employee=who[0] if len(who) == 1 else "", category=self.category,
            page=self.page,
        )  # fmt: skip


def shown_hours(lines: pd.DataFrame) -> str:
    """The hours of some lines as people read them: 40, 7.5."""
    total = int(decimal_to_ints(pa.array(lines["units"], type=pa.decimal128(18, 4))).sum())
    return f"{Decimal(total).scaleb(-4).normalize():,f}"
