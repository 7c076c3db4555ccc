"""What a schedule has in store: which faults are likely, who takes part, and what Intacct promises."""

from __future__ import annotations

import random
from dataclasses import dataclass

LATE = (1.0, 45.0, 290.0, 301.0, 600.0, 14 * 60 + 59.0, 15 * 60.0)
PAUSES = (2.0, 29.0, 61.0, 290.0, 1_000.0, 1_300.0, 1_700.0, 2_500.0)
TAMPERS = ("amount", "account", "side", "dropped line", "extra line", "memo", "posted", "date", "reference", "journal")


@dataclass(frozen=True)
class Weather:
    """The conditions of one schedule, drawn from its seed."""

    honours: bool  # Intacct executes a function id once only
    ledgers: int  # installations that know nothing of each other
    private: bool  # the journal belongs to an entity
    crash: float  # chance to die at each boundary, until there were deaths enough
    deaths: int
    pause: float  # chance to be stopped at each boundary, for one of pauses, until there were stops enough
    pauses: tuple[float, ...]
    stops: int
    create_faults: tuple[bool, ...]  # of the first creates, which meet a fault
    read_fault: float
    stale: float  # chance that a read is up to a minute old
    forced: float | None  # the first create is executed exactly that much later, its answer lost
    tamper: str  # what Intacct stores differently from what was sent
    clock_jumps: bool
    restarts: bool
    suspends: bool
    workers: int
    machines: int
    impatience: float  # seconds between two looks of a person
    second_thoughts: float  # chance that a person withdraws, supersedes or deletes
    calm_after: float


def draw(seed: int) -> Weather:
    """The weather of a seed; every eighth has a commit 14:59 or 15:00 late, every sixteenth one about 20:00."""
    dice = random.Random(f"weather {seed}")
    if seed % 16 == 0:
        return _twenty_minutes(dice)
    forced = dice.choice((899.0, 900.0)) if seed % 8 == 4 else None
    jumps = dice.random() < 0.15
    return Weather(
        honours=dice.random() < 0.5,
        ledgers=2 if dice.random() < 0.15 else 1,
        private=dice.random() < 0.5,
        crash=dice.choice((0.0, 0.02, 0.08, 0.15)),
        deaths=dice.choice((1, 2, 3, 6)),
        pause=dice.choice((0.0, 0.0, 0.02, 0.06)),
        pauses=PAUSES,
        stops=dice.choice((1, 2, 4)),
        create_faults=tuple(dice.random() < dice.choice((0.2, 0.7, 1.0)) for _ in range(4)),
        read_fault=dice.choice((0.0, 0.1, 0.3)),
        stale=dice.choice((0.0, 0.0, 0.3, 0.8)),
        forced=forced,
        tamper=dice.choice(TAMPERS) if dice.random() < 0.06 else "",
        clock_jumps=jumps,
        restarts=not jumps and dice.random() < 0.15,
        suspends=dice.random() < 0.15,
        workers=dice.choice((1, 1, 1, 2)),
        machines=dice.choice((1, 1, 1, 2)),
        impatience=dice.choice((3.0, 30.0, 300.0)),
        second_thoughts=dice.choice((0.0, 0.0, 0.1)),
        calm_after=dice.choice((300.0, 1_500.0, 3_000.0)),
    )


def _twenty_minutes(dice: random.Random) -> Weather:
    """Beyond what Intacct documents: executed about 20 minutes late, everything else in order.

    The two reads a minute apart still catch it; one read would not.
    """
    return Weather(
        honours=dice.random() < 0.5,
        ledgers=1,
        private=dice.random() < 0.5,
        crash=0.0,
        deaths=0,
        pause=0.0,
        pauses=PAUSES,
        stops=0,
        create_faults=(),
        read_fault=0.0,
        stale=0.0,
        forced=1_200.0 if dice.random() < 0.3 else dice.uniform(1_195.0, 1_250.0),
        tamper="",
        clock_jumps=False,
        restarts=False,
        suspends=False,
        workers=dice.choice((1, 2)),
        machines=1,
        impatience=dice.choice((1.0, 3.0)),
        second_thoughts=0.0,
        calm_after=5_000.0,
    )
