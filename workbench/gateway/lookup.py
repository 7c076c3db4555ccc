"""Which fields a company offers on an object: companies differ by their modules, so we ask before we select."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from workbench.errors import Rejected, SenderRefused
from workbench.gateway.document import branch, leaf
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import RECORD, Where

T = TypeVar("T")

_GOOD_FOR = 3600.0
_LOCK = threading.Lock()
_KNOWN: dict[tuple[str, str, str], tuple[frozenset[str] | None, float]] = {}


def known_fields(gateway: Gateway, object: str) -> frozenset[str] | None:
    """The fields of an object that can be selected, remembered for an hour; None when Intacct does not tell."""
    with _LOCK:
        fields, until = _KNOWN.get(_key(gateway, object), (None, 0.0))
    if time.monotonic() < until:
        return fields
    fields = _asked(gateway, object)
    remember(gateway, object, fields)
    return fields


def remember(gateway: Gateway, object: str, fields: frozenset[str] | None) -> None:
    """Keep what a lookup just told of an object, for an hour."""
    with _LOCK:
        _KNOWN[_key(gateway, object)] = (fields, time.monotonic() + _GOOD_FOR)


def _key(gateway: Gateway, object: str) -> tuple[str, str, str]:
    who = gateway.credentials
    return who.endpoint, who.company, object


def _asked(gateway: Gateway, object: str) -> frozenset[str] | None:
    try:
        data = gateway.read(branch("lookup", leaf("object", object))).data
    except (Rejected, SenderRefused):  # a gateway without lookup; a wrong sender will be refused again by what follows
        return None
    named = [] if data is None else [one.text or "" for one in data.iterfind(".//Fields/Field/ID")]
    return frozenset(named) or None


def available(
    gateway: Gateway, object: str, needed: Sequence[str], optional: Sequence[str], where: Where | None = None
) -> dict[str, list[str]]:
    """The records of an object as columns: the needed fields, the optional ones blank where the company lacks them."""
    known = known_fields(gateway, object)
    offered = [one for one in dict.fromkeys(optional) if one not in needed and (known is None or one in known)]
    columns, _ = without_refused(lambda kept: gateway.columns(object, [*needed, *kept], where), offered)
    blank = [""] * len(columns[RECORD])
    return {name: columns.get(name, blank) for name in dict.fromkeys([RECORD, *needed, *optional])}


def without_refused(
    ask: Callable[[list[str]], T], optional: list[str], unnamed: Callable[[list[str]], list[str]] = lambda fields: []
) -> tuple[T, list[str]]:
    """The answer and the fields it was asked with: those that a refusal names are left out.

    Not every field that lookup lists can be selected. ``unnamed`` says what is left when a refusal names none.
    """
    try:
        return ask(optional), optional
    except Rejected as refusal:
        named = named_in(refusal, optional)
        kept = [one for one in optional if one not in named] if named else unnamed(optional)
        if len(kept) == len(optional):
            raise
    return without_refused(ask, kept, unnamed)


def named_in(refusal: Rejected, fields: Sequence[str]) -> list[str]:
    """The fields that a refusal speaks of."""
    said = " ".join(text for _, text in refusal.errors)
    return [one for one in fields if re.search(rf"(?<![\w.]){re.escape(one)}(?!\.?\w)", said)]
