"""Loading a register, from the file to the run: reading, columns, codes, what is missing, preview."""

from __future__ import annotations

import streamlit as st

from workbench.desk import Desk
from workbench.flows.registers import RegisterDraft
from workbench.rules.register_reading import Register
from workbench.ui import (
    findings_panel,
    register_codes,
    register_columns,
    register_draft,
    register_file,
    register_missing,
    register_preview,
    register_reading,
)

PEOPLE = "Run and people"
STEPS: dict[str, tuple[str, ...]] = {
    "Reading": ("ask_decimal", "ask_dates", "ask_numeric_codes", "ask_net_pay", "ask_header_row", "unplaced_row",
                "bad_number", "bad_date", "total_differs"),
    "Columns": ("ask_column", "ask_total", "ask_amounts", "ask_employee", "two_on_one_target", "type_unfit",
                "unknown_target"),
    "Codes": ("ask_category", "two_classes"),
    PEOPLE: (),
}  # fmt: skip


def show(desk: Desk) -> None:
    """The file, or the register in hand."""
    draft = register_draft.taken_up(desk)
    if draft is None:
        register_file.show(desk)
        return
    register_file.header(desk, draft)
    with st.spinner("Reading the register"):
        register = draft.register
        assert draft.findings is not None  # the checks, too, take their time here and not further down
    if register is None:
        findings_panel.show(draft.findings, key="register file", here="register")
        if draft.file.grids:
            register_reading.show(draft, None)
        return
    register_preview.strip(draft, register)
    _tabs(draft, register)
    fine = "Nothing is missing; the register can be loaded."
    findings_panel.show(draft.findings, key="register", here="register", fine=fine)
    register_preview.load(desk, draft)
    register_preview.keep(desk, draft)


def _tabs(draft: RegisterDraft, register: Register) -> None:
    """The steps; their names stay the same, or an answer would throw its giver back to the first one."""
    st.caption(_open(draft))
    reading, columns, codes, people, preview = st.tabs([*STEPS, "Preview"])
    with reading:
        register_reading.show(draft, register)
    with columns:
        register_columns.show(register)
    with codes:
        register_codes.show(register)
    with people:
        register_missing.show(draft, register)
    with preview:
        register_preview.show(draft, register)


def _open(draft: RegisterDraft) -> str:
    """Where something is to be answered or mended, and how much."""
    counts = dict.fromkeys(STEPS, 0)
    for finding in draft.findings.errors:
        step = next((name for name, codes in STEPS.items() if finding.code in codes), "")
        if step or finding.code.startswith("ask_"):
            counts[step or PEOPLE] += 1
    said = ", ".join(f"**{name}** {count}" for name, count in counts.items() if count)
    return f":material/help: To answer: {said}" if said else ":material/check: Nothing is left to answer."
