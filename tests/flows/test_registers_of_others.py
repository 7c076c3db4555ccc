"""Registers as payroll products lay them out: what each employee was paid, to the cent, and totals that all tie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from workbench.flows.registers import (
    RegisterDraft,
    complete,
    load_register,
    posted_payroll,
    read_register,
    save_template,
    with_labor,
)

DATA = Path(__file__).parent.parent / "files" / "data" / "registers"
DAYS = {"period_start": date(2026, 1, 26), "period_end": date(2026, 2, 8), "pay_date": date(2026, 2, 13)}
RUN = {"run": "R1", "payroll_group": "G"}


def paid(draft: RegisterDraft) -> dict[str, dict[str, Decimal]]:
    """What each employee was paid, by class; the whole register has to be without an error."""
    assert not draft.findings.errors, [str(finding) for finding in draft.findings.errors]
    assert len(draft.ties) and draft.ties["ties"].all()
    tables = posted_payroll(draft).tables
    kinds = dict(zip(tables["categories"]["code"], tables["categories"]["class"], strict=True))
    sums: dict[str, dict[str, Decimal]] = {}
    for employee, category, amount in tables["paycards"][["employee", "category", "amount"]].to_numpy():
        mine = sums.setdefault(employee, {})
        mine[kinds[category]] = mine.get(kinds[category], Decimal()) + Decimal(amount)
    return sums


def of(**amounts: str) -> dict[str, Decimal]:
    return {kind: Decimal(amount) for kind, amount in amounts.items()}


def test_blocks_of_lines_per_employee_with_totals_of_employees_departments_and_company():
    draft = read_register(DATA / "acme_blocks.csv")
    assert draft.ok and len(draft.ties) == 54
    assert paid(draft) == {
        "000101": of(earning="2450.00", deduction="150.00", tax_employee="497.43", net_pay="1802.57"),
        "000102": of(earning="1884.00", deduction="87.00", tax_employee="344.13", net_pay="1452.87"),
        "000203": of(earning="3000.00", deduction="-40.00", tax_employee="649.50", net_pay="2390.50"),
    }
    assert set(posted_payroll(draft).tables["employees"]["department"]) == {"100", "200"}


def test_pairs_of_employee_and_employer_columns_a_whole_cost_and_expenses_paid_back():
    draft = read_register(DATA / "maple_pairs.csv")
    draft = complete(draft, **RUN, codes={"employee": {"Diaz, Ana": "7", "Okoye, Ben": "8"}})
    assert paid(draft) == {
        "7": of(earning="1405.40", tax_employee="219.54", tax_employer="161.97", deduction="66.71", benefit="95.86",
                net_pay="1119.15"),
        "8": of(earning="2250.00", tax_employee="441.38", tax_employer="262.13", deduction="25.00", benefit="75.00",
                net_pay="1783.62"),
    }  # fmt: skip


def test_earnings_deductions_and_contributions_side_by_side_go_on_below_the_employee():
    draft = complete(read_register(DATA / "northern_sides.csv"), **RUN)
    assert paid(draft) == {
        "0042": of(earning="2275.00", tax_employee="442.38", deduction="380.00", tax_employer="189.04", benefit="50.00",
                   net_pay="1452.62"),
        "0057": of(earning="2265.00", tax_employee="513.68", tax_employer="209.03", net_pay="1751.32"),
    }  # fmt: skip


def test_rows_that_may_go_on_are_asked_where_no_total_proves_it(tmp_path):
    rows = (DATA / "northern_sides.csv").read_text().splitlines()
    (tmp_path / "r.csv").write_text("\n".join(row for row in rows if "total" not in row))
    draft = complete(read_register(tmp_path / "r.csv"), **RUN)
    assert {finding.code for finding in draft.findings.errors} >= {"unplaced_row"}
    draft = complete(draft, reading={"fill_down": "yes"})
    assert draft.ok and len(posted_payroll(draft).tables["paycards"]) == 21


def test_groups_over_measures_in_two_rows_of_titles():
    draft = complete(read_register(DATA / "riverbend_groups.csv"), **RUN)
    assert paid(draft) == {
        "17": of(earning="1790.25", tax_employee="296.96", deduction="135.00", net_pay="1358.29"),
        "21": of(earning="3300.00", tax_employee="662.45", deduction="210.00", net_pay="2427.55"),
    }
    cards = posted_payroll(draft).tables["paycards"]
    assert cards.iloc[0][["category", "units", "rate"]].tolist() == ["Hourly", "76.5000", "22.000000"]


@pytest.mark.parametrize("totals_first", [True, False])
def test_negatives_in_parentheses_and_totals_above_or_below(tmp_path, totals_first):
    rows = [
        '1E5,A One,TOR,"$3,000.00",($400.00),($600.00),"$2,000.00"',
        '0600,B Two,NA,"$2,000.00",($300.00),($400.00),"$1,300.00"',
    ]
    total = 'Report totals,,,"$5,000.00",($700.00),"($1,000.00)","$3,300.00"'
    whole = [total, *rows] if totals_first else [*rows, total]
    (tmp_path / "r.csv").write_text("\n".join(["Emp #,Name,Location,Gross Wages,CPP,Income Tax,Net Pay", *whole]))
    draft = complete(read_register(tmp_path / "r.csv"), **RUN, **DAYS)
    assert paid(draft) == {
        "1E5": of(earning="3000.00", tax_employee="1000.00", net_pay="2000.00"),
        "0600": of(earning="2000.00", tax_employee="700.00", net_pay="1300.00"),
    }


def test_merged_cells_and_dates_a_workbook_keeps_as_numbers(tmp_path):
    rows = [
        ["Employee", "", "Check", "Regular", "", "Premium", "", "Withheld", ""],
        ["No.", "Name", "Date", "Hrs", "Amt", "Hrs", "Amt", "CPP", "Tax", "Net"],
        ["K1", "Ivy Hall", 46066, 80, 1600, "", "", 80, 200, 1320],
        ["K1", "", 46066, "", "", 4, 120, 6, 20, 94],
        ["Total", "", "", 80, 1600, 4, 120, 86, 220, 1414],
    ]
    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for cells, text in (("A1:B1", "Employee"), ("D1:E1", "Regular"), ("F1:G1", "Premium"), ("B3:B4", "Ivy Hall")):
            sheet.merge_range(cells, text)
    draft = complete(read_register(tmp_path / "r.xlsx"), **RUN, **{**DAYS, "pay_date": ""})
    assert paid(draft) == {"K1": of(earning="1720.00", tax_employee="306.00", net_pay="1414.00")}
    assert set(posted_payroll(draft).tables["paycards"]["pay_date"]) == {"2026-02-13"}


def test_employees_across_and_items_down_with_hours_rate_and_amount_each():
    numbers = {"Anderson, Joy": "1", "Baptiste, Remy": "2"}
    answers = {**RUN, "pay_date": DAYS["pay_date"], "codes": {"employee": numbers}}
    draft = complete(read_register(DATA / "prairie_across.csv"), **answers)
    assert paid(draft) == {
        "1": of(earning="2201.63", deduction="100.00", tax_employee="420.98", net_pay="1680.65", tax_employer="173.24",
                accrual="88.07"),
        "2": of(earning="2480.00", deduction="124.00", tax_employee="485.72", net_pay="1870.28", tax_employer="196.14",
                accrual="99.20"),
    }  # fmt: skip
    cards = posted_payroll(draft).tables["paycards"]
    assert cards.iloc[0][["units", "rate", "period_start"]].tolist() == ["72.0000", "28.500000", "2026-01-26"]
    assert len(draft.ties) == 22


def test_employees_across_with_amounts_alone():
    numbers = {"Anderson, Joy": "1", "Baptiste, Remy": "2", "Cole, Sam": "3"}
    answers = {**RUN, "pay_date": DAYS["pay_date"], "leave_out": {"Hours": "no item has hours"}}
    draft = complete(read_register(DATA / "prairie_summary.csv"), codes={"employee": numbers}, **answers)
    assert paid(draft)["3"] == of(earning="360.00", tax_employee="39.87", net_pay="320.13", tax_employer="22.22")


def test_a_finding_in_a_turned_register_leads_to_the_item_s_row_and_the_employee_s_column(tmp_path):
    text = (DATA / "prairie_summary.csv").read_text().replace("$-35.89", "$-35.8x")
    (tmp_path / "r.csv").write_text(text)
    bad = next(one for one in read_register(tmp_path / "r.csv").findings if one.code == "bad_number")
    assert (bad.row, bad.column, bad.value) == (16, "EI, Anderson, Joy in column B", "$-35.8x")
    assert read_register(tmp_path / "r.csv").register.sheets == ()
    upright = complete(read_register(tmp_path / "r.csv"), reading={"across": "rows"})
    assert "ask_header_row" in {one.code for one in upright.findings}


def book(path, **sheets):
    """A workbook of these sheets."""
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


WHO = ["Employee No", "Employee Name"]
RAY, LEA = ["0101", "Ray Ito"], ["0102", "Lea Fox"]


def by_part(path):
    return book(
        path,
        Earnings=[["Earnings"], [*WHO, "Pay Code", "Hours", "Amount"], [*RAY, "REG", 80, 2000], [*RAY, "OT", 2, 75.5],
                  [*LEA, "REG", 40, 1600], ["Total", "", "", 122, 3675.5]],
        Deductions=[[*WHO, "Deduction", "Amount"], [*RAY, "RRSP", 100], [*LEA, "RRSP", 80], ["Total", "", "", 180]],
        Taxes=[[*WHO, "Tax", "Employee Amount", "Employer Amount"], [*RAY, "CPP", 110.25, 110.25],
               [*LEA, "CPP", 80.1, 80.1], ["Total", "", "", 190.35, 190.35]],
        Net=[[*WHO, "Net Pay"], [*RAY, 1865.25], [*LEA, 1439.9], ["Total", "", 3305.15]],
    )  # fmt: skip


def test_a_sheet_for_each_part_of_the_pay_is_one_register(tmp_path):
    draft = complete(read_register(by_part(tmp_path / "r.xlsx")), **RUN, **DAYS)
    assert paid(draft) == {
        "0101": of(earning="2075.50", deduction="100.00", tax_employee="110.25", tax_employer="110.25",
                   net_pay="1865.25"),
        "0102": of(earning="1600.00", deduction="80.00", tax_employee="80.10", tax_employer="80.10", net_pay="1439.90"),
    }  # fmt: skip
    assert draft.register.sheets == ("Earnings", "Deductions", "Taxes", "Net")


def test_a_sheet_for_each_department_is_one_register_and_its_heading_the_home(tmp_path):
    titles = [*WHO, "Regular Hours", "Regular Amount", "CPP", "Net Pay"]
    shop = [["Department: SHOP"], titles, [*RAY, 80, 2000, 100, 1900], ["Total", "", 80, 2000, 100, 1900]]
    office = [["Department: OFF"], titles, [*LEA, 40, 1600, 90, 1510], ["Total", "", 40, 1600, 90, 1510]]
    path = book(tmp_path / "r.xlsx", Shop=shop, Office=office, Summary=[["Department", "Gross"], ["SHOP", 2000]])
    draft = complete(read_register(path), **RUN, **DAYS)
    assert paid(draft)["0102"] == of(earning="1600.00", tax_employee="90.00", net_pay="1510.00")
    homes = posted_payroll(draft).tables["employees"][["employee", "department"]]
    assert homes.to_numpy().tolist() == [["0101", "SHOP"], ["0102", "OFF"]]
    assert "other_sheet" in {one.code for one in draft.findings}


def test_sheets_that_may_be_the_same_pay_twice_are_asked_and_places_name_the_sheet(tmp_path):
    detail = [[*WHO, "Pay Code", "Amount"], [*RAY, "REG", 2000], [*RAY, "Net pay", 2000]]
    again = [[*WHO, "Regular", "Net Pay"], [*RAY, 2000, "2000.0x"], [*LEA, 10, 10], [*LEA, 10, 10]]
    path = book(tmp_path / "r.xlsx", Detail=detail, ByEmployee=again)
    draft = complete(read_register(path), **RUN, **DAYS)
    assert [one.code for one in draft.missing] == ["ask_sheet"]
    assert complete(draft, reading={"sheet": "Detail"}).ok
    both = complete(draft, reading={"sheet": "*"})
    bad = next(one for one in both.findings if one.code == "bad_number")
    assert (bad.file, bad.row) == ("r.xlsx · ByEmployee", 2)


FUNDS = """Emp ID;Name;Home Dept;Home Branch;Pay Code;Type;Worked Dept;Job;Phase;Fund;Hours;Amount;Pay Group
A01;Ines Marchand;ADM;MTL;REG;Earning;FLD;P-100;010;F1;40,00;1.200,00;BW
A01;Ines Marchand;ADM;MTL;REG;Earning;ADM;;;F2;40,00;1.200,00;BW
A01;Ines Marchand;ADM;MTL;TAX;Tax;;;;;;400,00;BW
A01;Ines Marchand;ADM;MTL;NET;Net;;;;;;2.000,00;BW
"""


def test_a_column_may_be_a_dimension_of_the_client_company_s_own(tmp_path):
    (tmp_path / "r.csv").write_text(FUNDS)
    draft = complete(read_register(tmp_path / "r.csv"), run="R1", **DAYS)
    (asked,) = draft.missing
    assert (asked.code, asked.column) == ("ask_column", "Fund") and "It may be dimension fund" in asked.message
    draft = complete(draft, columns={"Fund": "dimension fund"}, names={"fund": {"F1": "Roads"}})
    assert draft.ok, [str(one) for one in draft.findings]
    tables = posted_payroll(draft).tables
    assert tables["labor"][["department", "project", "fund", "units"]].to_numpy().tolist() == [
        ["FLD", "P-100", "F1", "40.0000"], ["ADM", "", "F2", "40.0000"],
    ]  # fmt: skip
    assert ["fund", "F1", "Roads", ""] in tables["dimensions"].to_numpy().tolist()
    assert tables["employees"][["department", "location"]].to_numpy().tolist() == [["ADM", "MTL"]]
    labor = tables["labor"].to_csv(index=False)
    (tmp_path / "labor.csv").write_text(labor)
    brought = with_labor(complete(draft, leave_out={"Fund": "comes with the labor"}), tmp_path / "labor.csv")
    assert brought.ok and ["fund", "F2", "", ""] in posted_payroll(brought).tables["dimensions"].to_numpy().tolist()


def lines_read(tmp_path, text, **answers):
    """A register of these lines, answered for one run."""
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    return complete(read_register(tmp_path / "r.csv"), **{**RUN, **DAYS, **answers})


LONG = """Emp No,Employee,Code,Type,Current Amount
1001,"Roy, Ann",REG,Earning,1600.00
,,CPP,Deduction,80.00
,,NET,Net,1520.00
1002,"Shaw, Bob",REG,Earning,1540.00
,,CPP,Deduction,75.00
,,NET,Net,1465.00
"""


def test_a_summary_by_category_at_the_end_is_nobody_s_pay(tmp_path):
    summary = "\nCompany Summary\n,,REG,Earning,3140.00\n,,CPP,Deduction,155.00\n,,NET,Net,2985.00\n"
    draft = lines_read(tmp_path, LONG + summary)
    assert draft.ok and dict(draft.register.row_kinds()[["kind", "rows"]].to_numpy())["summary"] == 3
    assert len(posted_payroll(draft).tables["paycards"]) == 6
    wrong = lines_read(tmp_path, LONG + summary.replace("155.00", "155.01"))
    assert [one.row for one in wrong.findings.errors if one.code == "unplaced_row"] == [10, 11, 12]


def test_a_column_of_sums_is_asked_lest_it_be_paid_twice(tmp_path):
    text = """Employee,Regular,Overtime,CPP,Net,Plan A,Plan B,Sponsored
