"""States as a word, a color and a shape, so that no one depends on color alone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st


@dataclass(frozen=True)
class State:
    """How one state looks: the word, the color, the sign in a table cell and the icon elsewhere."""

    word: str
    color: str
    sign: str
    icon: str

    @property
    def cell(self) -> str:
        """The state as a table cell."""
        return f"{self.sign} {self.word}"


EXPORT: dict[str, State] = {
    "planned": State("Waiting to be sent", "blue", "○", ":material/schedule:"),
    "sending": State("Being sent", "blue", "→", ":material/outgoing_mail:"),
    "sent": State("Sent, being read back", "blue", "→", ":material/cloud_sync:"),
    "unknown": State("Outcome unknown", "orange", "?", ":material/help:"),
    "confirmed": State("Confirmed", "green", "✓", ":material/check_circle:"),
    "failed": State("Refused", "red", "✕", ":material/cancel:"),
    "mismatch": State("Differs in Intacct", "red", "≠", ":material/difference:"),
    "duplicate": State("Twice in Intacct", "red", "‼", ":material/content_copy:"),
    "absent": State("Not in Intacct", "orange", "∅", ":material/search_off:"),
    "removed": State("Removed in Intacct", "red", "⊘", ":material/delete:"),
    "superseded": State("Superseded", "gray", "«", ":material/history:"),
    "withdrawn": State("Withdrawn", "gray", "«", ":material/undo:"),
    "changed": State("Changed since", "orange", "≠", ":material/difference:"),  # a confirmed one
}
SHEET: dict[str, State] = EXPORT | {
    "confirmed": State("Submitted, confirmed", "blue", "→", ":material/fact_check:"),
    "approved": State("Approved", "green", "✓", ":material/check_circle:"),
    "not approved": State("Submitted, not approved", "orange", "▲", ":material/pending_actions:"),
}
RUNNING = ("planned", "sending", "sent")

RECORD: dict[str, State] = {
    "not created": State("Not created", "gray", "○", ":material/radio_button_unchecked:"),
    "balanced": State("Balanced", "green", "✓", ":material/check_circle:"),
    "not balanced": State("Not balanced", "red", "≠", ":material/error:"),
    "exported": State("Exported", "blue", "→", ":material/cloud_done:"),
}
SEVERITY: dict[str, State] = {
    "error": State("Error", "red", "✕", ":material/error:"),
    "warning": State("Warning", "orange", "▲", ":material/warning:"),
    "note": State("Note", "blue", "i", ":material/info:"),
}
CLASSES: dict[str, str] = {
    "earning": "Earning",
    "deduction": "Deduction",
    "tax_employee": "Employee tax",
    "tax_employer": "Employer tax",
    "benefit": "Benefit",
    "accrual": "Accrual",
    "net_pay": "Net pay",
}


def as_shown(known: pd.DataFrame) -> pd.DataFrame:
    """Exports with what is to be said of a confirmed one in the place of its state: changed since, or its approval."""
    told = [of(*row) for row in zip(known["state"], known["changed"], known["approval"], strict=True)]
    return known.assign(state=pd.Series(told, index=known.index, dtype=object))


def of(state: str, changed: bool, approval: str) -> str:
    """The state of an export as it is shown."""
    if state != "confirmed":
        return state
    return "changed" if changed else {"approved": "approved", "refused": "not approved"}.get(approval, state)


def badge(state: State) -> None:
    """The state as a badge."""
    st.badge(state.word, icon=state.icon, color=state.color)  # type: ignore[arg-type]


def choose(listed: pd.DataFrame, states: dict[str, State], key: str) -> pd.DataFrame:
    """How many rows are in each state; choosing one gives only those."""
    counts = listed["state"].value_counts()
    there = [name for name in states if counts.get(name)]
    chosen = st.pills(
        "State",
        there,
        format_func=lambda name: (
            f":{states[name].color}[{states[name].icon}] {counts[name]:,} {states[name].word.lower()}"
        ),
        key=f"{key} {'-'.join(there)}",
        label_visibility="collapsed",
    )
    return listed if chosen is None else listed[listed["state"] == chosen]


def column(states: dict[str, State], label: str = "State") -> object:
    """The table column that shows states as colored words; its cells are lists of one ``State.cell``."""
    cells = [state.cell for state in states.values()]
    return st.column_config.MultiselectColumn(label, options=cells, color=[s.color for s in states.values()])
