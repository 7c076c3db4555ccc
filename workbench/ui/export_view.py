"""One export opened: where it is, its timeline, and what was sent against what was read back."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports
from workbench.flows.exports import Export
from workbench.ui import (
    balance_strip,
    downloads,
    export_actions,
    export_batch,
    formats,
    grids,
    states,
    timesheet_exports,
)

EVENTS = {
    "planned": "Saved, waiting to be sent",
    "sending": "Being sent",
    "sent": "Accepted by Intacct",
    "unknown": "The outcome is not known",
    "confirmed": "Read back equal to the cent",
    "failed": "Refused by Intacct",
    "mismatch": "Read back with differences",
    "duplicate": "Found more than once in Intacct",
    "absent": "Proven not to be in Intacct",
    "removed": "No longer in Intacct",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "reconciled": "Reconciled with Intacct",
    "approval due": "Approval to be asked for again",
    "approval asked": "Approval asked for",
    "approval refused": "Not approved",
    "approved": "Approved in Intacct",
}
NAMES = {
    "problem": "",
    "record_no": "record",
    "batch_no": "batch",
    "intacct_state": "state in Intacct",
    "reason": "reason",
    "tries": "tries",
    "absent_reads": "times not found",
    "equal": "equal",
    "state": "state in Intacct",
    "differences": "differences",
    "lines": "lines",
    "records": "records",
    "journal": "journal",
}


def show(desk: Desk, key: str) -> None:
    """The export, its actions and its tabs."""
    current = exports.export(desk, key)
    sheet = current.kind == timesheet_exports.KIND
    with st.container(border=True):
        _head(current)
        if sheet:
            timesheet_exports.figures(current)
        else:
            balance_strip.show(current.debit, current.credit, lines=len(current.lines))
        _where(current)
        timesheet_exports.approve(desk, current)
        export_actions.show(desk, current)
        timeline, lines, differences, evidence = st.tabs(
            ["Timeline", "Sent and read back", _differences_title(current), "Evidence"]
        )
        with timeline:
            _timeline(desk, current)
        with lines:
            timesheet_exports.entries(current) if sheet else _lines(current)
        with differences:
            _differences(current)
        with evidence:
            _evidence(desk, current)


def _head(current: Export) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(formats.plain(current.description), anchor=False, width="content")
        states.badge(_look(current))
    before = f" · supersedes {current.supersedes}" if current.supersedes else ""
    what = f"journal {current.journal}" if current.kind == "gl" else f"timesheet of {', '.join(current.records)}"
    held = f" · {formats.count(len(current.records), 'GL record')}" if current.kind == "gl" else ""
    st.caption(
        f"Reference {current.reference} · run {current.run} · {what} · batch date "
        f"{formats.day(current.batch_date)}{held} · by {formats.plain(current.created_by)}{before}"
    )


def _look(current: Export) -> states.State:
    looks = states.SHEET if current.kind == timesheet_exports.KIND else states.EXPORT
    return looks[states.of(current.state, current.changed, current.approval)]


def _where(current: Export) -> None:
    entity = current.entity or "top level"
    if current.state == "confirmed":
        st.markdown(
            f":material/place: In company **{formats.plain(current.company)}** ({formats.plain(entity)}), record "
            f"**{current.record_no}**, state **{current.intacct_state or 'Draft'}**: {current.menu_path}"
        )
    if current.problem and current.state not in ("superseded", "withdrawn"):
        tone = st.warning if current.state in ("unknown", "absent", "confirmed", *states.RUNNING) else st.error
        tone(formats.plain(current.problem), title=_look(current).word)
    if current.state == "unknown" and current.next_check_at:
        st.caption(f"Intacct is read again at {formats.moment(current.next_check_at)}.")


def _timeline(desk: Desk, current: Export) -> None:
    rows = exports.history(desk, current.key)
    for row in rows.itertuples():
        at, what = st.columns([1, 4])
        at.caption(formats.moment(row.at))
        with what:
            state = states.EXPORT.get(row.event)
            sign = f":{state.color}[{state.icon}] " if state else ":gray[:material/fact_check:] "
            st.markdown(f"{sign}**{EVENTS.get(row.event, row.event)}** :gray[by {formats.plain(row.actor)}]")
            if told := detail_words(row.detail):
                st.caption(told)


def detail_words(detail: dict[str, Any]) -> str:
    """What the history says of an event, in words."""
    parts = []
    for name, words in NAMES.items():
        value = detail.get(name)
        if value in (None, "", 0) and not isinstance(value, bool):
            continue
        said = ("yes" if value else "no") if isinstance(value, bool) else formats.plain(str(value))
        parts.append(f"{words} {said}".strip())
    return " · ".join(parts)


def _lines(current: Export) -> None:
    shown = export_batch.split_sides(current.lines)
    read_back = current.state in ("confirmed", "mismatch")
    differing = set(current.differences["account"]) if len(current.differences) else set()
    if read_back:
        shown["back"] = ["≠ differs" if account in differing else "✓ equal" for account in shown["account"]]
    used = [
        c
        for c in current.lines.columns
        if c not in ("account", "side", "amount", "memo") and (current.lines[c] != "").any()
    ]
    labels = {"account": "Account", "debit": "Debit sent", "credit": "Credit sent", "back": "Read back"}
    labels |= {f: formats.field(f) for f in used} | {"memo": "Memo"}
    if not read_back:
        st.caption("Nothing was read back yet.")
    grids.table(
        grids.one_page(shown, key="sent lines"), labels, key="sent", alt="Lines sent and how they were read back"
    )
    downloads.offer(current.lines, f"{current.reference} lines", "sent file")


def _differences_title(current: Export) -> str:
    return f"Differences ({len(current.differences)})" if len(current.differences) else "Differences"


def _differences(current: Export) -> None:
    if not len(current.differences):
        st.caption("No differences between what was sent and what was read back.")
        return
    frame = current.differences.fillna("").astype(str)
    used = [c for c in frame.columns if (frame[c] != "").any()]
    st.dataframe(
        frame[used].rename(columns=lambda c: c.replace("_", " ").capitalize()),
        hide_index=True,
        key="differences",
        alt="Differences between what was sent and what is in Intacct",
    )
    downloads.offer(frame[used], f"{current.reference} differences", "differences file")


def _evidence(desk: Desk, current: Export) -> None:
    st.caption("Everything an auditor asks for: what was sent, from which records, every step with time and name.")
    history = exports.history(desk, current.key)
    records = exports.record_lines(desk, current.key)
    told = history.assign(
        at=[formats.moment(at) for at in history["at"]], detail=[json.dumps(d, default=str) for d in history["detail"]]
    )
    with st.container(horizontal=True):
        what = "journal lines" if current.kind == "gl" else "entries"
        sheets = {
            what: current.lines,
            "record lines": records,
            "history": told,
            "differences": _text(current.differences),
        }
        downloads.workbook(sheets, f"{current.reference} evidence", "evidence", label="All in one workbook (XLSX)")
        downloads.csv(
            current.lines, f"{current.reference} {what}", "evidence lines", label=f"{what.capitalize()} (CSV)"
        )
        downloads.csv(records, f"{current.reference} record lines", "evidence records", label="Record lines (CSV)")
        downloads.csv(told, f"{current.reference} history", "evidence history", label="History (CSV)")


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.fillna("").astype(str)