"Moss, Al (0101)",2000.00,75.00,110.00,1965.00,40.00,10.00,50.00
"Nye, Bo (0102)",1800.00,0.00,98.00,1702.00,30.00,5.00,35.00
"""
    plans = {"Plan A": ("A", "Plan A", "benefit"), "Plan B": ("B", "Plan B", "benefit")}
    draft = lines_read(tmp_path, text, categories=plans)
    (asked,) = [one for one in draft.missing if one.code == "ask_total"]
    assert asked.column == "Sponsored" and "sum of the columns from Plan A to Plan B" in asked.message
    assert complete(draft, leave_out={"Sponsored": "the sum of both plans"}).ok


def test_an_employer_s_total_and_withholding_of_a_state_are_what_they_are(tmp_path):
    text = """Employee,Regular,State W/H,Net,ER CPP,ER EI,ER Total
"Moss, Al (0101)",2000.00,100.00,1900.00,110.00,47.60,157.60
"""
    assert paid(lines_read(tmp_path, text)) == {
        "0101": of(earning="2000.00", tax_employee="100.00", tax_employer="157.60", net_pay="1900.00")
    }


def test_french_titles_days_and_dollars_behind_the_amount(tmp_path):
    text = """Registre de paie;;Période du 2026-01-26 au 2026-02-08;;Date de paie : 2026-02-13;
