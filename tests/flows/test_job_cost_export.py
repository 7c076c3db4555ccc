"""Timesheets land at most once each, submitted, read back, approved: every way it can go, against the sandbox."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

import workbench as wb
from tests.faults.crash.ground import make_ready
from workbench.desk import Desk
from workbench.errors import ExportRefused
from workbench.flows import carry, exports, job_cost_export
from workbench.flows.job_cost_batch import SheetParameters
from workbench.flows.setup import current_setup, put_setup
from workbench.flows.verify import verify
from workbench.rules.setup import with_job_cost

RUN, STRUCTURE = "2026-BW03", "Field labor"


class Clock:
    """A clock that tests move by hand."""

    def __init__(self):
        self.ahead = timedelta(0)

    def __call__(self):
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="module")
def store(tmp_path_factory, sandbox_process):
    """A store with the sample, connected for both exports, chart read: made once, copied for each test."""
    sandbox_process.control("reset")
    folder = tmp_path_factory.mktemp("store")
    with Desk(f"sqlite:///{folder / 'workbench.sqlite'}") as desk:
        make_ready(desk, sandbox_process.credentials)
        wb.connect(desk, "job_cost_export", **sandbox_process.credentials)
    return folder


@pytest.fixture
def field(store, tmp_path, sandbox):
    """A copy of it, at a clock of its own, and a company as at the start."""
    shutil.copytree(store, tmp_path, dirs_exist_ok=True)
    with Desk(f"sqlite:///{tmp_path / 'workbench.sqlite'}") as desk:
        desk.clock = Clock()
        desk.ticks = lambda: ("", 0.0)
        yield desk


def preview(desk, employees=None, correct=False, structure=STRUCTURE, **parameters):
    records = wb.create_job_cost_records(desk, RUN, structure, employees)
    given = SheetParameters(**{"labor_cost": True} | parameters)
    facts = {"batch_date": date(2026, 2, 13), "description": "Job cost BW03"}
    return wb.preview_job_cost(desk, records, parameters=given, correct=correct, **facts)


def carry_all(desk, batch):
    """What a worker does with every sheet of a batch, waiting on the test's clock."""
    reference = job_cost_export.intend(desk, batch)
    return carry_on(desk, reference)


def carry_on(desk, reference):
    with desk.read() as conn:
        keys = job_cost_export.sheet_exports.keys_of(conn, reference)
    for key in keys:
        for _ in range(60):
            wait = carry.step(desk, key)
            if wait is None:
                break
            desk.clock.ahead += wait
        else:
            raise AssertionError(f"{key} does not come to rest")
    return wb.job_cost_export(desk, reference)


def there(sandbox, description="PW"):
    """The sheets Intacct holds whose description begins so, each with its entries."""
    sheets = sandbox.control("records", object="TIMESHEET")["records"]
    entries = sandbox.control("records", object="TIMESHEETENTRY")["records"]
    kept = [one for one in sheets if str(one.get("DESCRIPTION") or "").startswith(description)]
    return [one | {"entries": [e for e in entries if e["TIMESHEETKEY"] == one["RECORDNO"]]} for one in kept]


def states(done):
    return Counter(done.sheets["state"])


def test_six_weeks_become_six_approved_timesheets_in_one_request(field, sandbox):
    batch = preview(field)
    done = carry_all(field, batch)
    stored = there(sandbox)
    assert len(batch.sheets) == len(stored) == done.landed == done.approved == 6
    assert {(s["EMPLOYEEID"], s["BEGINDATE"]) for s in stored} == {
        (s.employee, s.week_start.isoformat()) for s in batch.sheets
    }
    assert sum(Decimal(e["QTY"]) for s in stored for e in s["entries"]) == batch.units == Decimal("246")
    sent = sum(s.cost for s in batch.sheets)
    costs = ("EXTAMOUNT", "EXTEMPLOYERTAXES", "EXTFRINGES")
    assert sum(Decimal(e[name] or 0) for s in stored for e in s["entries"] for name in costs) == sent > 0
    assert {s["STATE"] for s in stored} == {"Approved"} and {s["GLPOSTDATE"] for s in stored} == {"2026-02-13"}
    log = [one["functions"] for one in sandbox.control("log", last=200)["log"]]
    assert [len(f) for f in log if "create TIMESHEET" in f] == [6] == [len(f) for f in log if "approve TIMESHEET" in f]


