"""The functions of a request one after another: once only, in a transaction or each for itself."""

import secrets
from dataclasses import dataclass, field

from workbench.sandbox import (
    approvals,
    attachments,
    create,
    dimensions,
    legacy,
    legacy_deletes,
    legacy_reads,
    lists,
    lookup,
    read,
    session_verbs,
    setup_verbs,
)
from workbench.sandbox.answers import Result
from workbench.sandbox.calls import Call, Verb
from workbench.sandbox.company import Company
from workbench.sandbox.envelope import Function, Request
from workbench.sandbox.query import Matches
from workbench.sandbox.refusals import IN_PROCESS, ROLLED_BACK, Refusal, Trouble
from workbench.sandbox.sessions import Caller

VERBS: dict[str, Verb] = {}
for part in (
    session_verbs,
    read,
    create,
    approvals,
    lookup,
    setup_verbs,
    dimensions,
    legacy_reads,
    legacy,
    legacy_deletes,
    attachments,
    lists,
):
    VERBS |= part.VERBS


@dataclass
class Running:
    """Control ids that are being executed, and API transactions counted so far."""

    controlids: dict[tuple[str, str], str] = field(default_factory=dict)
    billed: int = 0
    matches: Matches = field(default_factory=Matches)


@dataclass(frozen=True)
class Claim:
    """What a request holds while it runs, and the control ids another request held when it arrived."""

    token: str
    busy: frozenset[str]


def claim(company: Company, caller: Caller, request: Request, running: Running) -> Claim:
    """Mark the functions of a request as in process, unless another request holds them."""
    token, busy = secrets.token_hex(8), set()
    for function in request.functions if request.uniqueid else ():
        if running.controlids.setdefault((_scope(company, caller), function.controlid), token) != token:
            busy.add(function.controlid)
    return Claim(token, frozenset(busy))


def release(running: Running, held: Claim) -> None:
    """Let go of the functions of a request."""
    for key in [key for key, token in list(running.controlids.items()) if token == held.token]:
        running.controlids.pop(key, None)


def execute(company: Company, caller: Caller, request: Request, running: Running, held: Claim) -> list[Result]:
    """All functions of a request; what they wrote is durable when this returns."""
    mark = company.book.mark()
    try:
        results = _each(company, caller, request, running, held)
    except BaseException:
        company.book.rollback(mark)
        raise
    if request.uniqueid:
        _remember(company, caller, results)
    company.book.commit(company.clock.now())
    return results


def _each(company: Company, caller: Caller, request: Request, running: Running, held: Claim) -> list[Result]:
    results: list[Result] = []
    mark = company.book.mark()
    for function in request.functions:
        trouble = _repeated(company, caller, request, function, held, results)
        results.append(_refused(function, trouble) if trouble else _one(company, caller, request, function, running))
        if request.transaction and results[-1].status == "failure":
            company.book.rollback(mark)
            _roll_back(company, request, results)
            break
    return results


def _refused(function: Function, trouble: Trouble) -> Result:
    return Result(function.verb, function.controlid, "failure", troubles=[trouble], repeated=True)


def _one(company: Company, caller: Caller, request: Request, function: Function, running: Running) -> Result:
    billed: list[int] = []
    call = Call(company, caller, function.plan, running.matches, request.transaction, billed)
    mark = company.book.mark()
    try:
        reply = VERBS[function.verb].run(call)
        return Result(function.verb, function.controlid, payload=reply.payload, bare=reply.bare)
    except Refusal as refusal:
        if not refusal.data:
            company.book.rollback(mark)
        return Result(function.verb, function.controlid, "failure", refusal.data, refusal.troubles)
    finally:
        running.billed += sum(billed)


def _scope(company: Company, caller: Caller) -> str:
    return caller.entity if company.on("controlids_per_entity") else ""


def _repeated(
    company: Company, caller: Caller, request: Request, function: Function, held: Claim, before: list[Result]
) -> Trouble | None:
    if not request.uniqueid:
        return None
    key = (_scope(company, caller), function.controlid)
    if function.controlid in held.busy:
        return Trouble("XL03000006", IN_PROCESS.format(controlid=function.controlid))
    if company.memory.known(company.book, key) or any(item.controlid == function.controlid for item in before):
        text = company.text("duplicate_text").format(controlid=function.controlid)
        return Trouble(company.text("duplicate_errorno"), text)
    return None


def _remember(company: Company, caller: Caller, results: list[Result]) -> None:
    for item in results:
        kept = item.status == "success" or not company.on("failed_controlid_reusable")
        if kept and not item.repeated:
            company.memory.add(company.book, (_scope(company, caller), item.controlid))


def _roll_back(company: Company, request: Request, results: list[Result]) -> None:
    """Mark what was undone as aborted, like the gateway does."""
    aborted = Trouble("XL03000009", ROLLED_BACK)
    if len(request.functions) == 1:
        results[0].status = "aborted"
        results[0].troubles = [*results[0].troubles, aborted]
    for item in results[:-1]:
        item.status, item.payload, item.troubles = "aborted", "", [aborted]
    failed = results[-1]
    if failed.payload:
        failed.payload = '<data listtype="objects" count="0"/>'
    if company.text("transaction_rest") == "aborted":
        rest = request.functions[len(results) :]
        results += [Result(f.verb, f.controlid, "aborted", troubles=[aborted]) for f in rest]


def spoken_of(request: Request) -> list[tuple[str, str]]:
    """The verbs of a request with their objects."""
    return [(function.verb, VERBS[function.verb].object_of(function.plan)) for function in request.functions]


def writes(request: Request) -> bool:
    """Whether any function of the request writes."""
    return any(VERBS[function.verb].writes for function in request.functions)
