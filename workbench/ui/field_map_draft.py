"""The field map as the page shows it: what Intacct offers, read when asked, and the changes not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import field_maps
from workbench.rules.field_map import FieldMap
from workbench.ui import notices


@dataclass(frozen=True)
class Offered:
    """The fields Intacct offers (field, label, type, custom, values, samples), what each likely fills, when read."""

    fields: pd.DataFrame
    suggested: Mapping[str, str]
    read_at: datetime


@dataclass
class Draft:
    """The map as saved when its editing began, and as it is edited."""

    base: FieldMap
    fields: FieldMap


def offered(desk: Desk) -> Offered | None:
    """What was read last on this page; None before the first reading."""
    kept: Offered | None = st.session_state.get(_place("fields", desk))
    return kept


def load(desk: Desk) -> None:
    """Read the fields and their sample values from Intacct."""
    with st.spinner("Reading fields and sample values from Sage Intacct ..."):
        fields = field_maps.time_fields(desk)
    suggested = {name: one.target for name, one in field_maps.time_suggestions(desk, fields).items()}
    st.session_state[_place("fields", desk)] = Offered(fields, suggested, desk.clock())
    notices.say("success", f"{len(fields)} fields were read from Sage Intacct, with values of the latest entries.")


def draft(desk: Desk) -> Draft:
    """The map being edited; the saved one while nothing was changed, also when somebody else saved meanwhile."""
    there = offered(desk)
    saved = field_maps.time_field_map(desk, None if there is None else there.fields)
    kept: Draft | None = st.session_state.get(_place("draft", desk))
    if kept is None or kept.fields == kept.base:
        kept = st.session_state[_place("draft", desk)] = Draft(saved, saved)
    return kept


def edit(desk: Desk, fields: FieldMap) -> None:
    """Keep a change of the map until it is saved."""
    draft(desk).fields = fields


def forget(desk: Desk) -> None:
    """Let go of the changes; the saved map is shown again."""
    st.session_state.pop(_place("draft", desk), None)


def changes(desk: Desk) -> int:
    """How many fields and codes differ from the saved map."""
    now = draft(desk)
    return len(_named(now.fields, now.base))


def _parts(fields: FieldMap) -> set[tuple[str, ...]]:
    return {(one.source, one.target, str(one.on)) for one in fields.fields} | {
        ("value", target, source, ours) for target, codes in fields.values.items() for source, ours in codes.items()
    }


def _named(one: FieldMap, other: FieldMap) -> set[tuple[str, ...]]:
    """The fields and codes that the two do not have alike."""
    return {part[:3] if part[0] == "value" else part[:1] for part in _parts(one) ^ _parts(other)}


def _place(what: str, desk: Desk) -> str:
    return f"time {what} of {desk.workspace}"
