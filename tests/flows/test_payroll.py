"""Loading payrolls: what is kept, what is refused, what stays as it was."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

import workbench as wb
from tests.files.payroll_folder import add, only, put, rows, sample, workbook, write, zipped
from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound, StoreError
from workbench.flows import payroll
from workbench.samples import ONTARIO
from workbench.samples.made_up import Size, write_payroll
from workbench.store import audit, exports, runs
from workbench.store.tables import exports as exports_table

RUN = "2026-BW03"
FRAMES = [f.name for f in dataclasses.fields(payroll.PostedRun) if f.name not in ("code", "dimensions")]


@pytest.fixture
def folder(tmp_path):
    return sample(tmp_path)


def add_run(folder, code="2026-BW04"):
    """The sample's run once more, under another code."""
    for file in ("paycards", "labor"):
        head, *lines = rows(folder, file)
        write(folder, file, [head, *lines, *([code, *line[1:]] for line in lines if line[0] == RUN)])


def raise_pay(folder):
    """One cent more for E1001, all the way to net pay."""
    put(folder, "paycards", 2, "amount", "2400.01")
    put(folder, "paycards", 14, "amount", "1795.74")


def stored(desk):
    """Everything the store says about runs, to compare before and after."""
    return payroll.runs(desk), {code: payroll.posted_run(desk, code).totals for code in payroll.runs(desk)["code"]}


def test_the_sample_loads_without_findings(desk):
    loaded = wb.load_payroll(desk, ONTARIO)
    assert (loaded.runs, loaded.run, loaded.findings) == ((RUN,), RUN, ())
    (line,) = loaded.totals.to_dict("records")
    assert line == {
        "run": RUN, "employees": 5, "lines": 60, "gross": Decimal("13192.00"), "deductions": Decimal("310.00"),
        "employee_taxes": Decimal("2974.14"), "net": Decimal("9907.86"), "employer_cost": Decimal("2303.10"),
    }  # fmt: skip


def test_what_was_loaded_comes_back_the_same(desk, folder):
    put(folder, "labor", 2, "text", 'rain, "mud"\nand snow')
    raw, _ = payroll.read_payroll(folder)
    checked, _ = payroll.check_payroll(raw)
    before = only(checked.runs())
    wb.load_payroll(desk, folder)
    after = payroll.posted_run(desk, RUN)
    assert after.dimensions == before.dimensions
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(after, name), getattr(before, name))


def test_a_zip_and_a_workbook_hold_the_same_run(desk, folder):
    wb.load_payroll(desk, folder)
    for path in (zipped(folder), workbook(folder), workbook(folder, text=False)):
        again = wb.load_payroll(desk, path)
        assert (again.runs, only(again.findings).code) == ((RUN,), "already_loaded")


def test_a_list_of_runs_shows_what_each_is(desk):
    assert len(payroll.runs(desk)) == 0
    wb.load_payroll(desk, ONTARIO)
    (line,) = payroll.runs(desk).to_dict("records")
    assert (line["code"], line["payroll_groups"], line["employees"]) == (RUN, "BIWEEKLY", 5)
    assert (line["gross"], line["net"]) == (Decimal("13192.00"), Decimal("9907.86"))
    assert line["source"] == str(ONTARIO)


def test_a_load_with_an_error_changes_nothing(desk, folder):
    add_run(folder)
    put(folder, "paycards", 3, "amount", "oops")
    loaded = wb.load_payroll(desk, folder)
    assert (loaded.runs, loaded.run, len(loaded.totals)) == ((), None, 0)
    assert loaded.findings.errors
    assert len(payroll.runs(desk)) == 0


def test_a_folder_of_two_runs(desk, folder):
    add_run(folder)
    loaded = wb.load_payroll(desk, folder)
    assert (loaded.runs, loaded.run) == ((RUN, "2026-BW04"), None)
    assert loaded.totals["gross"].tolist() == [Decimal("13192.00")] * 2


