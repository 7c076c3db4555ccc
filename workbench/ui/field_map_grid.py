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
from workbench.ui.field_map_draft import Draft, Offered

EVERY, MAPPED, FILLED, CUSTOM = "All", "Mapped", "With values", "Custom"
SAMPLES = 4  # shown beside each field
SHORT = 13  # rows that stand whole


def show(desk: Desk, there: Offered) -> None:
    """The fields to turn on and off and to map; every change is kept until it is saved."""
    draft = field_map_draft.draft(desk)
    fields, rows = draft.fields, _rows(draft, there)
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
        "label": st.column_config.TextColumn("Field in Sage Intacct", width=165),
        "field": st.column_config.TextColumn("Name", width=175),
        "type": st.column_config.TextColumn("Type", width=75),
        "samples": st.column_config.TextColumn("Sample values", width=250),
        "target": st.column_config.SelectboxColumn("Fills", options=options, width=120),
        "suggested": st.column_config.TextColumn("Suggested", width=105),
    }
    editing.grid(
        found, list(found["field"]), columns, lambda changes: _save(desk, there, changes), key="time fields",
        alt="Fields of a time entry", fixed=("label", "field", "type", "samples", "suggested"),
        height=500 if len(found) > SHORT else "content",
    )  # fmt: skip


def _rows(draft: Draft, there: Offered) -> pd.DataFrame:
    """Every field with its toggle and target; those that were mapped stand first, then those that hold something.

    An edit never moves a row: the order follows the saved map.
    """
    rows = field_maps.offered(draft.fields, there.fields)
    samples = [list(one) if isinstance(one, list | tuple) else [] for one in rows["samples"]]
    rows = rows.assign(
        label=rows["label"].str.cat(rows["custom"].eq(True).map({True: " (custom)", False: ""})),
        type=rows["type"].fillna("").str.lower(),
        samples=[" · ".join(one[:SAMPLES]) for one in samples],
        suggested=rows["field"].map(dict(there.suggested)).fillna("").where(rows["target"] == "", ""),
        stood=rows["field"].isin([one.source for one in draft.base.fields if one.target]),
    )
    first = rows.assign(blank=rows["samples"] == "").sort_values(
        ["stood", "blank"], ascending=[False, True], kind="stable"
    )
    return first.reset_index(drop=True)


def _kept(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    mapped = rows["stood"] | (rows["target"] != "")
    keep = {MAPPED: mapped, FILLED: rows["samples"] != "", CUSTOM: rows["custom"].eq(True)}
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
