"""Signing in: senders, users, entities and the sessions they are given."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workbench.sandbox.company import Company
from workbench.sandbox.envelope import Request
from workbench.sandbox.refusals import INVALID_SESSION, SIGN_IN, ControlRefusal, SignInRefusal, Trouble, refuse
from workbench.sandbox.values import Layout

UNAUTHORIZED = (
    "Invalid Web Services Authorization. The sender ID '{sender}' is not authorized to make Web Services "
    "requests to company ID '{company}'. Contact the company administrator to grant Web Services "
    "authorization to this sender ID."
)


@dataclass(frozen=True)
class Caller:
    """Who calls: the user, the entity the session is at (blank: top level), the layout of his answers."""

    userid: str
    entity: str
    host: str
    layout: Layout
    denied: dict[str, Any]
    bound: str = ""
    sessionid: str = ""
    sender: str = ""

    def may(self, operation: str, name: str) -> None:
        """Refuse what the user's role does not hold."""
        denied = self.denied.get(name, ())
        if denied == "ALL" or operation in denied:
            raise refuse(
                "PL04000005",
                f"You do not have permission for API operation {operation} on objects of type {name.lower()}",
            )


def check_sender(company: Company, request: Request) -> None:
    """Refuse a request whose sender is not known, before anything else."""
    sent = request.control
    sender = company.settings["senders"].get(sent["senderid"])
    if sender is None or sender["password"] != sent["password"]:
        if company.on("sender_refused_with_401"):
            raise ControlRefusal(Trouble("XMLGW_JPP0002", SIGN_IN), status=401)
        raise ControlRefusal(Trouble("XL03000006", "Incorrect Intacct XML Partner ID or password."))


def sign_in(company: Company, request: Request, host: str) -> Caller:
    """The caller behind a session id or a login; ControlRefusal or SignInRefusal when refused."""
    caller = _by_session(company, request, host) if request.sessionid else _by_login(company, request, host)
    sender = request.control["senderid"]
    if company.settings["senders"][sender].get("authorized", "true") != "true":
        text = UNAUTHORIZED.format(sender=sender, company=company.id)
        raise SignInRefusal(Trouble("XL03000006", text), caller.userid, company.id, caller.entity)
    return caller


def timeout(company: Company) -> datetime:
    """When a session used now ends."""
    return company.clock.now() + timedelta(minutes=float(company.settings["company"]["session_minutes"]))


def open_session(company: Company, caller: Caller, entity: str) -> str:
    """A new session id for the caller at an entity (blank: top level), kept with its endpoint."""
    sessionid = secrets.token_urlsafe(30)
    number = company.book.next_number("_SESSION")
    company.book.put(
        "_SESSION",
        {
            "RECORDNO": number,
            "id": sessionid,
            "user": caller.userid,
            "entity": entity,
            "host": caller.host,
            "sender": caller.sender,
            "ends": str(timeout(company)),
        },
    )
    return sessionid


def expire(company: Company, sessionid: str) -> None:
    """End a session now."""
    for number, session in list(company.book.tables["_SESSION"].items()):
        if session["id"] == sessionid:
            company.book.drop("_SESSION", number)


def _by_session(company: Company, request: Request, host: str) -> Caller:
    found = next((s for s in company.book.tables["_SESSION"].values() if s["id"] == request.sessionid), None)
    elsewhere = found and company.on("session_bound_to_endpoint") and found["host"] != host
    user = company.settings["users"].get(found["user"]) if found else None
    if not found or elsewhere or not user or user.get("status") == "inactive" or _over(company, found):
        raise SignInRefusal(Trouble("XL03000006", INVALID_SESSION))
    found["ends"] = str(timeout(company))
    return _caller(company, found["user"], found["entity"], host, request, found["id"])


def _over(company: Company, session: dict[str, Any]) -> bool:
    return datetime.fromisoformat(session["ends"]) < company.clock.now()


def _by_login(company: Company, request: Request, host: str) -> Caller:
    login = request.login
    companyid, entity = _company_and_entity(company, login)
    if companyid.lower() != company.id.lower():
        text = f"Invalid Request [Request ID: {secrets.token_hex(8)}]"
        raise ControlRefusal(Trouble("GW-0011", text, description="Invalid Request"), status=400, bare=True)
    _check_company(company, login)
    user = company.settings["users"].get(login["userid"])
    if user is None or user.get("status") == "inactive":
        raise _refused(login, Trouble("XL03000006", SIGN_IN))
    _check_password(company, login, user)
    bound = user.get("entity", "")
    entity = entity or bound
    if (entity and not _active_entity(company, entity)) or (bound and entity != bound):
        raise _refused(login, _wrong_password_or_entity())
    return _caller(company, login["userid"], entity, host, request, "")


def _company_and_entity(company: Company, login: dict[str, str]) -> tuple[str, str]:
    parts = login["companyid"].split("|")
    console = company.settings["company"].get("console", "")
    if len(parts) == 3 and console and parts[0] == console:
        return parts[1], parts[2]
    if len(parts) == 2 and company.on("company_pipe_entity"):
        return parts[0], parts[1]
    if login.get("clientid") and console and login["companyid"] == console:
        return login["clientid"], login.get("locationid", "")
    return login["companyid"], login.get("locationid", "")


def _check_company(company: Company, login: dict[str, str]) -> None:
    if company.on("ip_denied"):
        raise _refused(login, Trouble("XL03000006", "IP Address Denied"))
    if company.on("expired"):
        raise _refused(login, Trouble("PL04000055", "This company is a demo company and has expired."))


def _check_password(company: Company, login: dict[str, str], user: dict[str, Any]) -> None:
    limit, failed = company.limit("lockout_after"), int(user.get("failed", 0))
    locked = limit and failed >= limit
    if locked or user["password"] != login["password"]:
        user["failed"] = str(failed + 1)
        raise _refused(login, _wrong_password_or_entity())
    user["failed"] = "0"


def _wrong_password_or_entity() -> Trouble:
    return Trouble("XL03000006", SIGN_IN, description="IA.SIGN_IN_INFORMATION_IS_INCORRECT")


def _refused(login: dict[str, str], trouble: Trouble) -> SignInRefusal:
    return SignInRefusal(trouble, login["userid"], login["companyid"], login.get("locationid", ""))


def _active_entity(company: Company, entity: str) -> bool:
    record = company.book.find("LOCATIONENTITY", entity)
    return record is not None and record["STATUS"] == "active"


def _caller(company: Company, userid: str, entity: str, host: str, request: Request, sessionid: str) -> Caller:
    user = company.settings["users"][userid]
    layout = Layout(
        user.get("dateformat", "/mdY"),
        user.get("gmtoffset", "+00:00"),
        user.get("clock", "24"),
        company.text("amounts"),
    )
    return Caller(
        userid,
        entity,
        host,
        layout,
        user.get("denied", {}),
        user.get("entity", ""),
        sessionid,
        request.control["senderid"],
    )


def may_be_at(company: Company, caller: Caller, entity: str) -> bool:
    """Whether the caller may have a session at this entity (blank: top level)."""
    if caller.bound:
        return entity == caller.bound
    return not entity or _active_entity(company, entity)
