"""Reading timesheets back: what Intacct holds under their keys, what stands in their way, and every difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from workbench.desk import Desk
from workbench.fields import TIMESHEET_FIELD
from workbench.flows.readback import Found
from workbench.gateway.gateway import Gateway
from workbench.gateway.timesheets import (
    DECLINED,
    SheetHeader,
    Week,
    carries,
    described,
    find_sheets,
    overlaps,
    sheet_entries,
)
from workbench.rules.timesheet_reconcile import COLUMNS, compare_entries, entry_fields
from workbench.store import sheet_exports
from workbench.store.arrow import unpack
from workbench.store.exports import Row

DIFFERENCE_COLUMNS = (*COLUMNS, *TIMESHEET_FIELD.values())
TAKE_AWAY = "Decline and delete it there (Time > Staff Timesheets)"


def week_of(row: Row) -> Week:
    """The employee and week of a sheet, by the employee's id in Intacct."""
    first = unpack(row["batch_lines"]).iloc[0]
    return Week(first["employee_id"], first["week_start"], first["week_end"])


def look(gateway: Gateway, rows: Sequence[Row], thoroughly: bool = False) -> dict[str, Found]:
    """Find the timesheets of exports and compare them entry by entry; GatewayError when Intacct cannot be read.

    The key stands first in the description; ``thoroughly`` also takes a sheet of the same employee, week and entries
    for the one that was sent, so that an edited description hides nothing before absence is believed.
    """
    weeks = [week_of(row) for row in rows] if thoroughly else []
    headers = find_sheets(gateway, [row["key"] for row in rows], weeks)
    own = {row["key"]: [one for one in headers if carries(one, row["key"])] for row in rows}
    found = _compared(gateway, rows, own)
    for row, week in zip(rows, weeks, strict=False):
        if not own[row["key"]]:
            alike = [one for one in headers if overlaps(one, week) and one.state != DECLINED]
            found[row["key"]] = _the_same_but_for_its_description(gateway, row, alike)
    return found


def before(
    desk: Desk, gateway: Gateway, rows: Sequence[Row], keys_before: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Found, str]]:
    """For each sheet about to be sent: what is there under its key, and what stands in its way, in a sentence.

    A timesheet of the same employee and week is in the way, but for a declined one, and for one that this workbench
    exported from another run or as what this one corrects: whether a second one may be is for Intacct to say.
    """
    weeks = {row["key"]: week_of(row) for row in rows}
    keys = [key for row in rows for key in (row["key"], *keys_before[row["key"]])]
    headers = find_sheets(gateway, keys, weeks.values())
    own = {row["key"]: [one for one in headers if carries(one, row["key"])] for row in rows}
    ours = _ours(desk, headers)
    found = _compared(gateway, rows, own)
    problems = {
        key: "" if own[key] else _in_the_way(headers, week, set(keys_before[key]), ours) for key, week in weeks.items()
    }
    return {key: (found[key], problems[key]) for key in weeks}


def in_the_way(desk: Desk, gateway: Gateway, weeks: Mapping[str, Week]) -> dict[str, str]:
    """The weeks of which Intacct holds timesheets that this workbench did not export, with what names those."""
    headers = find_sheets(gateway, [], weeks.values())
    ours = _ours(desk, headers)
    foreign = {key: _foreign(headers, week, ours) for key, week in weeks.items()}
    return {key: _named(there) for key, there in foreign.items() if there}


def explanations(gateway: Gateway, rows: Sequence[Row]) -> dict[str, str]:
    """For sheets that Intacct refused: the timesheets it holds of the same employee and week, and the way on."""
    weeks = {row["key"]: week_of(row) for row in rows}
    headers = find_sheets(gateway, [], weeks.values())
    there = {key: [one for one in headers if overlaps(one, week)] for key, week in weeks.items()}
    return {
        key: f"Intacct holds {_named(found)} of this employee and week and may take only one. Have the hours changed "
        "there, or decline and delete it there, supersede its export here and export the week anew."
        for key, found in there.items()
        if found
    }


def is_gone(header: SheetHeader) -> bool:
    """A declined timesheet counts for nothing any more."""
    return header.state == DECLINED


