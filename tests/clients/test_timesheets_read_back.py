"""Exported timesheets as the official JavaScript SDK reads them: each once, approved, to the hour and the cent."""

import json
import os
import subprocess

import pytest

import workbench as wb
from tests.clients.test_official_sdk import HERE
from tests.faults import timesheets
from tests.faults.crash.ground import Clock, at_clock, make_ready
from workbench.desk import Desk
from workbench.flows import carry, job_cost_export
from workbench.gateway.values import date_text

SHEETS = 22  # two requests


@pytest.fixture
def exported(sqlite_url, sandbox):
    """A batch of timesheets, exported and approved."""
    with Desk(sqlite_url) as desk:
        at_clock(make_ready(desk, sandbox.credentials), Clock())
        wb.connect(desk, "job_cost_export", **sandbox.credentials)
        batch = timesheets.batch_of(desk, timesheets.entries(SHEETS))
        job_cost_export.intend(desk, batch)
        for sheet in batch.sheets:
            while (wait := carry.step(desk, sheet.reference)) is not None:
                desk.clock.skip(wait)
        assert wb.job_cost_export(desk, batch.reference).approved == SHEETS
        yield batch


def told(sheet, batch):
    """A sheet as the client shall find it."""
    entries = [
        [
            date_text(e.work_date), plain(e.units), e.time_type, "true" if e.billable else "false", e.notes,
            e.LOCATIONID, e.DEPARTMENTID, e.PROJECTID, e.TASKID, plain(e.cost), plain(e.employer_taxes),
        ]
        for e in sheet.lines.itertuples()
    ]  # fmt: skip
    begin, post = date_text(sheet.week_start), date_text(batch.batch_date)
    return {"key": sheet.reference, "employee": sheet.employee, "begin": begin, "post": post, "entries": entries}


def plain(number):
    return format(number.normalize(), "f")


def test_the_official_client_reads_every_sheet_back_as_it_was_exported(sandbox, node, official_sdk, exported):
    there = sandbox.credentials | {"endpoint": sandbox.endpoint.replace("127.0.0.1", "sandbox.intacct.com")}
    sheets = json.dumps([told(sheet, exported) for sheet in exported.sheets])
    done = subprocess.run(
        [node, "--require", str(HERE / "resolve.js"), str(HERE / "sheets_back.js")],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"NODE_PATH": str(official_sdk), "SANDBOX": json.dumps(there), "SHEETS": sheets},
    )
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    problems = [f"{step['name']}: {step['problem']}" for step in steps if "problem" in step]
    assert not problems, "\n\n".join(problems)
    assert [step["name"] for step in steps] == [sheet.reference for sheet in exported.sheets]
