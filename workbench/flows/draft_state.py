"""The draft as the store has it: the newest version with the open edits laid on it, whoever published meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from workbench.flows.setup import newest_setup, version_of
from workbench.rules.setup import Setup
from workbench.rules.setup_cells import ROW
from workbench.rules.setup_changes import LENIENT, Change, difference, lay
from workbench.store import setup_drafts as drafts

Row = Mapping[str, Any]
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Pending:
    """A cell as the draft has it: the last edit that set it, by whom, when, upon which version."""

    change: Change
    number: int
    by: str
    at: datetime
    base: int


@dataclass(frozen=True)
class DraftState:
    """The draft at one moment. ``moved`` are pending cells a newer version changed: what it made of each."""

    base: int
    published: Setup
    number: int
    rows: tuple[Row, ...]
    pending: Mapping[Cell, Pending]
    moved: Mapping[Cell, str]
    setup: Setup

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What publishing the draft would change."""
        return difference(self.published, self.setup)

    @property
    def last(self) -> Row | None:
        """The last edit or undo; none while nothing was edited."""
        return self.rows[-1] if self.rows else None


def state_of(conn: Any) -> DraftState:
    """The draft as it stands now."""
    (base, published), last = newest_setup(conn), drafts.last(conn)
    if last is None or last["kind"] in drafts.ENDS:
        return DraftState(base, published, last["number"] if last else 0, (), {}, {}, published)
    box = _box(base, last["chain"])
    if not box or box[0].published is not published:
        box[:] = [_made(conn, base, published, last["number"], drafts.since_start(conn))]
    return box[0]


def setup_at(conn: Any, base: int, number: int) -> Setup:
    """The setup the draft was after one of its edits, upon the version that was the newest then."""
    return _made(conn, base, version_of(conn, base), number, drafts.since_start(conn, number)).setup


@lru_cache(maxsize=16)
def _box(base: int, chain: str) -> list[DraftState]:
    """Where a draft is kept once it was made: equal chains of edits make equal drafts of a version."""
    return []


def _made(conn: Any, base: int, published: Setup, number: int, rows: Iterable[Row]) -> DraftState:
    rows = tuple(rows)
    pending, moved = _rebased(conn, _folded(rows), base, published)
    laid = lay(published, (one.change for one in pending.values()))
    return DraftState(base, published, number, rows, pending, moved, laid)


def keep_edit(state: DraftState, row: Row, setup: Setup) -> None:
    """Keep the draft that a further edit makes, so that it need not be made anew from all edits."""
    pending = _with(dict(state.pending), row)
    moved = {cell: now for cell, now in state.moved.items() if pending[cell].number != row["number"]}
    after = replace(state, number=row["number"], rows=(*state.rows, row), pending=pending, moved=moved, setup=setup)
    _box(state.base, row["chain"])[:] = [after]


def without(conn: Any, state: DraftState, number: int) -> Setup:
    """The setup the draft would be without one of its edits."""
    return _made(conn, state.base, state.published, number, (r for r in state.rows if r["number"] != number)).setup


def changes_of(row: Row) -> list[Change]:
    """What an edit changed."""
    return [Change(*change) for change in row["changes"]]


def undone(rows: Iterable[Row]) -> set[int]:
    """The numbers of the edits that were taken back."""
    return {row["undoes"] for row in rows if row["kind"] == "undo"}


def _folded(rows: Iterable[Row]) -> dict[Cell, Pending]:
    """The last edit of every cell, those taken back left out."""
    rows = list(rows)
    gone = undone(rows)
    pending: dict[Cell, Pending] = {}
    for row in rows:
        if row["kind"] == "edit" and row["number"] not in gone:
            pending = _with(pending, row)
    return pending


def _with(pending: dict[Cell, Pending], row: Row) -> dict[Cell, Pending]:
    """The pending cells after one more edit; what it sets in a row ends what was said of the row being blank."""
    changes = changes_of(row)
    ended = {(change.tab, change.key, ROW) for change in changes} & pending.keys()
    made = {c.cell: Pending(c, row["number"], row["edited_by"], row["edited_at"], row["base"]) for c in changes}
    return {cell: one for cell, one in pending.items() if cell not in ended} | made


def _rebased(
    conn: Any, pending: dict[Cell, Pending], base: int, published: Setup
) -> tuple[dict[Cell, Pending], dict[Cell, str]]:
    """The edits that are still to do upon a newer version, and what that version made of their cells.

    An edit that put a cell back to what it was is none any more: the newer version holds.
    """
    older = {one.base for one in pending.values()} - {base}
    moves = {number: {c.cell: c for c in difference(version_of(conn, number), published)} for number in older}
    kept, moved = {}, {}
    for cell, one in pending.items():
        move = moves.get(one.base, {}).get(cell)
        if move is not None and one.change.after == move.before:
            continue
        kept[cell] = one
        if move is not None and one.change.after != move.after and one.change.field not in LENIENT:
            moved[cell] = move.after
    return kept, moved
