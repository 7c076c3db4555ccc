"""Processes forked from a warm one die at chosen lines of an export, die again while recovering, then recover.

Started by tests/faults/test_crash.py: ``python -m tests.faults.crash.campaign URL``, the rest as JSON on its input;
the tally is the JSON it prints last.
"""

from __future__ import annotations

import gc
import json
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

import workbench as wb
from tests.conftest import SandboxProcess, sandbox_of
from tests.faults.crash.forked import Ended, in_a_child
from tests.faults.crash.ground import Clock, at_clock, make_ready, press_export, preview, revision_of
from tests.faults.crash.points import Line, Lines, chosen, lines_of_the_state_machine
from workbench.desk import Desk
from workbench.flows.gl_batch import Batch
from workbench.flows.verify import verify
from workbench.money import to_cents
from workbench.store import tables

# What goes wrong besides: nothing, the answer lost before and after the draft was written.
TROUBLES = ("", "error_500_before", "reset_after")


@dataclass
class Tally:
    """What a campaign did, and everything that must stay empty."""

    points: int = 0
    killed: int = 0
    killed_again: int = 0
    absent: int = 0
    left: int = 0  # journals that came late, after theirs was checked and removed
    places: dict[str, int] = field(default_factory=dict)  # points per file
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong_cents: list[str] = field(default_factory=list)
    audit: list[str] = field(default_factory=list)


@dataclass
class Campaign:
    """One store, one sandbox, one batch that is exported anew at every point."""

    desk: Desk
    sandbox: SandboxProcess
    batch: Batch
    dice: random.Random
    everywhere: bool
    tally: Tally = field(default_factory=Tally)
    revision: int = 0

    def run(self, most: int | None, every_line: bool) -> Tally:
        """Points of every trouble, ``most`` in all or all there are; ``every_line``: none of carry.py is left out."""
        done: set[Line] = set()
        for trouble in TROUBLES:
            seen = self._count(trouble)
            needed = lines_of_the_state_machine(seen) - done if every_line else set()
            for place in chosen(seen, most and max(1, most // len(TROUBLES)), self.dice, needed):
                done.add(seen[place - 1])
                self._point(trouble, place, seen)
        return self.tally

    def warm_up(self) -> None:
        """One export in this process: everything is imported and signed in before the first fork."""
        batch = self._next("")
        self._export(batch)
        self._clear(batch)
        gc.collect()
        gc.freeze()

    def _next(self, trouble: str) -> Batch:
        self.revision += 1
        self.sandbox.control("faults", faults=[{"kind": trouble, "on": "create GLBATCH"}] if trouble else [])
        return revision_of(self.batch, self.revision)

    def _count(self, trouble: str) -> list[Line]:
        """The lines of an export nobody kills."""
        batch = self._next(trouble)
        seen: list[Line] = self._child(lambda: Lines(self.everywhere).during(lambda: self._export(batch))).given
        self._check(batch, f"{trouble or 'no fault'}, not killed", "confirmed")
        self._clear(batch)
        assert seen
        return seen

    def _point(self, trouble: str, place: int, seen: list[Line]) -> None:
        batch, (path, line) = self._next(trouble), seen[place - 1]
        name = f"{trouble or 'no fault'}, point {place} of {len(seen)} ({path.rpartition('workbench/')[2]}:{line})"
        self.tally.points += 1
        self.tally.places[path.rpartition("/")[2]] = self.tally.places.get(path.rpartition("/")[2], 0) + 1
        self.tally.killed += self._killed(batch, place)
        self.tally.killed_again += self._killed(batch, self.dice.randint(1, len(seen)))
        recovered = self._child(lambda: self._export(batch, resend=False))
        self._check(batch, name, *([] if recovered.code else ["confirmed", "absent"]))
        if wb.export(self.desk, batch.reference).state == "absent":
            self.tally.absent += 1
            self._child(lambda: self._export(batch))
            self._check(batch, name + ", sent again", "confirmed")
        self._clear(batch)

    def _killed(self, batch: Batch, place: int) -> bool:
        """Export in a process that dies at the place; lines wander a little, so it may end before."""
        lines = Lines(self.everywhere, stop_at=place)
        return self._child(lambda: lines.during(lambda: self._export(batch))).code == -signal.SIGKILL

    def _export(self, batch: Batch, *, resend: bool = True) -> None:
        clock = Clock()
        press_export(at_clock(self.desk, clock), batch, clock, resend=resend)

    def _child(self, work: Callable[[], Any]) -> Ended:
        self.desk.engine.dispose()  # no connection may be shared with the child
        return in_a_child(work)

    def _check(self, batch: Batch, name: str, *states: str) -> None:
        """The sandbox's own books against the ledger, and the chain."""
        export = wb.export(self.desk, batch.reference)
        if export.state not in states:
            self.tally.lost.append(f"{name}: {export.state} {export.problem}")
        held = [j for j in self.sandbox.control("journals")["journals"] if j["REFERENCENO"] == batch.reference]
        expected = 0 if export.state == "absent" else 1
        if len(held) != expected:
            (self.tally.duplicates if len(held) > expected else self.tally.lost).append(f"{name}: {len(held)} journals")
        self.tally.wrong_cents += [f"{name}: {sums}" for sums in map(_sums, held) if sums != _sent(batch)]
        self.tally.audit += [f"{name}: {problem}" for problem in verify(self.desk).problems]

    def _clear(self, batch: Batch) -> None:
        """Away with the export and its journal, never with its audit."""
        for journal in self.sandbox.control("journals")["journals"]:
            self.sandbox.control("delete", object="GLBATCH", record=journal["RECORDNO"])
        with self.desk.write() as conn:
            for table in (tables.export_records, tables.exports):
                conn.execute(sa.delete(table).where(table.c.key == batch.reference))


def _sums(journal: dict[str, Any]) -> list[int]:
    sums = {"1": 0, "-1": 0}
    for line in journal["lines"]:
        sums[str(line["TR_TYPE"])] += int(Decimal(str(line["TRX_AMOUNT"])) * 100)
    return [len(journal["lines"]), *sums.values()]


def _sent(batch: Batch) -> list[int]:
    total = int(to_cents(batch.lines.loc[batch.lines["side"] == "debit", "amount"]).sum())
    return [len(batch.lines), total, total]


def main(url: str, asked: dict[str, Any]) -> None:
    """One campaign on the store at ``url``, against a sandbox of its own; prints its tally."""
    with sandbox_of() as sandbox, Desk(url, actor="campaign") as desk:
        make_ready(desk, sandbox.credentials)
        batch = preview(desk, employees=["E1004"])
        campaign = Campaign(desk, sandbox, batch, random.Random(asked["seed"]), asked["everywhere"])
        campaign.warm_up()
        tally = campaign.run(asked["most"], asked["every_line"])
        tally.left = len(sandbox.control("journals")["journals"])
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
