"""The guide's chapter "Import Your Timesheets", as written: from the interface's set-up to a payroll that ties back."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from workbench.flows import field_maps
from workbench.gateway import lookup

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"
START, END, RUN = date(2026, 2, 9), date(2026, 2, 22), "2026-BW04"
RATES = {"E1002": 31.5, "E1003": 28, "E1005": 34}


@pytest.fixture
def desk(sqlite_url):
    lookup._KNOWN.clear()
    with wb.open(sqlite_url) as desk:
        wb.load_payroll(desk, ONTARIO)
        wb.load_setup(desk, ONTARIO / "setup.yaml")
        yield desk


def test_import_your_timesheets(desk, sandbox, tmp_path):
    # Find L_SAGEIN, enter company, user and password, test the connection.
    wb.connect(desk, "time_import", **sandbox.credentials)
    assert wb.test_connection(desk, "time_import").ok

    # At the bottom of the page: which fields to bring in, and where to map them.
    offered = field_maps.time_fields(desk)
    assert offered.set_index("field").loc["QTY", "samples"][0] == "8"
    fields = wb.time_field_map(desk, offered)
    assert fields.source_of("units") == "QTY" and fields.source_of("category") == "TIMETYPE"
    assert not field_maps.time_field_map_findings(desk, fields, offered)
    assert wb.save_time_field_map(desk, fields, "as the guide has it") == 1

    # Click "Process": all approved timesheets are imported, and only those.
    preview = wb.preview_time_import(desk, START, END)
    imported = wb.process_time_import(desk, preview)
    assert imported.done and imported.new == 25 and preview.waiting["Submitted"] == 6
    assert set(imported.labor["employee"]) == {"E1002", "E1003", "E1005"}

    # Continue the payroll as normal: payroll takes the labor records, pays them, and the run comes back.
    loaded = wb.load_payroll(desk, post(wb.labor_csv(desk, START, END, RUN), tmp_path))
    assert loaded.run == RUN and not loaded.findings.errors

    # Hours imported are hours paid, per employee and week.
    tied = wb.tie_to_run(desk, RUN)
    assert len(tied) == 5 and tied["ok"].all()
    assert set(wb.labor_records(desk, START, END)["run"]) == {RUN}
    again = wb.preview_time_import(desk, START, END)
    assert dict(again.counts)["paid"] == 25
    last = wb.process_time_import(desk, again)
    assert last.number is None and last.paid == 25 and set(last.labor["run"]) == {RUN}


def post(labor_csv: bytes, home: Path) -> Path:
    """What payroll does with the hours: rates and amounts on the labor, gross and net on the paycards."""
    for path in ONTARIO.glob("*.csv"):
        (home / path.name).write_bytes(path.read_bytes())
    (home / "labor.csv").write_bytes(labor_csv)
    dimensions = (home / "dimensions.csv").read_text(encoding="utf-8")
    (home / "dimensions.csv").write_text(dimensions + "task,03-300,Pipe laying,P200\n", encoding="utf-8")
    labor = pd.read_csv(home / "labor.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    cents = [round(float(h) * RATES[e] * 100) for h, e in zip(labor["units"], labor["employee"], strict=True)]
    labor["amount"] = [f"{c // 100}.{c % 100:02}" for c in cents]
    labor.to_csv(home / "labor.csv", index=False)
    pay = labor.assign(cents=cents, hours=labor["units"].astype(float)).groupby(["employee", "category"])
    rows = [(e, c, f"{p['hours'].sum():.2f}", int(p["cents"].sum())) for (e, c), p in pay]
    rows += [(e, "NET", "", sum(r[3] for r in rows if r[0] == e)) for e in RATES]
    lines = [
        f"{RUN},BIWEEKLY,{START},{END},2026-02-27,regular,{e},{c},{h},,{a // 100}.{a % 100:02}" for e, c, h, a in rows
    ]
    head = (ONTARIO / "paycards.csv").read_text(encoding="utf-8").splitlines()[0]
    (home / "paycards.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return home


def test_time_that_was_paid_without_an_import_is_not_paid_again(desk, sandbox, tmp_path):
    wb.connect(desk, "time_import", **sandbox.credentials)
    imported = wb.process_time_import(desk, wb.preview_time_import(desk, START, END))
    posted = post(wb.labor_csv(desk, START, END, RUN), tmp_path)
    with wb.open(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:  # it took the hours from elsewhere
        wb.load_setup(other, ONTARIO / "setup.yaml")
        wb.load_payroll(other, posted)
        wb.connect(other, "time_import", **sandbox.credentials)
        done = wb.process_time_import(other, wb.preview_time_import(other, START, END))
        assert (done.new, done.paid, done.number) == (0, 25, None)
        pd.testing.assert_frame_equal(done.labor.assign(run=""), imported.labor, check_dtype=False)
        assert not len(wb.labor_records(other, START, END))
