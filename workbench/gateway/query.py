"""The query function: what to select, the filters, and the pages of records in the order of their record numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import lt

from workbench.errors import OutcomeUnknown
from workbench.gateway.document import Element, branch, leaf, leaves_of
from workbench.gateway.plain_rows import Columns
from workbench.gateway.reply import Result

RECORD = "RECORDNO"
LARGEST_PAGE = 2000
MOST_VALUES = 1000  # of one "in" filter

_DIGITS = 18  # of a record number at most


@dataclass(frozen=True)
class Where:
    """A filter of a query: an operator on a field with its values, or ``and`` / ``or`` of several."""

    operator: str
    field: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Where, ...] = ()

    def element(self) -> Element:
        """The filter as Intacct reads it."""
        leaves = [leaf("field", self.field)] if self.field else []
        leaves += [leaf("value", value) for value in self.values]
        return branch(self.operator, *leaves, *(part.element() for part in self.parts))


def equal(field: str, value: str) -> Where:
    """Records whose field is that value, in the same upper and lower case."""
    return Where("equalto", field, (value,))


def one_of(field: str, values: Sequence[str]) -> Where:
    """Records whose field is one of up to 1,000 values."""
    if not 1 <= len(values) <= MOST_VALUES:
        raise ValueError(f"a filter takes 1 to {MOST_VALUES} values, not {len(values)}")
    return Where("in", field, tuple(values))


def between(field: str, first: str, last: str) -> Where:
    """Records whose field lies between the two, both included; dates as mm/dd/yyyy."""
    return Where("between", field, (first, last))


def above(field: str, value: str) -> Where:
    """Records whose field is greater."""
    return Where("greaterthan", field, (value,))


def all_of(*parts: Where | None) -> Where | None:
    """Records that fit every part given; None when none is."""
    given = tuple(
        one for part in parts if part is not None for one in (part.parts if part.operator == "and" else [part])
    )
    return Where("and", parts=given) if len(given) > 1 else (given[0] if given else None)


def any_of(*parts: Where) -> Where:
    """Records that fit at least one part."""
    return Where("or", parts=parts) if len(parts) > 1 else parts[0]


def query_function(
    object: str,
    fields: Sequence[str],
    where: Where | None,
    *,
    after: int,
    pagesize: int,
    show_private: bool,
    returnformat: str = "",
) -> Element:
    """One page: the records after record number ``after``, ascending (an offset would shift when records are added)."""
    chosen = all_of(where, above(RECORD, str(after)) if after else None)
    parts = [leaf("object", object), branch("select", *(leaf("field", field) for field in fields))]
    if chosen is not None:
        parts.append(branch("filter", chosen.element()))
    parts.append(branch("orderby", branch("order", leaf("field", RECORD), branch("ascending"))))
    options = [leaf("showprivate", "true")] if show_private else []  # or private records are silently left out on top
    if returnformat:
        options.append(leaf("returnformat", returnformat))
    if options:
        parts.append(branch("options", *options))
    return branch("query", *parts, leaf("pagesize", str(pagesize)))


@dataclass(frozen=True)
class Page:
    """One page as columns of text, its last record number, and whether more is to come."""

    columns: Columns
    rows: int
    last: int
    more: bool


def read_page(result: Result, fields: Sequence[str], after: int, pagesize: int, columns: Columns | None = None) -> Page:
    """The page in a result; OutcomeUnknown when its records do not stand in order after ``after``.

    ``columns`` are its records where they were read before; the result then holds only the first few of them.
    """
    if result.data is None:
        raise OutcomeUnknown("The answer to a query holds no data.")
    if columns is None:
        columns = _columns(result.data, fields)
    numbers = _ascending(columns[RECORD], after)
    remaining = result.data.get("numremaining")
    more = bool(numbers) and (remaining != "0" if remaining is not None else len(numbers) >= pagesize)
    return Page(columns, len(numbers), numbers[-1] if numbers else after, more)


def _columns(data: Element, fields: Sequence[str]) -> Columns:
    """Column by column where every record has the same leaves in the same order, else record by record."""
    records = len(data)
    if not records:
        return {field: [] for field in fields}
    pattern = [data[0].tag, *(leaf.tag for leaf in data[0])]
    same = sorted(pattern[1:]) == sorted(fields)
    # Two passes on purpose: the elements of a page are never all alive in Python at once.
    if same and [one.tag for one in data.iter()] == [data.tag, *(pattern * records)]:
        texts = [one.text or "" for one in data.iter()]
        return {field: texts[1 + pattern.index(field, 1) :: len(pattern)] for field in fields}
    rows = [_row(record) for record in data]
    return {field: [row.get(field, "") for row in rows] for field in fields}


def _row(record: Element) -> dict[str, str]:
    row = leaves_of(record)
    if len(row) != len(record):
        raise OutcomeUnknown("A record in the answer names a field twice.")
    return row


def _ascending(texts: Sequence[str], after: int) -> list[int]:
    if not all(map(str.isdigit, texts)) or not "".join(texts).isascii() or max(map(len, texts), default=0) > _DIGITS:
        raise OutcomeUnknown("A record in the answer has no record number.")
    numbers = list(map(int, texts))
    if not all(map(lt, [after, *numbers], numbers)):
        raise OutcomeUnknown("The records in the answer are not in the order that was asked for.")
    return numbers


def page_hint(body: bytes) -> int | None:
    """The last record number of a page still unread, when another page follows: a guess to fetch ahead with."""
    head = body[:8192]
    start = body.rfind(b"<RECORDNO>")
    if start < 0 or b"numremaining=" not in head or b'numremaining="0"' in head:
        return None
    digits = body[start + 10 : body.find(b"</RECORDNO>", start)]
    return int(digits) if digits.isdigit() else None