def test_submitted_read_back_and_approved_are_visible_steps(field):
    batch = preview(field, ["E1002"])
    carry_all(field, batch)
    told = list(wb.history(field, batch.sheets[0].reference)["event"])
    assert told == ["planned", "sending", "sent", "confirmed", "approval asked", "approved"]
    shown = wb.export(field, batch.sheets[0].reference)
    assert shown.kind == "timesheet" and shown.units == 40 and shown.menu_path == "Time > Staff Timesheets"
    assert wb.reconcile(field, shown).equal
    assert verify(field).ok


def test_a_single_sheet_goes_on_to_its_approval_by_itself(field):
    batch = preview(field, ["E1002"])
    key = batch.sheets[0].reference
    job_cost_export.intend(field, replace(batch, sheets=batch.sheets[:1]))
    while (wait := carry.step(field, key)) is not None:
        field.clock.ahead += wait
    assert wb.export(field, key).approval == "approved"


def test_the_same_batch_again_is_the_same_export_and_sends_nothing(field, sandbox):
    batch = preview(field)
    carry_all(field, batch)
    again = preview(field)
    assert [sheet.standing for sheet in again.sheets] == ["exported"] * 6 and again.findings.ok
    assert again.reference == batch.reference
    assert carry_all(field, again).landed == carry_all(field, batch).landed == 6
    assert len(there(sandbox)) == 6


def test_one_refused_sheet_does_not_hold_the_others_and_the_summary_says_so(field, sandbox):
    batch = preview(field)
    sandbox.control("set", object="EMPLOYEE", id="E1003", fields={"STATUS": "inactive"})
    done = carry_all(field, batch)
    assert states(done) == {"confirmed": 4, "failed": 2} and done.approved == 4
    refused = done.sheets[done.sheets["state"] == "failed"]
    assert set(refused["employee"]) == {"E1003"} and all("E1003" in problem for problem in refused["problem"])
    assert done.summary.splitlines()[0].startswith("4 of 6 timesheets are in Intacct, read back equal (160.00 hours)")
    assert "2 failed: E1003 2026-01-26, E1003 2026-02-02" in done.summary and "export again" in done.summary
    sandbox.control("set", object="EMPLOYEE", id="E1003", fields={"STATUS": "active"})
    rest = preview(field)
    assert Counter(sheet.standing for sheet in rest.sheets) == {"exported": 4, "new": 2}
    assert states(carry_all(field, rest)) == {"confirmed": 2}
    assert len(there(sandbox)) == 6


def test_a_sheet_somebody_made_by_hand_is_named_and_the_others_go_on(field, sandbox):
    by_hand = {"EMPLOYEEID": "E1002", "BEGINDATE": "2026-01-26", "ENDDATE": "2026-02-01", "STATE": "Submitted"}
    sandbox.control("add", object="TIMESHEET", fields=by_hand)
    batch = preview(field)
    (told,) = [finding for finding in batch.findings if finding.code == "week_is_taken"]
    assert told.severity == "warning" and told.employee == "E1002"
    assert told.message.startswith("E1002 2026-01-26: Intacct already holds timesheet record")
    done = carry_all(field, batch)
    assert states(done) == {"confirmed": 5, "failed": 1}
    (problem,) = done.sheets.loc[done.sheets["state"] == "failed", "problem"]
    assert "already holds timesheet record" in problem and "(Submitted" in problem and "delete it there" in problem
    assert len(there(sandbox)) == 5


def test_weeks_that_cannot_be_looked_for_are_said_to_be_looked_for_later(field, sandbox):
    wb.connect(field, "job_cost_export", **sandbox.credentials | {"password": "another"})
    (told,) = [finding for finding in preview(field).findings if finding.code == "weeks_not_asked"]
    assert told.severity == "note" and "looked for again just before it is sent" in told.remedy


def test_who_may_not_approve_is_told_which_right_to_ask_for_and_approves_later(field, sandbox, monkeypatch):
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": ["APPROVE"]})
    done = carry_all(field, preview(field))
    assert done.landed == 6 and done.approved == 0 and done.failed == 0
    assert set(done.sheets["approval"]) == {"refused"}
    assert all("permission" in p and "right to approve timesheets" in p for p in done.sheets["problem"])
    sandbox.control("set", setting="users.payroll_ws.denied", value={})
    monkeypatch.setattr(job_cost_export.workers, "ensure_worker", lambda desk: None)  # the test carries it itself
    assert set(wb.approve_again(field, done.reference).sheets["approval"]) == {"due"}
    assert carry_on(field, done.reference).approved == 6


