"""Registers laid out by six hands become runs without code; four of them are the Ontario sample to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

import workbench as wb
from tests.files.payroll_folder import only
from tests.rules.building import sample_run, sample_setup
from workbench.desk import Desk
from workbench.errors import LoadRefused, NotFound
from workbench.flows import payroll, register_templates
from workbench.flows.register_drafts import begin_draft, drop_draft, keep_draft, kept_draft
from workbench.flows.registers import (
    RegisterDraft,
    complete,
    load_register,
    posted_payroll,
    read_register,
    save_template,
    with_labor,
)
from workbench.rules.gl_records import create_records
from workbench.rules.payroll_checks import check_payroll
from workbench.rules.register_answers import ItemCategory
from workbench.samples import ONTARIO

DATA = Path(__file__).parent.parent / "files" / "data" / "registers"
RUN = {"run": "2026-BW03", "payroll_group": "BIWEEKLY", "payroll_group_name": "Bi-weekly staff"}
NAMES = {code: (code, name, kind) for code, name, kind in sample_run().categories.to_numpy()}
BY_TITLE = {name: (code, name, kind) for code, name, kind in NAMES.values()}
PRAIRIE = {
    "Salary": "101", "Hourly": "102", "Overtime": "103", "Net Pay": "NET", "Employer Vacation accrual": "502",
    **{f"Employee deductions {n}": c for n, c in
       {"RRSP": "201", "CPP": "301", "EI": "303", "Federal tax": "304", "Ontario tax": "305"}.items()},
    **{f"Employer {n}": c for n, c in {"RRSP": "401", "CPP": "601", "EI": "603", "EHT": "604", "WSIB": "605"}.items()},
}  # fmt: skip
NORTHSTAR = {"201 / D / Employer": "401", "301 / T / Employer": "601", "303 / T / Employer": "603"}


@pytest.fixture
def one_desk(sqlite_url):
    """A desk on a fresh store of one kind, where the database does not matter."""
    with Desk(sqlite_url) as opened:
        yield opened


def codes_of(finding_list):
    return [finding.code for finding in finding_list]


def summit() -> RegisterDraft:
    draft = complete(read_register(DATA / "summit_wide.csv"), **RUN, home_location="E100", categories=BY_TITLE)
    return with_labor(draft, ONTARIO / "labor.csv")


def northstar() -> RegisterDraft:
    categories = {item: NAMES[code] for item, code in NORTHSTAR.items()}
    draft = complete(read_register(DATA / "northstar_long.txt"), **RUN, home_location="E100", categories=categories)
    return with_labor(draft, ONTARIO / "labor.csv")


def boreal() -> RegisterDraft:
    people = sample_run().employees[["employee", "department"]].to_numpy()
    homes = {employee: {"department": department} for employee, department in people}
    categories = {"502": NAMES["502"]}
    draft = read_register(DATA / "boreal_detail.csv")
    return complete(draft, run=RUN["run"], home_location="E100", homes=homes, categories=categories)


def prairie() -> RegisterDraft:
    categories = {item: NAMES[code] for item, code in PRAIRIE.items()}
    draft = complete(read_register(DATA / "prairie_sections.xlsx"), **RUN, home_location="E100", categories=categories)
    return with_labor(draft, ONTARIO / "labor.csv")


def records_of(draft: RegisterDraft):
    """The GL record lines that the posted payroll of a register gives, in one order."""
    checked, findings = check_payroll(draft.register.posted.tables)
    assert not draft.findings.errors and not findings.errors, [str(f) for f in draft.findings.errors]
    return ordered(create_records(only(checked.runs()), sample_setup()).lines)


def ordered(lines):
    columns = ["employee", "category", "side", "account", "amount", "department", "location", "project", "task"]
    return lines[columns].sort_values(columns, ignore_index=True)


@pytest.mark.parametrize("register", [summit, northstar, boreal, prairie])
def test_the_sample_laid_out_otherwise_gives_the_sample_s_records_to_the_cent(register):
    draft = register()
    expected = ordered(create_records(sample_run(), sample_setup()).lines)
    assert len(expected) == 105
    assert records_of(draft).equals(expected)
    assert draft.ties["ties"].all() and len(draft.ties)


@pytest.mark.parametrize(("register", "missing"), [
    ("summit_wide.csv", ["ask_category", "ask_payroll_group", "ask_run"]),
    ("northstar_long.txt", ["ask_payroll_group", "ask_run"]),
    ("boreal_detail.csv", ["ask_category", "ask_run"]),
    ("prairie_sections.xlsx", ["ask_payroll_group", "ask_run"]),
    ("gumdrop_names.csv", ["ask_payroll_group", "ask_run", *["ask_employee_number"] * 5]),
    ("ledgerly_long.csv", ["ask_period_start", "ask_period_end", "ask_run", "ask_dates"]),
])  # fmt: skip
def test_all_that_a_register_does_not_say_is_asked_and_nothing_else(register, missing):
    draft = read_register(DATA / register)
    assert codes_of(draft.missing) == missing
    assert draft.findings.errors == draft.missing


def test_names_and_negative_deductions(one_desk):
    draft = read_register(DATA / "gumdrop_names.csv")
    nameless = [finding.value for finding in draft.missing if finding.code == "ask_employee_number"]
    numbers = {name: f"0{at}" for at, name in enumerate(nameless)}
    loaded = load_register(one_desk, complete(draft, **RUN, codes={"employee": numbers}))
    totals = loaded.totals.iloc[0]
    assert (loaded.run, totals["deductions"], totals["net"]) == ("2026-BW03", Decimal("310.00"), Decimal("9907.86"))
    assert sorted(wb.posted_run(one_desk, "2026-BW03").employees["employee"]) == ["00", "01", "02", "03", "04"]


def test_codes_with_zeros_in_front_and_one_code_of_two_kinds():
    dates = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 31)}
    draft = complete(read_register(DATA / "ledgerly_long.csv"), run="R1", reading={"dates": "mdy"}, **dates)
    assert not draft.findings.errors
    cards = posted_payroll(draft).tables["paycards"]
    assert list(cards["employee"].unique()) == ["0600", "0601", "0602"]
    assert list(cards["category"][:5]) == ["01", "02", "01 / D", "FIT", "NP"]
    assert list(cards["amount"][:3]) == ["1000.00", "-50.00", "25.00"]
    assert set(cards["pay_date"]) == {"2026-02-01"}
    assert set(posted_payroll(complete(draft, reading={"dates": "dmy"})).tables["paycards"]["pay_date"]) == {
        "2026-01-02"
    }


def test_a_template_reads_the_next_period_at_once_and_says_what_is_new(desk, tmp_path):
    first = with_labor(complete(summit(), run="{pay_date}"), None)
    save_template(desk, "Summit", first)
    assert load_register(desk, first).run == "2026-02-13"
    text = (DATA / "summit_wide.csv").read_text("utf-8-sig")
    text = text.replace("02/13/2026", "02/27/2026").replace("01/26/2026 - 02/08", "02/09/2026 - 02/22")
    text = text.replace("E1005", "E1006").replace("YTD Gross", "Parking")
    (tmp_path / "next.csv").write_text(text, encoding="utf-8")
    draft = read_register(tmp_path / "next.csv", "Summit", desk=desk)
    assert {(f.code, f.value) for f in draft.news} == {
        ("new_column", "Parking"), ("new_code", "Parking"), ("new_employee", "E1006"),
    }  # fmt: skip
    draft = complete(draft, leave_out={"Parking": "is the year to date"})
    assert not draft.missing and not draft.findings.errors
    loaded = load_register(desk, draft)
    assert (loaded.run, loaded.totals["gross"][0]) == ("2026-02-27", Decimal("13192.00"))
    assert register_templates.fitting(desk, [c.title for c in draft.register.body.columns]).name == "Summit"


def test_a_register_in_work_is_kept_with_its_answers_and_labor_for_its_own_person(desk, tmp_path):
    draft = summit()
    begin_draft(desk, draft)
    (tmp_path / "again").mkdir()
    again = kept_draft(desk, tmp_path / "again")
    assert again.answers == draft.answers and again.labor.table.equals(draft.labor.table)
    assert again.ok == draft.ok and again.source == "summit_wide.csv"
    keep_draft(desk, with_labor(complete(again, run="R9"), None))
    third = kept_draft(desk, tmp_path / "again")
    assert third.answers.facts["run"] == "R9" and third.labor is None
    assert kept_draft(desk.at("Other client"), tmp_path) is None
    drop_draft(desk)
    assert kept_draft(desk, tmp_path) is None


def test_templates_belong_to_their_client_company(desk):
    save_template(desk, "Summit", summit())
    other = desk.at("Other client")
    assert list(register_templates.templates(desk)["name"]) == ["Summit"]
    assert len(register_templates.templates(other)) == 0
    with pytest.raises(NotFound):
        read_register(DATA / "summit_wide.csv", "Summit", desk=other)
    register_templates.delete(desk, "Summit")
    assert len(register_templates.templates(desk)) == 0


def test_earlier_runs_know_categories_and_homes(one_desk):
    wb.load_payroll(one_desk, ONTARIO)
    draft = read_register(DATA / "summit_wide.csv", desk=one_desk)
    assert codes_of(draft.missing) == ["ask_run"]
    assert {one.category.code for one in draft.register.categories.values()} == set(NAMES) - {"105"}
    assert set(draft.register.people.frame["location"]) == {"E100"}


def changed(tmp_path, before, after, name="summit_wide.csv"):
    """A register with one text replaced."""
    text = (DATA / name).read_text("utf-8-sig")
    assert text.count(before) == 1, text.count(before)
    (tmp_path / name).write_text(text.replace(before, after), encoding="utf-8")
    return complete(read_register(tmp_path / name), **RUN, home_location="E100", categories=BY_TITLE)


def test_a_total_that_does_not_tie_names_row_column_and_difference(tmp_path):
    draft = changed(tmp_path, 'Grand Total,,,,160.00,,"6,200.00"', 'Grand Total,,,,160.00,,"6,200.01"')
    finding = only(draft.findings.errors)
    assert (finding.code, finding.row, finding.column) == ("total_differs", 21, "Salary Amt")
    assert finding.amount == Decimal("0.01")
    assert not complete(draft, rows={"21": "printed before the correction"}).findings.errors


def test_a_cell_that_is_no_amount_is_named_and_a_load_changes_nothing(one_desk, tmp_path):
    draft = changed(tmp_path, 'E1003,"Nair, Priya",FLD,001003,,,,80.00', 'E1003,"Nair, Priya",FLD,001003,,,,8O.00')
    bad = next(finding for finding in draft.findings if finding.code == "bad_number")
    assert (bad.row, bad.column, bad.value) == (9, "Hourly Wages Hrs", "8O.00")
    assert load_register(one_desk, draft).runs == ()
    assert len(payroll.runs(one_desk)) == 0


def test_a_paycard_that_does_not_come_to_its_net_points_into_the_register(tmp_path):
    text = (
        (DATA / "summit_wide.csv")
        .read_text("utf-8-sig")
        .replace("1,795.73", "1,795.74")
        .replace("9,907.86", "9,907.87")
    )
    (tmp_path / "net.csv").write_text(text, encoding="utf-8")
    draft = complete(read_register(tmp_path / "net.csv"), **RUN, categories=BY_TITLE)
    finding = only(draft.findings.errors)
    assert (finding.code, finding.row, finding.column, finding.employee) == ("net_pay", 16, "Net Pay", "E1001")


def test_every_row_is_accounted_for():
    register = read_register(DATA / "summit_wide.csv").register
    kinds = dict(zip(register.row_kinds()["kind"], register.row_kinds()["rows"], strict=True))
    assert kinds == {"line": 5, "total": 5, "header": 1, "blank": 2, "text": 4}
    assert sum(kinds.values()) == register.body.length


def test_an_item_left_out_is_told_with_its_amount():
    draft = complete(summit(), categories={"WSIB": ItemCategory(left_out="booked by hand")})
    note = next(finding for finding in draft.findings if finding.code == "item_left_out")
    assert "WSIB with 162.26 is left out: booked by hand" in note.message
    assert "605" not in set(posted_payroll(draft).tables["paycards"]["category"])


def test_net_pay_that_is_not_in_the_file_is_asked_then_computed(tmp_path):
    draft = complete(summit(), leave_out={"Net Pay": "paid elsewhere"})
    assert codes_of(draft.missing) == ["ask_net_pay"]
    draft = complete(draft, reading={"net_pay": "computed"})
    net = posted_payroll(draft).tables["paycards"].query("category == 'NET'")
    assert sorted(net["amount"]) == ["1586.63", "1795.73", "1939.32", "1957.33", "2628.85"]
    assert "net_pay_computed" in codes_of(draft.findings)


def test_a_path_that_is_not_there_is_a_problem_with_the_world(tmp_path):
    with pytest.raises(LoadRefused, match="cannot be opened"):
        read_register(tmp_path / "nowhere.csv")


def workbook(path, rows):
    """A workbook whose cells are numbers where Python's are."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Register")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def test_codes_a_workbook_keeps_as_numbers_are_asked_fact_by_fact(tmp_path):
    rows = [["Emp ID", "Name", "Dept", "Regular Pay", "Net Pay"], [600, "A B", 7, 100.1 + 0.2, 100.3]]
    draft = read_register(workbook(tmp_path / "r.xlsx", rows))
    asked = [(f.column, f.value) for f in draft.missing if f.code == "ask_numeric_codes"]
    assert asked == [("Emp ID", "600"), ("Dept", "7")]
    draft = complete(draft, reading={"numeric_codes employee": "4", "numeric_codes department": "as_shown"})
    assert "ask_numeric_codes" not in codes_of(draft.findings)
    cards = posted_payroll(draft).tables["paycards"]
    assert set(cards["employee"]) == {"0600"} and list(cards["amount"]) == ["100.30", "100.30"]
    assert list(posted_payroll(draft).tables["departments"]["code"]) == ["7"]


