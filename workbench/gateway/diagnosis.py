"""Testing a connection step by step: at the first step that fails, the cause, the cure, who can do it and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from workbench.errors import GatewayError, NotSent, Rejected, SenderRefused, SignInRefused
from workbench.gateway.causes import WHO, cause_of, leading
from workbench.gateway.document import branch, leaf
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import query_function
from workbench.gateway.reads import entities, is_missing, journals
from workbench.gateway.reply import Trouble
from workbench.gateway.session import kept_session
from workbench.gateway.verdict import ConnectionTest, Diagnosis, Step, diagnose, from_json

__all__ = ["STEPS", "ConnectionTest", "Diagnosis", "Step", "diagnose", "from_json", "test"]

STEPS = ("gateway", "sender", "company", "sign-in", "entity", "rights", "date format", "journal")

_NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    "gl_export": (
        ("accounts", "GLACCOUNT"),
        ("journals", "GLJOURNAL"),
        ("journal entries", "GLBATCH"),
        ("journal entry lines", "GLENTRY"),
    ),
    "time_import": (("timesheets", "TIMESHEET"), ("timesheet entries", "TIMESHEETENTRY"), ("time types", "TIMETYPE")),
    "job_cost_export": (("timesheets", "TIMESHEET"), ("time types", "TIMETYPE"), ("employees", "EMPLOYEE")),
}
_USEFUL = (
    ("departments", "DEPARTMENT"),
    ("locations", "LOCATION"),
    ("projects", "PROJECT"),
    ("tasks", "TASK"),
    ("classes", "CLASS"),
    ("employees", "EMPLOYEE"),
)
_FORMAT = {"dateformat": "/mdY", "clock": "24"}

# At which step a refused sign-in has failed, by its cause; the steps before have then passed.
_STEP_OF = {
    "company": "company", "authorization": "company", "address": "company", "expired": "company",
    "sender": "sender", "policy": "sender", "entity": "entity",
}  # fmt: skip


class _Failed(Exception):
    """A step failed; carries its name and the diagnosis."""

    def __init__(self, step: str, diagnosis: Diagnosis) -> None:
        super().__init__(step)
        self.step = step
        self.diagnosis = diagnosis


def test(gateway: Gateway, interface: str = "gl_export", journal: str = "") -> ConnectionTest:
    """Walk from the gateway to the journal and stop at the first step that fails."""
    steps: list[Step] = []
    facts = _facts(gateway)
    try:
        for step in _walk(gateway, interface, journal, facts):
            steps.append(step)
    except GatewayError as error:  # the line broke between two steps
        failed = _Failed(STEPS[0], diagnose(error))
    except _Failed as failure:
        failed = failure
    else:
        return ConnectionTest(True, tuple(steps), None, facts)
    steps.append(Step(failed.step, False, failed.diagnosis.cause))
    return ConnectionTest(False, tuple(steps), failed.diagnosis, facts)


def _facts(gateway: Gateway) -> dict[str, str]:
    who = gateway.credentials
    return {"company": who.company, "user": who.user, "entity": who.entity or "top level", "endpoint": who.endpoint}


def _walk(gateway: Gateway, interface: str, journal: str, facts: dict[str, str]) -> Iterator[Step]:
    yield from _signing_in(gateway)
    session = kept_session(gateway.credentials)
    if session is not None and session.lifetime:
        facts["session"] = f"{session.lifetime / 60:.0f} minutes"
    yield from _rights(gateway, interface)
    facts["entities"] = ", ".join(f"{one.id} {one.name}" for one in _entities(gateway).itertuples())
    yield _user_formats(gateway, facts)
    if interface == "gl_export":
        yield _journal(gateway, journal)


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
            raise _Failed(name, diagnosis)
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


def _rights(gateway: Gateway, interface: str) -> Iterator[Step]:
    """Read one record of everything the pages need; what is only useful may be missing."""
    for name, object in _NEEDED[interface]:
        refusal = _peek(gateway, object)
        if refusal is not None:
            raise _Failed("rights", diagnose(refusal))
        yield Step("rights", True, f"reads {name}")
    missing = []
    for name, object in _USEFUL:
        refusal = _peek(gateway, object)
        if isinstance(refusal, Rejected) and is_missing(refusal):
            missing.append(name)
        elif refusal is not None:
            raise _Failed("rights", diagnose(refusal))
    yield Step("rights", True, "reads dimensions" + (f", but not {', '.join(missing)}" if missing else ""))


def _entities(gateway: Gateway) -> pd.DataFrame:
    """The entities to choose from; none where the user cannot see them, which hinders nothing."""
    try:
        return entities(gateway)
    except GatewayError:
        return pd.DataFrame({"id": [], "name": []})


def _peek(gateway: Gateway, object: str) -> GatewayError | None:
    """Why one record of the object cannot be read; None when it can."""
    try:
        gateway.read(query_function(object, ["RECORDNO"], None, after=0, pagesize=1, show_private=True))
    except GatewayError as error:
        return error
    return None


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
        raise _Failed("date format", _wrong_format(facts["date format"]))
    return Step("date format", True, facts["date format"])


def _wrong_format(seen: str) -> Diagnosis:
    return Diagnosis(
        cause=f"The web services user has the format {seen}; dates could be misread.",
        remedy="Give the user the US format: dates as mm/dd/yyyy, a 24 hour clock.",
        who=WHO["administrator"],
        text=seen,
        where="Sage Intacct: User preferences of the web services user",
    )


def _journal(gateway: Gateway, symbol: str) -> Step:
    if not symbol:
        return Step("journal", True, "none chosen yet (Account setup, Structure)")
    known = journals(gateway)
    found = known[known["symbol"] == symbol]
    if len(found) and found.iloc[0]["status"] == "active":
        return Step("journal", True, f"{symbol} {found.iloc[0]['title']}")
    state = "is inactive" if len(found) else "does not exist"
    raise _Failed("journal", Diagnosis(
        cause=f"The journal {symbol} {state} in Sage Intacct.",
        remedy="Choose another journal, or have this one added or activated.",
        who=WHO["you"], text=symbol, where="Account setup page, Structure",
    ))  # fmt: skip
