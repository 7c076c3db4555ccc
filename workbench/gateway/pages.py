"""All pages of a query: while one is being parsed the next is on its way, one call in flight all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.errors import GatewayError, SessionExpired
from workbench.gateway.document import Element
from workbench.gateway.patience import may_repeat
from workbench.gateway.plain_rows import plain_rows
from workbench.gateway.query import LARGEST_PAGE, Page, Where, page_hint, query_function, read_page
from workbench.gateway.reply import Result


class Reader(Protocol):
    """What can read: a Gateway."""

    def read(self, function: Element) -> Result: ...
    def fetch(self, function: Element) -> Any: ...
    def judge(self, fetched: Any, envelope: bytes = b"") -> Result: ...
    def accept(self, fetched: Any) -> None: ...


class Pages(Protocol):
    """How the pages of a query are asked for and read."""

    def function(self, after: int) -> Element: ...
    def hint(self, body: bytes) -> int | None: ...
    def read(self, reader: Reader, fetched: Any, after: int) -> Page: ...
    def read_patiently(self, reader: Reader, after: int) -> Page: ...


@dataclass(frozen=True)
class XmlPages:
    """A query answered in XML, the format of every object and every company."""

    object: str
    fields: Sequence[str]  # RECORDNO among them
    where: Where | None = None
    pagesize: int = LARGEST_PAGE
    show_private: bool = True

    def function(self, after: int, returnformat: str = "") -> Element:
        """What asks for the records after that record number."""
        return query_function(
            self.object,
            self.fields,
            self.where,
            after=after,
            pagesize=self.pagesize,
            show_private=self.show_private,
            returnformat=returnformat,
        )

    def hint(self, body: bytes) -> int | None:
        """The last record number of a page still unread, when another page follows."""
        return page_hint(body)

    def read(self, reader: Reader, fetched: Any, after: int) -> Page:
        """The page in an answer; raises the error tree."""
        plain = plain_rows(fetched.answer.body, self.fields)
        if plain is None:
            return read_page(reader.judge(fetched), self.fields, after, self.pagesize)
        return read_page(reader.judge(fetched, plain.envelope), self.fields, after, self.pagesize, plain.columns)

    def read_patiently(self, reader: Reader, after: int) -> Page:
        """The page, asked for again while that can help."""
        return read_page(reader.read(self.function(after)), self.fields, after, self.pagesize)


def one_page(reader: Reader, pages: Pages, after: int) -> Page:
    """A page alone: nothing is fetched ahead."""
    return _page(reader, pages, after, _fetched(reader, pages, after, None))


def all_pages(reader: Reader, pages: Pages, after: int = 0) -> Iterator[Page]:
    """Page by page, each asked for after the last record number of the one before."""
    last, more = after, True
    waiting: tuple[int, Future[Any]] | None = None
    with ThreadPoolExecutor(1, "next page") as ahead:
        while more:
            fetched = _fetched(reader, pages, last, waiting)
            guess = pages.hint(fetched.answer.body) if fetched is not None else None
            waiting = None if guess is None else (guess, ahead.submit(reader.fetch, pages.function(guess)))
            page = _page(reader, pages, last, fetched)
            last, more = page.last, page.more
            yield page


def _fetched(reader: Reader, pages: Pages, last: int, waiting: tuple[int, Future[Any]] | None) -> Any | None:
    """The page fetched ahead when it is the right one, else fetched now; None when that failed and needs patience."""
    try:
        if waiting is not None and waiting[0] == last:
            return waiting[1].result()
        return reader.fetch(pages.function(last))
    except GatewayError as error:
        _worth_repeating(error)
        return None


def _page(reader: Reader, pages: Pages, last: int, fetched: Any | None) -> Page:
    if fetched is not None:
        try:
            return pages.read(reader, fetched, last)
        except GatewayError as error:
            _worth_repeating(error)
    return pages.read_patiently(reader, last)


def _worth_repeating(error: GatewayError) -> None:
    if not may_repeat(error) and not isinstance(error, SessionExpired):
        raise error
