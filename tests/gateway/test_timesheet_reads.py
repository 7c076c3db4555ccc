"""Approved time is read whole, or the read says that it is not; nothing of another state is taken for approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest

from tests.gateway.conftest import Opener, Sandbox
from workbench.errors import Rejected
from workbench.gateway import lookup, timesheet_reads
from workbench.gateway.gateway import Gateway
from workbench.gateway.timesheet_reads import count_by_state, read_entries, sample_values, time_fields

START, END = date(2026, 2, 9), date(2026, 2, 22)
FIELDS = ["ENTRYDATE", "QTY", "TIMETYPE", "PROJECTID", "TASKID", "DEPARTMENTID", "TIMESHEET.EMPLOYEEID"]


@pytest.fixture(autouse=True)
def _ask_again() -> None:
    """The company's fields are remembered for an hour; here they change from test to test."""
    lookup._KNOWN.clear()


def entries(sandbox: Sandbox, **like: str) -> list[dict[str, str]]:
    kept = sandbox.control("records", object="TIMESHEETENTRY")["records"]
    return [one for one in kept if all(one.get(name) == value for name, value in like.items())]


def test_the_approved_entries_of_the_period_are_read_whole(gateway: Gateway, sandbox: Sandbox) -> None:
    read = read_entries(gateway, FIELDS, start=START, end=END)
    theirs = entries(sandbox, STATE="Approved")
    assert (read.rows, read.consistent, read.problems) == (25, True, ())
    assert read.table["RECORDNO"].to_pylist() == [int(one["RECORDNO"]) for one in theirs]
    assert read.table["QTY"].to_pylist() == [one["QTY"] for one in theirs]
    assert set(read.table["TIMESHEET.EMPLOYEEID"].to_pylist()) == {"E1002", "E1003", "E1005"}


def test_every_column_is_text_without_gaps(gateway: Gateway) -> None:
    table = read_entries(gateway, FIELDS, start=START, end=END).table
    assert table.column_names == ["RECORDNO", *FIELDS]
    assert table.schema.types == [pa.int64(), *[pa.string()] * len(FIELDS)]
    assert [column.null_count for column in table.columns] == [0] * 8
    assert "" in table["PROJECTID"].to_pylist() and "0600" not in table["PROJECTID"].to_pylist()


def test_coded_columns_say_what_plain_ones_say(gateway: Gateway) -> None:
    plain, coded = (read_entries(gateway, FIELDS, start=START, end=END, coded=one).table for one in (False, True))
    assert coded.schema.types[1:] == [pa.dictionary(pa.int32(), pa.string())] * (len(coded.schema) - 1)
    assert coded.to_pydict() == plain.to_pydict()


def test_of_a_partially_approved_sheet_the_approved_entries_count(gateway: Gateway) -> None:
    read = read_entries(gateway, ["ENTRYDATE", "TIMESHEET.STATE"], start=date(2026, 2, 16), end=END)
    partial = read.table.filter(pa.compute.equal(read.table["TIMESHEET.STATE"], "Partially Approved"))
    assert partial["ENTRYDATE"].to_pylist() == ["02/16/2026", "02/17/2026", "02/18/2026", "02/19/2026"]


def test_the_period_is_the_days_worked_both_ends_included(gateway: Gateway) -> None:
    read = read_entries(gateway, ["ENTRYDATE"], start=date(2026, 2, 10), end=date(2026, 2, 11))
    assert set(read.table["ENTRYDATE"].to_pylist()) == {"02/10/2026", "02/11/2026"}
    assert read_entries(gateway, ["QTY"], start=date(2025, 1, 1), end=date(2025, 1, 2)).rows == 0


def test_a_field_the_company_lacks_reads_blank_and_is_named(gateway: Gateway) -> None:
    read = read_entries(gateway, ["QTY", "SHIFTCODE"], start=START, end=END)
    assert set(read.table["SHIFTCODE"].to_pylist()) == {""} and read.table["QTY"][0].as_py() == "8"
    assert read.consistent and len(read.problems) == 1 and "SHIFTCODE" in read.problems[0]