Matricule;Nom;Service;Salaire régulier;Impôt fédéral;RRQ;Salaire net
0007;Côté, Luc;ADM;1 600,00 $;120,00 $;85,00 $;1 395,00 $
Total;;;1 600,00 $;120,00 $;85,00 $;1 395,00 $
"""
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    draft = complete(read_register(tmp_path / "r.csv"), **RUN)
    assert paid(draft) == {"0007": of(earning="1600.00", tax_employee="205.00", net_pay="1395.00")}
    days = posted_payroll(draft).tables["paycards"][["period_start", "period_end", "pay_date"]].iloc[0]
    assert days.tolist() == ["2026-01-26", "2026-02-08", "2026-02-13"]
    assert posted_payroll(draft).tables["employees"]["department"].tolist() == ["ADM"]


def test_a_template_reads_the_next_turned_register_and_the_next_workbook_of_sheets(desk, tmp_path):
    numbers = {"Anderson, Joy": "1", "Baptiste, Remy": "2"}
    first = complete(read_register(DATA / "prairie_across.csv", desk=desk), pay_date="2026-02-13",
                     **{**RUN, "run": "{pay_date}"}, codes={"employee": numbers})  # fmt: skip
    save_template(desk, "Prairie", first)
    text = (
        (DATA / "prairie_across.csv")
        .read_text()
        .replace("January 26 through February 8", "February 9 through February 22")
    )
    (tmp_path / "next.csv").write_text(text)
    again = complete(read_register(tmp_path / "next.csv", "Prairie", desk=desk), pay_date="2026-02-27")
    assert again.ok and not again.news and load_register(desk, again).run == "2026-02-27"
    save_template(desk, "Parts", complete(read_register(by_part(tmp_path / "r.xlsx"), desk=desk), **RUN))
    parts = complete(read_register(by_part(tmp_path / "r.xlsx"), "Parts", desk=desk), run="R2", **DAYS)
    assert parts.ok and not parts.news, [str(one) for one in parts.findings]


def test_a_heading_that_says_employee_and_department(tmp_path):
    text = """Pay Item,Hours,Amount
