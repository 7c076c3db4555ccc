"""`make bench`: every benchmark beside the floor it measures in the same run, as one table.

`python -m benchmarks [small|full] [name ...]`: names of modules here that have a ``run(scale)``; all of them without.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

SCALES = ("small", "full")
HEADINGS = ("what", "seconds", "floor", "times", "MB", "floor MB", "the floor is")


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks named and print what they measured."""
    scale = next((a for a in arguments if a in SCALES), "small")
    wanted = [a for a in arguments if a not in SCALES]
    known = _benchmarks()
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    rows = []
    for name in wanted or known:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").run(scale)
    _show([HEADINGS, *(_cells(row) for row in rows)])
    return 0


def _benchmarks() -> list[str]:
    """The modules beside this one that measure something."""
    names = sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [n for n in names if n != "__main__" and hasattr(importlib.import_module(f"benchmarks.{n}"), "run")]


def _cells(row: object) -> tuple[str, ...]:
    shown = {name: getattr(row, name) for name in ("seconds", "floor_seconds", "ratio")}
    numbers = [f"{value:.2f}" for value in shown.values()]
    memory = [f"{getattr(row, name, 0):,}" for name in ("megabytes", "floor_megabytes")]
    return (str(getattr(row, "name", "")), *numbers, *memory, str(getattr(row, "floor", "")))


def _show(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    for row in rows:
        first, *middle, last = row
        numbers = "  ".join(text.rjust(width) for text, width in zip(middle, widths[1:-1], strict=True))
        print(f"{first.ljust(widths[0])}  {numbers}  {last}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
