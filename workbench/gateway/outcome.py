"""What became of a call: the one table that reads an answer, as errors for reads and as an Outcome for writes.

| seen, in this order | class |
|---|---|
| not reached, or broken before the last byte left | not sent |
| HTTP 429, GW-0010, (200024), temporarily off-line in a whole answer of ours | not executed |
| HTTP 5xx, an answer that is not whole, plain and ours | unknown |
| "in process", already done under this control id | unknown |
| control failure | rejected |
| authentication failure | auth |
| one result, ours, failed or aborted, with an error and no record saved | rejected |
| one result, ours, success | sent |
| anything else | unknown |

Of several functions in one request each is judged by its own result; what concerns the whole answer concerns them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.errors import (
    Busy,
    GatewayError,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SenderRefused,
    SessionExpired,
    SignInRefused,
)
from workbench.gateway.causes import cause_of, is_a, leading
from workbench.gateway.document import Unreadable
from workbench.gateway.envelope import Envelope
from workbench.gateway.reply import Reply, Result, Trouble, read_reply
from workbench.gateway.transport import Answer

Kind = Literal["sent", "rejected", "not_sent", "not_executed", "auth", "unknown"]

_RECORD = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Outcome:
    """What became of a write: its kind, the record when it was saved, and else why and what to do."""

    kind: Kind
    record_no: str = ""
    message: str = ""
    remedy: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    support_id: str = ""


_KIND: tuple[tuple[type[GatewayError], Kind], ...] = (
    (NotSent, "not_sent"),
    (Busy, "not_executed"),
    (SenderRefused, "rejected"),
    (Rejected, "rejected"),
    (SignInRefused, "auth"),
    (SessionExpired, "auth"),
)


def outcome_of(error: GatewayError) -> Outcome:
    """The outcome of a write that ended in this error; one that is not in the table is unknown."""
    kind: Kind = next((kind for family, kind in _KIND if isinstance(error, family)), "unknown")
    return Outcome(kind, message=error.message, remedy=error.remedy, errors=error.errors, support_id=error.support_id)


def created(result: Result) -> Outcome:
    """The outcome of a create that was answered with success: sent when it names exactly one record."""
    numbers = [str(one.text or "") for record in result.records() for one in record.findall("RECORDNO")]
    if len(result.records()) == 1 and len(numbers) == 1 and _RECORD.fullmatch(numbers[0]):
        return Outcome("sent", record_no=numbers[0])
    return outcome_of(OutcomeUnknown("Sage Intacct answered with success but did not name one record."))


def reply_to(answer: Answer, sent: Envelope) -> tuple[Reply, Result]:
    """The reply and the one successful result for what was sent; every other answer raises its error of the tree."""
    reply = reply_as_a_whole(answer, sent)
    return reply, _own_result(answer, reply, sent)


def outcomes_of(
    answer: Answer, reply: Reply, sent: Envelope, success: Callable[[Result], Outcome]
) -> dict[str, Outcome]:
    """What became of each of several functions by its own result; one that has none, or two, is unknown."""
    if foreign := sorted({one.control_id for one in reply.results} - set(sent.functions)):
        lost = outcome_of(OutcomeUnknown(f"The answer holds a result of another request ({foreign[0]})."))
        return dict.fromkeys(sent.functions, lost)
    return {name: _outcome_of_one(answer, reply, sent, name, success) for name in sent.functions}


def _outcome_of_one(
    answer: Answer, reply: Reply, sent: Envelope, name: str, success: Callable[[Result], Outcome]
) -> Outcome:
    own = [one for one in reply.results if one.control_id == name]
    try:
        if len(own) != 1 or own[0].verb != sent.functions[name]:
            raise OutcomeUnknown(f"The answer holds {len(own)} results of this function where one belongs.")
        if is_a("in_process", own[0].troubles):
            raise _error(OutcomeUnknown, own[0].troubles)
        return success(_successful(answer, own[0]))
    except GatewayError as error:
        return outcome_of(error)


def reply_as_a_whole(answer: Answer, sent: Envelope) -> Reply:
    """The reply to what was sent, its results not judged yet; an answer not to be believed raises its error."""
    if answer.status == 429:
        raise Busy("Sage Intacct is busy: too many calls at once.")
    if not answer.whole:
        raise NotSent("The gateway answered before the request was complete and closed the connection.")
    if answer.status >= 500:
        raise OutcomeUnknown(f"Sage Intacct, or something before it, answered with HTTP {answer.status}.")
    reply = _read(answer, sent)
    if reply.control_id and reply.control_id != sent.control_id:
        raise OutcomeUnknown("The answer belongs to another request.")
    outer = reply.troubles if len(sent.functions) == 1 else (*reply.control.troubles, *reply.authentication.troubles)
    if is_a("in_process", outer):
        raise _error(OutcomeUnknown, outer)
    _check_control(reply)
    _check_authentication(reply)
    return reply


def _read(answer: Answer, sent: Envelope) -> Reply:
    try:
        return read_reply(answer.body, sent.secrets)
    except Unreadable as problem:
        reason = str(problem)
    except Exception as problem:  # whatever an answer does to us, the request may have been executed
        reason = type(problem).__name__
    raise OutcomeUnknown(f"The answer cannot be believed: {reason} (HTTP {answer.status}).")


def _check_control(reply: Reply) -> None:
    status, troubles = reply.control.status, reply.control.troubles
    if status == "failure" and troubles and not reply.authentication.status and not reply.results:
        raise _error(SenderRefused, troubles)
    if status != "success" or troubles or not reply.control_id:
        raise OutcomeUnknown(f"The answer contradicts itself: control {status or 'without status'}.")


def _check_authentication(reply: Reply) -> None:
    status, troubles = reply.authentication.status, reply.authentication.troubles
    if status == "failure" and troubles and not reply.results:
        raise _error(SessionExpired if is_a("session", troubles) else SignInRefused, troubles)
    if status != "success" or troubles:
        raise OutcomeUnknown(f"The answer contradicts itself: authentication {status or 'without status'}.")


def _own_result(answer: Answer, reply: Reply, sent: Envelope) -> Result:
    if len(reply.results) != 1:
        raise OutcomeUnknown(f"The answer holds {len(reply.results)} results where one belongs.")
    result = reply.results[0]
    if result.control_id != sent.function_id or result.verb != sent.verb:
        raise OutcomeUnknown("The result belongs to another function.")
    return _successful(answer, result)


def _successful(answer: Answer, result: Result) -> Result:
    """The result itself when it says success and nothing else."""
    if result.status in ("failure", "aborted") and result.troubles:
        if result.records():
            raise _error(OutcomeUnknown, result.troubles)
        raise _error(Rejected, result.troubles)
    if result.status == "success" and not result.troubles and answer.status == 200:
        return result
    raise OutcomeUnknown(f"The answer contradicts itself: result {result.status or 'without status'}.")


def _error(family: type[GatewayError], troubles: Iterable[Trouble]) -> GatewayError:
    """The error of the tree with what Intacct said kept raw; a refusal for load is Busy at whatever level it stands."""
    every = list(troubles)
    if family is not OutcomeUnknown and (is_a("busy", every) or is_a("offline", every)):
        family = Busy
    trouble = leading(every)
    cause = cause_of(trouble)
    spoken = trouble.text or cause.cause
    return family(
        f"Sage Intacct says: {spoken.rstrip('.')}.",
        "" if family is OutcomeUnknown else " ".join(part for part in (cause.remedy, trouble.correction) if part),
        errors=tuple(one.raw() for one in every),
        support_id=next((one.support_id for one in every if one.support_id), ""),
    )
