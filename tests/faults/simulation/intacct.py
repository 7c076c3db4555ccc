"""A simulated Sage Intacct: what it stores when, and what it answers, in bytes; shares no code with the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from lxml import etree

Fields = dict[str, str]


@dataclass
class Journal:
    """A journal entry with its lines, when it came and when it went."""

    record: int
    function_id: str
    header: Fields
    lines: list[Fields]
    asked: float
    committed: float
    private: bool
    tampered: bool = False
    deleted: float | None = None

    def there(self, moment: float) -> bool:
        """Whether it was stored at that moment."""
        return self.committed <= moment and (self.deleted is None or self.deleted > moment)


@dataclass
class Intacct:
    """The company behind the gateway."""

    honours: bool
    private: bool
    tamper: Callable[[Journal], None] | None = None
    journals: list[Journal] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    in_process: set[str] = field(default_factory=set)
    creates: int = 0

    def existing(self, moment: float) -> list[Journal]:
        """The journals stored at a moment."""
        return [one for one in self.journals if one.there(moment)]

    def execute(self, request: Request, asked: float, now: float) -> str:
        """Execute a create that was asked for at some moment and give its result element."""
        if self.honours and request.function_id in self.done:
            return failed(
                request,
                f"The function with the control ID {request.function_id} has already been executed and completed.",
            )
        if self.honours and request.function_id in self.in_process:
            return in_process(request)
        self.done.add(request.function_id)
        journal = self._journal(request, asked, now)
        self.journals.append(journal)
        if self.tamper:
            self.tamper(journal)
        return succeeded(request, f"<glbatch><RECORDNO>{journal.record}</RECORDNO></glbatch>", "")

    def _journal(self, request: Request, asked: float, now: float) -> Journal:
        batch = request.function.find("GLBATCH")
        header = {one.tag: one.text or "" for one in batch if one.tag != "ENTRIES"}
        record = 8_800 + len(self.journals)
        header |= {"RECORDNO": str(record), "BATCHNO": str(len(self.journals) + 1)}
        header.setdefault("STATE", "Posted")  # what the real one does when it is not told otherwise
        lines = []
        for number, line in enumerate(batch.iterfind("ENTRIES/GLENTRY"), 1):
            lines.append({one.tag: one.text or "" for one in line})
            lines[-1] |= {"RECORDNO": str(record * 100 + number), "LINE_NO": str(number), "BATCHNO": str(record)}
        return Journal(record, request.function_id, header, lines, asked, now, self.private)

    def rows(self, name: str, condition: Any, shown: bool, as_of: float) -> list[Fields]:
        """The records of an object that fit, as they were at a moment; private ones only when they are to be shown."""
        found = []
        for journal in self.existing(as_of):
            if shown or not journal.private:
                found += [journal.header] if name == "GLBATCH" else journal.lines
        return [row for row in found if condition is None or fits(row, condition)]

    def query(self, request: Request, as_of: float) -> str:
        """The page of records a query asks for."""
        function = request.function
        name = function.findtext("object")
        shown = function.findtext("options/showprivate") == "true"
        chosen = function.find("filter")
        wanted = self.rows(name, None if chosen is None else Condition.of(chosen[0]), shown, as_of)
        fields = [one.text or "" for one in function.iterfind("select/field")]
        inner = "".join(f"<{name}>{_leaves(row, fields)}</{name}>" for row in wanted)
        attributes = f'listtype="{name}" totalcount="{len(wanted)}" numremaining="0" count="{len(wanted)}"'
        return succeeded(request, inner, attributes)


@dataclass(frozen=True)
class Request:
    """One request as Intacct reads it."""

    control_id: str
    function_id: str
    verb: str
    function: etree._Element

    @classmethod
    def of(cls, body: bytes) -> Request:
        """The request in these bytes."""
        root = etree.fromstring(body)
        outer = root.find("operation/content/function")
        return cls(root.findtext("control/controlid"), outer.get("controlid"), outer[0].tag, outer[0])


class Condition(NamedTuple):
    """One filter of a query."""

    operator: str
    field: str
    values: tuple[str, ...]
    parts: tuple[Condition, ...]

    @classmethod
    def of(cls, element: etree._Element) -> Condition:
        """The filter in an element."""
        values = tuple(one.text or "" for one in element.iterfind("value"))
        parts = tuple(cls.of(part) for part in element if part.tag not in ("field", "value"))
        return cls(element.tag, element.findtext("field", ""), values, parts)


def fits(row: Fields, condition: Any) -> bool:
    """Whether a row fits a filter."""
    if condition.operator == "and":
        return all(fits(row, part) for part in condition.parts)
    value = row.get(condition.field, "")
    if condition.operator == "greaterthan":
        return int(value) > int(condition.values[0])
    assert condition.operator in ("equalto", "in"), condition.operator
    return value in condition.values


def _leaves(row: Fields, fields: list[str]) -> str:
    return "".join(f"<{field}>{escape(row.get(field, ''))}</{field}>" for field in fields)


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _document(request: Request, operation: str) -> bytes:
    named = f"<controlid>{request.control_id}</controlid><uniqueid>true</uniqueid>"
    control = f"<control><status>success</status>{named}</control>"
    return f"{_HEAD}<response>{control}<operation>{operation}</operation></response>".encode()


def whole(request: Request, *parts: str) -> bytes:
    """The document around the results of a request that was signed in."""
    signed = "<authentication><status>success</status><userid>u</userid><companyid>c</companyid></authentication>"
    return _document(request, signed + "".join(parts))


def succeeded(request: Request, inner: str, attributes: str) -> str:
    """The result of a function that worked."""
    return f"<result><status>success</status>{_named(request)}<data {attributes}>{inner}</data></result>"


def failed(request: Request, text: str, number: str = "XL03000006", status: str = "failure") -> str:
    """The result of a function that was refused."""
    return f"<result><status>{status}</status>{_named(request)}{trouble(text, number)}</result>"


def in_process(request: Request) -> str:
    """The result of a function whose id is being executed."""
    return failed(request, f"A request's function with the control ID {request.function_id} is in process")


def trouble(text: str, number: str) -> str:
    """An error message."""
    error = f"<error><errorno>{number}</errorno><description2>{escape(text)}</description2></error>"
    return f"<errormessage>{error}</errormessage>"


def _named(request: Request) -> str:
    return f"<function>{request.verb}</function><controlid>{escape(request.function_id)}</controlid>"


def signed_in(request: Request, endpoint: str) -> bytes:
    """The answer to a sign-in."""
    inner = f"<api><sessionid>simulated-session</sessionid><endpoint>{endpoint}</endpoint></api>"
    return whole(request, succeeded(request, inner, ""))


def session_gone(request: Request) -> bytes:
    """The answer to a request under a session that lapsed."""
    signed = "<authentication><status>failure</status></authentication>"
    return _document(request, signed + trouble("Invalid session", "XL03000006"))
