"""What went over the wire lately, fit to be shown: built without passwords and session ids, never cleaned of them."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from workbench.credentials import MASK, masked
from workbench.gateway.document import Element, Unreadable, parse
from workbench.gateway.envelope import Envelope
from workbench.gateway.transport import Answer

LONGEST = 20_000
FIRST_RECORDS = 3
_SECRET_LEAVES = ("sessionid", "password")


@dataclass(frozen=True)
class Entry:
    """One call: when, which function, how long it took, and both documents as they may be shown."""

    at: datetime
    verb: str
    milliseconds: int
    request: str
    answer: str


class Trace:
    """The last calls of a gateway; safe to use from several threads."""

    def __init__(self, length: int = 50) -> None:
        self._entries: deque[Entry] = deque(maxlen=length)
        self._lock = threading.Lock()

    def record(self, at: datetime, sent: Envelope, milliseconds: int, answer: str) -> None:
        """Keep one call with its answer as ``shown_answer`` or a sentence gives it."""
        entry = Entry(at, sent.verb, milliseconds, _short(sent.shown().decode()), _short(masked(answer, sent.secrets)))
        with self._lock:
            self._entries.append(entry)

    def answered(
        self, at: datetime, sent: Envelope, milliseconds: int, answer: Answer, root: Element | None = None
    ) -> None:
        """Keep one call that was answered; ``root`` when the answer was parsed already."""
        self.record(at, sent, milliseconds, shown_answer(answer, root))

    def entries(self) -> list[Entry]:
        """The calls kept, oldest first."""
        with self._lock:
            return list(self._entries)

    def text(self) -> str:
        """All of it as one text to download and send to somebody who helps."""
        return "\n\n".join(
            f"=== {one.at:%Y-%m-%d %H:%M:%S} UTC  {one.verb}  {one.milliseconds} ms\n"
            f"--- request\n{one.request}\n--- answer\n{one.answer}"
            for one in self.entries()
        )


def shown_answer(answer: Answer, root: Element | None = None) -> str:
    """The answer rebuilt from its parsed parts; one that does not parse is only measured: it may hold anything."""
    head = f"HTTP {answer.status}, {len(answer.body):,} bytes"
    try:
        outline = _outline(parse(answer.body) if root is None else root)
    except Unreadable as problem:
        return f"{head}, not shown: {problem}"
    return f"{head}\n{etree.tostring(outline, encoding='unicode')}"


def _outline(element: Element) -> Element:
    """A copy with secret leaves masked and only the first records of long data."""
    copy = etree.Element(element.tag)
    copy.text = MASK if element.tag in _SECRET_LEAVES else element.text
    if element.tag == "data":
        for name in ("listtype", "count", "totalcount", "numremaining"):
            if (value := element.get(name)) is not None:
                copy.set(name, value)
    shown = element[:FIRST_RECORDS] if element.tag == "data" else element
    copy.extend(_outline(child) for child in shown)
    if len(element) > len(copy):
        copy.append(etree.Comment(f" and {len(element) - len(copy):,} more "))
    return copy


def _short(document: str) -> str:
    return (
        document
        if len(document) <= LONGEST
        else f"{document[:LONGEST]}\n... {len(document) - LONGEST:,} more characters"
    )