def _ours(desk: Desk, headers: Sequence[SheetHeader]) -> set[str]:
    """The keys of this workbench among the timesheets' first words."""
    with desk.read() as conn:
        return set(sheet_exports.rows_of(conn, {_first_word(one) for one in headers}))


def _in_the_way(headers: Sequence[SheetHeader], week: Week, earlier: set[str], ours: set[str]) -> str:
    there = [one for one in headers if overlaps(one, week) and one.state != DECLINED]
    old = [one for one in there if _first_word(one) in earlier]
    if old:
        there_after_all = f"An earlier timesheet of this employee and week is in Intacct after all: {_named(old)}."
        return f"{there_after_all} {TAKE_AWAY}, then export again."
    if foreign := _foreign(headers, week, ours):
        return (
            f"Intacct already holds {_named(foreign)} of this employee and week. Nothing was sent. {TAKE_AWAY} and "
            "export the week again, or leave it as it is there and export the others."
        )
    return ""


def _foreign(headers: Sequence[SheetHeader], week: Week, ours: set[str]) -> list[SheetHeader]:
    there = [one for one in headers if overlaps(one, week) and one.state != DECLINED]
    return [one for one in there if _first_word(one) not in ours]


def _named(headers: Sequence[SheetHeader]) -> str:
    return ", ".join(
        f"timesheet record {one.record_no} ({one.state}{f', made by {one.made_by}' if one.made_by else ''}"
        f"{f', {one.description!r}' if one.description else ''})"
        for one in headers
    )


def _first_word(header: SheetHeader) -> str:
    return header.description.partition(" ")[0]


def _compared(gateway: Gateway, rows: Sequence[Row], own: Mapping[str, Sequence[SheetHeader]]) -> dict[str, Found]:
    """Each with its differences where there is exactly one; the entries of all are read in one call."""
    single = {row["key"]: own[row["key"]][0] for row in rows if len(own[row["key"]]) == 1}
    sent = {row["key"]: unpack(row["batch_lines"]) for row in rows if row["key"] in single}
    fields = list(dict.fromkeys(name for frame in sent.values() for name in entry_fields(frame)))
    used = [name for name in (*_COMPARED, *fields) if any(_holds(frame, name) for frame in sent.values())]
    back = sheet_entries(gateway, [one.record_no for one in single.values()], fields, used) if single else {}
    found = {}
    for row in rows:
        header = single.get(row["key"])
        if header is None:
            found[row["key"]] = Found(tuple(own[row["key"]]))
            continue
        found[row["key"]] = Found((header,), differences_of(row, header, sent[row["key"]], back[header.record_no]))
    return found


def _holds(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column of entries was sent with a value."""
    return name in frame.columns and bool(((frame[name].astype(str) != "") & frame[name].notna()).any())


def _the_same_but_for_its_description(gateway: Gateway, row: Row, alike: Sequence[SheetHeader]) -> Found:
    found = [_compared(gateway, [row], {row["key"]: [one]})[row["key"]] for one in alike]
    same = [one for one in found if not set(one.differences["where"]) - _HEADER_DIFFERENCES]
    return same[0] if len(same) == 1 else Found(tuple(one.headers[0] for one in same))


def differences_of(row: Row, header: SheetHeader, sent: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Every difference between what was sent and what was found: header fields first, then entries."""
    first = sent.iloc[0]
    wanted: dict[str, str | date | None] = {
        "employee": first["employee_id"],
        "first day": first["week_start"],
        "batch date": row["batch_date"],
        "description": described(row["key"], row["description"]),
    }
    there = {
        "employee": header.employee_id,
        "first day": header.begin,
        "batch date": header.post_date or row["batch_date"],
        "description": header.description,
    }
    heads = [
        {"where": f"{name} differs", "notes": f"sent {wanted[name]}, found {there[name]}"}
        for name in wanted
        if wanted[name] != there[name]
    ]
    entries = compare_entries(sent, found)
    return pd.concat([pd.DataFrame(heads), entries], ignore_index=True).fillna("") if heads else entries


_COMPARED = ("time_type", "notes", "cost", "employer_taxes", "fringes")
_HEADER_DIFFERENCES = {"description differs", "batch date differs"}
