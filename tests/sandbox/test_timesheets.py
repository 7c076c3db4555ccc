"""Timesheets: reading approved time, writing sheets, approving and declining their entries."""

import pytest
from lxml import etree

from tests.sandbox.calls import number_of, query, text_of

WEEK = "02/23/2026"
DAY = {"ENTRYDATE": "02/24/2026", "QTY": "7.5", "TIMETYPE": "102", "LOCATIONID": "E100"}
APPROVED = "<equalto><field>STATE</field><value>Approved</value></equalto>"


def elements(fields: dict[str, str]) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value)


def sheet(*entries: dict[str, str], verb: str = "create", **fields: str) -> str:
    given = {"EMPLOYEEID": "E1002", "BEGINDATE": WEEK} | fields
    lines = "".join(f"<TIMESHEETENTRY>{elements(DAY | entry)}</TIMESHEETENTRY>" for entry in entries or ({},))
    inner = f"{elements(given)}<TIMESHEETENTRIES>{lines}</TIMESHEETENTRIES>"
    return f"<{verb}><TIMESHEET>{inner}</TIMESHEET></{verb}>"


def created(gateway, *entries: dict[str, str], **fields: str) -> tuple[str, list[str]]:
    """The key of a new timesheet and those of its entries."""
    result = gateway.result(sheet(*entries, **fields))
    assert result.findtext("status") == "success", etree.tostring(result)
    key = result.findtext("data/timesheet/RECORDNO")
    return key, [row["RECORDNO"] for row in entries_of(gateway, key)]


def entries_of(gateway, key: str, fields: str = "RECORDNO") -> list[dict[str, str]]:
    return gateway.rows(
        query("TIMESHEETENTRY", fields, f"<equalto><field>TIMESHEET.RECORDNO</field><value>{key}</value></equalto>")
    )


def state_of(gateway, key: str) -> str:
    rows = gateway.rows(query("TIMESHEET", "STATE", f"<equalto><field>RECORDNO</field><value>{key}</value></equalto>"))
    return rows[0]["STATE"]


def decide(gateway, verb: str, key: str, entries: list[str], rest: str = ""):
    keys = f"<ENTRYKEYS>{','.join(entries)}</ENTRYKEYS>" if entries else ""
    return gateway.result(f"<{verb}><TIMESHEET><RECORDNO>{key}</RECORDNO>{keys}{rest}</TIMESHEET></{verb}>")


def test_approved_time_is_read_by_the_state_of_the_entry(gateway):
    fields = "RECORDNO STATE ENTRYDATE QTY TIMETYPE PROJECTID TASKID TIMESHEET.STATE TIMESHEET.EMPLOYEEID"
    rows = gateway.rows(query("TIMESHEETENTRY", fields, APPROVED))
    assert len(rows) == 25
    assert rows[0] == {
        "RECORDNO": "1",
        "STATE": "Approved",
        "ENTRYDATE": "02/09/2026",
        "QTY": "8",
        "TIMETYPE": "102",
        "PROJECTID": "P100",
        "TASKID": "01-100",
        "TIMESHEET.STATE": "Approved",
        "TIMESHEET.EMPLOYEEID": "E1002",
    }
    assert {row["TIMESHEET.STATE"] for row in rows} == {"Approved", "Partially Approved"}


def test_the_employee_of_an_entry_is_a_switch(gateway):
    asked = query("TIMESHEETENTRY", "EMPLOYEEID")
    assert gateway.result(asked).findtext("status") == "failure"
    gateway.switch("timesheetentry_fields", "EMPLOYEEID WHENMODIFIED")
    assert gateway.rows(asked)[0] == {"EMPLOYEEID": "E1002"}


def test_read_gives_a_sheet_with_its_entries(gateway):
    data = gateway.result("<read><object>TIMESHEET</object><keys>1,2</keys></read>").find("data")
    assert [len(node.findall("TIMESHEETENTRIES/TIMESHEETENTRY")) for node in data] == [5, 6]


def test_a_sheet_is_a_draft_unless_submitted(gateway):
    key, _ = created(gateway)
    assert state_of(gateway, key) == "Draft"
    key, _ = created(gateway, EMPLOYEEID="E1003", STATE="Submitted")
    assert state_of(gateway, key) == "Submitted"


