"""Puts the simulated world in the place of the real one: wire, queue, clocks; flows and store stay what they are.

What is pure and slow is remembered by its arguments: comparing frames, unpacking them, making them of an answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any

import pandas as pd

import workbench.gateway.gateway as gateway_module
import workbench.gateway.patience as patience_module
from tests.faults.simulation.installation import SimulatedDesk
from tests.faults.simulation.network import ENDPOINT, Line
from tests.faults.simulation.stage import current
from workbench.credentials import Secret
from workbench.errors import Rejected
from workbench.flows import carry, exports, readback, worker_queue
from workbench.gateway.gateway import Gateway
from workbench.gateway.journals import journal_lines
from workbench.gateway.patience import Patience
from workbench.gateway.query import LARGEST_PAGE, RECORD, Where, equal
from workbench.gateway.session import Credentials, Session, drop_session, keep_session
from workbench.gateway.trace import Trace
from workbench.store.arrow import unpack

_LENT: dict[Any, SimulatedGateway] = {}
_FRAMES: dict[Any, pd.DataFrame] = {}


class VirtualTime:
    """What the gateway asks for the time, in the process that asks."""

    @staticmethod
    def monotonic() -> float:
        """Seconds that do not count sleep."""
        return current().machine.ticks()[1]

    @staticmethod
    def time() -> float:
        """The wall clock."""
        return current().machine.clock().timestamp()


class NoTrace(Trace):
    """Keeps nothing."""

    def record(self, *_: Any) -> None:
        """Nobody will read it."""

    answered = record


class SimulatedGateway(Gateway):
    """A real gateway over a simulated wire; a query that meets no fault goes the short way, without XML."""

    _wire: Any

    def columns(
        self,
        object: str,
        fields: Sequence[str],
        where: Where | None = None,
        pagesize: int = LARGEST_PAGE,
        show_private: bool = True,
    ) -> dict[str, list[str]]:
        """All records that fit, as columns of text."""
        line: Line = self._wire
        if not line.read_in_order():
            return super().columns(object, fields, where, pagesize, show_private)
        rows = line.network.select(line.process, object, where, show_private)
        return {field: [row.get(field, "") for row in rows] for field in dict.fromkeys([RECORD, *fields])}


@cache
def _gateway(number: int) -> SimulatedGateway:
    """Made once and lent to another process in each schedule, for making one takes time."""
    who = Credentials("ACME", f"user {number}", "", "sender", ENDPOINT, "sandbox", Secret("p"), Secret("s"))
    return SimulatedGateway(who, trace=NoTrace(), sleep=lambda seconds: current().sleep(seconds))


def open_gateway(desk: SimulatedDesk, interface: str, patience: Patience | None = None) -> Gateway:
    """The gateway of the process that asks, over its simulated wire, signed in already more often than not."""
    process = desk.process
    if process not in _LENT:
        gateway = _gateway(len(_LENT))
        signed_in = process.stage.dice.random() < 0.8
        if signed_in:
            keep_session(gateway.credentials, Session(Secret("simulated-session"), ENDPOINT, None))
        else:
            drop_session(gateway.credentials)
        gateway._wire = Line(desk.installation.network, process, signed_in)
        gateway._patience = patience or Patience()
        _LENT[process] = gateway
    return _LENT[process]


def read_lines(gateway: SimulatedGateway, record_no: str, fields: Sequence[str] | None = None) -> pd.DataFrame:
    """The lines of a journal: asked for each time, made into a frame by the real function once for each answer."""
    wanted = ("LINE_NO", "ACCOUNTNO", "TR_TYPE", "TRX_AMOUNT", "DESCRIPTION", "AMOUNT", "LOCATION")
    columns = gateway.columns("GLENTRY", wanted, equal("BATCHNO", record_no))
    answer = tuple((name, tuple(texts)) for name, texts in columns.items())
    if answer not in _FRAMES:
        _FRAMES[answer] = journal_lines(_Answered(gateway, columns), record_no, fields)
    return _FRAMES[answer]


class _Answered:
    """Gives the columns that were read already."""

    def __init__(self, gateway: SimulatedGateway, columns: dict[str, list[str]]) -> None:
        self.credentials, self.read, self._columns = gateway.credentials, _no_lookup, columns

    def columns(self, object: str, fields: Sequence[str], *_: Any) -> dict[str, list[str]]:
        blank = [""] * len(self._columns[RECORD])
        return {field: self._columns.get(field, blank) for field in (RECORD, *fields)}


def _no_lookup(function: Any) -> Any:
    raise Rejected("lookup is not available")


def enqueue(
    desk: SimulatedDesk, conn: Any, key: str, company: str, attempt: int, wait: timedelta = timedelta(0)
) -> None:
    """Queued with the commit of the transaction, lost with it."""
    desk.to_queue.append((key, attempt, wait.total_seconds()))


def _remembered(compare: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """By the frames themselves, of which there is one for each content."""
    known: dict[tuple[int, int], tuple[pd.DataFrame, ...]] = {}

    def remembered(sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
        key = (id(sent), id(found))
        if key not in known:
            known[key] = (compare(sent, found), sent, found)
        return known[key][0]

    return remembered


def _told_apart_once(differences_of: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """By the header sent, the header found and the frames themselves, which are kept: no other has their identity."""
    known: dict[tuple[Any, ...], tuple[pd.DataFrame, ...]] = {}
    sent_as = ("journal", "batch_date", "description", "key", "source_entity")

    def told(row: Any, header: Any, sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
        key = (*(row[name] for name in sent_as), header, id(sent), id(found))
        if key not in known:
            known[key] = differences_of(row, header, sent, found), sent, found
        return known[key][0]

    return told


def _told_once(as_rows: Callable[[pd.DataFrame], list[dict[str, str]]]) -> Callable[..., list[dict[str, str]]]:
    """By the frame itself; once kept, no other frame can have its identity."""
    known: dict[int, tuple[list[dict[str, str]], pd.DataFrame]] = {}

    def told(found: pd.DataFrame) -> list[dict[str, str]]:
        if not len(found):
            return []
        rows, _ = known.get(id(found)) or known.setdefault(id(found), (as_rows(found), found))
        return rows

    return told


_PLACES = (
    (carry, "open_gateway", open_gateway),
    (exports, "open_gateway", open_gateway),
    (worker_queue, "prepare", lambda desk: None),
    (worker_queue, "enqueue", enqueue),
    (gateway_module, "time", VirtualTime),
    (patience_module, "time", VirtualTime),
    (readback, "compare", _remembered(readback.compare)),
    (readback, "differences_of", _told_apart_once(readback.differences_of)),
    (readback, "journal_lines", read_lines),
    (readback, "unpack", cache(unpack)),
    (readback, "as_rows", _told_once(readback.as_rows)),
    (exports, "export", lambda desk, key: None),  # what a page would show after a click
)


@contextmanager
def simulated_world() -> Iterator[None]:
    """Within it every flow meets the simulated world."""
    with contextlib.ExitStack() as back:
        for place, name, simulated in _PLACES:
            back.callback(setattr, place, name, getattr(place, name))
            setattr(place, name, simulated)
        yield


def new_schedule() -> None:
    """Take back every gateway that was lent."""
    _LENT.clear()
