"""Grids people edit: every change goes to the store at once, under the id of its row, never its position."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.ui import grids, problems

Save = Callable[[str, dict[str, Any]], None]  # the row's id, its changed cells
SaveAll = Callable[[Mapping[str, dict[str, Any]]], None]


def grid(
    frame: pd.DataFrame,
    ids: Sequence[str],
    columns: Mapping[str, Any],
    save: SaveAll,
    *,
    key: str,
    alt: str,
    fixed: Sequence[str],
    height: Any = "content",
) -> None:
    """An editable table of text and ticks; ``save`` gets the changed cells by row id, as they change.

    The key is made of the row ids in order: the same rows keep their grid, so that quick typing loses nothing; other
    rows or another order make another grid, so that no edit lands on a wrong row.
    """
    ids = list(ids)
    name = f"{key}-{grids.version(ids)}"
    st.data_editor(
        frame.set_axis(pd.Index(ids, name="_id"), axis=0),
        column_order=list(columns),
        column_config=grids.headings(frame, columns),
        disabled=list(fixed),
        hide_index=True,
        height=height,
        placeholder=" ",
        key=name,
        on_change=problems.told(_changed),
        args=(name, ids, save),
        alt=alt,
    )


def _changed(name: str, ids: list[str], save: SaveAll) -> None:
    edited = st.session_state[name]["edited_rows"]
    changes = {ids[int(row)]: {c: clean(value) for c, value in cells.items()} for row, cells in edited.items()}
    if changes:
        save(changes)


def clean(value: Any) -> Any:
    """A cell as we keep it: a blank is '', text has no blanks around it."""
    return "" if value is None else value.strip() if isinstance(value, str) else value
