"""What Intacct's errors mean: cause, cure, who can do it and where, told apart by their texts because numbers are reused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.gateway.reply import Trouble

YOU = "you"
ADMIN = "the Sage Intacct administrator of the company"
SENDER = "whoever issued the sender ID"
NETWORK = "your network administrator"
NOBODY = "nobody; it passes"

CONNECTIONS = "Connections page"
ROLES = "Sage Intacct: Company > Admin > Roles"
SECURITY = "Sage Intacct: Company > Setup > Configuration > Company > Security"
USERS = "Sage Intacct: Company > Admin > Users, Roles, and Groups > Web Services Users"


@dataclass(frozen=True)
class Cause:
    """One known error: the pattern that tells it, what it means and what to do."""

    name: str
    pattern: re.Pattern[str]
    cause: str
    remedy: str
    who: str
    where: str


def _cause(name: str, pattern: str, cause: str, remedy: str, who: str, where: str) -> Cause:
    return Cause(name, re.compile(pattern, re.IGNORECASE), cause, remedy, who, where)


# The first that fits wins, so the more particular text stands before the more general one.
CAUSES: tuple[Cause, ...] = (
    _cause("busy", r"GW-0010|\(200024\)|too many operations running|rate limit exceeded", "Sage Intacct is busy: too many calls for this company at once.",
           "Wait half a minute and try again. If it happens often, look which other integrations run at the same time.", NOBODY, ""),
    _cause("offline", r"temporarily off-?line", "Sage Intacct is temporarily off-line.", "Try again later.", NOBODY, "status.intacct.com"),
    _cause("in_process", r"control\s?id.{0,200}(in process|already|previously|completed|duplicate|not unique)"
                         r"|(already|previously|duplicate).{0,80}control\s?id",
           "This very request was sent before and is still being worked on, or done.", "Do not send it again: what became of it is read from Sage Intacct.", NOBODY, ""),
    _cause("session", r"invalid session|session .{0,40}(expired|timed out)", "The session is no longer known to Sage Intacct.",
           "Try again: the workbench signs in afresh.", NOBODY, ""),
    _cause("company", r"GW-0011", "The company ID is not known to Sage Intacct.",
           "Enter the company ID that you use to sign in to Sage Intacct.", YOU, f"{CONNECTIONS}, Company"),
    _cause("authorization", r"invalid web services authorization|not authorized to make web services requests",
           "The company has not authorized this sender ID.",
           "Add the sender ID, in exactly this spelling, under Web Services Authorizations and set it to Active.", ADMIN, f"{SECURITY}, Web Services Authorizations"),
    _cause("password_not_supplied", r"password not supplied|INTACCT_USER_PASSWORD", "No password reached Sage Intacct; other tools lose it when it contains # or &.",
           "Enter the password again here: the workbench sends every character.", YOU, f"{CONNECTIONS}, Password"),
    _cause("sender", r"partner id or password|XMLGW_JPP0002|invalidRequest", "The sender ID or the sender password is wrong.",
           "Enter both as they were issued, in the same upper and lower case.", SENDER, f"{CONNECTIONS}, Sender ID and sender password"),
    _cause("address", r"ip address denied", "The company refuses calls from this network address.",
           "Add the address of this machine to the company's or user's IP filters, or run the workbench from an allowed network.", ADMIN, f"{SECURITY}, IP filtering"),
    _cause("expired", r"PL04000055|demo company has expired", "The demo company has expired.", "Ask Sage for another one.", ADMIN, "Sage"),
    _cause("locked", r"(account|user|login)\b.{0,40}\blocked|locked out", "The user is locked after too many failed sign-ins.",
           "Unlock the web services user, then enter the right password here.", ADMIN, USERS),
    _cause("password", r"IA\.SIGN_IN_INFORMATION_IS_INCORRECT", "The password or the entity is incorrect.",
           "Enter the password of the web services user and the short name of the entity (empty for the top level).", YOU, f"{CONNECTIONS}, Password and Entity"),
    _cause("user", r"sign-?in information is incorrect", "The user name is incorrect.",
           "Enter the user ID of the web services user, as it is used to sign in to Sage Intacct.", YOU, f"{CONNECTIONS}, User"),
    _cause("entity", r"(location|entity)\b.{0,60}\b(not|invalid|unknown|no access|does ?n.t|restricted).{0,40}(entity|exist|valid|access|found|log)",
           "The entity is not one of the company, or the user may not work in it.",
           "Enter the ID of an entity, not of a location inside one, or leave it empty for the top level.", YOU, f"{CONNECTIONS}, Entity"),
    _cause("policy", r"transport policy", "The request named a transport policy the company does not have.", "Report it: the workbench names none.", YOU, ""),
    _cause("permission", r"PL04000005|do not have permission|not have (the )?permission|no permission", "The web services user lacks a permission.",
           "Give the user's role List and View (for journals also Add and Delete) on what the message names.", ADMIN, ROLES),
    _cause("object", r"object definition .{0,60}not found|not subscribed", "The company does not have this part of Sage Intacct.",
           "Subscribe to the module, or work without it.", ADMIN, "Sage Intacct: Company > Admin > Subscriptions"),
    _cause("fields", r"fields? cannot be queried|invalid fields? list", "Sage Intacct does not offer one of the fields that were asked for.",
           "Refresh the Code Finder; if it stays, report the message.", YOU, "GL codes page"),
    _cause("direct_posting", r"direct posting", "The journal does not take entries from integrations (direct posting is disallowed).",
           "Choose another journal, or allow direct posting on this one.", ADMIN, "Sage Intacct: General Ledger > Setup > Journals"),
    _cause("dimension_missing", r"missing the .{1,60} dimension|requires? a(n)? .{1,60}(dimension|department|location|project|class|employee)|dimension is required",
           "An account requires a dimension that its line does not carry.",
           "Map the dimension for that account's lines, or change what reaches the line.", YOU, "Account setup page"),
    _cause("dimension_forced", r"auto-?filled", "A dimension of the line differs from what Sage Intacct fills in by itself.",
           "Map the value the message names.", YOU, "Account setup page"),
    _cause("restricted", r"is restricted by", "An account may not be used with that dimension value.",
           "Map another account or value, or change the restriction in Sage Intacct.", YOU, "Account setup page"),
    _cause("period", r"date must be on or after|period.{0,60}closed|closed.{0,60}period", "The batch date lies in a closed period.",
           "Choose a batch date in an open period, or reopen the period.", ADMIN, "Sage Intacct: General Ledger > Periods"),
    _cause("unbalanced", r"(not|out of) balance|does not balance|debits? .{0,60}credits?", "The journal does not balance, as a whole or within an entity.",
           "Check the batch by entity; lines of several entities need a source entity.", YOU, "GL records page"),
    _cause("invalid_value", r"invalid .{1,60}specified|is (not valid|invalid)|not a valid|illegal format|does not exist|is inactive",
           "A code on a line is not known, or not active, in Sage Intacct.",
           "Refresh the Code Finder and map an existing, active code.", YOU, "Account setup page"),
    _cause("exists", r"BL34000061|already exists|another record with the value", "A record like this already exists in Sage Intacct.",
           "Look it up in Sage Intacct before doing anything more.", YOU, ""),
    _cause("envelope", r"XL03000003", "Sage Intacct refused the form of the request.", "Report it with the code and the text: the request was not executed.", YOU, ""),
    _cause("rolled_back", r"entire transaction in this operation has been rolled back", "Nothing was saved: the whole request was rolled back.",
           "See the other error of the same answer.", YOU, ""),
    _cause("processing", r"DL02000001|error processing the", "Sage Intacct could not work with the request.", "Report it with the code and the text.", YOU, ""),
)  # fmt: skip

UNKNOWN = _cause("unrecognized", "", "Sage Intacct answered with an error that is not in our list.",
                 "Give the code, the text and the support ID to Sage support.", YOU, "")  # fmt: skip


def cause_of(trouble: Trouble) -> Cause:
    """What one error means; ``UNKNOWN`` when it is not in the list."""
    said = trouble.everything()
    return next((cause for cause in CAUSES if cause.pattern.search(said)), UNKNOWN)


def leading(troubles: Iterable[Trouble]) -> Trouble:
    """The error that says why: the first that is neither a rollback note nor a wrapper, else the first."""
    every = list(troubles)
    telling = [one for one in every if not _WRAPPER.search(one.everything())]
    return (telling or every or [Trouble("", "")])[0]


def is_a(name: str, troubles: Iterable[Trouble]) -> bool:
    """Whether one of the errors means that."""
    return any(cause_of(trouble).name == name for trouble in troubles)


_WRAPPER = re.compile(r"XL03000009.*rolled back|could not (create|update|delete) .{1,60}record|currently, we can.t", re.IGNORECASE)
