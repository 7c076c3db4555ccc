"""Approved timesheets become labor records: previewed, processed whole or not at all, and again without effect."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import workbench as wb
from workbench.desk import Desk
from workbench.errors import ConnectionMissing
from workbench.flows import connections, time_import
from workbench.flows.field_maps import default_time_field_map
from workbench.flows.labor_records import import_changes, time_imports
from workbench.gateway import lookup
from workbench.rules.field_map import with_value

START, END = date(2026, 2, 9), date(2026, 2, 22)
ENTRY = "TIMESHEETENTRY"


@pytest.fixture
def ready(desk_without_connection: Desk, sandbox: Any) -> Desk:
    """The Ontario sample and its setup, the time import connected to the sandbox."""
    lookup._KNOWN.clear()
    wb.connect(desk_without_connection, "time_import", **sandbox.credentials)
    return desk_without_connection


def preview(desk: Desk, **options: Any) -> wb.TimePreview:  # type: ignore[name-defined]
    return wb.preview_time_import(desk, START, END, **options)


def found(imported: Any) -> list[str]:
    return [f.code for f in imported.findings]


def numbers(imported: Any) -> tuple[int, ...]:
    return (imported.new, imported.changed, imported.removed, imported.unchanged)


def entry(sandbox: Any, **like: str) -> int:
    kept = sandbox.control("records", object=ENTRY)["records"]
    return int(next(one["RECORDNO"] for one in kept if all(one.get(name) == value for name, value in like.items())))


def change(sandbox: Any, number: int, **fields: str) -> None:
    sandbox.control("set", object=ENTRY, record=number, fields=fields)


def test_what_is_previewed_becomes_labor_and_three_imports_in_a_row_change_nothing_more(ready: Desk) -> None:
    seen = preview(ready)
    assert seen.ok and dict(seen.counts)["new"] == 25 and seen.waiting["Submitted"] == 6
    assert [f.code for f in seen.findings] == ["unknown_dimension"]
    assert not len(wb.labor_records(ready, START, END)), "looking changes nothing"
    assert numbers(wb.process_time_import(ready, seen)) == (25, 0, 0, 0)
    again = preview(ready)
    assert dict(again.counts)["unchanged"] == 25
    for one in (seen, again, preview(ready)):
        assert numbers(wb.process_time_import(ready, one)) == (0, 0, 0, 25)
    assert len(time_imports(ready)) == 1


def test_the_labor_records_carry_payrolls_own_codes_and_exact_hours(ready: Desk) -> None:
    labor = wb.process_time_import(ready, preview(ready)).labor
    first = labor.iloc[0]
    assert tuple(first[["run", "employee", "category", "work_date"]]) == ("", "E1002", "102", START)
    assert (first["units"], first["department"], first["location"]) == (Decimal("8.0000"), "FLD", "E100")
    assert (first["project"], first["task"], first["cost_type"], first["class"]) == ("P100", "01-100", "", "")
    assert labor["rate"].isna().all() and labor["amount"].isna().all()
    order = labor[["employee", "work_date", "record"]]
    assert order.equals(order.sort_values(["employee", "work_date", "record"], ignore_index=True))


def test_totals_by_employee_category_and_project(ready: Desk) -> None:
    totals = preview(ready).totals.set_index(["by", "code"])["units"]
    assert totals["employee", "E1002"] == Decimal("82.5") and totals["category", "103"] == Decimal("2.5")
    assert totals["project", "P100"] == 96 and totals["all", ""] == Decimal("193.5")


def test_changed_gone_and_new_entries_are_told_apart_and_brought_in(ready: Desk, sandbox: Any) -> None:
    wb.process_time_import(ready, preview(ready))
    change(sandbox, entry(sandbox, ENTRYDATE="2026-02-10", PROJECTID="P100", TASKID="01-100"), QTY="6")
    change(sandbox, entry(sandbox, ENTRYDATE="2026-02-13", DEPARTMENTID="400"), STATE="Declined")
    change(sandbox, entry(sandbox, ENTRYDATE="2026-02-20", STATE="Submitted", QTY="6"), STATE="Approved")
    seen = preview(ready)
    assert {k: v for k, v in seen.counts.items() if v} == {"unchanged": 23, "changed": 1, "gone": 1, "new": 1}
    assert "units 8 → 6" in seen.labor.set_index("state").loc["changed", "reason"]
    assert list(seen.gone["employee"]) == ["E1005"]
    assert numbers(wb.process_time_import(ready, seen)) == (1, 1, 1, 23)
    assert len(wb.labor_records(ready, START, END)) == 25
    assert sorted(import_changes(ready, 2)["state"]) == ["changed", "new", "removed"]


def test_when_nothing_is_approved_any_more_everything_is_taken_out(ready: Desk, sandbox: Any) -> None:
    wb.process_time_import(ready, preview(ready))
    for one in sandbox.control("records", object=ENTRY)["records"]:
        change(sandbox, int(one["RECORDNO"]), STATE="Submitted")
    seen = preview(ready)
    assert not len(seen.labor) and seen.counts["gone"] == 25
    assert numbers(wb.process_time_import(ready, seen)) == (0, 0, 25, 0)
    assert not len(wb.labor_records(ready, START, END)) and len(import_changes(ready, 2)) == 25


def test_what_changed_in_intacct_since_the_preview_is_not_imported(ready: Desk, sandbox: Any) -> None:
    seen = preview(ready)
    change(sandbox, entry(sandbox, ENTRYDATE="2026-02-10", DEPARTMENTID="400"), STATE="Declined")
    refused = wb.process_time_import(ready, seen)
    assert found(refused)[-1] == "changed_meanwhile" and not refused.done
    assert not len(refused.labor) and not len(wb.labor_records(ready, START, END))


def test_entries_that_keep_changing_while_they_are_read_are_not_imported(ready: Desk, sandbox: Any) -> None:
    number, hours = entry(sandbox, ENTRYDATE="2026-02-10", DEPARTMENTID="400"), iter(range(1, 20))
    seen = preview(ready, progress=lambda *told: change(sandbox, number, QTY=str(next(hours))))
    assert not seen.consistent and found(seen)[0] == "inconsistent_read" and not seen.ok
    assert not wb.process_time_import(ready, seen).done and not len(wb.labor_records(ready, START, END))
    assert wb.process_time_import(ready, preview(ready)).new == 25


def test_an_error_keeps_everything_out_until_it_is_mapped_or_skipped(ready: Desk, sandbox: Any) -> None:
    number = entry(sandbox, TIMETYPE="103")
    sandbox.control("add", object="TIMETYPE", fields={"NAME": "OT"})
    change(sandbox, number, TIMETYPE="OT")
    seen = preview(ready)
    (error,) = seen.findings.errors
    assert (error.code, error.value) == ("unknown_category", "OT") and "103 Overtime 1.5" in error.remedy
    assert not wb.process_time_import(ready, seen).done and not len(wb.labor_records(ready, START, END))

    wb.skip_time(ready, [number], "paid by cheque")
    seen = preview(ready)
    assert seen.ok and seen.counts["skipped"] == 1
    assert seen.labor.set_index("check").loc["skipped", "reason"] == "paid by cheque"
    assert numbers(wb.process_time_import(ready, seen)) == (24, 0, 0, 0)

    time_import.take_back_decision(ready, [number])
    wb.save_time_field_map(ready, with_value(default_time_field_map(), "category", "OT", "103"), "OT is overtime")
    assert numbers(wb.process_time_import(ready, preview(ready))) == (1, 0, 0, 24)


def test_a_skipped_entry_leaves_the_labor_it_had_become(ready: Desk) -> None:
    labor = wb.process_time_import(ready, preview(ready)).labor
    wb.skip_time(ready, list(labor["record"][:2]), "double")
    assert numbers(wb.process_time_import(ready, preview(ready))) == (0, 0, 2, 23)


def test_other_payroll_groups_are_left_out_and_stay_what_they_are(ready: Desk) -> None:
    wb.process_time_import(ready, preview(ready))
    seen = preview(ready, payroll_group="WEEKLY")
    assert seen.counts["left out"] == 25 and not seen.counts["gone"]
    assert [f.code for f in seen.findings] == ["wrong_group"]
    assert numbers(wb.process_time_import(ready, seen)) == (0, 0, 0, 0)
    assert len(wb.labor_records(ready, START, END)) == 25


def test_without_a_payroll_it_is_a_warning_and_codes_stay_intacct_s(
    store_url: str, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both databases."""
    monkeypatch.setenv("WORKBENCH_KEY", base64.b64encode(bytes(32)).decode())
    with wb.open(store_url) as desk:
        wb.connect(desk, "time_import", **sandbox.credentials)
        seen = preview(desk)
        assert [f.code for f in seen.findings] == ["no_payroll"] and seen.ok
        assert set(wb.process_time_import(desk, seen).labor["department"]) == {"200", "400"}
        assert numbers(wb.process_time_import(desk, preview(desk))) == (0, 0, 0, 25)


