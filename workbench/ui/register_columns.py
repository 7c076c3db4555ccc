"""The columns of a register: what each is taken for, with sample values beside the choice, or why it is left out."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import streamlit as st

from workbench.rules.register_body import SAMPLES, Column
from workbench.rules.register_reading import Register
from workbench.rules.register_targets import (
    MEASURES,
    category_of,
    dimension_named,
    dimension_target,
    item_of,
    target_of,
)
from workbench.rules.register_words import CHECKS, FACTS, taken_apart
from workbench.ui import editing, formats, register_draft

LEFT_OUT = "left out"


def show(register: Register) -> None:
    """A row per column; the choice is a list of facts, totals and the items' measures."""
    frame = _frame(register)
    still = int((frame["target"] == "").sum())
    asked = f"{formats.count(still, 'column')} still to decide. " if still else ""
    said = "A column is mapped, or left out with the reason. “amount of …” makes a paycard line; totals are checked."
    st.caption(asked + said)
    columns = {
        "title": st.column_config.TextColumn("Column", width="medium"),
        "place": "Where",
        "samples": st.column_config.TextColumn("Sample values", width="medium"),
        "target": st.column_config.SelectboxColumn("What it is", options=_choices(register), width="medium"),
        "reason": st.column_config.TextColumn("Why it is left out", width="medium"),
        "why": st.column_config.TextColumn("Suggested because", width="medium"),
    }
    editing.grid(frame, list(frame["title"]), columns, _save, key="register columns", alt="Columns of the register",
                 fixed=("title", "place", "samples", "why"))  # fmt: skip


def _frame(register: Register) -> pd.DataFrame:
    mapped, rows = register.mapped, []
    targets = {one.source: one.target for one in mapped.fields.used}
    for column in register.body.columns:
        reason = mapped.reasons.get(column.title, "")
        target = targets.get(column.title) or (LEFT_OUT if reason else "")
        samples, why = " | ".join(_samples(register, column)), mapped.proposals[column.title].reason
        rows.append(
            (column.title, register.body.where(column), samples, target, "" if column.title in targets else reason, why)
        )
    return pd.DataFrame(rows, columns=["title", "place", "samples", "target", "reason", "why"], dtype="str")


def _samples(register: Register, column: Column) -> list[str]:
    """The first different values on paycard lines; of any rows, where none are recognized yet."""
    texts = column.texts.take(pa.array(register.lines.lines[:2_000]))
    found = [text for text in texts.unique().to_pylist() if text]
    return found[:SAMPLES] or column.samples


def _choices(register: Register) -> list[str]:
    groups = dict.fromkeys(register.mapped.groups)
    groups |= dict.fromkeys(taken_apart(c.title).item for c in register.body.columns if c.figures)
    groups |= dict.fromkeys(c.title for c in register.body.columns if c.figures)
    if register.mapped.shape == "long":
        groups = {"": None} | groups
    used = [one.target for one in register.mapped.fields.used if item_of(one.target)]
    items = [
        target_of(measure, group)
        for group in groups
        for measure in MEASURES
        if group or register.mapped.shape == "long"
    ]
    items += [category_of(group) for group in groups if group]
    words = [c.title for c in register.body.columns if not (c.figures or c.empty or " · " in c.title)]
    items += [dimension_target(name) for name in map(dimension_named, words) if name]
    return list(dict.fromkeys([LEFT_OUT, *(t.name for t in FACTS), *CHECKS, *used, *items]))


def _save(changes: editing.Changes) -> None:
    columns: dict[str, str | None] = {}
    reasons: dict[str, str] = {}
    for title, cells in changes.items():
        target = cells.get("target")
        if target and target != LEFT_OUT:
            columns[title] = target
        elif target is not None or cells.get("reason"):
            reasons[title] = cells.get("reason") or "as decided"
    register_draft.answer(columns=columns, leave_out=reasons)