def test_what_somebody_approved_meanwhile_is_approved(field, sandbox):
    batch = preview(field, ["E1002"])
    job_cost_export.intend(field, batch)
    key = batch.sheets[0].reference
    while wb.export(field, key).state != "confirmed":
        carry.step(field, key)
    for sheet in there(sandbox):
        for entry in sheet["entries"]:
            sandbox.control("set", object="TIMESHEETENTRY", record=entry["RECORDNO"], fields={"STATE": "Approved"})
        sandbox.control("set", object="TIMESHEET", record=sheet["RECORDNO"], fields={"STATE": "Approved"})
    assert carry_on(field, batch.reference).approved == 2
    assert "approve TIMESHEET" not in sandbox.control("stats")["requests"]


def test_a_sheet_declined_before_approval_rests_with_a_word(field, sandbox):
    batch = preview(field, ["E1002"])
    job_cost_export.intend(field, batch)
    carry.step(field, batch.sheets[0].reference)
    carry.step(field, batch.sheets[0].reference)
    for sheet in there(sandbox):
        for entry in sheet["entries"]:
            sandbox.control("set", object="TIMESHEETENTRY", record=entry["RECORDNO"], fields={"STATE": "Declined"})
        sandbox.control("set", object="TIMESHEET", record=sheet["RECORDNO"], fields={"STATE": "Declined"})
    done = carry_on(field, batch.reference)
    assert set(done.sheets["approval"]) == {"refused"} and all("is Declined" in p for p in done.sheets["problem"])


ALTERED = [
    ("TIMESHEETENTRY", {"QTY": "7"}, "amount differs"),
    ("TIMESHEETENTRY", {"EXTAMOUNT": "0.01"}, "amount differs"),
    ("TIMESHEETENTRY", {"PROJECTID": "P050"}, "only in Intacct"),
    ("TIMESHEETENTRY", {"ENTRYDATE": "2026-01-30"}, "only in Intacct"),
    ("TIMESHEET", {"GLPOSTDATE": "2026-02-14"}, "batch date differs"),
]


def test_sheets_that_are_not_as_they_were_sent_are_never_confirmed_nor_approved(field, sandbox):
    batch = preview(field)
    job_cost_export.intend(field, batch)
    carry.step(field, batch.sheets[0].reference)
    wanted = {}
    for sheet, (name, change, where) in zip(there(sandbox), ALTERED, strict=False):
        record = sheet["RECORDNO"] if name == "TIMESHEET" else sheet["entries"][0]["RECORDNO"]
        sandbox.control("set", object=name, record=record, fields=change)
        wanted[sheet["DESCRIPTION"].partition(" ")[0]] = where
    done = carry_on(field, batch.reference)
    assert states(done) == {"mismatch": 5, "confirmed": 1} and done.approved == 1
    for key, where in wanted.items():
        assert where in list(wb.export(field, key).differences["where"])
    assert Counter(one["STATE"] for one in there(sandbox)) == {"Approved": 1, "Submitted": 5}


def test_a_mismatch_put_right_in_intacct_is_resolved_and_approved_after_all(field, sandbox):
    batch = preview(field, ["E1005"])
    job_cost_export.intend(field, batch)
    carry.step(field, batch.sheets[0].reference)
    entry = there(sandbox)[0]["entries"][0]
    sandbox.control("set", object="TIMESHEETENTRY", record=entry["RECORDNO"], fields={"QTY": "1"})
    done = carry_on(field, batch.reference)
    (key,) = done.sheets.loc[done.sheets["state"] == "mismatch", "key"]
    sandbox.control("set", object="TIMESHEETENTRY", record=entry["RECORDNO"], fields={"QTY": entry["QTY"]})
    assert exports.resolve(field, key).state == "confirmed"
    assert carry_on(field, batch.reference).approved == 2


def changed(desk):
    """The structure sends the home department no more: every week's entries differ from what was exported."""
    setup = current_setup(desk)
    (structure,) = setup.job_cost
    dimensions = dict(structure.dimensions) | {"department": ""}
    put_setup(desk, with_job_cost(setup, replace(structure, dimensions=dimensions)))


