"""The codes job cost records are checked against: the Code Finder's, or read through the job cost connection itself."""

from __future__ import annotations

import pandas as pd

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.flows.connections import saved_connection
from workbench.gateway import reads
from workbench.gateway.gateway import Gateway
from workbench.store import snapshots

INTERFACE = "job_cost_export"
_TIME_TYPES, _DIMENSION = "time types", "dimension "

Codes = tuple[pd.DataFrame | None, dict[str, pd.DataFrame] | None]


def known_codes(desk: Desk) -> Codes:
    """Time types, and values per dimension; None is not known. The Code Finder's come first: people refresh it."""
    if code_finder.refreshed_at(desk) is not None:
        return code_finder.time_types(desk), code_finder.values_or_none(desk)
    company, place = _place(desk)
    with desk.read() as conn:
        types = snapshots.get(conn, company, place, _TIME_TYPES)
        kept = {name: snapshots.get(conn, company, place, _DIMENSION + name) for name in reads.DIMENSIONS}
    values = {name: frame for name, frame in kept.items() if frame is not None}
    return types, values or None


def read_codes(desk: Desk, gateway: Gateway) -> None:
    """Read and keep them where no Code Finder does, as in a company that only takes timesheets from here."""
    if code_finder.refreshed_at(desk) is not None:
        return
    read = {_TIME_TYPES: reads.time_types(gateway)}
    read |= {_DIMENSION + name: frame for name, frame in reads.dimension_values(gateway).items()}
    (company, place), now = _place(desk), desk.clock()
    with desk.write() as conn:
        for name, frame in read.items():
            snapshots.put(conn, company, place, name, frame, now, desk.actor)


def _place(desk: Desk) -> tuple[str, str]:
    """Under which company and place they are kept: apart from what a Code Finder keeps, and from other clients."""
    connection = saved_connection(desk, INTERFACE)
    company, entity = (connection.company, connection.entity) if connection else ("", "")
    return company, f"{desk.workspace}\n{entity}\n{INTERFACE}"
