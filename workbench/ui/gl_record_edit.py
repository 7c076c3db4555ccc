"""Editing a line of a GL record by hand, and the list of edits with what was there before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from workbench import money
from workbench.desk import Desk
from workbench.findings import Findings
from workbench.flows import gl_records
from workbench.ui import findings_panel, formats, notices, problems


def line(desk: Desk, run: str, chosen: pd.Series, fields: list[str], *, locked: bool) -> None:
    """The form for one line; what is typed stays when it cannot be saved."""
    if locked:
        st.caption("This record is in an export and cannot be edited. Supersede the export first.")
        st.page_link("pages/exports.py", label="Open Exports", icon=":material/arrow_forward:")
        return
    with st.expander("Edit this line", icon=":material/edit:"), st.form(f"edit {chosen['line_key']}", border=False):
        typed = _inputs(chosen, fields)
        note = st.text_input("Why", placeholder="Kept with the edit", key="edit note")
        if st.form_submit_button("Save the edit", icon=":material/save:"):
            with problems.shown():
                _save(desk, run, chosen, typed, note)


def _inputs(chosen: pd.Series, fields: list[str]) -> dict[str, str]:
    typed, places = {}, st.columns(4)
    with places[0]:
        typed["account"] = st.text_input("Account", value=chosen["account"])
    with places[1]:
        amount = str(chosen["amount"])
        typed["amount"] = st.text_input("Amount", value=amount, validate=(money.grammar(2), "A number like 1234.50"))
    with places[2]:
        sides = ["debit", "credit"]
        typed["side"] = st.selectbox("Side", sides, index=sides.index(chosen["side"]), format_func=str.capitalize)
    for place, field in enumerate(fields, start=3):
        with places[place % 4]:
            typed[field] = st.text_input(formats.field(field), value=chosen[field])
    return {name: (value or "").strip() for name, value in typed.items()}


def _save(desk: Desk, run: str, chosen: pd.Series, typed: dict[str, str], note: str) -> None:
    changes: dict[str, Any] = {n: v for n, v in typed.items() if n in ("account", "side") and v != chosen[n]}
    try:
        amount = money.parse(typed["amount"])
    except ValueError as error:
        st.error(str(error))
        return
    if amount != chosen["amount"]:
        changes["amount"] = amount
    fields = {n: v for n, v in typed.items() if n not in ("account", "side", "amount") and v != chosen[n]}
    if not changes and not fields:
        st.info("Nothing was changed.")
        return
    if isinstance(changes.get("amount"), Decimal) and amount < 0:
        st.error("An amount on a line is never negative; choose the other side instead.")
        return
    made = gl_records.edit_line(
        desk, run, chosen["employee"], chosen["line_key"], fields=fields or None, note=note, **changes
    )
    refused = [finding for finding in made.findings.errors if finding.code == "edit_refused"]
    if refused:
        findings_panel.show(Findings(refused), key="edit refused", here="gl_records")
        return
    notices.say("success", "The line was edited; what was there before is kept below the record.", "Saved")
    st.rerun()


def made(desk: Desk, run: str, employee: str, *, locked: bool) -> None:
    """The edits of a record, newest last, each with a way to take it back."""
    edits = gl_records.edits(desk, run)
    mine = edits[edits["employee"] == employee]
    if not len(mine):
        return
    with st.expander(f"Edits by hand ({len(mine)})", icon=":material/history_edu:", expanded=True):
        for edit in mine.itertuples():
            _one(desk, edit, locked)


def _one(desk: Desk, edit: Any, locked: bool) -> None:
    what, undo = st.columns([6, 1], vertical_alignment="center")
    with what:
        changes = "; ".join(
            f"**{name}** {formats.plain(_shown(edit.before.get(name)))} → {formats.plain(_shown(value))}"
            for name, value in edit.after.items()
            if value != edit.before.get(name)
        )
        st.markdown(changes)
        note = f" · {formats.plain(edit.note)}" if edit.note else ""
        st.caption(f"{formats.moment(edit.edited_at)} by {formats.plain(edit.edited_by)}{note}")
    with undo:
        st.button(
            "Drop",
            disabled=locked,
            on_click=problems.told(_drop),
            args=(desk, edit.id),
            key=f"drop {edit.id}",
            type="tertiary",
        )


def _shown(value: Any) -> str:
    return "blank" if value in (None, "") else str(value)


def _drop(desk: Desk, edit_id: int) -> None:
    gl_records.drop_edit(desk, edit_id)
    notices.say("success", "The line is again as the setup makes it.", "Edit dropped")
