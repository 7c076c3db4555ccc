"""The dimensions a company made itself: which there are, and their values, which lines carry by number."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.errors import Rejected, SenderRefused
from workbench.gateway.document import branch, leaf, leaves_of
from workbench.gateway.gateway import Gateway
from workbench.gateway.query import LARGEST_PAGE, above

COLUMNS = ("code", "name", "status", "parent", "entity", "project")
_NUMBER, _NAME = "id", "name"  # objects a company makes have small letters, and a number of their own


@dataclass(frozen=True)
class OwnDimension:
    """A dimension of the company's own: its object, and what people call it."""

    object: str
    label: str

    @property
    def name(self) -> str:
        """Its name as a payroll has it, before anything else is said."""
        return self.object.lower()


def own_dimensions(gateway: Gateway) -> list[OwnDimension]:
    """The dimensions of the company's own that stand in the ledger; none where Intacct does not tell."""
    try:
        data = gateway.read(branch("getDimensions")).data
    except (Rejected, SenderRefused):  # a user without the right to it; a wrong sender is refused again by what follows
        return []
    rows = [] if data is None else [leaves_of(one) for one in data.iterfind(".//dimension")]
    return [
        OwnDimension(row["objectName"], row.get("termLabel") or row.get("objectLabel", ""))
        for row in rows
        if row.get("userDefinedDimension") == "true" and row.get("enabledInGL") != "false" and row.get("objectName")
    ]


def own_values(gateway: Gateway, dimension: OwnDimension) -> pd.DataFrame:
    """The values of a dimension of the company's own: code (the number lines carry), name, status, blank the rest."""
    rows: list[dict[str, str]] = []
    while page := _page(gateway, dimension.object, rows[-1][_NUMBER] if rows else ""):
        rows += page
        if len(page) < LARGEST_PAGE:
            break
    columns = {"code": [row.get(_NUMBER, "") for row in rows], "name": [row.get(_NAME, "") for row in rows]}
    texts = {name: columns.get(name, ["active" if name == "status" else ""] * len(rows)) for name in COLUMNS}
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})


def _page(gateway: Gateway, object: str, after: str) -> list[dict[str, str]]:
    parts = [leaf("object", object), branch("select", leaf("field", _NUMBER), leaf("field", _NAME))]
    if after:
        parts.append(branch("filter", above(_NUMBER, after).element()))
    order = branch("orderby", branch("order", leaf("field", _NUMBER), branch("ascending")))
    data = gateway.read(branch("query", *parts, order, leaf("pagesize", str(LARGEST_PAGE)))).data
    return [] if data is None else [leaves_of(record) for record in data]