"Employee: E1001 - Okafor, Amara   Dept: 300 Operations",,
Salary,80.00,"2,400.00"
Net Pay,,"2,400.00"
"""
    tables = posted_payroll(lines_read(tmp_path, text)).tables
    assert tables["employees"][["employee", "name", "department"]].to_numpy().tolist() == [
        ["E1001", "Okafor, Amara", "300"]
    ]


def test_names_alone_above_their_items_and_gross_pay_among_them(tmp_path):
    text = """,Hours,Rate,Current,YTD
"Abel, Tom (101)",,,,
Regular Pay,80.00,25.00,"2,000.00","6,000.00"
Overtime,2.00,37.50,75.00,75.00
Gross Pay,,,"2,075.00","6,075.00"
Income Tax,,,-290.00,-870.00
Net Pay,,,"1,785.00","5,205.00"
"Bird, Amy (102)",,,,
Regular Pay,60.00,30.00,"1,800.00","5,400.00"
Gross Pay,,,"1,800.00","5,400.00"
Income Tax,,,-280.00,-840.00
Net Pay,,,"1,520.00","4,560.00"
"""
    draft = lines_read(tmp_path, text)
    assert draft.ok, [str(one) for one in draft.findings.errors]
    totals = posted_payroll(draft).tables["paycards"].groupby("employee")["amount"].apply(list).to_dict()
    assert totals == {"101": ["2000.00", "75.00", "290.00", "1785.00"], "102": ["1800.00", "280.00", "1520.00"]}
    left = next(one for one in draft.findings if one.code == "item_left_out")
    assert "Gross Pay with 3,875.00 is left out" in left.message


def test_titles_without_blanks_and_both_shares_of_a_benefit_in_one_row(tmp_path):
    text = """EmployeeCode|EmployeeName|PayDate|LineType|LineCode|LineDescription|EmployeeAmount|EmployerAmount
