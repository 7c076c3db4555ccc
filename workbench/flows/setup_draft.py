"""The draft of the setup that everyone edits: edits kept with their author, conflicts told, a version published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from workbench.desk import Desk
from workbench.errors import LoadRefused, WorkbenchError
from workbench.findings import Finding, Findings
from workbench.flows.draft_state import DraftState, Pending, Row, changes_of, keep_edit, state_of, undone, without
from workbench.flows.setup import add_version, readable, version_of
from workbench.rules.setup import Setup
from workbench.rules.setup_cells import cell
from workbench.rules.setup_changes import Change, changed_meanwhile, conflicts, difference, lay
from workbench.store import audit
from workbench.store import setup_drafts as drafts
from workbench.store import setups as store

HISTORY = ("at", "by", "tab", "key", "field", "before", "after", "note", "kind", "number", "undone")
_LOOKED_BACK = 12  # versions, for the one that set a cell


@dataclass(frozen=True)
class SetupDraft:
    """The setup as it is edited, and what publishing it would change of the newest version (``base``; 0: none yet).

    ``number`` rises with every edit; ``effective_from`` is the first pay date it would hold for, where no other is
    chosen. ``conflicts`` are pending cells that a version published meanwhile changed too.
    """

    setup: Setup
    base: int
    changes: tuple[Change, ...]
    edited_at: datetime | None
    edited_by: str
    number: int
    conflicts: Findings = Findings()  # noqa: RUF009 - immutable
    effective_from: date = store.BEGINNING


def draft(desk: Desk) -> SetupDraft:
    """What everyone edits; equal to the newest version while nothing was edited."""
    with desk.read() as conn:
        state = state_of(conn)
        return SetupDraft(
            setup=state.setup,
            base=state.base,
            changes=state.changes,
            edited_at=state.last["edited_at"] if state.last else None,
            edited_by=state.last["edited_by"] if state.last else "",
            number=state.number,
            conflicts=_overtaken(conn, state),
            effective_from=_first_day(conn, state.base),
        )


def _overtaken(conn: Any, state: DraftState) -> Findings:
    """A warning for each pending cell that a newer version changed too."""
    return Findings(
        _overtaken_cell(state.pending[cell], now, _version_that_set(conn, state.base, cell))
        for cell, now in state.moved.items()
    )


def _overtaken_cell(one: Pending, now: str, setter: str) -> Finding:
    change = one.change
    return Finding(
        "overtaken_by_version", "warning",
        f"{change.place} was made {now or 'blank'} by {setter}; the draft of {one.by} has "
        f"{change.after or 'a blank'}, set before that.",
        f"Publishing puts the draft's; to keep what the version says, set the cell to {now or 'blank'}.",
        column=f"{change.tab} {change.field}", value=change.after,
        category=change.key if change.tab == "categories" else "", page="account_setup",
    )  # fmt: skip


def _version_that_set(conn: Any, base: int, place: tuple[str, str, str]) -> str:
    """The version that made a cell what it is in ``base``, with its author; looked for in the last few."""
    now, at = cell(version_of(conn, base), *place), base
    for _ in range(_LOOKED_BACK):
        before = store.before(conn, at)
        if before is None or cell(version_of(conn, before["id"]), *place) != now:
            break
        at = before["id"]
    version = store.version(conn, at)
    return f"version {at} of {version['saved_by']}" if version else "nobody yet"


def edit_draft(desk: Desk, shown: Setup, wanted: Setup, note: str = "") -> Findings:
    """Lay what was changed between the setup shown and the one wanted on the draft as it stands now, cell by cell.

    A cell that someone else changed since it was shown stays as it is, and a finding names who set what. A value that
    no setup can hold (blanks around a code, say) is an error, and nothing at all is changed.
    """
    return lay_on_draft(desk, difference(shown, wanted), note)


def lay_on_draft(desk: Desk, changes: tuple[Change, ...], note: str = "", again: int | None = None) -> Findings:
    """As ``edit_draft``, for changes that are known cell by cell; ``again``: the undo that they take back."""
    wrong = _unreadable(changes)
    if wrong or not changes:
        return wrong
    with desk.write() as conn:
        drafts.hold(conn)
        state = state_of(conn)
        against = conflicts(state.setup, changes)
        refused = {change.cell for change, _ in against}
        laid = lay(state.setup, (change for change in changes if change.cell not in refused))
        made = difference(state.setup, laid)
        if made:
            row = drafts.add(conn, "edit", state.base, _plain(made), desk.clock(), desk.actor, note, again)
            keep_edit(state, row, laid)
        return Findings(changed_meanwhile(change, now, _who(conn, state, change)) for change, now in against)


def _plain(changes: tuple[Change, ...]) -> list[tuple[str, ...]]:
    return [(*change.cell, change.before, change.after) for change in changes]


def _unreadable(changes: tuple[Change, ...]) -> Findings:
    """The errors of values that would not read back from the file; their lines are of no file."""
    found = readable(lay(Setup(), changes))[1].errors
    return Findings(
        Finding(f.code, "error", f.message, f.remedy, column=f.column, value=f.value, page=f.page) for f in found
    )


def _who(conn: Any, state: DraftState, change: Change) -> str:
    """Who set a cell to what it says now: in the draft, and when, else by which version."""
    if change.cell in state.pending:
        one = state.pending[change.cell]
        return f"{one.by} in the draft at {one.at.astimezone():%H:%M}"
    return _version_that_set(conn, state.base, change.cell)


def undo(desk: Desk) -> tuple[Change, ...] | None:
    """Take back your own last edit of the draft; the cells it gave back, or None when there is nothing of yours.

    A cell that somebody has set since keeps what they set. Publishing and discarding end what can be undone.
    """
    with desk.write() as conn:
        drafts.hold(conn)
        state = state_of(conn)
        gone = undone(state.rows)
        for row in reversed(state.rows):
            if row["kind"] != "edit" or row["number"] in gone or row["edited_by"] != desk.actor:
                continue
            back = difference(state.setup, without(conn, state, row["number"]))
            if back:
                note = row["note"]
                drafts.add(conn, "undo", state.base, _plain(back), desk.clock(), desk.actor, note, row["number"])
                return back
    return None


def redo(desk: Desk) -> Findings | None:
    """Do again what you took back last; None when you took nothing back, or edited something since.

    A cell that somebody has set since keeps what they set, and a finding says so.
    """
    with desk.read() as conn:
        row = _last_undo(state_of(conn).rows, desk.actor)
    if row is None:
        return None
    forth = tuple(replace(change, before=change.after, after=change.before) for change in changes_of(row))
    return lay_on_draft(desk, forth, row["note"], row["number"])


def can_redo(desk: Desk) -> bool:
    """Whether there is something to do again."""
    with desk.read() as conn:
        return _last_undo(state_of(conn).rows, desk.actor) is not None


def _last_undo(rows: Sequence[Row], actor: str) -> Row | None:
    """The last undo of somebody that was not done again, with no edit of theirs after it."""
    again: set[int] = set()
    for row in reversed([row for row in rows if row["edited_by"] == actor]):
        if row["kind"] == "undo" and row["number"] not in again:
            return row
        if row["kind"] == "edit":
            if row["undoes"] is None:
                return None
            again.add(row["undoes"])
    return None


def discard_draft(desk: Desk) -> tuple[Change, ...]:
    """Let go of every edit of the draft, whoever made it; what was let go. They stay written down."""
    with desk.write() as conn:
        drafts.hold(conn)
        state = state_of(conn)
        changes = state.changes
        if state.rows:
            drafts.add(conn, "discard", state.base, _plain(changes), desk.clock(), desk.actor, "")
            said = {"changes": len(changes)}
            audit.append(conn, desk.clock(), desk.actor, "setup draft discarded", f"setup {state.base}", said)
        return changes


def draft_history(desk: Desk, version: int | None = None) -> pd.DataFrame:
    """Every cell changed in the draft since it was begun, or in the draft that was published as ``version``.

    The newest first. Columns: at, by, tab, key, field, before, after, note, kind ("edit" or "undo"), number, undone
    (taken back since). Empty for a version that came from a file.
    """
    with desk.read() as conn:
        rows = state_of(conn).rows if version is None else drafts.that_made(conn, version)
    gone = undone(rows)
    cells = [
        (row["edited_at"], row["edited_by"], *change.cell, change.before, change.after, row["note"], row["kind"],
         row["number"], row["number"] in gone)
        for row in reversed(rows) for change in changes_of(row)
    ]  # fmt: skip
    frame = pd.DataFrame(cells, columns=list(HISTORY))
    return frame.astype(dict.fromkeys(HISTORY[1:9], "str") | {"number": "int64", "undone": "bool"})


def publish(desk: Desk, *, note: str, effective_from: date | None = None) -> int:
    """Put the draft in force as a new version and give its number; the draft is empty again.

    ``effective_from``: the first pay date it holds for; None: the first day of the version it was made upon. GL
    records that exist stay as they are. WorkbenchError when there is nothing to publish, LoadRefused when the draft
    would not read back as itself.
    """
    while True:
        with desk.read() as conn:
            state = state_of(conn)
            first = effective_from or _first_day(conn, state.base)
        if not state.changes:
            raise WorkbenchError("The draft has no changes; nothing was published.", "Change something first.")
        text, findings = readable(state.setup)
        if text is None:
            raise LoadRefused(f"The draft cannot be published: {findings.errors[0].message}", findings.errors[0].remedy)
        with desk.write() as conn:
            drafts.hold(conn)
            store.hold(conn)
            now = state_of(conn)
            if (now.base, now.number) == (state.base, state.number):
                number = add_version(desk, conn, state.setup, text, note, first)
                drafts.add(conn, "publish", number, [], desk.clock(), desk.actor, note)
                return number


def _first_day(conn: Any, base: int) -> date:
    version = store.version(conn, base)
    return version["effective_from"] if version else store.BEGINNING
