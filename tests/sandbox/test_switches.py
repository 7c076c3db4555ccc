"""Switches: each one named in the code, and those without a test elsewhere."""

from pathlib import Path

import yaml

from tests.sandbox.calls import journal, line, query, text_of

SANDBOX = Path(__file__).parents[2] / "workbench" / "sandbox"
KEYS = "<read><object>GLACCOUNT</object><keys>1</keys><fields>REQUIREDEPT</fields></read>"


def test_every_switch_is_asked_for_somewhere():
    names = yaml.load((SANDBOX / "switches.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    code = "".join(file.read_text(encoding="utf-8") for file in SANDBOX.glob("*.py"))
    assert [name for name in names if f'"{name}"' not in code] == []


def test_every_switch_can_be_set_and_set_back(gateway):
    before = gateway.control("state")["switches"]
    for name, value in before.items():
        other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value
        gateway.switch(name, other)
        assert gateway.control("state")["switches"] == before | {name: other}
        gateway.switch(name, value)
    assert gateway.control("state")["switches"] == before


def test_looser_envelopes(gateway):
    accounts = query("GLACCOUNT", "RECORDNO")
    swapped = gateway.envelope(accounts).replace(
        b"<controlid>c1</controlid><uniqueid>false</uniqueid>", b"<uniqueid>false</uniqueid><controlid>c1</controlid>"
    )
    wrapped = gateway.envelope(accounts).replace(b"payroll_ws", b"<![CDATA[payroll_ws]]>")
    for switch, value, body in (("control_in_order", False, swapped), ("cdata_accepted", True, wrapped)):
        assert b"XL03000003" in gateway.post(body).content
        gateway.switch(switch, value)
        assert b"<status>failure</status>" not in gateway.post(body).content


def test_looser_dates(gateway):
    gateway.switch("loose_dates", True)
    for day in ("2/9/2026", "2026-02-09"):
        assert gateway.result(journal(BATCH_DATE=day)).findtext("status") == "success"
    assert {entry["BATCH_DATE"] for entry in gateway.control("journals")["journals"]} == {"2026-02-09"}


def test_looser_lines(gateway):
    for name in ("negative_amounts", "zero_amounts", "both_amounts", "unknown_fields", "payables_accounts_postable"):
        gateway.switch(name, True)
    lines = (
        line("6010", 1, "-1.00"),
        line("2100", -1, "-1.00"),
        line("6010", 1, "0.00"),
        line("2000", 1, "2.00", AMOUNT="2.00"),
        line("2100", -1, "2.00", COLOR="red"),
    )
    assert gateway.result(journal(*lines)).findtext("status") == "success"


def test_element_names_in_their_own_case_only(gateway):
    gateway.switch("element_names_any_case", False)
    lower = journal().replace("<JOURNAL>PYRJ</JOURNAL>", "<journal>PYRJ</journal>")
    assert "Invalid field journal" in text_of(gateway.result(lower))
    assert gateway.result(journal()).findtext("status") == "success"


def test_states_that_an_update_cannot_change(gateway):
    gateway.switch("state_changeable", False)
    key = gateway.result(journal()).findtext(".//RECORDNO")
    entries = journal().partition("<ENTRIES>")[2].partition("</ENTRIES>")[0]
    update = (
        f"<update><GLBATCH><RECORDNO>{key}</RECORDNO><BATCH_DATE>02/13/2026</BATCH_DATE><BATCH_TITLE>x</BATCH_TITLE>"
        f"<STATE>{{}}</STATE><ENTRIES>{entries}</ENTRIES></GLBATCH></update>"
    )
    assert "STATE cannot be changed" in text_of(gateway.result(update.format("Posted")))
    assert gateway.result(update.format("Draft")).findtext("status") == "success"


def test_negative_hours_and_amounts_as_stored(gateway):
    gateway.switch("negative_hours", True)
    gateway.switch("amounts", "fixed")
    result = gateway.result(
        "<create><TIMESHEET><EMPLOYEEID>E1002</EMPLOYEEID><BEGINDATE>02/23/2026</BEGINDATE><TIMESHEETENTRIES>"
        "<TIMESHEETENTRY><ENTRYDATE>02/23/2026</ENTRYDATE><QTY>-7.50</QTY><LOCATIONID>E100</LOCATIONID></TIMESHEETENTRY>"
        "</TIMESHEETENTRIES></TIMESHEET></create>"
    )
    assert result.findtext("status") == "success"
    assert gateway.rows(query("TIMESHEETENTRY", "QTY"))[-1] == {"QTY": "-7.50"}


def test_an_older_dtd_knows_the_older_functions_only(gateway):
    body = gateway.envelope(query("GLACCOUNT", "RECORDNO")).replace(b"3.0", b"2.1")
    assert b"XL03000003" in gateway.post(body).content
    body = gateway.envelope('<get_list object="glaccount" maxitems="1"/>').replace(b"3.0", b"2.1")
    assert b"<accountno>1000</accountno>" in gateway.post(body).content


def test_a_boolean_never_set_is_shown_as_false_by_read_alone(gateway):
    assert gateway.result(KEYS).findtext(".//REQUIREDEPT") == "false"
    assert gateway.rows(query("GLACCOUNT", "REQUIREDEPT"))[0] == {"REQUIREDEPT": ""}


def test_what_a_user_without_permission_reads(gateway):
    auth = gateway.login("payroll_nogl", "p&w<nogl>#1")
    gateway.result(journal())
    asked = query("GLBATCH", "RECORDNO")
    assert gateway.result(asked, auth=auth).findtext("status") == "failure"
    gateway.switch("denied_reads", "empty")
    assert gateway.result(asked, auth=auth).find("data").get("totalcount") == "0"
