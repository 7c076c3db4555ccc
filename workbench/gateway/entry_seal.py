"""A look at a set of records from outside, before and after it is read: did anything come, go or change meanwhile?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from workbench.errors import Rejected
from workbench.gateway.document import branch, leaf
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import RECORD, Where

_OF_NUMBERS = ("count", "sum", "min", "max")


@dataclass(frozen=True)
class Seal:
    """How many records fit, what their numbers add up to, and what else Intacct told of them; equal when nothing moved.

    Where Intacct does not add up, ``rest`` is every record number with the time of its last change.
    """

    rows: int
    numbers: int
    rest: tuple[str, ...]

    def holds(self, numbers: pa.ChunkedArray) -> bool:
        """Whether records with these numbers are the very ones that were looked at."""
        return self.rows == len(numbers) and self.numbers == (pc.sum(numbers).as_py() or 0)


def seal(gateway: Gateway, object: str, where: Where, watched: Sequence[tuple[str, str]]) -> Seal:
    """One call for the whole set; ``watched``: (aggregate, field) that show a change, such as the latest WHENMODIFIED.

    Where the company does not take such a query, the record numbers are read page by page instead.
    """
    try:
        (row,) = aggregated(gateway, object, [*((kind, RECORD) for kind in _OF_NUMBERS), *watched], where)
        return Seal(int(row["COUNT." + RECORD]), int(_sum(row) or 0), tuple(row.values()))
    except (Rejected, KeyError, ValueError):
        return _page_by_page(gateway, object, where, [field for kind, field in watched if kind == "max"])


def aggregated(gateway: Gateway, object: str, asked: Sequence[tuple[str, str]], where: Where) -> list[dict[str, str]]:
    """One row per group of the plain fields; ``asked``: (field, count, sum, min or max; field)."""
    select = branch("select", *(leaf(kind, field) for kind, field in asked))
    private = branch("options", leaf("showprivate", "true"))
    function = branch("query", leaf("object", object), select, branch("filter", where.element()), private)
    return [{str(one.tag): one.text or "" for one in record} for record in gateway.read(function).records()]


def _sum(row: dict[str, str]) -> str:
    """Sage's pages show the sum under the plain name of its field; its other aggregates have theirs in front."""
    return row["SUM." + RECORD] if "SUM." + RECORD in row else row[RECORD]


def _page_by_page(gateway: Gateway, object: str, where: Where, changed: Sequence[str]) -> Seal:
    columns = gateway.columns(object, changed, where)
    numbers = list(map(int, columns[RECORD]))
    return Seal(len(numbers), sum(numbers), tuple(" ".join(one) for one in zip(*columns.values(), strict=True)))
