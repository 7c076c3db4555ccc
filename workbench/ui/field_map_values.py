"""Value maps: which code of Intacct stands for which of payroll's, where the two are not written alike."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import field_maps, payroll_codes
from workbench.rules.field_map import FieldMap, with_value
from workbench.ui import editing, field_map_draft, formats, problems
from workbench.ui.field_map_draft import Offered

SAME = "written alike"


def show(desk: Desk, there: Offered) -> None:
    """Choose a target, then say what its codes mean; codes seen in Intacct stand there already."""
    fields = field_map_draft.draft(desk).fields
    coded = [one.name for one in field_maps.time_target_fields(desk, fields) if one.kind == "code"]
    mapped = [name for name in coded if fields.source_of(name)]
    if not mapped:
        st.caption("Map a field that holds codes first.")
        return
    target = st.segmented_control(
        "Codes of", mapped, default=mapped[0], required=True, key="value map of", format_func=formats.field
    )
    rows = _rows(desk, fields, there.fields, target)
    ours = sorted(payroll_codes.payroll_codes(desk).codes(target))
    if len(rows):
        choice = st.column_config.SelectboxColumn("Code of payroll", options=["", *ours], width="medium")
        columns = {
            "source": st.column_config.TextColumn("In Sage Intacct", width="medium"),
            "ours": choice if ours else st.column_config.TextColumn("Code of payroll", width="medium"),
            "origin": st.column_config.TextColumn("Comes from", width="medium"),
        }
        editing.grid(
            rows, list(rows["source"]), columns, lambda changes: _save(desk, target, changes),
            key=f"values {target}", alt=f"Value map of {target}", fixed=("source", "origin"),
        )  # fmt: skip
    else:
        st.caption("No code was seen in the latest entries.")
    _add(desk, target, ours)


def _rows(desk: Desk, fields: FieldMap, sources: pd.DataFrame, target: str) -> pd.DataFrame:
    """The codes mapped, those the account setup reads backwards, and those seen in Intacct that mean themselves."""
    maps = field_maps.time_value_maps(desk, fields)
    kept = maps.loc[maps["target"] == target, ["source", "ours", "origin"]]
    seen = sources.loc[sources["field"] == fields.source_of(target), "samples"]
    found = sorted({str(one) for samples in seen for one in samples} - set(kept["source"]))
    same = pd.DataFrame({"source": found, "ours": found, "origin": SAME}, dtype="str")
    return pd.concat([kept, same], ignore_index=True).astype("str")


def _add(desk: Desk, target: str, ours: list[str]) -> None:
    with st.form(f"add value {target}", clear_on_submit=True, border=False), st.container(
        horizontal=True, vertical_alignment="bottom"
    ):  # fmt: skip
        st.text_input("Another code in Sage Intacct", key=f"value theirs {target}", width=240)
        if ours:
            st.selectbox("means", ours, index=None, key=f"value ours {target}", placeholder="Choose", width=200)
        else:
            st.text_input("means", key=f"value ours {target}", width=200)
        st.form_submit_button("Add", icon=":material/add:", on_click=problems.told(_put), args=(desk, target))


def _put(desk: Desk, target: str) -> None:
    theirs = str(st.session_state[f"value theirs {target}"]).strip()
    ours = str(st.session_state[f"value ours {target}"] or "").strip()
    if not theirs or not ours:
        raise ValueError("Enter the code as Sage Intacct has it, and choose what it means.")
    field_map_draft.edit(desk, with_value(field_map_draft.draft(desk).fields, target, theirs, ours))


def _save(desk: Desk, target: str, changes: editing.Changes) -> None:
    field_map_draft.edit(desk, changed(field_map_draft.draft(desk).fields, target, changes))


def changed(fields: FieldMap, target: str, changes: editing.Changes) -> FieldMap:
    """The map after an edit; a blank takes the code out of it, and it stands for itself again."""
    for code, cells in changes.items():
        fields = with_value(fields, target, code, cells["ours"] or None)
    return fields
