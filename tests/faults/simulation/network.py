"""The network between a process and Intacct: 27 ways a create can go, 13 a query, as the dice fall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.simulation import intacct as wire
from tests.faults.simulation.intacct import Intacct, Request
from tests.faults.simulation.stage import Process, Stage
from tests.faults.simulation.weather import LATE
from workbench.errors import NotSent, OutcomeUnknown
from workbench.gateway.transport import Answer

ENDPOINT = "http://127.0.0.1:9/ia/xml/xmlgw.phtml"
GIVEN_UP = 300.0  # seconds after which a call without an answer ends

NEVER_THERE = ("refused", "broken_request")
NOT_EXECUTED = (
    "reset_before", "error_500_before", "html_502_before", "throttled", "busy", "offline", "session_expired",
    "says_in_process", "rule", "aborted",
)  # fmt: skip
EXECUTED = (
    "reset_after", "error_500_after", "html_502_after", "gone_524", "truncated", "empty", "two_documents",
    "foreign_controlid", "duplicated_result", "wrong_encoding", "endless",
)  # fmt: skip
EXECUTED_LATER = ("late_reset", "late_504", "late_endless")
CREATE_FAULTS = (*NEVER_THERE, *NOT_EXECUTED, *EXECUTED, *EXECUTED_LATER)
READ_FAULTS = (
    *NEVER_THERE, "reset_before", "error_500_before", "html_502_before", "throttled", "busy", "truncated", "empty",
    "two_documents", "foreign_controlid", "session_expired", "endless",
)  # fmt: skip


@dataclass
class Network:
    """What every process of the schedule calls through."""

    stage: Stage
    intacct: Intacct
    met: dict[str, int]

    def exchange(self, process: Process, body: bytes, fate: str = "") -> Answer:
        """One call: what comes back and when, whatever becomes of the caller meanwhile."""
        request = Request.of(body)
        if request.verb == "lookup":  # remembered by the program for an hour of real time: no part of a schedule
            return _answer(wire.whole(request, wire.failed(request, "lookup is not available")))
        fate, delay = self.fate(request.verb, fate)
        self.stage.say(process.name, f"{request.verb} {fate}")
        process.may_die(f"before {request.verb} leaves")
        outward, homeward = self.stage.dice.random(), self.stage.dice.random()
        if fate in NEVER_THERE:
            process.sleep(outward)
            raise NotSent("Sage Intacct was not reached: simulated.")
        result: list[str] = []
        self.stage.at(self.stage.now + outward, lambda: result.append(self._deliver(request, fate, delay)))
        process.sleep(outward + (GIVEN_UP if fate.endswith("endless") else homeward))
        process.boundary(f"with the answer to {request.verb}")
        return _spoiled(request, fate, result[0])

    def select(self, process: Process, name: str, condition: Any, shown: bool) -> list[dict[str, str]]:
        """A query in order, its answer not written out as XML; everything else about it as in ``exchange``."""
        self.stage.say(process.name, f"query {name}")
        process.may_die("before the query leaves")
        process.sleep(self.stage.dice.random())
        found = self.intacct.rows(name, condition, shown, self._as_of())
        process.boundary("with the answer to query")
        return found

    def fate(self, verb: str, given: str = "") -> tuple[str, float]:
        """What becomes of a call, and how much later it is executed if it is one of those."""
        stage, weather = self.stage, self.stage.weather
        dice = stage.dice
        if verb != "create":
            faulty = not given and dice.random() < weather.read_fault and not stage.calm
            return self._counted(verb, given or (dice.choice(READ_FAULTS) if faulty else "in order")), 0.0
        first = self.intacct.creates == 0
        faulty = self.intacct.creates < len(weather.create_faults) and weather.create_faults[self.intacct.creates]
        self.intacct.creates += 1
        if first and weather.forced is not None:
            return self._counted(verb, "late_reset"), weather.forced
        fate = dice.choice(CREATE_FAULTS) if faulty and not stage.calm else "in order"
        return self._counted(verb, fate), dice.choice((*LATE, dice.uniform(1.0, 900.0)))

    def _counted(self, verb: str, fate: str) -> str:
        name = f"{verb} {fate}"
        self.met[name] = self.met.get(name, 0) + 1
        return fate

    def _deliver(self, request: Request, fate: str, delay: float) -> str:
        """The request has arrived: execute it, now, later or not at all, and give the result that would be answered."""
        if fate in _REFUSALS:
            return _REFUSALS[fate](request)
        if fate in NOT_EXECUTED:
            return ""
        if request.verb == "query":
            return self.intacct.query(request, self._as_of())
        if request.verb != "create":
            return ""
        if fate in EXECUTED_LATER and request.function_id not in self.intacct.in_process:
            return self._later(request, delay)
        return self.intacct.execute(request, self.stage.now, self.stage.now)

    def _later(self, request: Request, delay: float) -> str:
        asked = self.stage.now
        held = self.intacct.honours and request.function_id not in self.intacct.done
        if held:
            self.intacct.in_process.add(request.function_id)

        def execute() -> None:
            self.intacct.in_process.discard(request.function_id)
            self.intacct.execute(request, asked, self.stage.now)
            self.stage.say("Intacct", f"executes {request.function_id} after {delay} s")

        self.stage.at(self.stage.now + delay, execute)
        return ""

    def _as_of(self) -> float:
        dice = self.stage.dice
        stale = dice.random() < self.stage.weather.stale and not self.stage.calm
        return self.stage.now - (dice.uniform(0.0, 60.0) if stale else 0.0)


_REFUSALS: dict[str, Callable[[Request], str]] = {
    "busy": lambda request: wire.failed(request, "There are too many operations running for this company (200024)"),
    "offline": lambda request: wire.failed(request, "The Service is Temporarily Off-line"),
    "says_in_process": wire.in_process,
    "rule": lambda request: wire.failed(request, "Account number 6000 is inactive", "BL01001973"),
    "aborted": lambda request: wire.failed(request, "Account number 6000 is inactive", "BL01001973", "aborted"),
}
_LOST = ("reset_before", "reset_after", "late_reset", "endless", "late_endless")
_PAGES = {
    "error_500_before": 500, "html_502_before": 502, "error_500_after": 500, "html_502_after": 502, "gone_524": 524,
    "late_504": 504, "throttled": 429,
}  # fmt: skip


def _answer(body: bytes, status: int = 200) -> Answer:
    return Answer(status, "text/xml", body)


def _spoiled(request: Request, fate: str, result: str) -> Answer:
    """The answer as it arrives."""
    if fate in _LOST:
        raise OutcomeUnknown("The request was sent, but its answer did not arrive whole: simulated.")
    if fate in _PAGES:
        return _answer(b"<html><body>Trouble</body></html>", _PAGES[fate])
    if fate == "session_expired":
        return _answer(wire.session_gone(request))
    body = wire.signed_in(request, ENDPOINT) if request.verb == "getAPISession" else wire.whole(request, result)
    return _answer(_DAMAGE[fate](body) if fate in _DAMAGE else body)


_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda body: body[: len(body) * 2 // 3],
    "empty": lambda body: b"",
    "two_documents": lambda body: body + body,
    "foreign_controlid": lambda body: body.replace(b"<controlid>", b"<controlid>another-"),
    "duplicated_result": lambda body: _twice(body),
    "wrong_encoding": lambda body: body.decode().encode("utf-16"),
}


def _twice(body: bytes) -> bytes:
    start, end = body.index(b"<result>"), body.index(b"</operation>")
    return body[:end] + body[start:end] + body[end:]


class Line:
    """The wire of one process, in the place of the real one."""

    def __init__(self, network: Network, process: Process, signed_in: bool) -> None:
        self.network, self.process, self.signed_in = network, process, signed_in
        self._next = ""

    def read_in_order(self) -> bool:
        """Whether the next query meets no fault; the fault it meets otherwise is the next call's."""
        if not self.signed_in:
            self.signed_in = True
            return False
        fate, _ = self.network.fate("query")
        self._next = "" if fate == "in order" else fate
        return not self._next

    def exchange(self, address: str, body: Callable[[], bytes], *, fresh: bool = False) -> Answer:
        """Post the body and read the answer whole; NotSent or OutcomeUnknown."""
        fate, self._next = self._next, ""
        return self.network.exchange(self.process, body(), fate)

    def close(self) -> Any:
        """Nothing to let go of."""