def test_a_later_load_never_changes_an_earlier_run(desk, folder):
    wb.load_payroll(desk, folder)
    before = payroll.posted_run(desk, RUN)
    put(folder, "employees", 2, "department", "ADM")
    put(folder, "employees", 2, "name", "Amara O.")
    put(folder, "categories", 2, "name", "Salaries")
    for file in ("paycards", "labor"):
        head, *lines = rows(folder, file)
        write(folder, file, [head, *(["2026-BW04", *line[1:]] for line in lines)])
    assert wb.load_payroll(desk, folder).run == "2026-BW04"
    after = payroll.posted_run(desk, RUN)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(after, name), getattr(before, name))
    assert payroll.posted_run(desk, "2026-BW04").employees["department"][0] == "ADM"


def test_the_same_content_again_changes_nothing(desk, folder):
    wb.load_payroll(desk, folder)
    add(folder, "departments", code="NEW", name="Not used by the run")
    head, *lines = rows(folder, "paycards")
    write(folder, "paycards", [head, *reversed(lines)])
    before = payroll.runs(desk)
    for replace in (False, True):
        loaded = wb.load_payroll(desk, folder, replace=replace)
        assert (loaded.run, only(loaded.findings).code, only(loaded.findings).severity) == (
            RUN, "already_loaded", "note",
        )  # fmt: skip
    pd.testing.assert_frame_equal(payroll.runs(desk), before)


def test_other_content_is_refused_unless_it_is_to_replace(desk, folder):
    wb.load_payroll(desk, folder)
    raise_pay(folder)
    refused = wb.load_payroll(desk, folder)
    finding = only(refused.findings)
    assert (refused.runs, finding.severity, finding.run) == ((), "error", RUN)
    assert finding.code in payroll.ASKS_REPLACE
    assert "paycards" in finding.message
    assert payroll.posted_run(desk, RUN).totals.gross == Decimal("13192.00")
    assert wb.load_payroll(desk, folder, replace=True).run == RUN
    assert payroll.posted_run(desk, RUN).totals.gross == Decimal("13192.01")
    assert len(payroll.runs(desk)) == 1


def test_one_refused_run_keeps_the_others_out(desk, folder):
    wb.load_payroll(desk, folder)
    raise_pay(folder)
    add_run(folder)
    assert wb.load_payroll(desk, folder).findings.errors
    assert payroll.runs(desk)["code"].tolist() == [RUN]


def exported(desk):
    """An export on its way that holds a record of the run; its key."""
    some = {str: "x", int: 1, bytes: b"", date: desk.today(), object: desk.clock()}
    needed = [c for c in exports_table.c if not c.nullable and c.server_default is None]
    row = {c.name: some[c.type.python_type] for c in needed}
    row |= {"key": "K1", "kind": "gl", "run": RUN, "state": "sent", "workspace": desk.workspace}
    with desk.write() as conn:
        row["run_id"] = runs.current_id(conn, RUN)
        exports.insert(conn, row, ["E1001"], desk.clock(), "me")
    return row["key"]


def test_a_run_under_a_live_export_is_never_replaced(desk, folder):
    wb.load_payroll(desk, folder)
    key = exported(desk)
    raise_pay(folder)
    for replace in (False, True):
        finding = only(wb.load_payroll(desk, folder, replace=replace).findings)
        assert (finding.code, finding.severity, finding.value) == ("live_export", "error", key)
    assert payroll.posted_run(desk, RUN).totals.gross == Decimal("13192.00")


def test_the_same_content_under_a_live_export_is_no_problem(desk, folder):
    wb.load_payroll(desk, folder)
    exported(desk)
    assert only(wb.load_payroll(desk, folder, replace=True).findings).code == "already_loaded"


