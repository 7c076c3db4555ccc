"""The Overwrite tab: whole accounts for the lines that do not follow the structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, setup
from workbench.rules.setup import OverwriteRow, Setup, with_overwrite, without_overwrite
from workbench.ui import downloads, editing, problems, setup_keeping

_ROUND = "overwrite round"
Choices = Mapping[str, Sequence[str]]  # key -> the codes of the run


def show(desk: Desk, current: Setup, choices: Choices) -> None:
    """The rows as they stand, editable; below them a form for a new one."""
    st.caption(
        "A row catches every line whose values equal all its keys; a blank key means any. The row with most keys wins. "
        "Its account is the whole account, whatever the structure says."
    )
    names = [*choices, *sorted({name for row in current.overwrite for name in row.keys} - set(choices))]
    if current.overwrite:
        _rows(desk, current, names)
    else:
        st.caption("No overwrite rows.")
    _add(desk, choices)


def _rows(desk: Desk, current: Setup, names: Sequence[str]) -> None:
    frame = pd.DataFrame(
        [
            {n: row.keys.get(n, "") for n in names} | {"debit": row.debit, "credit": row.credit}
            for row in current.overwrite
        ],
        dtype="str",
    )
    columns = {name: words(name) for name in names} | {"debit": "Debit account", "credit": "Credit account"}
    # Cell edits keep the order of the rows; adding and removing starts a new round, and with it a new grid.
    ids = [f"{st.session_state.get(_ROUND, 0)}.{place}" for place in range(len(frame))]
    editing.grid(
        frame,
        ids,
        columns,
        lambda changes: save_rows(desk, names, changes),
        key="overwrite",
        alt="Overwrite rows",
        fixed=(),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [f"{n + 1}. {row.words()}" for n, row in enumerate(current.overwrite)]
        gone = st.selectbox(
            "Remove a row", range(len(labels)), index=None, format_func=lambda n: labels[n], key="overwrite gone"
        )
        st.button(
            "Remove", disabled=gone is None, on_click=problems.told(remove), args=(desk, gone), key="overwrite remove"
        )
    downloads.offer(frame, "overwrite", "overwrite file")


def words(name: str) -> str:
    """A key as a heading: cost_type reads Cost type."""
    return name.replace("_", " ").capitalize()


def save_rows(desk: Desk, names: Sequence[str], changes: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of the overwrite tab into the setup."""
    after = setup.current_setup(desk)
    for row_id, cells in changes.items():
        place = int(row_id.rpartition(".")[2])
        row = after.overwrite[place]
        keys = {**row.keys, **{n: cells[n] for n in names if n in cells}}
        sides = {side: cells[side] for side in ("debit", "credit") if side in cells}
        after = with_overwrite(after, replace(row, keys={n: v for n, v in keys.items() if v}, **sides), place)
    setup_keeping.keep(desk, after, "overwrite")


def remove(desk: Desk, place: int) -> None:
    """Take a row out."""
    row = setup.current_setup(desk).overwrite[place]
    setup_keeping.keep(desk, without_overwrite(setup.current_setup(desk), place), f"overwrite removed: {row.words()}")
    _new_round()


def _new_round() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop("overwrite gone", None)


def _add(desk: Desk, choices: Choices) -> None:
    with st.form("add overwrite", border=True):
        st.markdown("**Add a row**")
        columns = st.columns(4)
        keys = {}
        for place, (name, codes) in enumerate(choices.items()):
            with columns[place % 4]:
                keys[name] = st.selectbox(
                    words(name),
                    list(codes),
                    index=None,
                    placeholder="any",
                    accept_new_options=True,
                    key=f"new overwrite {name}",
                )
        with columns[len(choices) % 4]:
            debit = _account(desk, "debit")
        with columns[(len(choices) + 1) % 4]:
            credit = _account(desk, "credit")
        if st.form_submit_button("Add row", icon=":material/add:"):
            row = OverwriteRow({n: v.strip() for n, v in keys.items() if v}, debit.strip(), credit.strip())
            _save_new(desk, row, list(choices))


def _account(desk: Desk, side: str) -> str:
    chart = code_finder.gl_codes(desk)
    titles = dict(zip(chart["account"], chart["title"], strict=True))
    chosen = st.selectbox(
        f"{side.capitalize()} account",
        list(titles),
        index=None,
        placeholder="choose or type",
        accept_new_options=True,
        format_func=lambda account: f"{account} {titles.get(account, '')}".strip(),
        key=f"new overwrite {side}",
    )
    return chosen or ""


def _save_new(desk: Desk, row: OverwriteRow, names: Sequence[str]) -> None:
    if not (row.debit or row.credit):
        st.error("Give the row a debit or a credit account.")
        return
    with problems.shown():
        setup_keeping.keep(desk, with_overwrite(setup.current_setup(desk), row), f"overwrite added: {row.words()}")
        _new_round()
        for name in (*names, "debit", "credit"):
            st.session_state.pop(f"new overwrite {name}", None)
        st.rerun()
