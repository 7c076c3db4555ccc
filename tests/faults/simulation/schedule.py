"""One schedule: a seed decides everything, the same seed always gives the same run."""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from tests.faults.simulation.checks import violations
from tests.faults.simulation.environment import new_schedule
from tests.faults.simulation.installation import Installation, SimulatedDesk
from tests.faults.simulation.intacct import Intacct
from tests.faults.simulation.network import Network
from tests.faults.simulation.people import Person
from tests.faults.simulation.stage import DAY_ONE, Stage
from tests.faults.simulation.tampering import tamper
from tests.faults.simulation.weather import Weather, draw
from workbench.flows import exports
from workbench.store import exports as ledger
from workbench.store.tables import audit as table

A_DAY = 86_400.0
_TRAIL = sa.select(table.c.at, table.c.actor, table.c.event, table.c.object)


@dataclass
class Ended:
    """How a schedule ended."""

    seed: int
    violations: list[str]
    states: list[str]
    journals: int
    met: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def run(seed: int) -> Ended:
    """Play the schedule of a seed to its end and check every promise."""
    new_schedule()
    random.seed(seed)  # the gateway draws its pauses from it
    weather = draw(seed)
    stage = Stage(seed, weather)
    intacct = Intacct(weather.honours, weather.private, tamper(weather.tamper))
    network = Network(stage, intacct, {})
    offices = [Installation(stage, network, number) for number in range(weather.ledgers)]
    try:
        for office in offices:
            opens = stage.dice.choice((0.0, 0.0, 500.0, 4_000.0)) if office.number else 0.0
            stage.at(opens, partial(_open, stage, weather, office))
        stage.run(A_DAY)
        if weather.ledgers > 1 or weather.second_thoughts or weather.stale:
            _reconcile(stage, offices)
    finally:
        stage.close()
    return _end(seed, stage, intacct, offices)


def _open(stage: Stage, weather: Weather, office: Installation) -> None:
    """Two people and the workers, and what will befall their machines."""
    for name in ("Ada", "Bob"):
        Person(office, name)
    for _ in range(weather.workers):
        stage.at(stage.dice.random(), office.hire)
    for moment in (stage.dice.uniform(0.0, weather.calm_after) for _ in range(3)):
        stage.at(moment, lambda: _befall(stage, weather, office))


def _befall(stage: Stage, weather: Weather, office: Installation) -> None:
    dice = stage.dice
    machine = dice.choice(office.machines)
    if weather.clock_jumps:
        office.set_clocks(dice.choice((-3_600.0, 3_600.0, -30.0, 90_000.0)))
    if weather.suspends:
        machine.suspend(dice.choice((30.0, 100.0, 1_500.0, 7_200.0)))
    if weather.restarts:
        machine.restart()
    for worker in office.workers:
        if worker.alive and ((weather.restarts and worker.machine is machine) or dice.random() < weather.crash * 4):
            stage.say(worker.name, "is killed")
            worker.kill()
    if weather.workers > 1:
        office.hire()


def _reconcile(stage: Stage, offices: list[Installation]) -> None:
    """Everything is over and calm: every export that is called confirmed is read once more."""
    stage.now = max(stage.now, stage.weather.calm_after + 1.0)
    for office in offices:
        auditor = office.process("auditor")
        desk = SimulatedDesk(office, auditor)

        def read_all(desk: SimulatedDesk = desk) -> None:
            with desk.read() as conn:
                states = {row["key"]: row["state"] for row in ledger.listing(conn)}
            for key, state in states.items():
                if state == "confirmed":
                    exports.reconcile(desk, key)

        stage.start(auditor, read_all)
    stage.run(stage.now + A_DAY)


def _end(seed: int, stage: Stage, intacct: Intacct, offices: list[Installation]) -> Ended:
    with contextlib.ExitStack() as opened:
        connections = [office.connection for office in offices]
        for connection in connections:
            opened.enter_context(connection.begin())
        broken = stage.raised + violations(stage.weather, intacct, stage.now, connections)
        states = [row["state"] for conn in connections for row in ledger.listing(conn)]
        trail = [line for conn in connections for line in _trail(conn)]
    existing = len(intacct.existing(stage.now))
    return Ended(seed, broken, states, existing, offices[0].network.met, sorted(stage.said + trail))


def _trail(conn: sa.Connection) -> list[str]:
    """The audit trail, at its own times, between the lines of the log."""
    told = []
    for one in conn.execute(_TRAIL):
        seconds = (one.at - DAY_ONE).total_seconds()
        told.append(f"{seconds:10.2f}  {one.actor:<14} = {one.object} {one.event}")
    return told
