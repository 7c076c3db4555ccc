"""Tables to take away: CSV and XLSX through the workbench's own writers, which defuse formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pandas as pd
import streamlit as st

from workbench.files.writers import csv_bytes, xlsx_bytes

Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]  # or how to make it, once somebody takes it away
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(frame: Table, name: str, key: str, label: str = "") -> None:
    """Two small buttons under a table: the same rows as CSV and as XLSX."""
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", vertical_alignment="center"):
        if label:
            st.caption(label)
        csv(frame, name, key)
        workbook({name[:31]: frame}, name, key)


def _made(frame: Table) -> pd.DataFrame:
    return frame() if callable(frame) else frame


def csv(frame: Table, name: str, key: str, label: str = "CSV") -> None:
    """One table as CSV."""
    st.download_button(
        label,
        data=lambda: csv_bytes(_made(frame)),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def workbook(sheets: Mapping[str, Table], name: str, key: str, label: str = "XLSX") -> None:
    """Several tables as the sheets of one workbook."""
    st.download_button(
        label,
        data=lambda: xlsx_bytes({sheet: _made(frame) for sheet, frame in sheets.items()}),
        file_name=f"{name}.xlsx",
        mime=XLSX,
        key=f"{key}-xlsx",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def text(content: str, file_name: str, key: str, label: str, mime: str = "text/plain") -> None:
    """A text file as it is."""
    st.download_button(
        label, data=content, file_name=file_name, mime=mime, key=key, on_click="ignore", icon=":material/download:"
    )
