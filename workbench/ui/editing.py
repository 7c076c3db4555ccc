"""Grids people edit: every change goes to the store at once, under the id of its row, never its position.

A grid keeps the table it was made with for as long as it lives. Were it given the saved values back while somebody
types, the browser would take them for new data and drop the cell that is just being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from workbench.ui import grids, problems

Changes = Mapping[str, dict[str, Any]]  # the row's id -> its changed cells
Save = Callable[[Changes], None]
SaveOver = Callable[[Changes, Changes], None]  # the changed cells, and what these cells showed before
ROWS_IN_VIEW = 20
Told = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass
class Held:
    """A grid that lives: its name, the table it was made with, and which of its edits are saved."""

    name: str
    base: pd.DataFrame
    saved: dict[str, dict[str, Any]] = field(default_factory=dict)


def grid(
    frame: pd.DataFrame,
    ids: Sequence[str],
    columns: Mapping[str, Any],
    save: Save | SaveOver,
    *,
    key: str,
    alt: str,
    fixed: Sequence[str],
    height: Any = None,
    before: bool = False,
    told: Told = problems.told,
) -> None:
    """An editable table of text and ticks; ``save`` gets the changed cells by row id, as they change.

    Other rows, another order, or values that changed elsewhere make another grid, so that no edit lands on a wrong row
    and none is laid over somebody else's. With ``before``, ``save`` also gets what the changed cells showed, by row id;
    ``told`` goes round what an edit does.
    """
    shown = frame.set_axis(pd.Index(list(ids), name="_id"), axis=0)
    held = _held(shown, key, [c for c in columns if c not in fixed])
    st.data_editor(
        held.base,
        column_order=list(columns),
        column_config=grids.headings(frame, columns),
        disabled=list(fixed),
        hide_index=True,
        height=height or tall(frame),
        placeholder=" ",
        key=held.name,
        on_change=told(_changed),
        args=(held, save, before),
        alt=alt,
    )


def tall(frame: pd.DataFrame) -> Any:
    """Long grids scroll by themselves: the browser draws every row it shows anew after each edit."""
    return "content" if len(frame) <= ROWS_IN_VIEW else 36 + 35 * ROWS_IN_VIEW


def _held(shown: pd.DataFrame, key: str, editable: Sequence[str]) -> Held:
    """The living grid of these rows, or a new one when there is none or the store says something else than it does."""
    place, version = f"{key} held", grids.version(list(shown.index))
    held: Held | None = st.session_state.get(place)
    lives = held is not None and held.name.startswith(f"{key}-{version}") and held.name in st.session_state
    if held is not None and lives and _with_edits(held)[list(editable)].equals(shown[list(editable)]):
        return held
    number = st.session_state.get(f"{key} number", 0) + 1
    st.session_state[f"{key} number"] = number
    held = st.session_state[place] = Held(f"{key}-{version}-{number}", shown)
    return held


def _with_edits(held: Held) -> pd.DataFrame:
    """The table as it looks in the browser."""
    edited = held.base.copy()
    for row_id, cells in _edits(held).items():
        for column, value in cells.items():
            edited.at[row_id, column] = value
    return edited


def _edits(held: Held) -> dict[str, dict[str, Any]]:
    rows = st.session_state[held.name]["edited_rows"]
    return {held.base.index[int(row)]: {c: clean(v) for c, v in cells.items()} for row, cells in rows.items()}


def _changed(held: Held, save: Callable[..., None], before: bool) -> None:
    """Save what is new since the last change; earlier edits are saved already and may have been changed elsewhere."""
    edits = _edits(held)
    new = {
        row_id: fresh
        for row_id, cells in edits.items()
        if (fresh := {c: v for c, v in cells.items() if held.saved.get(row_id, {}).get(c) != v})
    }
    new |= {
        row_id: {c: clean(held.base.at[row_id, c]) for c in cells if c not in edits.get(row_id, {})}
        | new.get(row_id, {})
        for row_id, cells in held.saved.items()
        if set(cells) - set(edits.get(row_id, {}))
    }
    said, held.saved = held.saved, edits
    if new:
        save(new, _shown(held, said, new)) if before else save(new)


def _shown(held: Held, said: Changes, new: Changes) -> Changes:
    """What the changed cells showed before they were changed."""
    return {
        row_id: {c: said.get(row_id, {}).get(c, clean(held.base.at[row_id, c])) for c in cells}
        for row_id, cells in new.items()
    }


def clicked(key: str, ids: Sequence[str]) -> tuple[str, str]:
    """The row id and the words of a button column that was just clicked; the position is that of the table as given."""
    click = st.session_state[key]
    return ids[int(click["row"])], str(click["label"])


def clean(value: Any) -> Any:
    """A cell as we keep it: a blank is '', text has no blanks around it."""
    return "" if value is None else value.strip() if isinstance(value, str) else value