BLOCKS = """Payroll Journal
Code,Description,Hours,Amount
Employee: 1001 Okafor Amara
REG,Regular,80,2400.00
TAX,Income tax,,400.00
NET,Net pay,,2000.00
,Employee total,80,4800.00
Employee: 1002 Tremblay Luc
REG,Regular,80,2000.00
TAX,Income tax,,300.00
NET,Net pay,,1700.00
,,80,4000.00
,Grand total,160,8800.00
"""


def test_headings_name_the_employee_and_rows_that_add_up_are_totals_without_a_label(tmp_path):
    (tmp_path / "blocks.csv").write_text(BLOCKS)
    draft = read_register(tmp_path / "blocks.csv")
    people = draft.register.people.frame
    assert list(people["employee"]) == ["1001", "1002"] and list(people["name"]) == ["Okafor Amara", "Tremblay Luc"]
    assert len(draft.ties) == 6 and draft.ties["ties"].all()


def test_a_cell_that_holds_code_and_name_is_taken_apart(tmp_path):
    row = "1001 - Okafor Amara,200 Field,"
    text = f"Employee,Department,Pay Item,Amount\n{row}Regular,10.00\n{row}Net Pay,10.00\n"
    (tmp_path / "combined.csv").write_text(text)
    tables = posted_payroll(read_register(tmp_path / "combined.csv")).tables
    people = tables["employees"][["employee", "name", "department"]]
    assert people.to_numpy().tolist() == [["1001", "Okafor Amara", "200"]]
    assert tables["departments"].to_numpy().tolist() == [["200", "Field"]]


