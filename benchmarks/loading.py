"""Loading a payroll by path, beside its floor: Arrow's CSV reader on the same bytes. Each in a process of its own.

`python -m benchmarks loading [small|full]` prints the rows; full is 100,000 employees, 2.5 million paycard lines and a
million labor records.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measured import Row, peak_megabytes
from workbench.samples.made_up import Size, write_payroll

EMPLOYEES = {"small": 5_000, "full": 100_000}
ROOT = Path(__file__).resolve().parent.parent


def run(scale: str = "small") -> list[Row]:
    """First load and the same again, against the floor; floor and load alternate and the best of each counts."""
    people = EMPLOYEES[scale]
    with tempfile.TemporaryDirectory() as place:
        write_payroll(Path(place) / "payroll", Size(people))
        measured = [{step: _alone(step, place) for step in ("floor", "load", "again")} for _ in range(2)]
    best = {step: min((m[step] for m in measured), key=lambda m: m["seconds"]) for step in measured[0]}
    return [
        Row(
            f"{name}, {people:,} employees",
            best[step]["seconds"],
            best["floor"]["seconds"],
            "pyarrow.csv, the same files as text",
            best[step]["megabytes"],
            best["floor"]["megabytes"],
        )
        for step, name in (("load", "load a payroll"), ("again", "load it again"))
    ]


def _alone(step: str, place: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.loading", "step", step, place]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _floor(place: Path) -> Callable[[], object]:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    def read() -> object:
        tables = []
        for file in sorted((place / "payroll").glob("*.csv")):
            header = file.open(encoding="utf-8").readline().strip().split(",")
            texts = pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()))
            tables.append(pacsv.read_csv(file, convert_options=texts))
        return tables

    return read


def _load(place: Path, fresh: bool) -> Callable[[], object]:
    import workbench as wb
    from workbench.flows import payroll

    store = place / "workbench.sqlite"
    if fresh:
        for file in place.glob("workbench.sqlite*"):
            file.unlink()
    desk = wb.open(f"sqlite:///{store}")

    def load() -> object:
        loaded = payroll.load_payroll(desk, place / "payroll")
        assert loaded.run, loaded.findings
        return loaded

    return load


def _step(step: str, place: Path) -> None:
    work = _floor(place) if step == "floor" else _load(place, fresh=step == "load")
    start = time.perf_counter()
    kept = work()
    seconds = time.perf_counter() - start
    assert kept is not None
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":  # one step alone, in a process of its own
    _step(sys.argv[2], Path(sys.argv[3]))