def test_the_end_date_follows_from_the_begin_date(gateway):
    key, _ = created(gateway, {"PROJECTID": "P100", "TASKID": "02-200"})
    (row,) = entries_of(
        gateway, key, "TIMESHEET.ENDDATE TIMESHEET.GLPOSTDATE TIMESHEET.EMPLOYEE.CONTACT.LASTNAME TASK.NAME"
    )
    assert row == {
        "TIMESHEET.ENDDATE": "03/01/2026",
        "TIMESHEET.GLPOSTDATE": "03/01/2026",
        "TIMESHEET.EMPLOYEE.CONTACT.LASTNAME": "Tremblay",
        "TASK.NAME": "Concrete",
    }


def test_the_cost_of_an_external_payroll_is_kept(gateway):
    key, _ = created(gateway, {"EXTCOSTRATE": "31.5", "EXTAMOUNT": "236.25", "EXTEMPLOYERTAXES": "20.05"})
    assert entries_of(gateway, key, "EXTCOSTRATE EXTAMOUNT EXTEMPLOYERTAXES") == [
        {"EXTCOSTRATE": "31.5", "EXTAMOUNT": "236.25", "EXTEMPLOYERTAXES": "20.05"}
    ]


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"STATE": "Approved"}, "'Approved' is not a valid value for STATE; valid are Draft and Submitted."),
        ({"EMPLOYEEID": "E9"}, "The employee 'E9' is invalid."),
        ({"EMPLOYEEID": ""}, "Required field EMPLOYEEID is missing"),
        ({"BEGINDATE": "02/24/2026"}, "The begin date 02/24/2026 is not a Monday, on which timesheets begin."),
        ({"DESCRIPTION": "D" * 401}, "DESCRIPTION exceeds the maximum length of 400 characters."),
        ({"ENDDATE": "03/01/2026"}, "Invalid field ENDDATE specified for TIMESHEET."),
        ({"BEGINDATE": "02/09/2026"}, "Another Timesheet with the given value(s) E1002 02/09/2026 already exists"),
    ],
)
def test_what_a_sheet_is_refused_for(gateway, fields, expected):
    result = gateway.result(sheet(**fields))
    assert result.findtext("status") == "failure"
    assert text_of(result).partition(" [Support")[0] == expected


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"ENTRYDATE": "03/02/2026"}, "The entry date 03/02/2026 is outside the timesheet 02/23/2026 to 03/01/2026."),
        ({"QTY": "0"}, "The quantity of an entry must be positive: '0'."),
        ({"QTY": "-1"}, "The quantity of an entry must be positive: '-1'."),
        ({"QTY": "24.5"}, "More than 24 hours on 02/24/2026."),
        ({"QTY": "1.00001"}, "Illegal format for QTY: '1.00001'"),
        ({"TIMETYPE": "Regular"}, "The time type 'Regular' is invalid."),
        ({"TIMETYPE": "199"}, "The time type '199' is invalid."),
        ({"LOCATIONID": ""}, "Location is required on every entry of a multi-entity company."),
        ({"PROJECTID": "P050"}, "The project 'P050' is invalid: it is inactive."),
        ({"TASKID": "01-100"}, "Task '01-100' needs a project."),
        ({"PROJECTID": "P100", "TASKID": "03-300"}, "Invalid Task '03-300' specified: it does not belong to P100."),
        ({"PROJECTID": "P100", "TASKID": "01-100", "TASKKEY": "1"}, "TASKID and TASKKEY must not both be given."),
        ({"PROJECTID": "P200", "TASKKEY": "1"}, "Invalid Task '1' specified."),
        ({"DEPARTMENTID": "900"}, "The department '900' is invalid: it is inactive."),
        ({"EMPPOSITIONID": "BOSS"}, "Invalid Employeeposition 'BOSS' specified."),
        ({"POSITIONID": "LEAD"}, "Invalid field POSITIONID specified for TIMESHEETENTRY."),
        ({"EMPLOYEEID": "E1003"}, "The employee 'E1003' is not the employee of the timesheet."),
        ({"STATE": "Approved"}, "Invalid field STATE specified for TIMESHEETENTRY."),
    ],
)
def test_what_an_entry_is_refused_for(gateway, fields, expected):
    result = gateway.result(sheet(fields))
    assert result.findtext("status") == "failure"
    assert text_of(result).partition(" [Support")[0] == expected
    assert result.findall(".//error")[-1].findtext("description2").startswith("Could not create Timesheet record!")


