"""The way to one company: signs in, reads with patience, writes once, one call in flight."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar
from uuid import uuid4

from workbench.errors import Busy, GatewayError, NotSent, OutcomeUnknown, SenderRefused, SessionExpired, SignInRefused
from workbench.gateway.budget import count_call
from workbench.gateway.document import Element, branch
from workbench.gateway.endpoint import accepted_endpoint
from workbench.gateway.envelope import Envelope, envelope, envelope_of
from workbench.gateway.outcome import Outcome, outcome_of, outcomes_of, reply_as_a_whole, reply_to
from workbench.gateway.pages import XmlPages, all_pages
from workbench.gateway.patience import Begun, Patience, may_repeat, pause
from workbench.gateway.query import LARGEST_PAGE, RECORD, Where
from workbench.gateway.reply import Reply, Result
from workbench.gateway.session import Credentials, Session, drop_session, keep_session, kept_session, opened_session
from workbench.gateway.trace import Trace
from workbench.gateway.transport import Answer, Timeouts, Wire

T = TypeVar("T")
Slot = Callable[[], AbstractContextManager[object]]

TIMEOUTS, PATIENCE = Timeouts(), Patience()
SEND_WITHIN = 60.0  # seconds; a write begun longer ago (a laptop that slept, a long wait) is not sent any more

ONLY_READ = "Nothing was changed by it. Check the network and try again in a minute."


@dataclass(frozen=True)
class Fetched:
    """An answer not yet judged, with what was sent and how long it took."""

    sent: Envelope
    answer: Answer
    session: Session | None
    milliseconds: int


class Gateway:
    """Talks to one company of Sage Intacct with one set of credentials; close it, or use it in a ``with``."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        slot: Slot = nullcontext,
        trace: Trace | None = None,
        timeouts: Timeouts = TIMEOUTS,
        patience: Patience = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        accepted_endpoint(credentials.endpoint, credentials.kind)
        self.credentials = credentials
        self.trace = trace if trace is not None else Trace()
        self._patience = patience
        self.slot = slot
        self._sleep = sleep
        self._one_call = threading.Lock()
        # The sandbox is on this machine: a proxy has no business there.
        self._wire = Wire(timeouts, proxies=credentials.kind == "intacct")

    def __enter__(self) -> Gateway:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection; the session stays known to this process."""
        self._wire.close()

    def sign_in(self) -> Session:
        """The session of these credentials, remembered or fresh; SenderRefused or SignInRefused when it is refused."""
        return self._patiently(self._signed_in)

    def sign_in_afresh(self) -> Session:
        """Sign in once, now, whatever is remembered."""
        drop_session(self.credentials)
        sent = envelope(self.credentials, branch("getAPISession"), function_id=str(uuid4()))
        session = opened_session(*self._judged(self._exchange(self.credentials.endpoint, sent)), self.credentials)
        keep_session(self.credentials, session)
        return session

    def read(self, function: Element) -> Result:
        """The result of a function that changes nothing; repeated while that can help, raises the error tree."""
        return self._patiently(lambda: self._signed_in_again(lambda: self.judge(self.fetch(function))))

    def fetch(self, function: Element) -> Fetched:
        """One call of a function that changes nothing, its answer not yet judged."""
        session = self._signed_in()
        sent = envelope(self.credentials, function, function_id=str(uuid4()), session_id=session.id)
        return self._exchange(session.endpoint, sent, session)

    def judge(self, fetched: Fetched, envelope: bytes = b"") -> Result:
        """The successful result of a call; every other answer raises the error tree.

        ``envelope``: the answer's document without the records that were read from its bytes already.
        """
        return self._judged(fetched, envelope)[1]

    def accept(self, fetched: Fetched) -> None:
        """Take an answer without an envelope (CSV), read elsewhere: it is traced and the session goes on from it."""
        shown = f"HTTP {fetched.answer.status}, {len(fetched.answer.body):,} bytes of {fetched.answer.content_type}"
        self.trace.record(datetime.now(UTC), fetched.sent, fetched.milliseconds, shown)
        if fetched.session is not None:
            keep_session(self.credentials, fetched.session)

    def query(
        self,
        object: str,
        fields: Sequence[str],
        where: Where | None = None,
        order: str = RECORD,
        pagesize: int = LARGEST_PAGE,
        show_private: bool = True,
    ) -> list[dict[str, str]]:
        """All records that fit, each field as text; in the order of the record numbers or of another field's text."""
        columns = self.columns(object, [*fields, order], where, pagesize, show_private)
        chosen = list(dict.fromkeys([RECORD, *fields]))
        places = range(len(columns[RECORD]))
        ordered = places if order == RECORD else sorted(places, key=columns[order].__getitem__)
        return [{field: columns[field][place] for field in chosen} for place in ordered]

    def columns(
        self,
        object: str,
        fields: Sequence[str],
        where: Where | None = None,
        pagesize: int = LARGEST_PAGE,
        show_private: bool = True,
    ) -> dict[str, list[str]]:
        """All records that fit, as columns of text in the order of the record numbers, which are always among them."""
        wanted = list(dict.fromkeys([RECORD, *fields]))
        columns: dict[str, list[str]] = {field: [] for field in wanted}
        for page in all_pages(self, XmlPages(object, wanted, where, pagesize, show_private)):
            for field, texts in page.columns.items():
                columns[field].extend(texts)
        return columns

    def write(
        self, function: Element, control_id: str, success: Callable[[Result], Outcome], within: float = SEND_WITHIN
    ) -> Outcome:
        """Execute a function at most once under its control id; the outcome says what is known, nothing is repeated.

        Only when the session had lapsed, which proves that nothing was executed, is it sent again after a sign-in.
        """

        def judged(fetched: Fetched) -> dict[str, Outcome]:
            return {control_id: success(self.judge(fetched))}

        return self._written({control_id: function}, judged, within)[control_id]

    def write_each(
        self, functions: Mapping[str, Element], success: Callable[[Result], Outcome], within: float = SEND_WITHIN
    ) -> dict[str, Outcome]:
        """Execute functions under their control ids in one request, each at most once and for itself.

        As ``write`` for each: a lost answer makes all of them unknown, a missing result that one.
        """
        return self._written(functions, lambda fetched: self._judged_each(fetched, success), within)

    def _written(
        self, functions: Mapping[str, Element], judged: Callable[[Fetched], dict[str, Outcome]], within: float
    ) -> dict[str, Outcome]:
        begun = Begun(within)
        for _ in ("once", "again after signing in"):
            try:
                session = self._signed_in()
            except GatewayError as error:
                return dict.fromkeys(functions, _not_begun(error))
            sent = envelope_of(functions, self.credentials, session_id=session.id, unique=True)
            try:
                return judged(self._exchange(session.endpoint, sent, session, begun))
            except SessionExpired as error:
                drop_session(self.credentials)
                outcome = outcome_of(error)
            except GatewayError as error:
                return dict.fromkeys(functions, outcome_of(error))
        return dict.fromkeys(functions, outcome)

    def _signed_in(self) -> Session:
        return kept_session(self.credentials) or self.sign_in_afresh()

    def _signed_in_again(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except SessionExpired:
            drop_session(self.credentials)
        return call()

    def _patiently(self, call: Callable[[], T]) -> T:
        begun = Begun(self._patience.enough)
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return call()
            except GatewayError as error:
                if not may_repeat(error) or attempt == self._patience.attempts or begun.too_late():
                    if isinstance(error, OutcomeUnknown):
                        error.remedy = ONLY_READ
                    raise
                wait = pause(self._patience, error, attempt, random.random())
            self._sleep(wait)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _exchange(
        self, address: str, sent: Envelope, session: Session | None = None, begun: Begun | None = None
    ) -> Fetched:
        """One call in the company's slot; a write (one that has begun) goes over a connection of its own."""
        with self._one_call, self.slot():
            if begun is not None and begun.too_late():
                raise NotSent("Too much time passed before the request could be sent, so it was not.")
            count_call(self.credentials.company)
            started = time.monotonic()
            try:
                answer = self._wire.exchange(address, sent.body, fresh=begun is not None)
            except GatewayError as error:
                self.trace.record(datetime.now(UTC), sent, _since(started), error.message)
                raise
            return Fetched(sent, answer, session, _since(started))

    def _judged(self, fetched: Fetched, envelope: bytes = b"") -> tuple[Reply, Result]:
        answer = replace(fetched.answer, body=envelope) if envelope else fetched.answer
        return self._traced(fetched, lambda: reply_to(answer, fetched.sent))

    def _judged_each(self, fetched: Fetched, success: Callable[[Result], Outcome]) -> dict[str, Outcome]:
        def each() -> tuple[Reply, dict[str, Outcome]]:
            reply = reply_as_a_whole(fetched.answer, fetched.sent)
            return reply, outcomes_of(fetched.answer, reply, fetched.sent, success)

        return self._traced(fetched, each)[1]

    def _traced(self, fetched: Fetched, judge: Callable[[], tuple[Reply, T]]) -> tuple[Reply, T]:
        root = None
        try:
            reply, judged = judge()
            root = reply.root
        finally:
            self.trace.answered(datetime.now(UTC), fetched.sent, fetched.milliseconds, fetched.answer, root)
        if fetched.session is not None:
            keep_session(self.credentials, fetched.session)
        return reply, judged


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _not_begun(error: GatewayError) -> Outcome:
    """The outcome of a write whose sign-in failed: whatever happened there, the write itself was never sent."""
    if isinstance(error, (SenderRefused, SignInRefused, Busy)):
        return outcome_of(error)
    return outcome_of(NotSent(error.message, error.remedy, errors=error.errors, support_id=error.support_id))