def test_without_a_connection_it_says_so(desk_without_connection: Desk) -> None:
    with pytest.raises(ConnectionMissing, match="Time import"):
        preview(desk_without_connection)


def test_a_map_with_a_fault_reads_nothing_and_says_everything(ready: Desk) -> None:
    fields = default_time_field_map()
    broken = type(fields)(tuple(f for f in fields.fields if f.target != "units"))
    wb.save_time_field_map(ready, broken)
    seen = preview(ready)
    assert [f.code for f in seen.findings.errors] == ["target_unmapped"] and not len(seen.labor)
    assert not wb.process_time_import(ready, seen).done


def test_late_time_comes_in_when_it_is_asked_for(ready: Desk, sandbox: Any) -> None:
    number = entry(sandbox, ENTRYDATE="2026-02-09", DEPARTMENTID="400")
    approved = {"STATE": "Approved", "EVENTDATE": "2036-03-02T10:00:00", "TIMESHEETENTRYKEY": str(number)}
    sandbox.control("add", object="TIMESHEETAPPROVAL", fields=approved)
    seen = wb.preview_time_import(ready, date(2026, 2, 16), END, late_since=date(2036, 3, 1))
    late = seen.labor.set_index("record").loc[number]
    assert (late["work_date"], late["check"]) == (START, "warning") and late["reason"].startswith("Late time")
    assert wb.process_time_import(ready, seen).new == 11
    assert dict(preview(ready).counts)["unchanged"] == 11


def test_a_session_that_ends_does_not_halve_an_import(ready: Desk, sandbox: Any) -> None:
    sandbox.control("faults", faults=[{"kind": "session_expired", "on": f"query {ENTRY}", "nth": 2}])
    assert numbers(wb.process_time_import(ready, preview(ready))) == (25, 0, 0, 0)


def test_two_who_process_the_same_preview_import_it_once(ready: Desk) -> None:
    other = Desk(ready.url)
    first, second = preview(ready), wb.preview_time_import(other, START, END)
    assert numbers(wb.process_time_import(ready, first)) == (25, 0, 0, 0)
    assert numbers(wb.process_time_import(other, second)) == (0, 0, 0, 25)
    other.close()


def test_a_preview_of_another_company_is_refused(ready: Desk, sandbox: Any) -> None:
    seen = preview(ready)
    connections.connect(ready, "time_import", **{**sandbox.credentials, "entity": "E100"})
    assert "other_company" in found(wb.process_time_import(ready, seen))
