"""Timesheets of an external payroll: the payload, creating many, finding them again, reading back, approving them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pandas as pd

from workbench.credentials import illegal_character
from workbench.errors import ExportRefused, GatewayError
from workbench.fields import TIMESHEET_FIELD
from workbench.frames import TIMESHEET_ENTRIES
from workbench.gateway.document import Element, Unreadable, branch, parse, text, write
from workbench.gateway.gateway import SEND_WITHIN, Gateway
from workbench.gateway.lookup import available
from workbench.gateway.outcome import Outcome, created
from workbench.gateway.query import Where, all_of, any_of, between, one_of
from workbench.gateway.values import date_text, flag, read_date

MOST_TOGETHER = 20  # sheets of one request
LONGEST_DESCRIPTION = 400
SUBMITTED, APPROVED, DECLINED = "Submitted", "Approved", "Declined"

COSTS = {"cost": "EXTAMOUNT", "employer_taxes": "EXTEMPLOYERTAXES", "fringes": "EXTFRINGES"}
_TEXTS = {"time_type": "TIMETYPE", "notes": "NOTES"}
_HEADER = ("EMPLOYEEID", "BEGINDATE", "ENDDATE", "STATE", "DESCRIPTION")
_MORE = ("GLPOSTDATE", "CREATEDBY")
_OWNER, _OWNER_STATE = "TIMESHEET.RECORDNO", "TIMESHEET.STATE"
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)
_QUANTITY = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,10})?", re.ASCII)
_NOT_A_FIELD = {"ENTRYDATE", "QTY", "BILLABLE", "RECORDNO", "STATE", *COSTS.values(), *_TEXTS.values()}


@dataclass(frozen=True)
class SheetHeader:
    """The head of a timesheet in Intacct."""

    record_no: str
    state: str
    employee_id: str
    begin: date
    end: date
    description: str
    post_date: date | None  # None where the company does not show it
    made_by: str = ""
    batch_no: str = ""  # a timesheet has no number besides its record's


@dataclass(frozen=True)
class Standing:
    """Where a timesheet stands: its state, and its entries that wait for approval."""

    state: str
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Week:
    """An employee's timesheet period, by the employee's id in Intacct."""

    employee_id: str
    begin: date
    end: date


def _fields_of(entries: pd.DataFrame) -> list[str]:
    fields = [str(name) for name in entries.columns if name not in TIMESHEET_ENTRIES.names]
    bad = [name for name in fields if not _FIELD.fullmatch(name) or name.upper() in _NOT_A_FIELD]
    if bad:
        raise ExportRefused(f"{', '.join(bad)} cannot be a field of a timesheet entry.")
    return fields


def described(key: str, description: str) -> str:
    """What a timesheet says in Intacct: its key first, then the user's words."""
    return f"{key} {description}".strip()


def sheet_payload(*, key: str, description: str, post_date: date, entries: pd.DataFrame) -> str:
    """The create function of one submitted timesheet as text; holds no secret. ExportRefused for what may not be sent.

    ``entries`` are TIMESHEET_ENTRIES of one employee and week with one column per Intacct field (blank is not sent).
    """
    fields, rows = _fields_of(entries), _rows_of(entries)
    _refuse_entries(rows)
    words = described(key, description)
    if len(words) > LONGEST_DESCRIPTION:
        raise ExportRefused(
            f"The timesheet description is longer than {LONGEST_DESCRIPTION - len(key) - 1} characters."
        )
    first = rows[0]
    sheet = branch(
        "TIMESHEET",
        EMPLOYEEID=_sendable(str(first["employee_id"]), "employee id"),
        BEGINDATE=date_text(first["week_start"]),
        GLPOSTDATE=date_text(post_date),
        DESCRIPTION=_sendable(words, "description"),
        STATE=SUBMITTED,
    )
    sheet.append(branch("TIMESHEETENTRIES", *(_entry(row, fields) for row in rows)))
    return write(branch("create", sheet)).decode()


