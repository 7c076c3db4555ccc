"""The Overwrite tab: whole accounts for the lines that do not follow the structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import OverwriteRow, Setup, with_overwrite, without_overwrite
from workbench.ui import chart_index, downloads, drafting, editing, grids, runs_in_view
from workbench.ui.runs_in_view import words

_ROUND = "overwrite round"
Choices = Mapping[str, Sequence[str]]  # key -> the codes of the run


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """The rows as they stand, editable; below them a form for a new one."""
    setup, choices = drafting.setup(desk), _choices(runs, drafting.setup(desk))
    st.caption(
        "A row catches every line whose values equal all its keys; a blank key means any. The row with most keys wins. "
        "Its account is the whole account, whatever the structure says."
    )
    names = [*choices, *sorted({name for row in setup.overwrite for name in row.keys} - set(choices))]
    if setup.overwrite:
        _rows(desk, setup, names)
    else:
        st.caption("No overwrite rows.")
    _add(desk, choices)


def _choices(runs: Sequence[PostedRun], setup: Setup) -> Choices:
    """The keys of a row and the codes to choose from."""
    named = {name: list(runs_in_view.values(runs, name)["code"]) for name in runs_in_view.coded(runs, setup)}
    return {"category": list(runs_in_view.categories(runs)["code"]), **named}


def _rows(desk: Desk, setup: Setup, names: Sequence[str]) -> None:
    frame = pd.DataFrame(
        [
            {n: row.keys.get(n, "") for n in names} | {"debit": row.debit, "credit": row.credit}
            for row in setup.overwrite
        ],
        dtype="str",
    )
    columns = {name: words(name) for name in names} | {"debit": "Debit account", "credit": "Credit account"}
    # Cell edits keep the order of the rows; adding and removing starts a new round, and with it a new grid.
    ids = [f"{st.session_state.get(_ROUND, 0)}.{place}" for place in range(len(frame))]
    part = grids.one_page(frame, key="overwrite")
    editing.grid(
        part,
        [ids[place] for place in part.index],
        columns,
        lambda changes: save_rows(desk, setup, names, changes),
        key="overwrite",
        alt="Overwrite rows",
        fixed=(),
        told=drafting.answered,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [f"{n + 1}. {row.words()}" for n, row in enumerate(setup.overwrite)]
        gone = st.selectbox(
            "Remove a row", range(len(labels)), index=None, format_func=lambda n: labels[n], key="overwrite gone"
        )
        st.button(
            "Remove", disabled=gone is None, on_click=drafting.answered(remove), args=(desk, setup, gone),
            key="overwrite remove",
        )  # fmt: skip
    downloads.offer(frame, "overwrite", "overwrite file")


def save_rows(desk: Desk, shown: Setup, names: Sequence[str], changes: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of the overwrite tab into the draft; ``shown`` is the setup whose rows they were typed into."""
    wanted = shown
    for row_id, cells in changes.items():
        place = int(row_id.rpartition(".")[2])
        row = wanted.overwrite[place]
        keys = {**row.keys, **{n: cells[n] for n in names if n in cells}}
        sides = {side: cells[side] for side in ("debit", "credit") if side in cells}
        wanted = with_overwrite(wanted, replace(row, keys={n: v for n, v in keys.items() if v}, **sides), place)
    drafting.keep(desk, shown, wanted, "overwrite")


def remove(desk: Desk, shown: Setup, place: int) -> None:
    """Take a row out."""
    row = shown.overwrite[place]
    drafting.keep(desk, shown, without_overwrite(shown, place), f"overwrite removed: {row.words()}")
    _new_round()


def _new_round() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop("overwrite gone", None)


def _add(desk: Desk, choices: Choices) -> None:
    with st.form("add overwrite", border=True):
        st.markdown("**Add a row**")
        columns = st.columns(4)
        for place, (name, codes) in enumerate(choices.items()):
            with columns[place % 4]:
                st.selectbox(
                    words(name),
                    list(codes),
                    index=None,
                    placeholder="any",
                    accept_new_options=True,
                    key=f"new overwrite {name}",
                )
        for place, side in enumerate(("debit", "credit"), len(choices)):
            with columns[place % 4]:
                _account(desk, side)
        st.form_submit_button(
            "Add row", icon=":material/add:", on_click=drafting.answered(add), args=(desk, list(choices))
        )


def _account(desk: Desk, side: str) -> None:
    titles = chart_index.titles(desk)
    st.selectbox(
        f"{side.capitalize()} account",
        list(titles),
        index=None,
        placeholder="choose or type",
        accept_new_options=True,
        format_func=lambda account: f"{account} {titles.get(account, '')}".strip(),
        key=f"new overwrite {side}",
    )


def add(desk: Desk, names: Sequence[str]) -> None:
    """Put the row of the form into the draft."""
    typed = {name: (st.session_state[f"new overwrite {name}"] or "").strip() for name in (*names, "debit", "credit")}
    debit, credit = typed.pop("debit"), typed.pop("credit")
    if not (debit or credit):
        raise ValueError("Give the row a debit or a credit account.")
    row = OverwriteRow({name: value for name, value in typed.items() if value}, debit, credit)
    shown = drafting.setup(desk)
    drafting.keep(desk, shown, with_overwrite(shown, row), f"overwrite added: {row.words()}")
    _new_round()
    for name in (*names, "debit", "credit"):
        st.session_state.pop(f"new overwrite {name}", None)
