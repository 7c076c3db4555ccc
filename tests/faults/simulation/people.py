"""The people at their pages: they press Export, look, resolve, send again, change their minds; two at a time."""

from __future__ import annotations

from tests.faults.simulation import payroll
from tests.faults.simulation.installation import Installation, SimulatedDesk
from tests.faults.simulation.stage import Killed, Process
from workbench.errors import WorkbenchError
from workbench.flows import exports
from workbench.store import exports as ledger

MOST_EXPORTS = 4
DONE = ("mismatch", "duplicate")
A_COFFEE = 900.0
PATIENCE = 6  # refusals in a row, after which one goes home


class Person:
    """One person who wants this payroll in Intacct, once."""

    def __init__(self, installation: Installation, name: str) -> None:
        self.installation, self.name = installation, name
        self.stage = installation.stage
        self.key = ""
        self.keys: set[str] = set()
        self.refused = 0
        self.sit_down()

    def sit_down(self) -> None:
        """Open the page, anew after it was closed or died."""
        process = self.installation.process(self.name)
        self.installation.people.append(process)
        self.stage.start(process, lambda: self._work(process))

    def _work(self, process: Process) -> None:
        desk = SimulatedDesk(self.installation, process)
        try:
            process.sleep(self.stage.dice.random() * 2.0)
            while self._wants_more(desk):
                process.wait_for_call(longest=A_COFFEE)
        except Killed:
            self.key = ""
            self.stage.at(self.stage.now + self.stage.dice.uniform(1.0, 600.0), self.sit_down)
            raise

    def _wants_more(self, desk: SimulatedDesk) -> bool:
        """Look once and do what one does; whether there is more to wait for."""
        try:
            wants = self._looks(desk)
        except WorkbenchError as refused:
            self.stage.say(self.name, f"is told: {refused.message}")
            self.refused += 1
            return self.refused < PATIENCE
        self.refused = 0
        return wants

    def _looks(self, desk: SimulatedDesk) -> bool:
        if not self.key:
            return self._press_export(desk)
        with desk.read() as conn:
            row = ledger.get(conn, self.key)
        state = row["state"] if row else "failed"
        return state not in DONE and self._react(desk, state)

    def _press_export(self, desk: SimulatedDesk) -> bool:
        self.key = payroll.intend(desk)
        self.keys.add(self.key)
        self.stage.say(self.name, f"exports {self.key}")
        return len(self.keys) <= MOST_EXPORTS

    def _react(self, desk: SimulatedDesk, state: str) -> bool:
        chance = self.stage.dice.random()
        if state in ledger.NOT_LIVE:
            self.key = ""
            return self._press_export(desk)
        if state == "confirmed":
            return chance < self.stage.weather.second_thoughts and self._undo(desk)
        if state == "absent" and chance < self.stage.weather.second_thoughts * 3:
            exports.supersede(desk, self.key, "start over")
        elif state == "absent":
            exports.send_again(desk, self.key, "it did not arrive")
        elif state == "removed":
            exports.supersede(desk, self.key, "it was deleted")
        elif state == "planned" and chance < self.stage.weather.second_thoughts:
            exports.withdraw(desk, self.key, "not yet")
        elif chance < 0.1:
            exports.resolve(desk, self.key)
        return True

    def _undo(self, desk: SimulatedDesk) -> bool:
        """Delete the draft in Intacct and start over."""
        for journal in self.installation.network.intacct.existing(self.stage.now):
            if journal.header["REFERENCENO"] == self.key:
                journal.deleted = self.stage.now
                self.stage.say(self.name, f"deletes record {journal.record}")
        exports.reconcile(desk, self.key)
        return True
