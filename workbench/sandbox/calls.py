"""What a verb of the gateway is, and what it is called with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workbench.sandbox.company import Company
from workbench.sandbox.query import Matches
from workbench.sandbox.sessions import Caller


@dataclass(frozen=True)
class Call:
    """One function on its way: the company, who calls, and the plan its verb made of the element."""

    company: Company
    caller: Caller
    plan: Any
    matches: Matches
    atomic: bool = False
    billed: list[int] = field(default_factory=list)

    def bill(self, transactions: int) -> None:
        """Count API transactions."""
        self.billed.append(transactions)


@dataclass(frozen=True)
class Reply:
    """The payload of a result; a bare reply replaces the whole answer (content type, body)."""

    payload: str = ""
    bare: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class Verb:
    """A verb: its plan (schema check), how it runs, and the object it speaks of."""

    plan: Callable[[etree._Element], Any]
    run: Callable[[Call], Reply]
    object_of: Callable[[Any], str] = lambda plan: ""
    writes: bool = False
    generic: bool = False
