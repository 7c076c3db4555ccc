"""The batch as it would be sent, made from what the user asks for and kept until something it depends on changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, exports, gl_batch, setup
from workbench.flows.connections import saved_connection
from workbench.flows.gl_batch import Batch, Detail
from workbench.rules.gl_records import GLRecords
from workbench.ui import formats, grids, run_in_hand

_KEPT = "preview kept"
LARGE = 500  # records
DETAIL: dict[Detail, str] = {"account": "Added up by account", "employee": "One line per employee"}


@dataclass(frozen=True)
class Parameters:
    """What is asked of the user for a batch."""

    batch_date: date
    description: str
    detail: Detail
    source_entity: str | None


def ask(desk: Desk, run: str) -> Parameters:
    """Batch date, description, detail and source entity, with what is usual filled in."""
    posted = run_in_hand.posted(desk, run)
    period = f"{formats.day(posted.period_start)} to {formats.day(posted.period_end)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at: date = st.date_input(
            "Batch date", value=posted.pay_date, key=f"batch date {run}", format="YYYY-MM-DD", width=150
        )
        description = st.text_input(
            "Description", value=f"Payroll {run}, {period}", key=f"description {run}", width=330
        )
        detail = st.selectbox("Detail", list(DETAIL), format_func=DETAIL.__getitem__, key="detail", width=220)
        return Parameters(at, description, detail, _source_entity(desk))


def _token(desk: Desk, records: GLRecords, parameters: Parameters) -> str:
    """Everything a preview depends on, short: the same token, the same preview."""
    connection = saved_connection(desk, gl_batch.INTERFACE)
    states = exports.exports(desk, records.run)[["key", "state"]]
    return grids.version(
        [
            desk.url,
            desk.workspace,
            records.run,
            *records.records["fingerprint"],
            repr(parameters),
            setup.current_setup(desk).journal,
            connection and connection.saved_at,
            code_finder.refreshed_at(desk),
            states.to_csv(index=False),
        ]
    )


def wanted(desk: Desk, records: GLRecords, parameters: Parameters) -> bool:
    """A large batch is prepared when asked for, and kept until something it depends on changes."""
    if len(records.records) <= LARGE or _token(desk, records, parameters) in st.session_state.get(_KEPT, {}):
        return True
    return st.button(f"Preview the batch of {len(records.records):,} records", key="preview batch")


def preview(desk: Desk, records: GLRecords, parameters: Parameters) -> Batch:
    """The very batch, prepared once and shown until it would be another one."""
    token = _token(desk, records, parameters)
    kept: dict[str, Batch] = st.session_state.get(_KEPT, {})
    if token not in kept:
        with st.spinner(f"Preparing the batch of {formats.count(len(records.records), 'record')}"):
            kept = {token: gl_batch.preview_gl_batch(desk, records, **vars(parameters))}
        st.session_state[_KEPT] = kept
    return kept[token]


def _source_entity(desk: Desk) -> str | None:
    known = code_finder.entities(desk)
    names = dict(zip(known["id"], known["name"], strict=True)) if len(known) else {}
    chosen: str | None = st.selectbox(
        "Source entity",
        list(names),
        index=None,
        placeholder="Only for several entities",
        format_func=lambda one: f"{one} {names[one]}" if one in names else one,
        key="source entity",
        help="Needed when the lines touch several entities that do not balance by themselves.",
        width=230,
    )
    return chosen
