"""Hours as people read them: two decimals, more only where there are more."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from workbench.rules.job_cost import JobCostRecords


def hours(value: Any) -> str:
    """40.00, 7.25, 0.3333; blank where there is none."""
    if value is None or pd.isna(value):
        return ""
    exact = Decimal(value)
    places = max(2, -int(exact.normalize().as_tuple().exponent)) if exact else 2
    return f"{exact:,.{min(places, 4)}f}"


def with_hours(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with these columns as hours to read."""
    return frame.assign(**{name: [hours(value) for value in frame[name]] for name in columns})


def fields(records: JobCostRecords, entries: pd.DataFrame) -> dict[str, str]:
    """The entry fields that any of these entries fills, with the name of their dimension as heading."""
    filled = {field: key for key, field in records.fields.items() if (entries[field] != "").any()}
    return {field: key.replace("_", " ").capitalize() for field, key in filled.items()}


def column(label: str) -> Any:
    """A column of such hours, to the right."""
    return st.column_config.TextColumn(label, alignment="right")
