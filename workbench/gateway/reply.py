"""What an answer says, level by level: control, authentication, and the result of each function with its errors."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from workbench.credentials import Secret, masked
from workbench.gateway.document import Element, Unreadable, only, parse, text

_TAG = re.compile(r"<[^>]*>")
_SUPPORT = re.compile(r"\s*\[Support ID:\s*([^\]]*)\]")


@dataclass(frozen=True)
class Trouble:
    """One error of an answer: its number, its text as people read it, its stable ids and its support id."""

    number: str
    text: str
    correction: str = ""
    error_id: str = ""  # such as GL-0493
    message_ids: tuple[str, ...] = ()  # such as IA.DUPLICATE_ACCOUNT_NUMBER
    support_id: str = ""

    def raw(self) -> tuple[str, str]:
        """Its number and its text with the stable ids behind it, for whoever helps."""
        ids = ", ".join(one for one in (self.error_id, *self.message_ids) if one and one not in self.text)
        return self.number, f"{self.text} ({ids})" if ids else self.text

    def everything(self) -> str:
        """All its words in one line, for recognizing it."""
        return " ".join((self.number, self.text, self.correction, self.error_id, *self.message_ids))


@dataclass(frozen=True)
class Level:
    """The status of one level and its errors; status is blank where the level is not there."""

    status: str = ""
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Result(Level):
    """What became of one function; ``data`` is its data element."""

    verb: str = ""
    control_id: str = ""
    data: Element | None = field(default=None, repr=False)
    key: str = ""

    def records(self) -> list[Element]:
        """The records of the data, in order."""
        return [] if self.data is None else list(self.data)


@dataclass(frozen=True)
class Reply:
    """A whole answer: the control id it echoes and its three levels, and the times of the session."""

    control_id: str
    control: Level
    authentication: Level
    results: tuple[Result, ...]
    session_stamp: str
    session_timeout: str
    root: Element = field(repr=False)

    @property
    def levels(self) -> tuple[Level, ...]:
        """All levels, outermost first."""
        return (self.control, self.authentication, *self.results)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """All errors, outermost first."""
        return tuple(trouble for level in self.levels for trouble in level.troubles)


def read_reply(body: bytes, secrets: Sequence[Secret] = ()) -> Reply:
    """The reply in these bytes; Unreadable when it is not exactly one. Texts never repeat the ``secrets``."""
    root = parse(body)
    if root.tag != "response":
        raise Unreadable("it is not a response")
    control = _needed(root, "control")
    operation = only(root, "operation")
    signed = only(operation, "authentication") if operation is not None else None
    return Reply(
        control_id=text(control, "controlid"),
        control=Level(text(control, "status"), _troubles(root, secrets)),
        authentication=_authentication(operation, signed, secrets),
        results=tuple(
            _result(one, secrets) for one in (operation if operation is not None else ()) if one.tag == "result"
        ),
        session_stamp="" if signed is None else text(signed, "sessiontimestamp"),
        session_timeout="" if signed is None else text(signed, "sessiontimeout"),
        root=root,
    )


def _needed(parent: Element, tag: str) -> Element:
    found = only(parent, tag)
    if found is None:
        raise Unreadable(f"it has no {tag}")
    return found


def _authentication(operation: Element | None, signed: Element | None, secrets: Sequence[Secret]) -> Level:
    if operation is None or signed is None:
        return Level()
    # Usually the errors stand beside the authentication; one test double of another client puts them inside.
    return Level(text(signed, "status"), _troubles(operation, secrets) + _troubles(signed, secrets))


def _result(result: Element, secrets: Sequence[Secret]) -> Result:
    return Result(
        status=text(result, "status"),
        troubles=_troubles(result, secrets),
        verb=text(result, "function"),
        control_id=text(result, "controlid"),
        data=only(result, "data"),
        key=text(result, "key"),
    )


def _troubles(parent: Element, secrets: Sequence[Secret]) -> tuple[Trouble, ...]:
    message = only(parent, "errormessage")
    return () if message is None else tuple(_trouble(error, secrets) for error in message.findall("error"))


def _trouble(error: Element, secrets: Sequence[Secret]) -> Trouble:
    said = dict.fromkeys(_plain(text(error, part), secrets) for part in ("description2", "description"))
    spoken = ": ".join(part for part in reversed(said) if part)
    support = _SUPPORT.search(spoken)
    more = only(error, "additionalinfo")
    return Trouble(
        number=_plain(text(error, "errorno"), secrets),
        text=_SUPPORT.sub("", spoken).strip(),
        correction=_plain(text(error, "correction"), secrets),
        error_id="" if more is None else text(more, "errorid"),
        message_ids=() if more is None else tuple(one.text or "" for one in more.iter("messageid")),
        support_id=unquote(support.group(1)).strip() if support else "",
    )


def _plain(raw: str, secrets: Sequence[Secret]) -> str:
    """Markup and entities inside the text taken away, and any secret it repeats."""
    plain = html.unescape(_TAG.sub(" ", masked(raw, secrets)))
    return " ".join(masked(plain, secrets).split())
