"""The GL Code Finder: what was last read from Intacct, there to choose from and to check against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from workbench.desk import Desk
from workbench.flows import connections
from workbench.frames import CHART, conform, empty
from workbench.gateway import currency as base_currency
from workbench.gateway import reads
from workbench.gateway.gateway import Gateway
from workbench.store import audit, snapshots

INTERFACE = "gl_export"

CHART_NAME = "accounts"
_CURRENCY = "currency"
_DIMENSION = "dimension "
_LISTS: dict[str, Callable[[Gateway], pd.DataFrame]] = {
    "journals": reads.journals,
    "entities": reads.entities,
    "periods": reads.periods,
    "time types": reads.time_types,
}
_COLUMNS = {
    "journals": ("symbol", "title", "status"),
    "entities": ("id", "name", "status"),
    "periods": ("name", "start", "end"),
    "time types": ("name", "status", "earning_type", "account"),
}
_VALUES = ("code", "name", "status", "parent", "entity", "project")

Say = Callable[[str], object]


def refresh_code_finder(desk: Desk, progress: Say = lambda text: None) -> pd.DataFrame:
    """Read the chart, dimension values, journals, entities, periods and time types, keep them all, and give the chart.

    ``progress`` is told what is being read. Raises the error tree; then everything kept before stays.
    """
    with connections.gateway(desk, INTERFACE) as gateway:
        who = gateway.credentials
        read = _everything(gateway, progress)
    now = desk.clock()
    company, entity = who.company, place(desk)[1]
    with desk.write() as conn:
        for name, frame in read.items():
            snapshots.put(conn, company, entity, name, frame, now, desk.actor)
        snapshots.drop_others(conn, company, entity, list(read))
        counts = {name: len(frame) for name, frame in read.items()}
        audit.append(conn, now, desk.actor, "code finder refreshed", who.company, counts)
    return conform(read[CHART_NAME], CHART)


def gl_codes(desk: Desk) -> pd.DataFrame:
    """The chart of accounts as last read: account, title, type, normal balance, status, required dimensions."""
    chart = chart_or_none(desk)
    return empty(CHART) if chart is None else chart


def chart_or_none(desk: Desk) -> pd.DataFrame | None:
    """The chart as last read, None while it was never read."""
    kept = _kept(desk, CHART_NAME)
    return None if kept is None else conform(kept, CHART)


def dimension_values(desk: Desk, dimension: str) -> pd.DataFrame:
    """The values of a dimension as last read: code, name, status, parent, entity, project; empty when never read."""
    kept = _kept(desk, _DIMENSION + dimension)
    return _empty(_VALUES) if kept is None else kept


def values_or_none(desk: Desk) -> dict[str, pd.DataFrame] | None:
    """The values of every dimension that was read, by its name; None while nothing was read."""
    if chart_or_none(desk) is None:
        return None
    names = [*reads.DIMENSIONS, *own_dimensions(desk)]
    kept = {name: _kept(desk, _DIMENSION + name) for name in names}
    return {name: frame for name, frame in kept.items() if frame is not None}


def own_dimensions(desk: Desk) -> list[str]:
    """The dimensions the company made itself, as last read."""
    kept = [name.removeprefix(_DIMENSION) for name in contents(desk)["name"] if name.startswith(_DIMENSION)]
    return [name for name in kept if name not in reads.DIMENSIONS]


def journals(desk: Desk) -> pd.DataFrame:
    """The journals as last read: symbol, title, status; empty when never read."""
    return _list(desk, "journals")


def entities(desk: Desk) -> pd.DataFrame:
    """The entities as last read: id, name, status; empty when never read."""
    return _list(desk, "entities")


def periods(desk: Desk) -> pd.DataFrame:
    """The reporting periods as last read: name, start, end; empty when never read."""
    return _list(desk, "periods")


def time_types(desk: Desk) -> pd.DataFrame:
    """The time types as last read: name, status, earning type, account; empty when never read or not to be had."""
    return _list(desk, "time types")


def currency(desk: Desk) -> str:
    """The currency of the books as last read, like CAD; blank when it is not known. A word beside money, no more."""
    kept = _kept(desk, _CURRENCY)
    return "" if kept is None or kept.empty else str(kept["code"].iloc[0])


def entity_of_location(desk: Desk) -> dict[str, str] | None:
    """Which entity each location belongs to (an entity to itself); None when the locations were never read."""
    locations = _kept(desk, _DIMENSION + "location")
    if locations is None:
        return None
    owner = {code: entity for code, entity in zip(locations["code"], locations["entity"], strict=True) if entity}
    return {**owner, **{entity: entity for entity in entities(desk)["id"]}}


def refreshed_at(desk: Desk) -> datetime | None:
    """When the chart was last read, None when never."""
    kept = contents(desk)
    read = kept.loc[kept["name"] == CHART_NAME, "read_at"]
    return None if read.empty else read.iloc[0].to_pydatetime()


def contents(desk: Desk) -> pd.DataFrame:
    """What is kept: name, rows, read_at, read_by."""
    company, entity = place(desk)
    with desk.read() as conn:
        return snapshots.listing(conn, company, entity)


def _everything(gateway: Gateway, progress: Say) -> dict[str, pd.DataFrame]:
    progress("Chart of accounts")
    read = {CHART_NAME: reads.accounts(gateway)}
    for name, of in _LISTS.items():
        progress(name.capitalize())
        read[name] = of(gateway)
    told = base_currency.currency(gateway)
    read[_CURRENCY] = pd.DataFrame({"code": pd.Series([told] if told else [], dtype="str")})
    progress("Dimensions")
    return read | {_DIMENSION + name: frame for name, frame in reads.dimension_values(gateway).items()}


def _list(desk: Desk, name: str) -> pd.DataFrame:
    kept = _kept(desk, name)
    return _empty(_COLUMNS[name]) if kept is None else kept


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in columns})


def _kept(desk: Desk, name: str) -> pd.DataFrame | None:
    company, entity = place(desk)
    with desk.read() as conn:
        return snapshots.get(conn, company, entity, name)


def place(desk: Desk) -> tuple[str, str]:
    """Under which company and entity the codes of this client are kept; no company while there is no connection.

    Another client never sees what this one's user was allowed to read, be it of the same company.
    """
    connection = connections.saved_connection(desk, INTERFACE)
    company, entity = (connection.company, connection.entity) if connection else ("", "")
    return company, f"{desk.workspace}\n{entity}" if desk.workspace else entity