def test_an_update_replaces_the_sheet_with_all_its_entries(gateway):
    key, before = created(gateway, {}, {"ENTRYDATE": "02/25/2026"})
    changed = gateway.result(sheet({"QTY": "4"}, verb="update", RECORDNO=key, STATE="Submitted"))
    assert changed.findtext("status") == "success"
    assert entries_of(gateway, key, "QTY STATE") == [{"QTY": "4", "STATE": "Submitted"}]
    assert entries_of(gateway, key)[0]["RECORDNO"] not in before


def test_an_approved_sheet_is_neither_changed_nor_deleted(gateway):
    assert "is Approved and cannot be changed" in text_of(gateway.result(sheet(verb="update", RECORDNO="1")))
    deleted = gateway.result("<delete><object>TIMESHEET</object><keys>1</keys></delete>")
    assert "is Approved and cannot be deleted" in text_of(deleted)


def test_a_draft_is_deleted_with_its_entries(gateway):
    key, _ = created(gateway)
    assert (
        gateway.result(f"<delete><object>TIMESHEET</object><keys>{key}</keys></delete>").findtext("status") == "success"
    )
    assert entries_of(gateway, key) == []


def test_entries_are_approved_one_by_one(gateway):
    key, entries = created(gateway, {}, {"ENTRYDATE": "02/25/2026"}, STATE="Submitted")
    assert decide(gateway, "approve", key, entries[:1]).findtext("status") == "success"
    assert state_of(gateway, key) == "Partially Approved"
    assert decide(gateway, "approve", key, entries[1:], "<COMMENT>fine</COMMENT>").findtext("status") == "success"
    assert state_of(gateway, key) == "Approved"
    history = gateway.rows(query("TIMESHEETAPPROVAL", "STATE APPROVEDBY COMMENTS TIMESHEETENTRY.TIMESHEET.RECORDNO"))
    assert history[1] == {
        "STATE": "Approved",
        "APPROVEDBY": "payroll_ws",
        "COMMENTS": "fine",
        "TIMESHEETENTRY.TIMESHEET.RECORDNO": key,
    }


def test_declined_entries_make_a_declined_sheet(gateway):
    key, entries = created(gateway, {}, {"ENTRYDATE": "02/25/2026"}, STATE="Submitted")
    decide(gateway, "decline", key, entries[:1])
    assert state_of(gateway, key) == "Partially Declined"
    decide(gateway, "decline", key, entries[1:])
    assert state_of(gateway, key) == "Declined"


def test_only_submitted_entries_can_be_approved(gateway):
    key, entries = created(gateway)
    assert "only submitted entries can be approved" in text_of(decide(gateway, "approve", key, entries))


def test_the_entries_to_approve_must_be_named_unless_switched(gateway):
    key, _ = created(gateway, STATE="Submitted")
    assert decide(gateway, "approve", key, []).findtext("status") == "failure"
    assert decide(gateway, "approve", key, ["1"]).findtext("status") == "failure"
    gateway.switch("approval_needs_entries", False)
    assert decide(gateway, "approve", key, []).findtext("status") == "success"


def test_in_the_name_of_another_only_with_the_permission(gateway):
    key, entries = created(gateway, STATE="Submitted")
    gateway.control("set", setting="users.payroll_ws.proxy", value="false")
    by = "<APPROVEDBY>payroll_e100</APPROVEDBY>"
    assert number_of(decide(gateway, "approve", key, entries, by)) == "PL04000005"
    gateway.control("set", setting="users.payroll_ws.proxy", value="true")
    assert decide(gateway, "approve", key, entries, by).findtext("status") == "success"


def test_create_and_approve_in_one_transaction(gateway):
    answer = gateway.call(
        sheet(STATE="Submitted"),
        "<approve><TIMESHEET><RECORDNO>9</RECORDNO><ENTRYKEYS>99999</ENTRYKEYS></TIMESHEET></approve>",
        transaction="true",
    )
    assert [node.findtext("status") for node in answer.iter("result")] == ["aborted", "failure"]
    assert len(gateway.rows(query("TIMESHEET", "RECORDNO"))) == 8


def test_several_sheets_may_be_allowed_for_a_period(gateway):
    created(gateway)
    gateway.switch("one_sheet_per_period", False)
    created(gateway)
