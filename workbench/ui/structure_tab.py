"""The Structure tab: how accounts are composed, which dimension reaches which line, the basis and the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.fields import INTACCT_FIELD, intacct_field
from workbench.flows import code_finder
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import REACHES, Setup, with_reach
from workbench.rules.structure import StructureError, parse_structure
from workbench.ui import drafting, editing, runs_in_view, structure_examples
from workbench.ui.runs_in_view import words

BASIS = {"hours": "Worked hours", "amount": "Amounts earned"}


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """What is chosen on the left, above the fold; beside it examples and the lines each dimension reaches."""
    setup = drafting.setup(desk)
    dimensions = runs_in_view.dimensions(runs, setup)
    left, right = st.columns([2, 3], gap="large")
    with left:
        wanted = _structure(desk, runs, setup, dimensions)
        _basis(desk, setup)
        _journal(desk, setup)
    with right:
        structure_examples.show(desk, runs, setup, wanted or setup.structure)
        _reach(desk, setup, dimensions)


def _put(desk: Desk, shown: Setup, **changes: Any) -> None:
    drafting.keep(desk, shown, replace(shown, **changes), ", ".join(changes))


def _structure(desk: Desk, runs: Sequence[PostedRun], setup: Setup, dimensions: Sequence[str]) -> str:
    """The structure as it is typed; gives it, blank when it is none."""
    typed = st.text_input(
        "GL account structure",
        value=setup.structure,
        key=f"structure {setup.structure}",
        help="Parts in braces, any text between them. A blank part goes away with the separator before it.",
    ).strip()
    parts = [f"{d}_{kind}" for d in ("department", "location", *dimensions, "employee") for kind in ("gl", "code")]
    st.caption("Parts: " + " ".join(f"`{{{part}}}`" for part in ("category_gl", *parts)))
    wanted = _readable(typed)
    if wanted and wanted != setup.structure:
        _confirm(desk, runs, setup, wanted)
    return wanted


def _readable(typed: str) -> str:
    """What was typed; blank, and said why, when it is no structure."""
    try:
        parse_structure(typed)
    except StructureError as error:
        st.error(f"{error} {error.remedy}", title="This cannot be a structure")
        return ""
    return typed


def _confirm(desk: Desk, runs: Sequence[PostedRun], setup: Setup, wanted: str) -> None:
    """What the typed structure would move, and the button that takes it."""
    after = replace(setup, structure=wanted)
    if runs:
        structure_examples.moves(desk, runs, setup, after)
    st.button(
        "Use this structure", on_click=drafting.answered(drafting.keep), args=(desk, setup, after, "structure"),
        key="use structure", icon=":material/check:",
    )  # fmt: skip
    st.button("Keep the one there is", on_click=_as_it_was, args=(setup.structure,), key="keep structure")


def _as_it_was(structure: str) -> None:
    st.session_state[f"structure {structure}"] = structure
    st.rerun(drafting.TABS)


def _basis(desk: Desk, current: Setup) -> None:
    key = f"basis {current.distribution_basis}"
    st.segmented_control(
        "Employer cost follows",
        list(BASIS),
        default=current.distribution_basis,
        required=True,
        format_func=BASIS.__getitem__,
        key=key,
        on_change=drafting.answered(_save_basis),
        args=(desk, current, key),
        help="How benefits, employer taxes and accruals are spread over departments and dimensions.",
    )


def _save_basis(desk: Desk, shown: Setup, key: str) -> None:
    _put(desk, shown, distribution_basis=st.session_state[key])


def _journal(desk: Desk, current: Setup) -> None:
    key, known = f"journal {current.journal}", code_finder.journals(desk)
    titles = dict(zip(known["symbol"], known["title"], strict=True)) if len(known) else {}
    options = list(dict.fromkeys([*titles, *([current.journal] if current.journal else [])]))
    st.selectbox(
        "Journal in Intacct",
        options,
        index=options.index(current.journal) if current.journal else None,
        format_func=lambda symbol: f"{symbol} · {titles[symbol]}" if symbol in titles else symbol,
        accept_new_options=True,
        placeholder="Choose or type the symbol",
        key=key,
        on_change=drafting.answered(_save_journal),
        args=(desk, current, key),
        help="The symbol of the payroll journal; needed to export.",
    )
    if not titles:
        st.caption("Refresh the Code Finder on GL codes to choose from the journals of the company.")


def _save_journal(desk: Desk, shown: Setup, key: str) -> None:
    _put(desk, shown, journal=(st.session_state[key] or "").strip())


def _reach(desk: Desk, current: Setup, dimensions: Sequence[str]) -> None:
    st.markdown("**Which dimension reaches which line**")
    st.caption("All lines, the expense lines only (debits of earnings, benefits, employer taxes, accruals), or none.")
    names = ["department", "location", *dimensions, "employee"]
    frame = pd.DataFrame(
        {
            "name": [words(n) for n in names],
            "reach": [current.reach(n) for n in names],
            "field": [intacct_field(n, current.intacct_fields) for n in names],
        }
    )
    columns = {
        "name": "Dimension",
        "reach": st.column_config.SelectboxColumn("Lines", options=list(REACHES), required=True),
        "field": st.column_config.TextColumn("Intacct field", help="Editable for dimensions of your own."),
    }
    editing.grid(
        frame,
        names,
        columns,
        lambda changes, shown: save_reach(desk, changes, shown),
        key="reach",
        alt="Which dimension reaches which line",
        fixed=("name",),
        before=True,
        told=drafting.answered,
    )


def save_reach(desk: Desk, changes: editing.Changes, shown: editing.Changes) -> None:
    """Put changed cells of the reach table into the draft; ``shown`` is what they showed before."""
    setup = drafting.setup(desk)
    for name, cells in changes.items():
        if name in INTACCT_FIELD and cells.get("field", INTACCT_FIELD[name]) != INTACCT_FIELD[name]:
            raise ValueError(f"{words(name)} is always the field {INTACCT_FIELD[name]} in Intacct.")
    drafting.keep(desk, _with(setup, shown), _with(setup, changes), f"lines of {', '.join(changes)}")


def _with(setup: Setup, cells: editing.Changes) -> Setup:
    for name, one in cells.items():
        if "reach" in one:
            setup = with_reach(setup, name, one["reach"])
        if "field" in one and name not in INTACCT_FIELD:
            setup = replace(setup, intacct_fields={**setup.intacct_fields, name: one["field"]})
    return setup
