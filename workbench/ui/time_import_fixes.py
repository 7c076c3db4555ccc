"""Mending a preview where it is seen: skip or accept entries with a reason, or say which code was meant."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.desk import Desk
from workbench.findings import Finding
from workbench.flows import field_maps, payroll_codes, time_import
from workbench.flows.time_import import TimePreview
from workbench.rules.field_map import with_value
from workbench.ui import findings_panel, formats, notices, problems, time_import_period

MAPPABLE = ("unknown_category", "unknown_employee", "unknown_dimension", "two_employees", "two_codes")
SKIP, ACCEPT, BACK = "Skip", "Accept", "Take back"


def findings(desk: Desk, preview: TimePreview) -> None:
    """What was found, and beside a code that was not known the choice of the one that is meant."""

    def beside(place: int, finding: Finding) -> None:
        if finding.code in MAPPABLE:
            _meant(desk, preview, place, finding)

    findings_panel.show(
        preview.findings, key="time findings", fine="Every entry is fine.", here="time_import", beside=beside
    )


def _meant(desk: Desk, preview: TimePreview, place: int, finding: Finding) -> None:
    target, known = finding.column, payroll_codes.payroll_codes(desk)
    codes = sorted({*known.codes(target), *([finding.value] if target != "category" else [])})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            f"{formats.field(target)} {finding.value} means", codes, index=None, placeholder="Choose the code",
            key=f"meant {target} {finding.value}", width=260,
        )  # fmt: skip
        st.button(
            "Put into the value map", key=f"map {place} {finding.value}", disabled=chosen is None,
            on_click=problems.told(_map), args=(desk, preview, finding, chosen),
        )  # fmt: skip


def _map(desk: Desk, preview: TimePreview, finding: Finding, ours: str) -> None:
    fields = with_value(preview.fields, finding.column, finding.value, ours)
    note = f"{finding.column} {finding.value} means {ours}"
    number = field_maps.save_time_field_map(desk, fields, note)
    notices.say("success", f"Field map {number}: {formats.plain(note)}.")
    time_import_period.read_again()


def decide(desk: Desk, preview: TimePreview, picked: Sequence[int]) -> None:
    """What to do with the picked rows, and why."""
    if not picked:
        st.caption("Pick entries to skip or accept them with a reason.")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("Reason", key="time reason", max_chars=200, placeholder="why", width=360)
        st.caption(formats.count(len(picked), "entry", "entries"))
        help_of = {
            SKIP: "They are not imported; one imported before is taken out by Process.",
            ACCEPT: "They are imported though they look wrong: a negative correction, a new employee, a long day.",
            BACK: "Forget what was decided of them.",
        }
        for word in (SKIP, ACCEPT, BACK):
            st.button(
                word, key=f"time {word}", help=help_of[word], on_click=problems.told(_decide),
                args=(desk, list(picked), word, reason),
            )  # fmt: skip


def _decide(desk: Desk, records: list[int], word: str, reason: str) -> None:
    if word != BACK and not reason.strip():
        raise ValueError("Say why first: a time entry is skipped or accepted with a reason.")
    if word == BACK:
        time_import.take_back_decision(desk, records)
    else:
        (time_import.skip_time if word == SKIP else time_import.accept_time)(desk, records, reason)
    done = {SKIP: "skipped", ACCEPT: "accepted", BACK: "as they were"}[word]
    notices.say("success", f"{formats.count(len(records), 'entry', 'entries')} {done}.")
    time_import_period.read_again()
