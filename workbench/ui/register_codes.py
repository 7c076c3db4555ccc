"""The codes of a register: which payroll category each item is, and what its other codes stand for."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench.money import from_cents
from workbench.rules.register_answers import ItemCategory
from workbench.rules.register_categories import Chosen
from workbench.rules.register_reading import Register
from workbench.rules.register_targets import dimension_target, further_of
from workbench.ui import editing, formats, grids, register_draft
from workbench.ui.states import CLASSES

CODED = ("department", "location", "worked_department", "worked_location", "payroll_group", "paycard_type", "project",
         "task", "cost_type", "class")  # fmt: skip


def show(register: Register) -> None:
    """Items and their categories, then departments and the like."""
    frame = _frame(register)
    open_ones = int(((frame["class"] == "") & (frame["left_out"] == "")).sum())
    asked = f"{formats.count(open_ones, 'item')} without a class. " if open_ones else ""
    st.caption(
        f"{asked}What the register calls it, and the payroll category it is posted as. The class decides the sides."
    )
    columns = {
        "item": st.column_config.TextColumn("In the register", width="medium"),
        "lines": "Lines",
        "amount": "Amount",
        "code": "Category code",
        "name": "Category name",
        "class": st.column_config.SelectboxColumn("Class", options=list(CLASSES)),
        "reversed": st.column_config.CheckboxColumn("Sign reversed"),
        "left_out": st.column_config.TextColumn("Left out because"),
        "why": st.column_config.TextColumn("Suggested because", width="medium"),
    }
    editing.grid(frame, list(frame["item"]), columns, _save, key="register items", alt="Items of the register",
                 fixed=("item", "lines", "amount", "why"))  # fmt: skip
    for target in (*CODED, *map(dimension_target, further_of(register.mapped.fields))):
        _codes(register, target)


def _frame(register: Register) -> pd.DataFrame:
    items = register.entries.items[register.entries.items["item"] != ""]
    items = items.groupby("item", sort=False, as_index=False).agg(lines=("lines", "sum"), cents=("cents", "sum"))
    chosen: list[Chosen] = [register.categories[item] for item in items["item"]]
    cells = {
        "code": [c.category.code for c in chosen], "name": [c.category.name for c in chosen],
        "class": [c.category.kind for c in chosen], "left_out": [c.category.left_out for c in chosen],
        "why": [c.reason or c.source for c in chosen],
    }  # fmt: skip
    texts = {name: pd.Series(values, dtype="str") for name, values in cells.items()}
    figures = {"lines": items["lines"], "amount": from_cents(items["cents"].to_numpy())}
    return pd.DataFrame({"item": items["item"].astype("str"), **figures, **texts,
                         "reversed": [c.category.reversed for c in chosen]})  # fmt: skip


def _save(changes: editing.Changes) -> None:
    draft = register_draft.draft()
    if draft is None or draft.register is None:
        return
    categories = {}
    for item, cells in changes.items():
        now = vars(draft.register.categories[item].category)
        named = {"kind" if name == "class" else name: value for name, value in cells.items()}
        categories[item] = ItemCategory(**{**now, **named})
    register_draft.answer(categories=categories)


def _codes(register: Register, target: str) -> None:
    """The codes of one fact, each with what it stands for."""
    texts = register.lines.texts(target)
    if texts is None:
        return
    import pyarrow as pa

    values = sorted(set(texts.take(pa.array(register.lines.lines)).unique().to_pylist()) - {""})
    if not values or len(values) > grids.PAGE:
        return
    ours = register.mapped.fields.values.get(target, {})
    name = target.removeprefix("worked_").removeprefix("dimension ")
    names = register.answers.names.get(name, {})
    codes = [ours.get(value, value) for value in values]
    frame = pd.DataFrame(
        {"theirs": values, "code": codes, "name": [names.get(code, "") for code in codes]}, dtype="str"
    )
    with st.expander(f"{target.replace('_', ' ').capitalize()}: {formats.count(len(values), 'code')}"):
        columns = {"theirs": "In the register", "code": "Our code"}
        if name in ("department", "location") or target.startswith("dimension "):
            columns["name"] = "Its name"
        before = dict(zip(values, codes, strict=True))
        editing.grid(frame, values, columns, lambda changes: _save_codes(target, name, before, changes),
                     key=f"register codes {target}", alt=f"Codes of {target}", fixed=("theirs",))  # fmt: skip


def _save_codes(target: str, name: str, codes: dict[str, str], changes: editing.Changes) -> None:
    ours = {theirs: cells["code"] for theirs, cells in changes.items() if "code" in cells}
    names = {ours.get(theirs, codes[theirs]): cells["name"] for theirs, cells in changes.items() if "name" in cells}
    register_draft.answer(codes={target: ours} if ours else {}, names={name: names} if names else {})