07|Ann Roy|2026-02-13|Earning|R|Regular|1600|
07|Ann Roy|2026-02-13|Tax|CPP|Canada Pension Plan|80|80
07|Ann Roy|2026-02-13|Benefit|DEN|Dental|15|30
07|Ann Roy|2026-02-13|NetPay|NP|Net Pay|1505|
"""
    draft = lines_read(tmp_path, text, pay_date="")
    assert draft.ok, [str(one) for one in draft.findings.errors]
    cards = posted_payroll(draft).tables["paycards"]
    assert cards.loc[cards["category"].str.startswith("DEN"), ["category", "amount"]].to_numpy().tolist() == [
        ["DEN", "15.00"], ["DEN / Benefit / Employer", "30.00"],
    ]  # fmt: skip


def test_numbers_beside_names_that_are_called_employee_and_a_reversal(tmp_path):
    text = """Dept: 100 Admin,,,,,
Employee,Emp ID,Reg Hrs,Reg $,EE CPP,Net Check
"Able, A",11,80,1600.00,50.00-,1550.00
"Cole, C",12,10,(200.00),10.00,(190.00)
Dept Total,,90,1400.00,40.00-,1360.00
"""
    assert paid(lines_read(tmp_path, text)) == {
        "11": of(earning="1600.00", tax_employee="50.00", net_pay="1550.00"),
        "12": of(earning="-200.00", tax_employee="-10.00", net_pay="-190.00"),
    }
