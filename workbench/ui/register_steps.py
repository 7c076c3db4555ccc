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

_IN_READING = ("ask_decimal", "ask_dates", "ask_numeric_codes", "ask_net_pay", "ask_header_row", "unplaced_row")
_IN_COLUMNS = ("ask_column", "ask_amounts", "ask_employee", "two_on_one_target", "type_unfit", "unknown_target")
_IN_CODES = ("ask_category", "two_classes")


def show(desk: Desk) -> None:
    """The file, or the register in hand."""
    draft = register_draft.draft()
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
    elsewhere = (*_IN_READING, *_IN_COLUMNS, *_IN_CODES)
    rest = sum(f.code not in elsewhere for f in draft.missing)
    steps = (("Reading", _IN_READING), ("Columns", _IN_COLUMNS), ("Codes", _IN_CODES))
    names = [_named(label, draft, codes) for label, codes in steps]
    names += [f"What is missing ({rest})" if rest else "Run and people", "Preview"]
    reading, columns, codes, missing, preview = st.tabs(names)
    with reading:
        register_reading.show(draft, register)
    with columns:
        register_columns.show(register)
    with codes:
        register_codes.show(register)
    with missing:
        register_missing.show(draft, register)
    with preview:
        register_preview.show(draft, register)


def _named(label: str, draft: RegisterDraft, codes: tuple[str, ...]) -> str:
    count = sum(finding.code in codes and finding.severity == "error" for finding in draft.findings)
    return f"{label} ({count})" if count else label
