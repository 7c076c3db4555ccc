"""Payroll runs: loading by upload, what was found, and the figures of a run."""

from __future__ import annotations

from tests.pages.conftest import RUN, Open, text_of
from workbench.desk import Desk
from workbench.files.template import folder_zip
from workbench.flows import payroll
from workbench.samples import ONTARIO


def upload(app, files: dict[str, bytes]):  # type: ignore[no-untyped-def]
    """Drop files on the page and press Load payroll."""
    for name, content in files.items():
        app.file_uploader[0].upload(name, content)
    app.run()
    return app.button(key="load payroll").click().run()


def sample_files() -> dict[str, bytes]:
    """The eight files of the sample."""
    return {path.name: path.read_bytes() for path in ONTARIO.glob("*.csv") if path.stem != "expected-batch"}


def test_eight_files_dropped_are_a_payroll(desk: Desk, open_page: Open) -> None:
    app = upload(open_page("payroll_runs"), sample_files())
    assert list(payroll.runs(desk)["code"]) == [RUN]
    assert payroll.runs(desk).loc[0, "source"] == "8 CSV files"
    assert "1 run loaded: 2026-BW03" in text_of(app)


def test_an_archive_is_a_payroll(desk: Desk, open_page: Open) -> None:
    upload(open_page("payroll_runs"), {"ontario.zip": folder_zip(ONTARIO)})
    assert payroll.runs(desk).loc[0, "source"] == "ontario.zip"


def test_findings_name_the_place_and_nothing_is_loaded(desk: Desk, open_page: Open) -> None:
    files = sample_files()
    files["paycards.csv"] = (
        files["paycards.csv"].replace(b"2400.00", b"2,400.00", 1).replace(b"E1002,102", b"E1002,999", 1)
    )
    app = upload(open_page("payroll_runs"), files)
    said = text_of(app).replace("\\", "")
    assert not len(payroll.runs(desk))
    assert "The payroll was not loaded; nothing was changed" in said
    assert "paycards.csv · row" in said


def test_other_content_replaces_a_run_only_when_asked(sample: Desk, open_page: Open) -> None:
    files = sample_files()
    files["employees.csv"] = files["employees.csv"].replace(b"Luc Tremblay", b"Luc T. Tremblay")
    app = upload(open_page("payroll_runs"), files)
    assert app.button(key="ask replace").label == "Replace the run"
    assert "Luc Tremblay" in set(payroll.posted_run(sample, RUN).employees["name"])


def test_a_run_opens_to_totals_that_tie(sample: Desk, open_page: Open) -> None:
    metrics = {metric.label: metric.value for metric in open_page("payroll_runs").main.metric}
    assert metrics["Gross"] == "13,192.00"
    assert metrics["Net pay"] == "9,907.86"
    assert metrics["Employees"] == "5"


def test_paycards_and_labor_are_listed(sample: Desk, open_page: Open) -> None:
    tables = [table.value for table in open_page("payroll_runs").dataframe]
    assert any({"paycard_type", "amount"} <= set(t.columns) and len(t) == 60 for t in tables)
    assert any({"work_date", "units"} <= set(t.columns) and len(t) == 34 for t in tables)
