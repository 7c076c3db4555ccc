"""`python -m tests.faults.simulation FIRST [COUNT] [--bug NAME]`: replay one seed with its log, or run many.

`--hunt NAME=COUNT ...` plants one bug after the other and says for each which of COUNT seeds is the first to see it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter

from tests.faults.simulation.bugs import BUGS, planted
from tests.faults.simulation.environment import simulated_world
from tests.faults.simulation.schedule import run


def main() -> int:
    """One seed: its story. Several: one JSON object with what was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults.simulation")
    asked.add_argument("first", type=int)
    asked.add_argument("count", type=int, nargs="?", default=1)
    asked.add_argument("--bug", default="", choices=["", *BUGS], help="with a bug planted")
    asked.add_argument("--hunt", nargs="+", default=[], metavar="NAME=COUNT", help="which seed sees which bug first")
    given = asked.parse_args()
    with simulated_world():
        for name, _, count in (one.partition("=") for one in given.hunt):
            print(json.dumps(_hunt(name, range(given.first, given.first + int(count)))))
        if given.hunt:
            return 0
        with planted(given.bug):
            return _story(given.first) if given.count == 1 else _many(range(given.first, given.first + given.count))


def _hunt(bug: str, seeds: range) -> dict[str, object]:
    """Seed after seed until one sees the bug."""
    with planted(bug):
        for seed in seeds:
            if broken := run(seed).violations:
                return {"bug": bug, "seed": seed, "violations": broken}
    return {"bug": bug, "seed": None}


def _story(seed: int) -> int:
    ended = run(seed)
    print("\n".join(ended.said))
    print(f"states {ended.states}, journals in Intacct {ended.journals}")
    print("\n".join(ended.violations) or "every promise held")
    return bool(ended.violations)


def _many(seeds: range) -> int:
    found: dict[int, list[str]] = {}
    states: Counter[str] = Counter()
    met: Counter[str] = Counter()
    started = time.process_time()
    for seed in seeds:
        ended = run(seed)
        states.update(ended.states)
        met.update(ended.met)
        if ended.violations:
            found[seed] = ended.violations
    seconds = time.process_time() - started
    print(json.dumps({"schedules": len(seeds), "seconds": seconds, "found": found, "states": states, "met": met}))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
