"""The request around one function or more: control, authentication, content, in the order of the official clients."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from workbench.credentials import MASK, Secret
from workbench.gateway.document import Element, branch, leaf, write
from workbench.gateway.session import Credentials

Reveal = Callable[[Secret], str]


@dataclass(frozen=True)
class Envelope:
    """One request; ``body`` is what is sent, ``shown()`` the same without its secrets."""

    control_id: str  # of this attempt, random: matches the answer to it
    functions: Mapping[str, str]  # the verb of each under its id: what Intacct refuses to execute twice when unique
    secrets: tuple[Secret, ...]
    _build: Callable[[Reveal], Element] = field(repr=False)

    @property
    def function_id(self) -> str:
        """The id of its function, of the first when there are several."""
        return next(iter(self.functions))

    @property
    def verb(self) -> str:
        """What its function does, or the first of several, which all do the same."""
        return self.functions[self.function_id]

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
    return envelope_of({function_id: function}, credentials, session_id=session_id, unique=unique)


def envelope_of(
    functions: Mapping[str, Element],
    credentials: Credentials,
    *,
    session_id: Secret | None = None,
    unique: bool = False,
) -> Envelope:
    """A request for functions under their ids; several are in no transaction: what one is refused, others are not."""
    control_id = str(uuid4())

    def build(reveal: Reveal) -> Element:
        request = branch("request", _control(credentials, control_id, unique, reveal))
        operation = branch("operation", _authentication(credentials, session_id, reveal), _content(functions))
        operation.set("transaction", _word(unique and len(functions) == 1))
        request.append(operation)
        return request

    used = (credentials.sender_password, session_id or credentials.password)
    return Envelope(control_id, {name: str(one.tag) for name, one in functions.items()}, used, build)


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


def _content(functions: Mapping[str, Element]) -> Element:
    return branch("content", *(_numbered(function, name) for name, function in functions.items()))


def _numbered(function: Element, function_id: str) -> Element:
    numbered = branch("function", copy.deepcopy(function))  # an element has one parent; a request may be built twice
    numbered.set("controlid", function_id)
    return numbered
