"""Company files: sections extend or replace the demo company's."""

from pathlib import Path

from tests.sandbox.calls import journal, line, query


def test_given_sections_go_over_the_demo_company(own, tmp_path: Path):
    file = tmp_path / "company.yaml"
    file.write_text(
        """
company: {id: ACME, session_minutes: "10"}
switches: {references_unique: "true"}
periods: {open_from: "2026-02-01"}
records:
  GLACCOUNT:
    - {ACCOUNTNO: "6010", STATUS: inactive}
    - {ACCOUNTNO: 0615, TITLE: Standby pay, ACCOUNTTYPE: incomestatement}
""",
        encoding="utf-8",
    )
    client = own(company_file=str(file))
    assert client.settings["INTACCT_COMPANY_ID"] == "ACME"
    assert client.result(journal()).findtext("status") == "failure"
    lines = line("0615", 1, "1.00"), line("2100", -1, "1.00")
    assert client.result(journal(*lines)).findtext("status") == "success"
    assert client.result(journal(*lines)).findtext("status") == "failure"
    assert client.control("state")["records"]["GLACCOUNT"] == 64


def test_an_empty_base_and_replaced_objects(own, tmp_path: Path):
    empty = tmp_path / "empty.yaml"
    empty.write_text(
        """
base: empty
records:
  GLJOURNAL: [{SYMBOL: PR, TITLE: Payroll}]
  GLACCOUNT: [{ACCOUNTNO: "1", TITLE: One}, {ACCOUNTNO: "2", TITLE: Two}]
""",
        encoding="utf-8",
    )
    client = own(company_file=str(empty))
    assert client.control("state")["records"] == {"GLACCOUNT": 2, "GLJOURNAL": 1}
    lines = line("1", 1, "1.00", LOCATION=""), line("2", -1, "1.00", LOCATION="")
    assert client.result(journal(*lines, JOURNAL="PR")).findtext("status") == "success"
    replaced = tmp_path / "replaced.yaml"
    replaced.write_text(
        "replace: [GLJOURNAL]\nrecords: {GLJOURNAL: [{SYMBOL: PR, TITLE: Payroll}]}\n", encoding="utf-8"
    )
    assert own(company_file=str(replaced)).rows(query("GLJOURNAL", "SYMBOL")) == [{"SYMBOL": "PR"}]


def test_faults_from_a_file(own, tmp_path: Path):
    file = tmp_path / "faults.yaml"
    file.write_text("faults:\n  - {kind: error_500_before, on: query GLJOURNAL}\n", encoding="utf-8")
    client = own(faults_file=str(file))
    statuses = [client.post(client.envelope(query("GLJOURNAL", "SYMBOL"))).status_code for _ in range(2)]
    assert statuses == [500, 200]


def test_the_examples_of_the_readme_are_understood(own, tmp_path: Path):
    readme = (Path(__file__).parents[2] / "workbench" / "sandbox" / "README.md").read_text(encoding="utf-8")
    company, faults = (part.split("```")[0] for part in readme.split("```yaml\n")[1:3])
    (tmp_path / "company.yaml").write_text(company, encoding="utf-8")
    (tmp_path / "faults.yaml").write_text(faults, encoding="utf-8")
    client = own(company_file=str(tmp_path / "company.yaml"), faults_file=str(tmp_path / "faults.yaml"))
    assert client.settings["INTACCT_COMPANY_ID"] == "ACME"


def test_large_objects_come_from_csv_files(own, tmp_path: Path):
    (tmp_path / "sheets.csv").write_text(
        "RECORDNO,EMPLOYEEID,BEGINDATE,STATE\n100,E1002,2026-03-02,Approved\n", encoding="utf-8"
    )
    entry = "E1002,2026-03-03,8,102,E100,Approved"
    rows = "".join(f"{number},100,{entry}\n" for number in range(1000, 6000))
    names = "RECORDNO,TIMESHEETKEY,EMPLOYEEID,ENTRYDATE,QTY,TIMETYPE,LOCATIONID,STATE\n"
    (tmp_path / "entries.csv").write_text(names + rows, encoding="utf-8")
    file = tmp_path / "company.yaml"
    file.write_text(
        "replace: [TIMESHEET, TIMESHEETENTRY]\ncsv: {TIMESHEET: sheets.csv, TIMESHEETENTRY: entries.csv}\n",
        encoding="utf-8",
    )
    client = own(company_file=str(file))
    rest = "<orderby><order><field>RECORDNO</field></order></orderby><pagesize>2000</pagesize><offset>4000</offset>"
    data = client.result(query("TIMESHEETENTRY", "RECORDNO TIMESHEET.EMPLOYEEID", rest=rest)).find("data")
    assert (data.get("totalcount"), data.get("count"), data.get("numremaining")) == ("5000", "1000", "0")
    assert data[-1].findtext("RECORDNO") == "5999"
