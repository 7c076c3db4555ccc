"""Timesheets against the sandbox: many in one request, each for itself, found, read back, approved."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from workbench.errors import ExportRefused
from workbench.frames import TIMESHEET_ENTRIES, conform
from workbench.gateway import timesheets
from workbench.gateway.timesheets import Week

MONDAY = date(2026, 1, 26)
PLACE = {"LOCATIONID": "E100", "DEPARTMENTID": "200", "PROJECTID": "P100", "TASKID": "01-100"}


def entries(employee="E1002", units=("8", "7.5"), week_start=MONDAY, **changes):
    rows = [
        {
            "employee": employee, "employee_id": employee, "week_start": week_start,
            "week_end": week_start + timedelta(days=6), "line": n, "work_date": week_start + timedelta(days=n - 1),
            "category": "102", "time_type": "102", "units": Decimal(one), "billable": False, "notes": "",
            "cost": Decimal("201.25"), "employer_taxes": Decimal("9.10"), "fringes": None,
        }
        for n, one in enumerate(units, 1)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows).assign(**PLACE | changes), TIMESHEET_ENTRIES)


def payload(key, description="Job cost 2026-BW03", **changes):
    return sheet_of(entries(**changes), key, description)


def sheet_of(given, key="KEY-1", description="Job cost 2026-BW03"):
    return timesheets.sheet_payload(key=key, description=description, post_date=date(2026, 2, 13), entries=given)


def week(employee="E1002"):
    return Week(employee, MONDAY, MONDAY + timedelta(days=6))


def stored(sandbox, key=""):
    rows = sandbox.control("records", object="TIMESHEET")["records"]
    return [row for row in rows if str(row.get("DESCRIPTION") or "").startswith(key or "KEY")]


def test_sheets_of_one_request_are_created_each_under_its_key_as_submitted(gateway, sandbox):
    made = timesheets.create_sheets(gateway, {f"KEY-{e}": payload(f"KEY-{e}", employee=e) for e in ("E1002", "E1003")})
    assert [one.kind for one in made.values()] == ["sent", "sent"]
    headers = {one.record_no: one for one in timesheets.find_sheets(gateway, list(made))}
    assert set(headers) == {one.record_no for one in made.values()}
    header = headers[made["KEY-E1002"].record_no]
    assert (header.state, header.employee_id, header.begin, header.end) == ("Submitted", "E1002", *week_days())
    assert header.description == "KEY-E1002 Job cost 2026-BW03" and header.post_date == date(2026, 2, 13)
    assert header.made_by == "payroll_ws"
    assert sandbox.control("stats")["requests"]["create TIMESHEET"] == 2


def week_days():
    return MONDAY, MONDAY + timedelta(days=6)


def test_a_refused_sheet_does_not_hold_the_others(gateway, sandbox):
    payloads = {"KEY-1": payload("KEY-1"), "KEY-2": payload("KEY-2", employee="NOBODY"), "KEY-3": payload("KEY-3")}
    payloads["KEY-3"] = payload("KEY-3", employee="E1003")
    made = timesheets.create_sheets(gateway, payloads)
    assert [one.kind for one in made.values()] == ["sent", "rejected", "sent"]
    assert "NOBODY" in made["KEY-2"].message
    assert len(stored(sandbox)) == 2


def test_the_same_keys_again_are_never_a_second_sheet(gateway, sandbox):
    first = timesheets.create_sheets(gateway, {"KEY-1": payload("KEY-1")})
    again = timesheets.create_sheets(gateway, {"KEY-1": payload("KEY-1"), "KEY-2": payload("KEY-2", employee="E1003")})
    assert first["KEY-1"].kind == "sent"
    assert {key: one.kind for key, one in again.items()} == {"KEY-1": "unknown", "KEY-2": "sent"}
    assert len(stored(sandbox)) == 2


LOST = ("reset_after", "truncated", "foreign_controlid", "two_documents", "duplicated_result")
NOT_EXECUTED = {"throttled": "not_executed", "busy": "not_executed", "aborted": "rejected"}


@pytest.mark.parametrize("kind", LOST)
def test_a_lost_answer_leaves_every_sheet_unknown(gateway, sandbox, kind):
    sandbox.control("faults", faults=[{"kind": kind, "on": "create TIMESHEET"}])
    made = timesheets.create_sheets(gateway, {f"KEY-{e}": payload(f"KEY-{e}", employee=e) for e in ("E1002", "E1003")})
    assert {one.kind for one in made.values()} == {"unknown"}
    assert len(stored(sandbox)) == 2


@pytest.mark.parametrize("kind, became", NOT_EXECUTED.items())
def test_what_was_not_executed_is_known_for_every_sheet(gateway, sandbox, kind, became):
    sandbox.control("faults", faults=[{"kind": kind, "on": "create TIMESHEET"}])
    made = timesheets.create_sheets(gateway, {f"KEY-{e}": payload(f"KEY-{e}", employee=e) for e in ("E1002", "E1003")})
    assert {one.kind for one in made.values()} == {became}
    assert stored(sandbox) == []


def test_entries_are_read_back_with_hours_dimensions_and_cents(gateway):
    sent = entries(units=("8", "7.25"), notes="Night shift & <more>")
    made = timesheets.create_sheets(
        gateway, {"KEY-1": payload("KEY-1", units=("8", "7.25"), notes="Night shift & <more>")}
    )
    (back,) = timesheets.sheet_entries(gateway, [made["KEY-1"].record_no], list(PLACE)).values()
    assert list(back["units"]) == [Decimal("8"), Decimal("7.25")]
    assert list(back["work_date"]) == list(sent["work_date"])
    assert list(back["cost"]) == [Decimal("201.25")] * 2 and list(back["fringes"]) == [None, None]
    assert set(back["notes"]) == {"Night shift & <more>"} and set(back["TASKID"]) == {"01-100"}


def test_sheets_of_the_same_employee_and_week_are_found_whoever_made_them(gateway, sandbox):
    there = {"EMPLOYEEID": "E1002", "BEGINDATE": "2026-01-26", "ENDDATE": "2026-02-01", "STATE": "Draft"}
    sandbox.control("add", object="TIMESHEET", fields=there)
    (found,) = timesheets.find_sheets(gateway, ["KEY-1"], [week()])
    assert timesheets.overlaps(found, week()) and not timesheets.carries(found, "KEY-1")
    assert found.state == "Draft"
    assert timesheets.find_sheets(gateway, ["KEY-1"], [week("E1003")]) == []


def test_a_sheet_is_approved_and_approving_it_again_does_no_harm(gateway):
    record = timesheets.create_sheets(gateway, {"KEY-1": payload("KEY-1")})["KEY-1"].record_no
    before = timesheets.standings(gateway, [record])[record]
    assert before.state == "Submitted" and len(before.waiting) == 2
    assert timesheets.approve_sheets(gateway, {"KEY-1": (record, before.waiting)})["KEY-1"].kind == "sent"
    assert timesheets.standings(gateway, [record])[record] == timesheets.Standing("Approved", ())
    again = timesheets.approve_sheets(gateway, {"KEY-1": (record, before.waiting)})["KEY-1"]
    assert again.kind == "rejected" and "only submitted entries" in again.message
    assert timesheets.standings(gateway, [record, "999"]) == {record: timesheets.Standing("Approved", ())}


def test_who_may_not_approve_is_told_so(gateway, sandbox):
    record = timesheets.create_sheets(gateway, {"KEY-1": payload("KEY-1")})["KEY-1"].record_no
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": ["APPROVE"]})
    waiting = timesheets.standings(gateway, [record])[record].waiting
    refused = timesheets.approve_sheets(gateway, {"KEY-1": (record, waiting)})["KEY-1"]
    assert refused.kind == "rejected" and "permission" in refused.message


REFUSED = {
    "zero units": {"units": ("8", "0")},
    "a control character": {"notes": "bell\x07"},
    "no employee id": {"employee_id": ""},
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_may_not_be_sent_is_refused_before(why):
    with pytest.raises(ExportRefused):
        payload("KEY-1", **REFUSED[why])
    with pytest.raises(ExportRefused, match="at least one entry"):
        sheet_of(entries()[:0])


def test_a_long_description_or_anything_but_one_submitted_sheet_is_refused(gateway):
    with pytest.raises(ExportRefused, match="longer than"):
        payload("KEY-1", description="x" * 400)
    for bad in (payload("KEY-1").replace("Submitted", "Draft"), "<create/>", payload("KEY-1") * 2):
        with pytest.raises(ExportRefused, match="one submitted timesheet"):
            timesheets.create_sheets(gateway, {"KEY-1": bad})
