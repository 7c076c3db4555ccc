"""The Dimension map tab: which code of the payroll is which value of Intacct; matched, unmatched, inactive, renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.rules.dimension_map import INACTIVE, MATCHED, RENAMED, UNMATCHED, UNREAD, dimension_map
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Codes, Setup, with_codes
from workbench.ui import drafting, formats, grids, page, runs_in_view
from workbench.ui.drafting import Versions
from workbench.ui.states import State, column

UNSENT = "unsent"  # of a dimension that reaches no line: whether Intacct knows the code does not matter
STATUS = {
    UNMATCHED: State("Not in Intacct", "red", "✕", ":material/cancel:"),
    INACTIVE: State("Inactive there", "orange", "⊘", ":material/block:"),
    RENAMED: State("Another id there", "orange", "≈", ":material/edit:"),
    UNREAD: State("Not read yet", "gray", "?", ":material/help:"),
    UNSENT: State("Never sent", "gray", "–", ":material/visibility_off:"),
    MATCHED: State("Matched", "green", "✓", ":material/check_circle:"),
}
LABELS = {
    "of": "Dimension", "code": "Code", "name": "Name", "intacct": "Sent as", "intacct_name": "Name in Intacct",
    "state": column(STATUS), "suggestion": "Perhaps", "suggestion_name": "Its name",
}  # fmt: skip


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Counts per state, the table, and the button that takes what was suggested for the picked rows."""
    if not runs:
        page.nothing("No payroll is loaded yet.", "pages/payroll_runs.py", "Load a payroll")
        return
    if code_finder.refreshed_at(desk) is None:
        page.nothing("Intacct's values are not read yet.", "pages/gl_codes.py", "Refresh the Code Finder")
    draft = drafting.of(desk)
    which = (*drafting.versions(desk, draft, runs), str(code_finder.refreshed_at(desk)))
    found = _map(desk, draft.setup, runs, which)
    chosen = _choice(found)
    shown = found[found["status"] == chosen] if chosen else found
    _table(desk, shown.reset_index(drop=True), chosen)


@st.cache_resource(show_spinner="Comparing with Intacct", max_entries=4)
def _map(_desk: Desk, _setup: Setup, _runs: Sequence[PostedRun], which: Versions) -> pd.DataFrame:
    found = dimension_map(_runs, _setup, code_finder.values_or_none(_desk))
    found = found.assign(status=found["status"].mask(found["reach"] == "none", UNSENT))
    order = found["status"].map({name: place for place, name in enumerate(STATUS)})
    found = found.assign(of=[runs_in_view.words(one) for one in found["dimension"]], state=found["status"])
    return found.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _choice(found: pd.DataFrame) -> str:
    """The state to look at; blank for all."""
    counts = found["status"].value_counts().to_dict()
    words = {name: f"{state.icon} {state.word}: {counts[name]:,}" for name, state in STATUS.items() if counts.get(name)}
    chosen: str | None = st.pills(
        "State", list(words), format_func=words.__getitem__, key="map state", label_visibility="collapsed"
    )
    return chosen or ""


def _table(desk: Desk, found: pd.DataFrame, chosen: str) -> None:
    part = grids.one_page(found, key=f"map {chosen}")
    ids = [f"{row['dimension']}\x1f{row['parent']}\x1f{row['code']}" for row in part.to_dict("records")]
    picked = grids.choose(part, ids, LABELS, key="map", alt="Codes and their values in Intacct", states=STATUS)
    suggested = part[(part["suggestion"] != "") & (part["status"] != UNSENT)]
    if not len(suggested):
        return
    mine = part[[one in picked for one in ids]] if picked else suggested
    mine = mine.loc[mine.index.intersection(suggested.index)]
    for row in mine.head(3).to_dict("records"):
        words = f"{row['of']} {row['code']}: {row['suggestion']} {row['suggestion_name']} · {row['reason']}"
        st.caption(formats.plain(words))
    label = "picked" if picked else "shown"
    st.button(
        f"Send the {len(mine)} {label} as suggested", on_click=drafting.answered(take), args=(desk, mine),
        disabled=not len(mine), key="map take", icon=":material/check:",
    )  # fmt: skip


def take(desk: Desk, rows: pd.DataFrame) -> None:
    """Put the suggested Intacct ids into the draft."""
    before = after = drafting.setup(desk)
    for row in rows.to_dict("records"):
        known = after.codes(row["dimension"]).get(row["code"], Codes())
        after = with_codes(after, row["dimension"], row["code"], replace(known, intacct=row["suggestion"]))
    drafting.keep(desk, before, after, f"{len(rows)} Intacct ids as suggested")