def test_a_role_without_time_is_refused(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEETENTRY": "ALL"})
    with pytest.raises(Rejected, match="permission"):
        read_entries(opened(), FIELDS, start=START, end=END)


def test_progress_tells_rows_read_and_rows_expected(gateway: Gateway) -> None:
    told: list[tuple[int, int | None]] = []
    read_entries(gateway, FIELDS, start=START, end=END, progress=lambda *one: told.append(one))
    assert told == [(25, 25)]


# --- time approved late


def late(gateway: Gateway, since: date) -> list[str]:
    read = read_entries(gateway, ["ENTRYDATE"], start=date(2026, 2, 16), end=END, approved_since=since)
    assert read.consistent
    return [day for day in read.table["ENTRYDATE"].to_pylist() if day < "02/16/2026"]


def decided(sandbox: Sandbox, number: str, at: str) -> None:
    fields = {"STATE": "Approved", "EVENTDATE": at, "TIMESHEETENTRYKEY": number}
    sandbox.control("add", object="TIMESHEETAPPROVAL", fields=fields)


def test_an_entry_approved_since_counts_though_its_day_is_past(gateway: Gateway, sandbox: Sandbox) -> None:
    first, second = entries(sandbox, ENTRYDATE="2026-02-09", STATE="Approved")[:2]
    decided(sandbox, first["RECORDNO"], "2036-03-02T10:00:00")
    decided(sandbox, second["RECORDNO"], "2026-02-12T10:00:00")
    assert late(gateway, date(2036, 3, 1)) == ["02/09/2026"]
    assert late(gateway, date(2036, 3, 3)) == []


def test_an_entry_declined_again_is_not_late(gateway: Gateway, sandbox: Sandbox) -> None:
    declined = entries(sandbox, STATE="Declined")[0]
    decided(sandbox, declined["RECORDNO"], "2036-03-02T10:00:00")
    assert late(gateway, date(2036, 3, 1)) == []


def test_without_an_approval_history_the_last_change_tells(opened: Opener, sandbox: Sandbox) -> None:
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEETAPPROVAL": "ALL"})
    sheets = {one["TIMESHEETKEY"] for one in entries(sandbox, ENTRYDATE="2026-02-10", STATE="Approved")}
    one = min(sheets)
    sandbox.control("set", object="TIMESHEET", record=int(one), fields={"WHENMODIFIED": "2036-03-02T10:00:00"})
    touched = entries(sandbox, TIMESHEETKEY=one)
    assert len(late(opened(), date(2036, 3, 1))) == len(touched) > 0


def test_an_old_approval_in_the_history_outweighs_a_later_change(gateway: Gateway, sandbox: Sandbox) -> None:
    sandbox.control("set", setting="switches.timesheetentry_fields", value="WHENMODIFIED")
    entry = entries(sandbox, ENTRYDATE="2026-02-11", STATE="Approved")[0]
    changed = {"WHENMODIFIED": "2036-03-02T10:00:00"}
    sandbox.control("set", object="TIMESHEETENTRY", record=int(entry["RECORDNO"]), fields=changed)
    assert late(gateway, date(2036, 3, 1)) == ["02/11/2026"]
    decided(sandbox, entry["RECORDNO"], "2026-02-12T10:00:00")
    assert late(gateway, date(2036, 3, 1)) == []


# --- what the company's timesheets have


def test_fields_of_the_entry_and_of_its_timesheet_with_what_they_are(gateway: Gateway) -> None:
    fields = time_fields(gateway).set_index("field")
    assert fields.at["QTY", "type"] == "DECIMAL" and fields.at["TIMESHEET.EMPLOYEEID", "type"] == "TEXT"
    assert "Approved" in fields.at["STATE", "values"] and fields.at["QTY", "values"] == ()
    assert not fields.at["QTY", "custom"] and fields.at["TIMESHEET.DESCRIPTION", "label"] == "Timesheet: Description"


def test_sample_values_are_the_most_frequent_first(gateway: Gateway) -> None:
    samples = sample_values(gateway, ["TIMETYPE", "NOTES", "NOSUCHFIELD"], limit=2)
    assert samples == {"TIMETYPE": ["102", "101"], "NOTES": [], "NOSUCHFIELD": []}


def test_entries_are_counted_by_state(gateway: Gateway, sandbox: Sandbox) -> None:
    counted = {"Approved": 25, "Submitted": 6, "Draft": 1, "Declined": 1}
    assert count_by_state(gateway, START, END) == counted
    sandbox.control("faults", faults=[{"kind": "aborted", "on": "query TIMESHEETENTRY"}])
    assert count_by_state(gateway, START, END) == counted


# --- while it is read


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five entries to a page: the 25 of the period come in five or six pages."""
    monkeypatch.setattr(timesheet_reads, "PAGE", 5)


def meanwhile(change: Callable[[int], object], times: int = 1) -> Callable[[int, int | None], None]:
    """Calls ``change`` after the second page of the first reads."""
    made: list[int] = []

    def progress(rows: int, expected: int | None) -> None:
        if rows == 10 and len(made) < times:
            made.append(rows)
            change(len(made))

    return progress


def approved_numbers(sandbox: Sandbox) -> list[int]:
    return [int(one["RECORDNO"]) for one in entries(sandbox, STATE="Approved")]


CHANGES = {
    "an entry already read is declined": lambda s: _set(s, approved_numbers(s)[0], STATE="Declined"),
    "an entry still to come is declined": lambda s: _set(s, approved_numbers(s)[-1], STATE="Declined"),
    "an entry is approved behind the reading": lambda s: (
        _set(s, approved_numbers(s)[0], ENTRYDATE="2026-01-01"),
        _set(s, approved_numbers(s)[1], ENTRYDATE="2026-02-09"),
    ),
    "hours of an entry already read are changed": lambda s: _set(s, approved_numbers(s)[0], QTY="7"),
    "its dimension is changed, which its timesheet's time tells": lambda s: (
        _set(s, approved_numbers(s)[0], DEPARTMENTID="300"),
        s.control("set", object="TIMESHEET", record=1, fields={"WHENMODIFIED": "2036-01-01T00:00:00"}),
    ),
    "one goes and one comes": lambda s: (
        _set(s, approved_numbers(s)[0], STATE="Declined"),
        _set(s, int(entries(s, STATE="Submitted")[0]["RECORDNO"]), STATE="Approved"),
    ),
}


def _set(sandbox: Sandbox, number: int, **fields: str) -> None:
    sandbox.control("set", object="TIMESHEETENTRY", record=number, fields=fields)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_between_pages_is_seen_and_all_is_read_again(
    gateway: Gateway, sandbox: Sandbox, change: Callable[[Sandbox], object]
) -> None:
    read = read_entries(gateway, FIELDS, start=START, end=END, progress=meanwhile(lambda _: change(sandbox)))
    assert read.consistent and len(read.problems) == 1 and "read again" in read.problems[0]
    theirs = [one for one in entries(sandbox, STATE="Approved") if one["ENTRYDATE"] >= "2026-02-09"]
    assert read.table["RECORDNO"].to_pylist() == [int(one["RECORDNO"]) for one in theirs]
    assert read.table["QTY"].to_pylist() == [one["QTY"] for one in theirs]


@pytest.mark.usefixtures("small_pages")
def test_entries_that_keep_changing_are_not_called_consistent(gateway: Gateway, sandbox: Sandbox) -> None:
    first = approved_numbers(sandbox)[0]
    change = meanwhile(lambda time: _set(sandbox, first, QTY=str(time)), times=9)
    read = read_entries(gateway, FIELDS, start=START, end=END, progress=change)
    assert not read.consistent and len(read.problems) == 2 and "no one moment" in read.problems[1]


@pytest.mark.usefixtures("small_pages")
def test_a_change_is_seen_too_where_intacct_does_not_add_up(opened: Opener, sandbox: Sandbox) -> None:
    faults = [{"kind": "aborted", "on": "query TIMESHEETENTRY"}]
    sandbox.control("faults", faults=faults)
    decline = meanwhile(lambda _: _set(sandbox, approved_numbers(sandbox)[0], STATE="Declined"))
    read = read_entries(opened(), FIELDS, start=START, end=END, progress=decline)
    assert (read.rows, read.consistent, len(read.problems)) == (24, True, 1)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("kind", ["session_expired", "throttled", "busy", "reset_after", "cut_body", "truncated"])
def test_a_lapsed_session_or_a_busy_company_neither_loses_nor_doubles_an_entry(
    gateway: Gateway, sandbox: Sandbox, kind: str
) -> None:
    faults = [{"kind": kind, "on": "query TIMESHEETENTRY", "nth": nth} for nth in (1, 4, 7)]
    sandbox.control("faults", faults=faults)
    read = read_entries(gateway, FIELDS, start=START, end=END)
    assert (read.consistent, read.problems) == (True, ())
    assert read.table["RECORDNO"].to_pylist() == approved_numbers(sandbox)
