"""All pages of a query: while one is being parsed the next is on its way, one call in flight all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from workbench.errors import GatewayError, SessionExpired
from workbench.gateway.document import Element
from workbench.gateway.patience import may_repeat
from workbench.gateway.query import Page, page_hint, read_page
from workbench.gateway.reply import Result


class Reader(Protocol):
    """What can read: a Gateway."""

    def read(self, function: Element) -> Result: ...
    def fetch(self, function: Element) -> Any: ...
    def judge(self, fetched: Any) -> Result: ...


def all_pages(
    reader: Reader, page_after: Callable[[int], Element], fields: Sequence[str], pagesize: int
) -> Iterator[Page]:
    """Page by page, each asked for after the last record number of the one before."""
    last, more = 0, True
    waiting: tuple[int, Future[Any]] | None = None
    with ThreadPoolExecutor(1, "next page") as ahead:
        while more:
            fetched = _fetched(reader, page_after, last, waiting)
            guess = page_hint(fetched.answer.body) if fetched is not None else None
            waiting = None if guess is None else (guess, ahead.submit(reader.fetch, page_after(guess)))
            page = read_page(_judged(reader, page_after(last), fetched), fields, last, pagesize)
            last, more = page.last, page.more
            yield page


def _fetched(
    reader: Reader, page_after: Callable[[int], Element], last: int, waiting: tuple[int, Future[Any]] | None
) -> Any | None:
    """The page fetched ahead when it is the right one, else fetched now; None when that failed and needs patience."""
    try:
        if waiting is not None and waiting[0] == last:
            return waiting[1].result()
        return reader.fetch(page_after(last))
    except GatewayError as error:
        _worth_repeating(error)
        return None


def _judged(reader: Reader, function: Element, fetched: Any | None) -> Result:
    if fetched is not None:
        try:
            return reader.judge(fetched)
        except GatewayError as error:
            _worth_repeating(error)
    return reader.read(function)


def _worth_repeating(error: GatewayError) -> None:
    if not may_repeat(error) and not isinstance(error, SessionExpired):
        raise error
