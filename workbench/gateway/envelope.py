"""The request around one function: control, authentication, content, in the order of the official clients."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from workbench.credentials import MASK, Secret
from workbench.gateway.document import Element, branch, leaf, write
from workbench.gateway.session import Credentials

Reveal = Callable[[Secret], str]


@dataclass(frozen=True)
class Envelope:
    """One request for one function; ``body`` is what is sent, ``shown()`` the same without its secrets."""

    control_id: str  # of this attempt, random: matches the answer to it
    function_id: str  # of the function: what Intacct refuses to execute twice when it is unique
    verb: str
    secrets: tuple[Secret, ...]
    _build: Callable[[Reveal], Element] = field(repr=False)

    def body(self) -> bytes:
        """The UTF-8 document as sent; its last byte closes the request."""
        return write(self._build(Secret.reveal), declaration=True)

    def shown(self) -> bytes:
        """The document as a trace may keep it: built without the secrets, not cleaned of them."""
        return write(self._build(lambda _: MASK))


def envelope(
    credentials: Credentials,
    function: Element,
    *,
    function_id: str,
    session_id: Secret | None = None,
    unique: bool = False,
) -> Envelope:
    """A request for one function: by session, else by login; ``unique`` for writes, which run in a transaction."""
    control_id = str(uuid4())

    def build(reveal: Reveal) -> Element:
        request = branch("request", _control(credentials, control_id, unique, reveal))
        operation = branch(
            "operation", _authentication(credentials, session_id, reveal), _content(function, function_id)
        )
        operation.set("transaction", _word(unique))
        request.append(operation)
        return request

    used = (credentials.sender_password, session_id or credentials.password)
    return Envelope(control_id, function_id, str(function.tag), used, build)


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _control(credentials: Credentials, control_id: str, unique: bool, reveal: Reveal) -> Element:
    return branch(
        "control",
        senderid=credentials.sender_id,
        password=reveal(credentials.sender_password),
        controlid=control_id,
        uniqueid=_word(unique),
        dtdversion="3.0",
        includewhitespace="false",
        showadditionalerrorinfo="true",
    )


def _authentication(credentials: Credentials, session_id: Secret | None, reveal: Reveal) -> Element:
    if session_id is not None:
        return branch("authentication", sessionid=reveal(session_id))
    login = branch(
        "login", userid=credentials.user, companyid=credentials.company, password=reveal(credentials.password)
    )
    if credentials.entity:
        login.append(leaf("locationid", credentials.entity))
    return branch("authentication", login)


def _content(function: Element, function_id: str) -> Element:
    numbered = branch("function", copy.deepcopy(function))  # an element has one parent; a request may be built twice
    numbered.set("controlid", function_id)
    return branch("content", numbered)
