"""The source fields of a time entry: a toggle, real values beside it, and the field of a labor record it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import field_maps
from workbench.rules.field_map import FieldMap, MappedField, with_field
from workbench.ui import editing, field_map_draft, grids
from workbench.ui.field_map_draft import Offered

EVERY, MAPPED, FILLED, CUSTOM = "All", "Mapped", "With values", "Custom"
SAMPLES = 4  # shown beside each field


def show(desk: Desk, there: Offered) -> None:
    """The fields to turn on and off and to map; every change is kept until it is saved."""
    fields = field_map_draft.draft(desk).fields
    rows = _rows(fields, there)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Show", [EVERY, MAPPED, FILLED, CUSTOM], default=EVERY, required=True, key="fields shown",
            label_visibility="collapsed",
        )  # fmt: skip
        found = grids.search(_kept(rows, kind), ["field", "label", "target"], key="find field", label="Find a field")
    if not len(found):
        st.caption("No field fits.")
        return
    targets = [one.name for one in field_maps.time_target_fields(desk, fields)]
    options = list(dict.fromkeys(["", *targets, *there.suggested.values()]))
    columns = {
        "on": st.column_config.CheckboxColumn("On", width=50),
        "label": st.column_config.TextColumn("Field in Sage Intacct", width="medium"),
        "field": st.column_config.TextColumn("Name", width="medium"),
        "type": st.column_config.TextColumn("Type", width=90),
        "samples": st.column_config.TextColumn("Sample values", width="large"),
        "target": st.column_config.SelectboxColumn("Fills", options=options, width="medium"),
        "suggested": st.column_config.TextColumn("Suggested", width="small"),
    }
    editing.grid(
        found, list(found["field"]), columns, lambda changes: _save(desk, there, changes), key="time fields",
        alt="Fields of a time entry", fixed=("label", "field", "type", "samples", "suggested"), height=460,
    )  # fmt: skip


def _rows(fields: FieldMap, there: Offered) -> pd.DataFrame:
    """Every field with its toggle and target, mapped ones first, then those that hold something."""
    rows = field_maps.offered(fields, there.fields)
    samples = [list(one) if isinstance(one, list | tuple) else [] for one in rows["samples"]]
    rows = rows.assign(
        label=rows["label"].str.cat(rows["custom"].eq(True).map({True: " (custom)", False: ""})),
        type=rows["type"].fillna("").str.lower(),
        samples=[" · ".join(one[:SAMPLES]) for one in samples],
        suggested=rows["field"].map(dict(there.suggested)).fillna("").where(rows["target"] == "", ""),
    )
    return rows.iloc[_order(rows)].reset_index(drop=True)


def _order(rows: pd.DataFrame) -> list[int]:
    first = [(target == "", samples == "") for target, samples in zip(rows["target"], rows["samples"], strict=True)]
    return sorted(range(len(rows)), key=lambda at: first[at])


def _kept(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    keep = {MAPPED: rows["target"] != "", FILLED: rows["samples"] != "", CUSTOM: rows["custom"].eq(True)}
    return rows[keep[kind]] if kind in keep else rows


def _save(desk: Desk, there: Offered, changes: editing.Changes) -> None:
    field_map_draft.edit(desk, changed(field_map_draft.draft(desk).fields, changes, there.suggested))


def changed(fields: FieldMap, changes: editing.Changes, suggested: Mapping[str, str]) -> FieldMap:
    """The map after an edit: a target turns its field on; turning a field on that has none takes the suggested one."""
    known = {one.source: one for one in fields.fields}
    for name, cells in changes.items():
        one = known.get(name, MappedField(name, on=False))
        if "target" in cells:
            one = replace(one, target=cells["target"], on=bool(cells["target"]))
        if "on" in cells:
            target = one.target or (suggested.get(name, "") if cells["on"] else "")
            one = replace(one, on=bool(cells["on"]), target=target)
        fields = with_field(fields, one)
    return fields