def test_figures_that_belong_to_nobody_are_an_error_until_they_are_left_out(tmp_path):
    (tmp_path / "r.csv").write_text("Emp #,Regular Pay,Net Pay\n1,10.00,10.00\n,5.00,7.00\n")
    draft = read_register(tmp_path / "r.csv")
    found = next(finding for finding in draft.findings if finding.code == "unplaced_row")
    assert (found.row, found.severity) == (3, "error")
    assert "unplaced_row" not in codes_of(complete(draft, rows={"3": "a note of the printer"}).findings)


def test_two_homes_of_one_employee_are_asked(tmp_path):
    (tmp_path / "r.csv").write_text("Emp #,Dept,Regular Pay,Net Pay\n1,A,10.00,10.00\n1,B,5.00,5.00\n")
    draft = read_register(tmp_path / "r.csv")
    assert "ask_home" in codes_of(draft.missing)
    assert "ask_home" not in codes_of(complete(draft, homes={"1": {"department": "B"}}).missing)
    worked = complete(draft, columns={"Dept": "worked_department"}, homes={"1": {"department": "B"}})
    assert list(posted_payroll(worked).tables["labor"]["department"]) == ["A", "B"]
    assert list(posted_payroll(worked).tables["paycards"]["amount"]) == ["15.00", "15.00"]


PAIRS = """File #,Reg Hours,Reg Earnings,Earnings 3 Code,Earnings 3 Amount,Earnings 4 Code,Earnings 4 Amount,FIT,Net Pay
001,80,1000.00,BON,50.00,,,100.00,950.00
002,80,1000.00,VAC,50.00,BON,10.00,100.00,960.00
Totals,160,2000.00,,100.00,,10.00,200.00,1910.00
"""


def test_codes_that_stand_beside_their_amounts_in_one_row(tmp_path):
    (tmp_path / "pairs.csv").write_text(PAIRS)
    draft = read_register(tmp_path / "pairs.csv")
    cards = posted_payroll(draft).tables["paycards"]
    assert list(cards["category"]) == ["Reg", "BON", "FIT", "Net Pay", "Reg", "VAC", "BON", "FIT", "Net Pay"]
    assert draft.ties["ties"].all()
    (tmp_path / "blank.csv").write_text(PAIRS.replace("BON,10.00", ",10.00"))
    assert "no_category" in codes_of(read_register(tmp_path / "blank.csv").findings.errors)
