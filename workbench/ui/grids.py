"""Tables: amounts to the right with two decimals, codes as text, pages of 500 rows, picks turned into record ids."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from workbench.ui import downloads
from workbench.ui.states import State

PAGE = 500
SHORT = 20
MONEY_FORMAT = "%,.2f"
Labels = Mapping[str, Any]  # column -> heading, or a whole column configuration


def version(parts: Sequence[object]) -> str:
    """A short name of which rows a grid shows, in which order: other rows, another grid."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:10]


def headings(frame: pd.DataFrame, labels: Labels) -> dict[str, Any]:
    """Column configuration by the kind of each column; columns without a label are not shown."""
    return {name: _heading(frame[name], label) for name, label in labels.items() if name in frame.columns}


def _heading(column: pd.Series, label: Any) -> Any:
    if not isinstance(label, str):
        return label
    kind = getattr(column.dtype, "pyarrow_dtype", None)
    if kind is not None and pa.types.is_decimal(kind):
        return st.column_config.NumberColumn(label, format=MONEY_FORMAT if kind.scale == 2 else "plain")
    if kind is not None and pa.types.is_date(kind):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if column.dtype == object and len(column) and isinstance(column.iloc[0], date):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if column.dtype.kind in "iu":
        return st.column_config.NumberColumn(label, format="%,d")
    return st.column_config.TextColumn(label)


def with_states(frame: pd.DataFrame, states: dict[str, State] | None, column: str = "state") -> pd.DataFrame:
    """The frame with a state column as the colored words that ``states.column`` shows."""
    if not states:
        return frame
    return frame.assign(**{column: [[states[one].cell] if one in states else [] for one in frame[column]]})


def fitting(frame: pd.DataFrame) -> Any:
    """Short tables stand whole; long ones show ten rows and scroll."""
    return "content" if len(frame) <= SHORT else "auto"


def table(
    frame: pd.DataFrame,
    labels: Labels,
    *,
    key: str,
    alt: str,
    name: str = "",
    states: dict[str, State] | None = None,
    height: Any = None,
) -> None:
    """A table to read; with a ``name`` it can be taken away under it."""
    shown = with_states(frame, states)
    st.dataframe(
        shown,
        column_order=[c for c in labels if c in frame.columns],
        column_config=headings(frame, labels),
        hide_index=True,
        height=height or fitting(frame),
        placeholder=" ",
        key=key,
        alt=alt,
        lazy=None if len(frame) <= 20_000 else True,
    )
    if name:
        downloads.offer(frame[[c for c in labels if c in frame.columns]], name, key)


def choose(
    frame: pd.DataFrame,
    ids: Sequence[str],
    labels: Labels,
    *,
    key: str,
    alt: str,
    many: bool = True,
    states: dict[str, State] | None = None,
    default: Sequence[str] = (),
    height: Any = None,
) -> list[str]:
    """A table to pick rows from; gives the ids of the picked rows, never their positions."""
    ids = list(ids)
    picked = [ids.index(one) for one in default if one in ids]
    event = st.dataframe(
        with_states(frame, states),
        column_order=[c for c in labels if c in frame.columns],
        column_config=headings(frame, labels),
        hide_index=True,
        height=height or fitting(frame),
        placeholder=" ",
        on_select="rerun",
        selection_mode="multi-row" if many else "single-row",
        selection_default={"selection": {"rows": picked}} if picked else None,
        key=f"{key}-{version(ids)}",
        alt=alt,
    )
    return [ids[row] for row in event["selection"]["rows"] if row < len(ids)]


def search(frame: pd.DataFrame, columns: Sequence[str], *, key: str, label: str) -> pd.DataFrame:
    """A search box over some columns; the rows that hold the text."""
    text = st.text_input(
        label, key=key, placeholder=label, label_visibility="collapsed", icon=":material/search:", live=True
    )
    if not text:
        return frame
    wanted = text.strip().casefold()
    hit = pd.Series(False, index=frame.index)
    for column in columns:
        hit |= frame[column].str.casefold().str.contains(wanted, regex=False)
    return frame[hit]


def one_page(frame: pd.DataFrame, *, key: str) -> pd.DataFrame:
    """At most 500 rows of a long table, with the page numbers under it when there are more."""
    pages = -(-len(frame) // PAGE)
    if pages <= 1:
        return frame
    page = st.pagination(pages, key=f"{key}-page-{pages}")
    first = (page - 1) * PAGE
    st.caption(f"Rows {first + 1:,} to {min(first + PAGE, len(frame)):,} of {len(frame):,}")
    return frame.iloc[first : first + PAGE]