def test_a_run_whose_export_is_over_may_be_replaced(desk, folder):
    wb.load_payroll(desk, folder)
    key = exported(desk)
    with desk.write() as conn:
        exports.move(conn, exports.get(conn, key), "failed", desk.clock(), "me")
    raise_pay(folder)
    assert wb.load_payroll(desk, folder, replace=True).run == RUN


def test_every_load_and_replacement_is_in_the_audit_trail(desk, folder):
    wb.load_payroll(desk, folder)
    wb.load_payroll(desk, folder)
    raise_pay(folder)
    wb.load_payroll(desk, folder, replace=True)
    with desk.read() as conn:
        told = audit.rows(conn, f"run {RUN}")
    assert [row["event"] for row in told] == ["run loaded", "run replaced"]
    assert [row["detail"]["gross"] for row in told] == ["13192.00", "13192.01"]


def test_two_people_who_load_the_same_run_at_once_get_one_run(desk, store_url, folder):
    def load(_):
        with Desk(store_url) as other:
            try:
                return wb.load_payroll(other, folder).run
            except StoreError as late:
                return "again" if "Load it again" in late.remedy else "?"

    with ThreadPoolExecutor(4) as crowd:
        outcomes = list(crowd.map(load, range(4)))
    assert RUN in outcomes
    assert set(outcomes) <= {RUN, "again"}
    with desk.read() as conn:
        assert [row["event"] for row in audit.rows(conn, f"run {RUN}")] == ["run loaded"]


def test_a_payroll_without_labor_and_dimensions(desk, folder):
    for file in ("labor", "dimensions"):
        write(folder, file, rows(folder, file)[:1])
    assert wb.load_payroll(desk, folder).findings == ()
    run = payroll.posted_run(desk, RUN)
    assert (len(run.labor), len(run.dimension_values), len(run.paycards)) == (0, 0, 60)
    assert only(wb.load_payroll(desk, folder).findings).code == "already_loaded"


def test_client_companies_have_their_own_runs(desk, folder):
    wb.load_payroll(desk, folder)
    exported(desk)
    raise_pay(folder)
    other = desk.at("Other client")
    assert len(payroll.runs(other)) == 0
    assert wb.load_payroll(other, folder).run == RUN
    assert payroll.posted_run(other, RUN).totals.gross == Decimal("13192.01")
    assert payroll.posted_run(desk, RUN).totals.gross == Decimal("13192.00")


def test_warnings_stay_with_the_run(desk, folder):
    put(folder, "paycards", 26, "pay_date", "2026-02-14")
    loaded = wb.load_payroll(desk, folder)
    assert loaded.run == RUN
    assert payroll.load_findings(desk, RUN) == loaded.findings


def test_a_path_that_is_not_there(desk, tmp_path):
    with pytest.raises(LoadRefused, match="cannot be opened"):
        wb.load_payroll(desk, tmp_path / "nowhere")


def test_a_run_that_is_not_there(desk):
    with pytest.raises(NotFound, match="There is no run 2026-BW99"):
        wb.posted_run(desk, "2026-BW99")


def test_an_upload_is_held_to_its_limits_and_shown_by_its_name(desk, folder):
    wb.load_payroll(desk, zipped(folder), bound="upload", source="bw03.zip")
    assert payroll.runs(desk)["source"].tolist() == ["bw03.zip"]


def test_a_payroll_of_two_thousand_people_and_two_runs(desk, tmp_path):
    write_payroll(tmp_path / "large", Size(employees=2_000, runs=2))
    loaded = wb.load_payroll(desk, tmp_path / "large")
    assert (loaded.runs, loaded.findings) == (("2026-BW03", "2026-BW04"), ())
    assert loaded.totals["employees"].tolist() == [2_000, 2_000]
    run = payroll.posted_run(desk, "2026-BW04")
    assert (len(run.paycards), len(run.labor)) == (50_000, 20_000)
    write_payroll(tmp_path / "again", Size(employees=2_000, runs=2))
    assert {f.code for f in wb.load_payroll(desk, tmp_path / "again").findings} == {"already_loaded"}
