"""What can be exported and how each kind is looked for, sent and judged; the state machine itself knows no kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.desk import Desk
from workbench.flows import readback, sheet_readback
from workbench.flows.export_key import export_key
from workbench.flows.readback import Found
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import create_draft
from workbench.gateway.outcome import Outcome
from workbench.gateway.timesheets import MOST_TOGETHER, create_sheets
from workbench.store import exports as ledger
from workbench.store.exports import Row

# How many revisions before and after its own an export is looked for as another installation's.
REVISIONS_BEHIND, REVISIONS_AHEAD = 90, 9
Rows = Sequence[Row]
KeysBefore = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Words:
    """How people are told of a kind: what is sent, what is there, and what a wrong state of it means."""

    sent: str
    there: str
    many: str
    wrong_state: str
    away: str  # how it is taken back there


@dataclass(frozen=True)
class Before:
    """What stands in Intacct before something is sent: itself already, or what is in its way, in a sentence."""

    found: Found = field(default_factory=Found)
    in_the_way: str = ""


@dataclass(frozen=True)
class ExportKind:
    """One kind of export; ``together`` of the same batch may travel in one request, each judged for itself."""

    words: Words
    menu_path: str
    states: tuple[str, ...]  # in which it may stand in Intacct
    together: int
    before: Callable[[Desk, Gateway, Rows, KeysBefore], dict[str, Before]]
    send: Callable[[Gateway, Rows, Any], dict[str, Outcome]]
    look: Callable[[Gateway, Rows, bool], dict[str, Found]]
    gone: Callable[[Any], bool]
    refused: Callable[[Gateway, Rows], dict[str, str]]  # what else is to be said of those that Intacct refused
    differences: tuple[str, ...]  # the columns of what differs


def _journal_before(desk: Desk, gateway: Gateway, rows: Rows, before: KeysBefore) -> dict[str, Before]:
    (row,) = rows
    ours = before[row["key"]]
    theirs = [key for key in _of_other_revisions(desk, row) if key not in ours]
    others, found = readback.before(gateway, row, [*ours, *theirs])
    if not others:
        return {row["key"]: Before(found)}
    there = ", ".join(f"{h.reference} (record {h.record_no}, {h.state})" for h in others)
    whose = (
        "An earlier draft of these records is in Intacct after all"
        if any(h.reference in ours for h in others)
        else "These records are in Intacct already, exported by another installation"
    )
    return {row["key"]: Before(in_the_way=f"{whose}: {there}. Delete it there, then export again.")}


def _of_other_revisions(desk: Desk, row: Row) -> list[str]:
    """What another installation, which exported the same records more or less often, would have called them."""
    with desk.read() as conn:
        records = [
            record for part in ledger.parts_of(conn, row["manifest"]) for record in ledger.records_of(conn, part["key"])
        ]
    keys = [
        export_key(row["company"], row["entity"], row["kind"], row["run"], records, revision, row["part"])
        for revision in range(max(row["revision"] - REVISIONS_BEHIND, 0), row["revision"] + REVISIONS_AHEAD)
    ]
    return [key for key in keys if key != row["key"]] if row["key"] in keys else []


def _send_journal(gateway: Gateway, rows: Rows, within: Any) -> dict[str, Outcome]:
    (row,) = rows
    return {row["key"]: create_draft(gateway, row["payload"], row["key"], within)}


def _look_for_journal(gateway: Gateway, rows: Rows, thoroughly: bool) -> dict[str, Found]:
    return {row["key"]: readback.look(gateway, row, thoroughly=thoroughly) for row in rows}


def _send_sheets(gateway: Gateway, rows: Rows, within: Any) -> dict[str, Outcome]:
    return create_sheets(gateway, {row["key"]: row["payload"] for row in rows}, within)


KINDS: dict[str, ExportKind] = {
    "gl": ExportKind(
        words=Words("draft", "journal", "journals", "not as a draft. Check there who posted it.", "Delete"),
        menu_path="General Ledger > All tab > Journal Entries > View Transactions of the Payroll Journal",
        states=("draft",),
        together=1,
        before=_journal_before,
        send=_send_journal,
        look=_look_for_journal,
        gone=readback.is_gone,
        refused=lambda gateway, rows: {},
        differences=readback.DIFFERENCE_COLUMNS,
    ),
    "timesheet": ExportKind(
        words=Words(
            "timesheet",
            "timesheet",
            "timesheets",
            "neither submitted nor approved. See there who changed it.",
            "Decline or delete",
        ),
        menu_path="Time > Staff Timesheets",
        states=("submitted", "partially approved", "approved"),
        together=MOST_TOGETHER,
        before=lambda desk, gateway, rows, before: {
            key: Before(found, problem)
            for key, (found, problem) in sheet_readback.before(desk, gateway, rows, before).items()
        },
        send=_send_sheets,
        look=sheet_readback.look,
        gone=sheet_readback.is_gone,
        refused=sheet_readback.explanations,
        differences=sheet_readback.DIFFERENCE_COLUMNS,
    ),
}


def kind_of(row: Row) -> ExportKind:
    """The kind of an export."""
    return KINDS[row["kind"]]