def test_a_week_that_changed_is_not_sent_again_until_its_sheet_is_gone(field, sandbox):
    sandbox.control("set", setting="users.payroll_ws.denied", value={"TIMESHEET": ["APPROVE"]})
    first = preview(field, ["E1005"])
    carry_all(field, first)
    changed(field)
    later = preview(field, ["E1005"])
    assert [s.standing for s in later.sheets] == ["changed"] * 2 and later.going == ()
    said = [f for f in later.findings if f.code == "changed_since_export"]
    assert len(said) == 2 and "decline and delete it there" in said[0].remedy
    key = first.sheets[0].reference
    with pytest.raises(ExportRefused, match="still in Intacct"):
        exports.supersede(field, key, "labor changed")
    record = int(wb.export(field, key).record_no)
    sandbox.control("delete", object="TIMESHEET", record=record)
    assert exports.supersede(field, key, "labor changed").state == "superseded"
    anew = preview(field, ["E1005"])
    assert [s.standing for s in anew.sheets] == ["new", "changed"]
    assert anew.sheets[0].supersedes == key and anew.sheets[0].revision == 1
    assert carry_all(field, anew).landed == 1


def test_the_difference_of_an_approved_week_goes_as_its_own_sheet_or_the_refusal_is_explained(field, sandbox):
    first = preview(field, ["E1005"])
    carry_all(field, first)
    changed(field)
    correction = preview(field, ["E1005"], correct=True)
    assert [s.standing for s in correction.sheets] == ["correction"] * 2
    assert sum(s.units for s in correction.sheets) == 0  # the same hours elsewhere
    refused = carry_all(field, correction)
    assert states(refused) == {"failed": 2}
    assert all("may take only one" in p and "(Approved" in p for p in refused.sheets["problem"])
    for name, value in (("one_sheet_per_period", "false"), ("negative_hours", "true")):
        sandbox.control("set", setting=f"switches.{name}", value=value)
    again = preview(field, ["E1005"], correct=True)
    done = carry_all(field, again)
    assert done.landed == done.approved == 2 and len(there(sandbox)) == 4
    assert [s.standing for s in preview(field, ["E1005"], correct=True).sheets] == ["exported"] * 2


def test_a_second_structure_adds_its_categories_to_a_week_and_takes_nothing_back(field, sandbox):
    setup = current_setup(field)
    (both,) = setup.job_cost
    overtime = replace(both, name="Overtime", categories=("103",))
    put_setup(field, with_job_cost(with_job_cost(setup, replace(both, categories=("102",))), overtime))
    sandbox.control("set", setting="switches.one_sheet_per_period", value="false")
    regular = carry_all(field, preview(field))
    batch = preview(field, structure="Overtime", correct=True)
    assert {sheet.standing for sheet in batch.sheets} == {"further"}
    assert codes(batch) == {"further_sheet": "warning"}
    added = carry_all(field, batch)
    assert added.landed == len(batch.sheets) and len(there(sandbox)) == regular.landed + added.landed
    for structure, units in ((STRUCTURE, batch.units * 0 + 240), ("Overtime", batch.units)):
        again = preview(field, structure=structure, correct=True)
        assert {sheet.standing for sheet in again.sheets} == {"exported"} and again.units == units
    assert preview(field, structure="Overtime").reference == batch.reference


def codes(batch):
    return {one.code: one.severity for one in batch.findings if one.page == "exports" and one.severity != "note"}


def test_findings_refuse_a_batch_before_anything_is_written(field):
    records = wb.create_job_cost_records(field, RUN, STRUCTURE)
    facts = {"batch_date": date(2026, 2, 13)}
    for description in ("", "x" * 400, "bell\x07"):
        batch = wb.preview_job_cost(field, records, description=description, **facts)
        with pytest.raises(ExportRefused):
            job_cost_export.intend(field, batch)
    assert len(wb.exports(field)) == 0


def test_without_a_connection_everything_can_be_previewed_and_nothing_exported(desk_without_connection):
    batch = preview(desk_without_connection)
    assert len(batch.sheets) == 6 and batch.units == 246
    with pytest.raises(ExportRefused, match="no connection"):
        job_cost_export.intend(desk_without_connection, batch)


def test_a_worker_carries_the_whole_batch_by_itself(field, sandbox):
    del field.ticks
    field.clock = wb.Desk(field.url).clock
    seen = []
    done = wb.export_job_cost(field, preview(field), progress=lambda now: seen.append(now.landed))
    assert done.landed == done.approved == 6 and done.state == "confirmed" and seen[-1] == 6
    assert len(there(sandbox)) == 6
