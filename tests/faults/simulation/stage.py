"""Virtual time: one heap of moments, processes as greenlets that only switch where a real one could be interrupted."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from greenlet import getcurrent, greenlet

from tests.faults.simulation.weather import Weather

DAY_ONE = datetime(2026, 2, 13, 14, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process is gone: nothing in it may catch this."""


class Stage:
    """The clock of a schedule, everything due on it, and the dice every choice is made with."""

    def __init__(self, seed: int, weather: Weather) -> None:
        self.dice = random.Random(f"stage {seed}")
        self.weather = weather
        self.now = 0.0
        self.said: list[str] = []
        self.raised: list[str] = []
        self.deaths = self.stops = 0
        self._due: list[tuple[float, int, Callable[[], Any]]] = []
        self._count = 0
        self._main = getcurrent()
        self._everyone: list[greenlet] = []

    @property
    def calm(self) -> bool:
        """From some moment on nothing fails any more, so that everything can come to rest."""
        return self.now > self.weather.calm_after

    def say(self, who: str, what: str) -> None:
        """One line of the log of a replayed schedule."""
        self.said.append(f"{self.now:10.2f}  {who:<14} {what}")

    def at(self, moment: float, act: Callable[[], Any]) -> None:
        """Have something done at a moment, after everything that was due there before."""
        self._count += 1
        heapq.heappush(self._due, (max(moment, self.now), self._count, act))

    def start(self, process: Process, body: Callable[[], object]) -> None:
        """Let a process begin now."""

        def run() -> None:
            try:
                body()
            except Killed:
                pass
            except Exception as problem:  # the program itself may never raise: the schedule fails with it
                self.raised.append(f"{process.name}: {type(problem).__name__}: {problem}")

        one = Actor(run, self._main)
        one.process = process
        process.actor = one
        self._everyone.append(one)
        self.at(self.now, one.switch)

    def sleep(self, seconds: float) -> None:
        """Let the others go on; the calling process goes on that much later."""
        self.at(self.now + seconds, getcurrent().switch)
        self._main.switch()

    def rest(self) -> None:
        """Let the others go on until one of them wakes the calling process."""
        self._main.switch()

    def run(self, until: float) -> None:
        """Everything due, in order, up to a moment or until nothing is due any more."""
        while self._due and self._due[0][0] <= until:
            self.now, _, act = heapq.heappop(self._due)
            act()

    def close(self) -> None:
        """End every process that still waits."""
        for one in self._everyone:
            if not one.dead:
                one.throw(Killed)


class Actor(greenlet):
    """The greenlet of a process."""

    process: Process


@dataclass
class Machine:
    """What the processes on one computer share: its wall clock, its monotonic clock, its sleep."""

    stage: Stage
    name: str
    wall_offset: float = 0.0
    boot: str = "boot 1"
    ticks_offset: float = 5_000.0
    asleep_until: float = 0.0

    def clock(self) -> datetime:
        """The wall clock."""
        return DAY_ONE + timedelta(seconds=self.stage.now + self.wall_offset)

    def ticks(self) -> tuple[str, float]:
        """Which start of the machine, and its seconds since, those asleep not counted."""
        return self.boot, self.stage.now + self.ticks_offset

    def suspend(self, seconds: float) -> None:
        """Close the lid."""
        self.asleep_until = self.stage.now + seconds
        self.ticks_offset -= seconds

    def restart(self) -> None:
        """A new start: ticks count from zero, under another name."""
        self.boot, self.ticks_offset = f"{self.boot}+", -self.stage.now


@dataclass(eq=False)
class Process:
    """One operating system process: may be killed, stopped or put to sleep wherever it could be interrupted."""

    stage: Stage
    machine: Machine
    name: str
    actor: Actor | None = None
    doomed: bool = False
    idle: bool = False
    rests: int = 0

    @property
    def alive(self) -> bool:
        """Whether it runs or waits."""
        return self.actor is not None and not self.actor.dead and not self.doomed

    def sleep(self, seconds: float) -> None:
        """Wait; a killed process never wakes, one on a sleeping machine wakes later."""
        self.stage.sleep(seconds)
        while self.machine.asleep_until > self.stage.now and not self.doomed:
            self.stage.sleep(self.machine.asleep_until - self.stage.now)
        if self.doomed:
            raise Killed

    def wait_for_call(self, longest: float | None = None) -> None:
        """Rest until somebody calls, or until that many seconds are over."""
        self.may_die("resting")
        self.idle, self.rests = True, self.rests + 1
        if longest is not None:
            this = self.rests
            self.stage.at(self.stage.now + longest, lambda: self.rests == this and self.call())
        self.stage.rest()
        self.sleep(0.0)

    def call(self, seconds: float = 0.0) -> None:
        """Wake it when it rests, that much later; a call to one that works is lost."""
        if self.idle and self.actor is not None:
            self.idle = False
            self.stage.at(self.stage.now + seconds, self.actor.switch)

    def kill(self) -> None:
        """It dies where it stands; what it asked for is on its way all the same."""
        self.doomed = True
        self.call()

    def may_die(self, where: str, part: float = 1.0) -> None:
        """A place where the process may die."""
        stage = self.stage
        if self.doomed:
            raise Killed
        if stage.dice.random() < stage.weather.crash * part and stage.deaths < stage.weather.deaths and not stage.calm:
            stage.deaths += 1
            stage.say(self.name, f"dies {where}")
            raise Killed

    def boundary(self, where: str) -> None:
        """A place where the process may die, stop for long or let others go first."""
        self.may_die(where)
        stage, weather = self.stage, self.stage.weather
        chance = stage.dice.random()
        if chance < weather.pause and stage.stops < weather.stops and not stage.calm:
            stage.stops += 1
            seconds = stage.dice.choice(weather.pauses)
            stage.say(self.name, f"stops for {seconds} s {where}")
            self.sleep(seconds)
        elif chance > 0.6:
            self.sleep(chance * 0.05)


def current() -> Process:
    """The process that is running now."""
    running: Any = getcurrent()
    process: Process = running.process
    return process
