"""What the Code Finder reads: the chart of accounts, dimension values, journals, entities and periods, as frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from workbench.errors import Rejected
from workbench.fields import REQUIRED_FLAG
from workbench.frames import CHART, conform
from workbench.gateway.causes import cause_of
from workbench.gateway.gateway import Gateway
from workbench.gateway.lookup import available, known_fields
from workbench.gateway.own_dimensions import own_dimensions, own_values
from workbench.gateway.reply import Trouble
from workbench.gateway.values import flag, read_date

_REQUIRED = {"REQUIRECOSTTYPE": "COSTTYPEID", **REQUIRED_FLAG}
_FURTHER = "REQUIREGLDIM"  # of a dimension the company made itself


@dataclass(frozen=True)
class _Values:
    """Where the values of a dimension stand: the object and which of its fields say what."""

    object: str
    code: str
    name: str
    parent: str
    entity: str = "MEGAENTITYID"
    status: str = "STATUS"
    project: str = ""


# Employees are read by these fields only: never a birth date, a social insurance number or a bank account.
_DIMENSIONS: dict[str, _Values] = {
    "department": _Values("DEPARTMENT", "DEPARTMENTID", "TITLE", "PARENTID"),
    "location": _Values("LOCATION", "LOCATIONID", "NAME", "PARENTID", entity="ENTITY"),
    "project": _Values("PROJECT", "PROJECTID", "NAME", "PARENTID"),
    "task": _Values("TASK", "TASKID", "NAME", "PROJECTID", project="PROJECTID"),
    "cost_type": _Values("COSTTYPE", "COSTTYPEID", "NAME", "TASKID", project="PROJECTID"),
    "class": _Values("CLASS", "CLASSID", "NAME", "PARENTID"),
    "employee": _Values("EMPLOYEE", "EMPLOYEEID", "PERSONALINFO.CONTACTNAME", "DEPARTMENTID"),
}
DIMENSIONS = tuple(_DIMENSIONS)


def accounts(gateway: Gateway) -> pd.DataFrame:
    """The chart of accounts: account, title, type, normal balance, status, and the dimensions each account requires."""
    further = [name for name in known_fields(gateway, "GLACCOUNT") or () if name.startswith(_FURTHER)]
    flags = {**_REQUIRED, **{name: name.removeprefix("REQUIRE") for name in sorted(further)}}
    columns = available(
        gateway, "GLACCOUNT", ["ACCOUNTNO", "TITLE", "ACCOUNTTYPE", "NORMALBALANCE", "STATUS"], list(flags)
    )
    frame = _frame(
        account=columns["ACCOUNTNO"],
        title=columns["TITLE"],
        type=columns["ACCOUNTTYPE"],
        normal_balance=columns["NORMALBALANCE"],
        status=columns["STATUS"],
    )
    frame["required_dimensions"] = _required(columns, flags, len(frame))
    return conform(frame.sort_values("account", ignore_index=True), CHART)


def dimension_values(gateway: Gateway) -> dict[str, pd.DataFrame]:
    """The values of each dimension the company has (see ``values_of``), those it made itself by their name in small.

    That of a missing module, or one the user may not read, is left out.
    """
    found = {name: _offered(partial(values_of, gateway, name)) for name in _DIMENSIONS}
    for own in own_dimensions(gateway):
        found.setdefault(own.name, _offered(partial(own_values, gateway, own)))
    return {name: frame for name, frame in found.items() if frame is not None}


def values_of(gateway: Gateway, dimension: str) -> pd.DataFrame:
    """The values of one dimension: code, name, status, parent, entity, project; Rejected when it is not to be had."""
    place = _DIMENSIONS[dimension]
    needed = [place.code, place.name, *([place.project] if place.project else [])]
    columns = available(gateway, place.object, needed, [place.status, place.parent, place.entity])
    project = columns[place.project] if place.project else [""] * len(columns[place.code])
    frame = _frame(
        code=columns[place.code],
        name=columns[place.name],
        status=columns[place.status],
        parent=columns[place.parent],
        entity=columns[place.entity],
        project=project,
    )
    return frame.assign(status=frame["status"].replace("", "active"))


def journals(gateway: Gateway) -> pd.DataFrame:
    """The journals: symbol, title, status, and whether entries from outside are taken."""
    columns = available(gateway, "GLJOURNAL", ["SYMBOL", "TITLE"], ["STATUS", "DISALLOWDIRECTPOSTING"])
    closed = [flag(one) for one in columns["DISALLOWDIRECTPOSTING"]]
    frame = _frame(symbol=columns["SYMBOL"], title=columns["TITLE"], status=columns["STATUS"])
    return frame.assign(status=frame["status"].replace("", "active"), direct_posting=[not one for one in closed])


def entities(gateway: Gateway) -> pd.DataFrame:
    """The entities of the company: id, name, status; none in a company of one entity."""
    try:
        columns = available(gateway, "LOCATIONENTITY", ["LOCATIONID", "NAME"], ["STATUS"])
    except Rejected as refusal:
        if not is_missing(refusal):
            raise
        columns = {"LOCATIONID": [], "NAME": [], "STATUS": []}
    return _frame(id=columns["LOCATIONID"], name=columns["NAME"], status=columns["STATUS"])


def periods(gateway: Gateway) -> pd.DataFrame:
    """The reporting periods that have dates: name, start, end (Intacct does not say which are closed)."""
    columns = available(gateway, "REPORTINGPERIOD", ["NAME", "START_DATE", "END_DATE"], [])
    dated = [
        (name, read_date(start), read_date(end))
        for name, start, end in zip(columns["NAME"], columns["START_DATE"], columns["END_DATE"], strict=True)
        if start and end
    ]
    days = {"start": [start for _, start, _ in dated], "end": [end for _, _, end in dated]}
    frame = _frame(name=[name for name, _, _ in dated])
    return frame.assign(**{side: pd.Series(values, dtype="date32[pyarrow]") for side, values in days.items()})


def time_types(gateway: Gateway) -> pd.DataFrame:
    """The time types: name, status, earning type, account; none where the company or the user's role lacks them."""
    try:
        columns = available(gateway, "TIMETYPE", ["NAME"], ["STATUS", "EARNINGTYPENAME", "ACCOUNTNO"])
    except Rejected as refusal:
        if not is_missing(refusal):
            raise
        columns = {"NAME": [], "STATUS": [], "EARNINGTYPENAME": [], "ACCOUNTNO": []}
    frame = _frame(
        name=columns["NAME"],
        status=columns["STATUS"],
        earning_type=columns["EARNINGTYPENAME"],
        account=columns["ACCOUNTNO"],
    )
    return frame.assign(status=frame["status"].replace("", "active"))


def is_missing(refusal: Rejected) -> bool:
    """Whether Intacct refused because the company or the user's role does not have the object at all."""
    return any(cause_of(Trouble(*error)).name in ("object", "permission") for error in refusal.errors)


def _offered(read: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
    try:
        return read()
    except Rejected as refusal:
        if is_missing(refusal):
            return None
        raise


def _required(columns: dict[str, list[str]], flags: dict[str, str], rows: int) -> list[str]:
    """For each account the journal line fields it requires, comma separated."""
    marked = {field: [flag(one) for one in columns[name]] for name, field in flags.items()}
    return [", ".join(field for field, on in marked.items() if on[row]) for row in range(rows)]


def _frame(**columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(list(texts), dtype="str") for name, texts in columns.items()})