def create_sheets(gateway: Gateway, payloads: Mapping[str, str], within: float = SEND_WITHIN) -> dict[str, Outcome]:
    """Create up to 20 submitted timesheets in one request, each under its key and for itself; what became of each.

    Sign in before (``gateway.sign_in()``): ``within`` seconds after this call began nothing is sent any more.
    """
    if not 1 <= len(payloads) <= MOST_TOGETHER:
        raise ValueError(f"a request takes 1 to {MOST_TOGETHER} timesheets, not {len(payloads)}")
    return gateway.write_each({key: _single_sheet(one) for key, one in payloads.items()}, created, within)


def find_sheets(gateway: Gateway, keys: Sequence[str], weeks: Iterable[Week] = ()) -> list[SheetHeader]:
    """The timesheets whose description begins with one of the keys, and those of these employees and periods."""
    wheres = [Where("like", "DESCRIPTION", (f"{key}%",)) for key in keys]
    wheres += [one for one in (_in_weeks(list(weeks)),) if one is not None]
    return _headers(gateway, any_of(*wheres)) if wheres else []


def carries(header: SheetHeader, key: str) -> bool:
    """Whether a timesheet was made under this key."""
    return header.description.startswith(key)


def overlaps(header: SheetHeader, week: Week) -> bool:
    """Whether a timesheet is of this employee and shares a day with the period."""
    return header.employee_id == week.employee_id and header.begin <= week.end and week.begin <= header.end


def sheet_entries(
    gateway: Gateway, record_nos: Sequence[str], fields: Sequence[str], used: Sequence[str] = ()
) -> dict[str, pd.DataFrame]:
    """The entries of timesheets as sent ones: work_date, units, time_type, billable, notes, cost ..., Intacct fields.

    ``fields`` are those sent; any other dimension that carries a value is there too, a blank one is not. ``used``:
    columns of the sent entries that hold a value; without them nothing can be compared, so GatewayError.
    """
    wanted = list(dict.fromkeys([*fields, *TIMESHEET_FIELD.values()]))
    optional = [*_TEXTS.values(), *COSTS.values(), *wanted]
    needed = [_OWNER, "ENTRYDATE", "QTY", "BILLABLE", *((_TEXTS | COSTS).get(one, one) for one in used)]
    columns = available(gateway, "TIMESHEETENTRY", needed, optional, one_of(_OWNER, record_nos))
    texts = {name: pd.Series(columns[given], dtype="str") for name, given in _TEXTS.items()}
    frame = pd.DataFrame(
        {
            "record_no": pd.Series(columns[_OWNER], dtype="str"),
            "work_date": pd.Series([read_date(day) for day in columns["ENTRYDATE"]], dtype=object),
            "units": pd.Series([quantity(one) for one in columns["QTY"]], dtype=object),
            "billable": [flag(one) for one in columns["BILLABLE"]],
            **texts,
            **{name: [quantity(one) if one else None for one in columns[given]] for name, given in COSTS.items()},
        }
    )
    for field in wanted:
        if field in fields or any(columns[field]):
            frame[field] = pd.Series(columns[field], dtype="str")
    return {number: frame[frame["record_no"] == number].drop(columns="record_no") for number in record_nos}


def standings(gateway: Gateway, record_nos: Sequence[str]) -> dict[str, Standing]:
    """Where these timesheets stand now; one that is not there any more is not in the answer."""
    columns = gateway.columns("TIMESHEETENTRY", [_OWNER, _OWNER_STATE, "STATE"], one_of(_OWNER, record_nos))
    found: dict[str, tuple[str, list[str]]] = {}
    rows = zip(*(columns[name] for name in ("RECORDNO", _OWNER, _OWNER_STATE, "STATE")), strict=True)
    for entry, owner, state, entry_state in rows:
        waiting = found.setdefault(owner, (state, []))[1]
        if entry_state == SUBMITTED:
            waiting.append(entry)
    return {owner: Standing(state, tuple(waiting)) for owner, (state, waiting) in found.items()}


