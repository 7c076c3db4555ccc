"""From a posted run to a batch, beside its floor: the bare split of as many amounts. Each in a process of its own.

`python -m benchmarks kernel [small|full]` prints the rows; full is 100,000 employees with 25 paycard lines and labor in
about four groups each. "Records and batch" is everything: codes, shares, accounts with their traces, balance, findings,
fingerprints, and the batch added up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.made_up_run import CATEGORIES, made_up_run, made_up_setup
from benchmarks.measured import Row, peak_megabytes

EMPLOYEES = {"small": 20_000, "full": 100_000}
ROOT = Path(__file__).resolve().parent.parent
SHARED_OUT = ("benefit", "accrual", "tax_employer")
BY_LABOR = 2  # earnings with labor records


def run(scale: str = "small") -> list[Row]:
    """Records and batch, and the same with frames, against the floor; they alternate and the best of each counts."""
    people = EMPLOYEES[scale]
    measured = [{step: _alone(step, people) for step in ("floor", "records", "frames")} for _ in range(2)]
    best = {step: min((m[step] for m in measured), key=lambda m: m["seconds"]) for step in measured[0]}
    floor = best["floor"]
    return [
        Row(
            f"{name}, {people:,} employees, {int(best[step]['lines']):,} lines",
            best[step]["seconds"],
            floor["seconds"],
            "the bare split of the same amounts",
            int(best[step]["megabytes"]),
            int(floor["megabytes"]),
        )
        for step, name in (("records", "GL records and batch"), ("frames", "... and every line as a frame"))
    ]


def _alone(step: str, people: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.kernel", "step", step, str(people)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _floor(people: int) -> Callable[[], int]:
    from workbench.rules.split import split

    rng = np.random.default_rng(1)
    groups = rng.integers(1, 8, people)
    weights = rng.integers(1, 160, int(groups.sum())) * 2500
    amounts = BY_LABOR + sum(kind in SHARED_OUT for kind in CATEGORIES.values())
    starts, counts = np.repeat(np.cumsum(groups) - groups, amounts), np.repeat(groups, amounts)
    cents = rng.integers(100, 90_000, len(starts))
    return lambda: len(split(cents, starts, counts, weights))


def _records(people: int, frames: bool) -> Callable[[], int]:
    from workbench.rules.batch import make_batch
    from workbench.rules.gl_records import create_records

    posted, setup = made_up_run(people), made_up_setup()

    def work() -> int:
        records = create_records(posted, setup)
        batch = make_batch(records, description="benchmark")
        assert records.balanced and batch.debit == batch.credit
        return len(records.lines) if frames else records.table.num_rows

    return work


def _step(step: str, people: int) -> None:
    work = _floor(people) if step == "floor" else _records(people, frames=step == "frames")
    before = peak_megabytes()
    start = time.perf_counter()
    lines = work()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "lines": lines, "megabytes": peak_megabytes() - before}))


if __name__ == "__main__":  # one step alone, in a process of its own
    _step(sys.argv[2], int(sys.argv[3]))
