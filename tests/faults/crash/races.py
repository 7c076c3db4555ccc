"""Processes that export the same payroll at the same moment; started by tests/faults/test_races.py.

``python -m tests.faults.crash.races URL OTHER_URL``, the rest as JSON on its input; prints what each race came to.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import workbench as wb
from tests.conftest import SandboxProcess
from tests.faults.crash.forked import at_once
from tests.faults.crash.ground import Clock, make_ready, press_export, preview, revision_of
from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows.gl_batch import Batch

Outcome = dict[str, Any]


class Waiting(Clock):
    """The real time: who races another must not skip it."""

    def skip(self, wait: timedelta) -> None:
        """Wait as long as is asked for."""
        time.sleep(max(wait, timedelta(0)).total_seconds())


def press(desk: Desk, batch: Batch, who: str) -> Callable[[], str]:
    """What one person does at the gun: press Export and look until it rests; refused counts as an answer."""

    def work() -> str:
        desk.actor = who
        try:
            press_export(desk, batch, Waiting(), resend=False)
        except ExportRefused:
            return "refused"
        return wb.export(desk, batch.reference).state

    return work


def race(sandbox: SandboxProcess, *runners: tuple[Desk, Batch]) -> Outcome:
    """All runners at once: what each saw, the journals there are, the calls that asked for one, and the history."""
    for desk, _ in runners:
        desk.engine.dispose()
    asked = _creates(sandbox)
    ended = at_once([press(desk, batch, f"person {n}") for n, (desk, batch) in enumerate(runners)])
    references = {batch.reference for _, batch in runners}
    journals = sandbox.control("journals")["journals"]
    desk, batch = runners[0]
    return {
        "codes": [one.code for one in ended],
        "states": sorted(str(one.given) for one in ended),
        "journals": sum(journal["REFERENCENO"] in references for journal in journals),
        "creates": _creates(sandbox) - asked,
        "events": list(wb.history(desk, batch.reference)["event"]),
    }


def _creates(sandbox: SandboxProcess) -> int:
    return int(sandbox.control("stats")["requests"].get("create GLBATCH", 0))


def main(urls: list[str], asked: dict[str, Any]) -> None:
    """The races of two people, of overlapping batches and of two installations."""
    sandbox = SandboxProcess(asked["sandbox"])
    with Desk(urls[0], actor="here") as desk, Desk(urls[1], actor="there") as other:
        for one in (desk, other):
            make_ready(one, sandbox.credentials)
        pairs = [preview(desk, employees=pair) for pair in (["E1001", "E1002"], ["E1002", "E1003"])]
        alone = ["E1004"]
        mine, theirs = preview(desk, employees=alone), preview(other, employees=alone)
        warm = revision_of(preview(desk, employees=["E1005"]), 0)
        press_export(desk, warm, Waiting())
        gc.freeze()
        races = range(1, asked["races"] + 1)
        found = {
            "same": [race(sandbox, *[(desk, _next(sandbox, desk, mine, n))] * 4) for n in races],
            "overlapping": [race(sandbox, *[(desk, _next(sandbox, desk, pair, n)) for pair in pairs]) for n in races],
            "installations": [
                race(sandbox, (desk, _next(sandbox, desk, mine, n)), (other, _next(sandbox, other, theirs, n)))
                for n in range(10_001, 10_001 + asked["races"])
            ],
        }
    print(json.dumps(found))


def _next(sandbox: SandboxProcess, desk: Desk, batch: Batch, number: int) -> Batch:
    """A fresh export of the same records: the journals of the race before are deleted, its records let go."""
    for journal in sandbox.control("journals")["journals"]:
        sandbox.control("delete", object="GLBATCH", record=int(journal["RECORDNO"]))
    with desk.write() as conn:
        _let_go(conn, batch)
    return revision_of(batch, number)


def _let_go(conn: Any, batch: Batch) -> None:
    from workbench.store import tables

    chosen = tables.export_records.c.record.in_(batch.employees)
    conn.execute(tables.export_records.delete().where(chosen))


if __name__ == "__main__":
    main(sys.argv[1:], json.load(sys.stdin))
