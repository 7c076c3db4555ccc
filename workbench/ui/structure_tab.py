"""The Structure tab: how accounts are composed, which dimension reaches which line, the basis and the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.fields import INTACCT_FIELD, intacct_field
from workbench.flows import code_finder, setup
from workbench.rules.setup import REACHES, Setup, with_reach
from workbench.rules.structure import StructureError, parse_structure
from workbench.ui import editing, formats, notices, problems, setup_keeping
from workbench.ui.overwrite_grid import words

BASIS = {"hours": "Worked hours", "amount": "Amounts earned"}


def show(desk: Desk, current: Setup, dimensions: Sequence[str]) -> None:
    """Structure, basis and journal on the left; the lines each dimension reaches on the right."""
    left, right = st.columns(2, gap="large")
    with left:
        _structure(desk, current, dimensions)
        _basis(desk, current)
        _journal(desk, current)
    with right:
        _reach(desk, current, dimensions)


def _put(desk: Desk, **changes: Any) -> None:
    current = setup.current_setup(desk)
    setup_keeping.keep(desk, replace(current, **changes), ", ".join(changes))


def _structure(desk: Desk, current: Setup, dimensions: Sequence[str]) -> None:
    key = f"structure {current.structure}"
    st.text_input(
        "GL account structure",
        value=current.structure,
        key=key,
        on_change=problems.told(_save_structure),
        args=(desk, key),
        help="Parts in braces, any text between them. A blank part goes away together with the separator before it.",
    )
    parts = [
        "category_gl",
        *(f"{d}_{kind}" for d in ("department", "location", *dimensions, "employee") for kind in ("gl", "code")),
    ]
    st.caption("Parts: " + " ".join(f"`{{{part}}}`" for part in parts))
    if example := _example(current):
        st.caption(example)


def _save_structure(desk: Desk, key: str) -> None:
    template = st.session_state[key].strip()
    try:
        parse_structure(template)
    except StructureError as error:
        st.session_state["structure typed"] = template
        notices.say("error", f"{error} {error.remedy}", f"The structure {formats.plain(template)} was not saved")
        return
    _put(desk, structure=template)


def _example(current: Setup) -> str:
    """One account as the structure composes it now, with the first codes of each tab."""
    try:
        structure = parse_structure(current.structure)
    except StructureError:
        return ""
    account = next((a.debit or a.credit for a in current.categories.values() if a.debit or a.credit), "")
    values = []
    for part in structure.parts:
        if part.name == "category_gl":
            values.append(account)
            continue
        code, codes = next(((c, v) for c, v in current.codes(part.dimension).items() if v.gl), ("", None))
        values.append(codes.gl if codes and part.kind == "gl" else code)
    return f"For example: **{formats.plain(structure.compose(values))}**" if account else ""


def _basis(desk: Desk, current: Setup) -> None:
    key = f"basis {current.distribution_basis}"
    st.segmented_control(
        "Employer cost follows",
        list(BASIS),
        default=current.distribution_basis,
        required=True,
        format_func=BASIS.__getitem__,
        key=key,
        on_change=problems.told(_save_basis),
        args=(desk, key),
        help="How benefits, employer taxes and accruals are spread over departments and dimensions.",
    )


def _save_basis(desk: Desk, key: str) -> None:
    _put(desk, distribution_basis=st.session_state[key])


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
        on_change=problems.told(_save_journal),
        args=(desk, key),
        help="The symbol of the payroll journal; needed to export.",
    )
    if not titles:
        st.caption("Refresh the Code Finder on GL codes to choose from the journals of the company.")


def _save_journal(desk: Desk, key: str) -> None:
    _put(desk, journal=(st.session_state[key] or "").strip())


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
        lambda changes: save_reach(desk, changes),
        key="reach",
        alt="Which dimension reaches which line",
        fixed=("name",),
    )


def save_reach(desk: Desk, changes: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of the reach table into the setup."""
    after = setup.current_setup(desk)
    for name, cells in changes.items():
        if "reach" in cells:
            after = with_reach(after, name, cells["reach"])
        if "field" in cells and name not in INTACCT_FIELD:
            after = replace(after, intacct_fields={**after.intacct_fields, name: cells["field"]})
        elif "field" in cells and cells["field"] != INTACCT_FIELD[name]:
            raise ValueError(f"{words(name)} is always the field {INTACCT_FIELD[name]} in Intacct.")
    setup_keeping.keep(desk, after, f"lines of {', '.join(changes)}")
