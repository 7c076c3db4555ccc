"""Testing a connection step by step: at the first step that fails, the cause, the cure, who can do it and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from workbench.errors import GatewayError, NotSent, Rejected, SenderRefused, SignInRefused
from workbench.gateway import posting
from workbench.gateway.causes import WHO, cause_of, leading
from workbench.gateway.document import branch, leaf
from workbench.gateway.gateway import Gateway
from workbench.gateway.probes import probe
from workbench.gateway.reads import entities
from workbench.gateway.reply import Trouble
from workbench.gateway.rights import rights
from workbench.gateway.session import kept_session
from workbench.gateway.verdict import ConnectionTest, Diagnosis, Failed, Step, diagnose, from_json

__all__ = ["STEPS", "ConnectionTest", "Diagnosis", "Step", "diagnose", "from_json", "steps_of", "test"]

STEPS = (
    "gateway", "sender", "company", "sign-in", "entity", "rights", "date format", "journal", "periods", "answers",
)  # fmt: skip
_OF_THE_LEDGER = ("journal", "periods")

_FORMAT = {"dateformat": "/mdY", "clock": "24"}

# At which step a refused sign-in has failed, by its cause; the steps before have then passed.
_STEP_OF = {
    "company": "company", "authorization": "company", "address": "company", "expired": "company",
    "sender": "sender", "policy": "sender", "entity": "entity",
}  # fmt: skip


def steps_of(interface: str) -> tuple[str, ...]:
    """The steps of an interface, in order; a journal and its periods belong to the GL export alone."""
    return tuple(one for one in STEPS if interface == "gl_export" or one not in _OF_THE_LEDGER)


def test(
    gateway: Gateway, interface: str = "gl_export", journal: str = "", today: date | None = None
) -> ConnectionTest:
    """Walk from the gateway to the journal and stop at the first step that fails; ``today`` as the user's day."""
    steps: list[Step] = []
    facts = _facts(gateway)
    known: dict[str, str] = {}
    answers: dict[str, str] = {}
    try:
        for step in _signing_in(gateway):
            steps.append(step)
        known.update(_entities(gateway))
        for step in _walk(gateway, interface, journal, today, facts, answers):
            steps.append(step)
    except GatewayError as error:  # the line broke between two steps
        failed = Failed(_after(steps, interface), diagnose(error))
    except Failed as failure:
        failed = failure
    else:
        return ConnectionTest(True, tuple(steps), None, facts, known, answers)
    steps.append(Step(failed.step, False, failed.diagnosis.cause))
    return ConnectionTest(False, tuple(steps), failed.diagnosis, facts, known, answers)


def _after(steps: Sequence[Step], interface: str) -> str:
    """The step that was under way when the line broke."""
    names = steps_of(interface)
    return names[min(names.index(steps[-1].name) + 1, len(names) - 1)] if steps else names[0]


def _facts(gateway: Gateway) -> dict[str, str]:
    who = gateway.credentials
    return {"company": who.company, "user": who.user, "entity": who.entity or "top level", "endpoint": who.endpoint}


def _walk(
    gateway: Gateway, interface: str, symbol: str, today: date | None, facts: dict[str, str], answers: dict[str, str]
) -> Iterator[Step]:
    session = kept_session(gateway.credentials)
    if session is not None and session.lifetime:
        facts["session"] = f"{session.lifetime / 60:.0f} minutes"
    yield from rights(gateway, interface)
    yield _user_formats(gateway, facts)
    if interface == "gl_export":
        yield from posting.journal(gateway, symbol)
        yield from posting.period(gateway, today or datetime.now().astimezone().date())
    answers.update(probe(gateway, interface))
    yield Step("answers", True, f"{len(answers)} facts of this company read")


def _signing_in(gateway: Gateway) -> Iterator[Step]:
    """One sign-in tells five steps apart; a wrong password is never tried twice in the same way."""
    passed = {
        "gateway": gateway.credentials.endpoint,
        "sender": gateway.credentials.sender_id,
        "company": gateway.credentials.company,
        "sign-in": gateway.credentials.user,
        "entity": gateway.credentials.entity or "top level",
    }
    failed, diagnosis = _sign_in(gateway)
    for name, detail in passed.items():
        if name == failed and diagnosis is not None:
            raise Failed(name, diagnosis)
        yield Step(name, True, detail)


def _sign_in(gateway: Gateway) -> tuple[str, Diagnosis | None]:
    try:
        gateway.sign_in_afresh()
    except GatewayError as error:
        return _refused(gateway, error)
    return "", None


def _refused(gateway: Gateway, error: GatewayError) -> tuple[str, Diagnosis]:
    """The step at which a sign-in failed."""
    diagnosis = diagnose(error)
    if not isinstance(error, (SenderRefused, SignInRefused)):
        return "gateway", diagnosis
    name = cause_of(leading(Trouble(*one) for one in error.errors)).name
    if name == "password" and gateway.credentials.entity:
        return _password_or_entity(gateway, diagnosis)
    default = "gateway" if isinstance(error, SenderRefused) else "sign-in"
    return _STEP_OF.get(name, default), diagnosis


def _password_or_entity(gateway: Gateway, diagnosis: Diagnosis) -> tuple[str, Diagnosis]:
    """Intacct has one text for both: one sign-in at the top level tells which it is, and which entities there are."""
    top = replace(gateway.credentials, entity="")
    with Gateway(top, slot=gateway.slot, trace=gateway.trace) as upstairs:
        try:
            upstairs.sign_in_afresh()
            there = entities(upstairs)
        except GatewayError:
            return "sign-in", diagnosis
    known = ", ".join(f"{one.id} ({one.name})" for one in there.itertuples()) or "none, leave it empty"
    return "entity", replace(
        diagnosis,
        cause=f"The password is right, but {gateway.credentials.entity!r} is no entity this user may work in.",
        remedy=f"Enter one of the entities: {known}; or leave it empty for the top level.",
        where="Connections page, Entity",
    )


def _entities(gateway: Gateway) -> dict[str, str]:
    """The entities to choose from; none where the user cannot see them, which hinders nothing."""
    try:
        return {one.id: one.name for one in entities(gateway).itertuples() if one.status != "inactive"}
    except GatewayError:
        return {}


def _user_formats(gateway: Gateway, facts: dict[str, str]) -> Step:
    """The user's dates have to be mm/dd/yyyy with a 24 hour clock: Intacct writes them the way the user likes them."""
    try:
        asked = branch("readUserFormatting", leaf("userId", gateway.credentials.user))
        data = gateway.read(asked).data
    except (Rejected, SenderRefused, NotSent):
        data = None
    said = {} if data is None else {str(one.tag).lower(): one.text or "" for one in data.iter() if not len(one)}
    if "dateformat" not in said:
        return Step("date format", True, "not told by Sage Intacct; mm/dd/yyyy is assumed")
    facts["date format"] = f"{said['dateformat']}, {said.get('clock', '?')} hour clock"
    if any(said.get(name, right) != right for name, right in _FORMAT.items()):
        raise Failed("date format", _wrong_format(facts["date format"]))
    return Step("date format", True, "mm/dd/yyyy, 24 hour clock")


def _wrong_format(seen: str) -> Diagnosis:
    return Diagnosis(
        cause=f"The web services user has the format {seen}; dates could be misread.",
        remedy="Give the user the US format: dates as mm/dd/yyyy, a 24 hour clock. What is sent is always mm/dd/yyyy; "
        "what comes back is written the way this user likes it, and 03/02 cannot be told from 02/03.",
        who=WHO["administrator"],
        text=seen,
        where="Sage Intacct: User preferences of the web services user",
    )
