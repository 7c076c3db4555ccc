"""Exports in processes that may not write beyond a size, as on a full disk; started by tests/faults/test_disks.py.

``python -m tests.faults.crash.full_disks URL``, the rest as JSON on its input; prints what became of each size.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

import workbench as wb
from tests.conftest import SandboxProcess
from tests.faults.crash.forked import in_a_child
from tests.faults.crash.ground import Clock, at_clock, make_ready, press_export, preview, revision_of
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows.gl_batch import Batch
from workbench.flows.verify import verify
from workbench.store import tables

PLENTY = 1 << 24


def export(desk: Desk, batch: Batch) -> str:
    """Press Export; what it came to, in a word or in the words of the error a person would read."""
    clock = Clock()
    try:
        press_export(at_clock(desk, clock), batch, clock)
        return wb.export(desk, batch.reference).state
    except WorkbenchError as problem:
        return str(problem)


def with_no_room_beyond(size: int, work: Callable[[], str]) -> str:
    """The work, with every file of this process ending at ``size`` bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return work()


def room_needed(desk: Desk, batch: Batch) -> int:
    """How large the write-ahead log is after an export that has all the room it wants."""
    desk.engine.dispose()

    def measured() -> int:
        assert export(desk, batch) == "confirmed"
        return os.path.getsize(f"{desk.engine.url.database}-wal")

    return int(in_a_child(measured).given)


def fresh(desk: Desk, batch: Batch, revision: int) -> Batch:
    """The batch as another export, its records let go by the one before."""
    with desk.write() as conn:
        conn.execute(tables.export_records.delete())
    return revision_of(batch, revision)


def at_size(desk: Desk, sandbox: SandboxProcess, batch: Batch, size: int) -> dict[str, Any]:
    """One export with no room, and then the same with room again."""
    sandbox.control("reset")
    desk.engine.dispose()  # the last to close folds the write-ahead log in: each export begins with an empty one
    full = in_a_child(lambda: with_no_room_beyond(size, lambda: export(desk, batch)))
    sent = len(sandbox.control("journals")["journals"])
    again = in_a_child(lambda: export(desk, batch))
    return {
        "size": size,
        "full": full.given,
        "sent": sent,
        "again": again.given,
        "journals": len(sandbox.control("journals")["journals"]),
        "creates": sandbox.control("stats")["requests"].get("create GLBATCH", 0),
        "audit": list(verify(desk).problems),
    }


def main(url: str, asked: dict[str, Any]) -> None:
    """One export per size, each of a revision of its own."""
    sandbox = SandboxProcess(asked["sandbox"])
    with Desk(url, actor="the disk") as desk:
        make_ready(desk, sandbox.credentials)
        batch = preview(desk, employees=["E1004"])
        press_export(desk, preview(desk, employees=["E1005"]), Clock())  # everything is imported and signed in
        gc.freeze()
        needed = room_needed(desk, fresh(desk, batch, 0))
        count = asked["sizes"]
        sizes = [0, *(needed // 2 + needed * n // (2 * (count - 3)) for n in range(count - 2)), PLENTY]
        found = [at_size(desk, sandbox, fresh(desk, batch, n), size) for n, size in enumerate(sizes, 1)]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