def approve_sheets(
    gateway: Gateway, waiting: Mapping[str, tuple[str, Sequence[str]]], within: float = SEND_WITHIN
) -> dict[str, Outcome]:
    """Approve timesheets by name: record number and the entries that wait for it; what became of each.

    Approving twice does no harm (only submitted entries can be approved), so each attempt has its own control id.
    """
    functions, names = {}, {}
    for name, (record_no, entries) in waiting.items():
        attempt = f"{name}.approve.{uuid4()}"
        functions[attempt] = branch("approve", branch("TIMESHEET", RECORDNO=record_no, ENTRYKEYS=",".join(entries)))
        names[attempt] = name
    outcomes = gateway.write_each(functions, lambda result: Outcome("sent"), within)
    return {names[attempt]: outcome for attempt, outcome in outcomes.items()}


def quantity(written: str) -> Decimal:
    """A number as Intacct writes it, exact; GatewayError when it is none."""
    if not _QUANTITY.fullmatch(written):
        raise GatewayError(f"Sage Intacct sent {written!r} where a number belongs.")
    return Decimal(written)


def _in_weeks(weeks: list[Week]) -> Where | None:
    """All sheets of these employees that may touch these periods; a period is a month at most."""
    if not weeks:
        return None
    first = min(week.begin for week in weeks) - timedelta(days=31)
    days = between("BEGINDATE", date_text(first), date_text(max(week.end for week in weeks)))
    return all_of(one_of("EMPLOYEEID", sorted({week.employee_id for week in weeks})), days)


def _headers(gateway: Gateway, where: Where) -> list[SheetHeader]:
    columns = available(gateway, "TIMESHEET", _HEADER, _MORE, where)
    rows = zip(*(columns[name] for name in ("RECORDNO", *_HEADER, *_MORE)), strict=True)
    return [
        SheetHeader(
            record, state, employee, read_date(begin), read_date(end), words, read_date(post) if post else None, maker
        )
        for record, employee, begin, end, state, words, post, maker in rows
    ]


def _rows_of(entries: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [entries[name].astype(object).tolist() for name in entries.columns]
    return [dict(zip(entries.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _refuse_entries(rows: list[dict[str, Any]]) -> None:
    if not rows:
        raise ExportRefused("A timesheet needs at least one entry.")
    if len({(row["employee_id"], row["week_start"], row["week_end"]) for row in rows}) != 1:
        raise ExportRefused("The entries of a timesheet belong to one employee and one week.")
    if not rows[0]["employee_id"]:
        raise ExportRefused("The employee has no id in Sage Intacct.")
    if not all(row["week_start"] <= row["work_date"] <= row["week_end"] for row in rows):
        raise ExportRefused("An entry lies outside the week of its timesheet.")
    if any(pd.isna(row["units"]) or row["units"] == 0 for row in rows):
        raise ExportRefused("An entry of a timesheet needs units other than zero.")


def _entry(row: dict[str, Any], fields: list[str]) -> Element:
    texts = {given: str(row[name]) for name, given in _TEXTS.items()} | {field: str(row[field]) for field in fields}
    costs = {given: format(row[name], ".2f") for name, given in COSTS.items() if not pd.isna(row[name])}
    billable = {"BILLABLE": "true" if row["billable"] else "false"}
    sent = {name: _sendable(content, name) for name, content in texts.items() if content}
    day, units = date_text(row["work_date"]), _plain(row["units"])
    return branch("TIMESHEETENTRY", ENTRYDATE=day, QTY=units, **sent, **billable, **costs)


def _plain(units: Decimal) -> str:
    """Units without the zeros that say nothing: 7.5, 40."""
    return format(units.normalize(), "f")


def _sendable(content: str, what: str) -> str:
    if bad := illegal_character(content):
        raise ExportRefused(f"The {what} contains the control character {bad}, which cannot be sent to Sage Intacct.")
    return content


def _single_sheet(payload: str) -> Element:
    """The function of a payload, when it creates exactly one timesheet, submitted: approving is a step of its own."""
    try:
        function = parse(payload.encode())
        sheets = list(function)
        states = [text(sheet, "STATE") for sheet in sheets if sheet.tag == "TIMESHEET"]
    except Unreadable:
        states = []
    if states != [SUBMITTED] or len(sheets) != 1 or function.tag != "create":
        raise ExportRefused("Only the creation of one submitted timesheet may be sent; this is something else.")
    return function
