"""The labor records made of imported time: looked at, taken by payroll as a file, tied to the run that paid them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.desk import Desk
from workbench.errors import NotFound
from workbench.fields import STANDARD_DIMENSIONS
from workbench.files.writers import csv_bytes
from workbench.flows import connections
from workbench.flows.field_maps import INTERFACE
from workbench.flows.payroll_codes import paid_run, paid_runs
from workbench.flows.time_setup import time_setup
from workbench.frames import LABOR
from workbench.rules.time_keeping import join_kept, labor_of
from workbench.rules.time_paid import paid_time
from workbench.rules.time_tie import tie_time
from workbench.store import imported_entries as store
from workbench.store import runs

_LATE = timedelta(days=370)  # how long before its period late time was worked


def labor_records(desk: Desk, start: date, end: date) -> pd.DataFrame:
    """The labor records imported with a work date in these days: LABOR columns, dimensions, record.

    ``run`` is the posted run that paid the record, blank while none did.
    """
    kept = _kept(desk, start, end)
    days = pa.array(kept["work_date"], pa.date32())
    inside = pa.compute.and_(pa.compute.greater_equal(days, start), pa.compute.less_equal(days, end))
    mine = kept[np.asarray(inside, dtype=bool)].reset_index(drop=True)
    with desk.read() as conn:
        found = paid_time(mine, np.arange(len(mine)), mine, paid_runs(conn, start, end))
    return labor_of(mine.assign(run=pd.Series(found.by, dtype="str")))


def labor_csv(desk: Desk, start: date, end: date, run: str = "") -> bytes:
    """The labor records of these days in the form of a posted payroll's ``labor.csv``, for payroll to take.

    ``run`` is written into every row. Rate and amount are blank where time does not bring them. Codes stand as they
    are, whatever they begin with, so that they load back equal; free text is kept from running as a formula.
    """
    labor = labor_records(desk, start, end).drop(columns="record")
    own = [name for name in LABOR.names if name != "text"]
    further = [name for name in labor.columns if name not in LABOR.names]
    order = [*own, *dict.fromkeys((*STANDARD_DIMENSIONS, *further)), "text"]
    blank = {name: pd.Series("", index=labor.index, dtype="str") for name in order if name not in labor.columns}
    whole = labor.assign(**blank, run=pd.Series(run, index=labor.index, dtype="str"))[order]
    return csv_bytes(whole, codes=order[:-1])


def time_imports(desk: Desk) -> pd.DataFrame:
    """Every import that changed something, the newest first: number, period, who, when, new, changed, removed ..."""
    with desk.read() as conn:
        rows = store.imports(conn)
    names = ["id", "company", "entity", "period_start", "period_end", "payroll_group", "late_since", "imported_at",
             "imported_by", "new", "changed", "removed", "unchanged"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).rename(columns={"id": "number"})


def import_changes(desk: Desk, number: int) -> pd.DataFrame:
    """What one import wrote and took away: labor records with ``state`` new, changed or removed."""
    with desk.read() as conn:
        found = store.import_content(conn, number)
    if found is None:
        raise NotFound(f"There is no time import {number}.", "Look for it in the list of imports.")
    return found


def tie_to_run(desk: Desk, run: str, week_starts: int | None = None) -> pd.DataFrame:
    """Hours imported against hours paid by a posted run: employee, name, week_start, imported, paid, difference ...

    What was imported for the run's period counts, late time of earlier weeks too. ``ok`` and ``cause`` say the rest.
    Weeks begin as the company's timesheets do; ``week_starts`` (1 Monday to 7 Sunday) says it otherwise.
    """
    with desk.read() as conn:
        header = runs.current(conn, run)
        if header is None:
            raise NotFound(f"There is no run {run}.", "Check the run's code on the Payroll runs page.")
        paid, people = paid_run(conn, header), runs.tables(conn, header["id"])["employees"]
    kept = _kept(desk, paid.start - _LATE, paid.end)
    first, last = (pa.array(kept[name], pa.date32()) for name in ("period_start", "period_end"))
    mine = pa.compute.and_(pa.compute.less_equal(first, paid.end), pa.compute.greater_equal(last, paid.start))
    names = dict(zip(people["employee"], people["name"], strict=True))
    return tie_time(kept[np.asarray(mine, dtype=bool)], paid, names, week_starts or time_setup(desk).week_starts)


def _kept(desk: Desk, first: date, last: date) -> pd.DataFrame:
    connection = connections.kept_connection(desk, INTERFACE)
    with desk.read() as conn:
        companies = [connection.company] if connection else store.companies(conn)
        return join_kept(frame for one in companies for frame in store.months(conn, one, first, last).values())
