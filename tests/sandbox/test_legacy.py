"""Object-specific functions: fixed order, dates in three elements, the key in the result."""

from tests.sandbox.calls import query, text_of

DAY = "<year>2026</year><month>2</month><day>13</day>"


def transaction(*entries: str, head: str = "") -> str:
    lines = "".join(entries) or entry("debit", "6010") + entry("credit", "2100")
    return (
        f"<create_gltransaction><journalid>PYRJ</journalid><datecreated>{DAY}</datecreated>"
        f"<description>Payroll</description>{head}<gltransactionentries>{lines}</gltransactionentries>"
        f"</create_gltransaction>"
    )


def entry(side: str, account: str, rest: str = "<locationid>E100</locationid>") -> str:
    return f"<glentry><trtype>{side}</trtype><amount>5.00</amount><glaccountno>{account}</glaccountno>{rest}</glentry>"


def test_a_transaction_answers_with_its_key_and_is_posted(gateway):
    result = gateway.result(transaction(head="<referenceno>HW-9</referenceno>"))
    assert [child.tag for child in result] == ["status", "function", "controlid", "key"]
    (stored,) = gateway.control("journals")["journals"]
    assert (str(stored["RECORDNO"]), stored["STATE"], stored["BATCH_DATE"], stored["REFERENCENO"]) == (
        result.findtext("key"),
        "Posted",
        "2026-02-13",
        "HW-9",
    )
    assert [line["TR_TYPE"] for line in stored["lines"]] == [1, -1]


def test_the_side_may_be_a_number(gateway):
    assert gateway.result(transaction(entry("1", "6010"), entry("-1", "2100"))).findtext("status") == "success"


def test_the_order_of_elements_is_fixed(gateway):
    wrong = transaction().replace("<description>Payroll</description>", "", 1)
    assert gateway.call(wrong).findtext("control/status") == "failure"
    mixed = transaction(
        entry("debit", "6010", "<departmentid>100</departmentid><locationid>E100</locationid>"), entry("credit", "2100")
    )
    assert gateway.call(mixed).findtext("control/status") == "failure"


def test_a_draft_transaction_is_deleted_by_its_key(gateway):
    key = gateway.result(transaction(head="<state>Draft</state>")).findtext("key")
    assert gateway.result(f'<delete_gltransaction key="{key}"/>').findtext("status") == "success"
    assert gateway.control("journals")["journals"] == []


def test_a_legacy_timesheet_is_submitted_by_default(gateway):
    day = "<year>2026</year><month>02</month><day>23</day>"
    result = gateway.result(
        f"<create_timesheet><employeeid>E1002</employeeid><begindate>{day}</begindate><timesheetentries><timesheetentry>"
        f"<entrydate>{day}</entrydate><qty>8</qty><timetype>102</timetype><locationid>E100</locationid></timesheetentry>"
        f"</timesheetentries></create_timesheet>"
    )
    rows = gateway.rows(
        query(
            "TIMESHEETENTRY",
            "STATE QTY",
            f"<equalto><field>TIMESHEET.RECORDNO</field><value>{result.findtext('key')}</value></equalto>",
        )
    )
    assert rows == [{"STATE": "Submitted", "QTY": "8"}]


def test_time_types_are_written_by_legacy_functions_only(gateway):
    assert "not supported" in text_of(gateway.result("<create><TIMETYPE><NAME>106</NAME></TIMETYPE></create>"))
    create = "<create_timetype><name>106</name><accountno>6020</accountno></create_timetype>"
    key = gateway.result(create).findtext("key")
    assert "already exists" in text_of(gateway.result(create))
    update = "<update_timetype><name>106</name><earningtypename>Overtime pay</earningtypename></update_timetype>"
    assert gateway.result(update).findtext("key") == key
    rows = gateway.rows(
        query(
            "TIMETYPE",
            "ACCOUNTNO EARNINGTYPE.RATEMULTIPLIER",
            "<equalto><field>NAME</field><value>106</value></equalto>",
        )
    )
    assert rows == [{"ACCOUNTNO": "6020", "EARNINGTYPE.RATEMULTIPLIER": "1.5"}]
    assert gateway.result('<delete_timetype key="106"/>').findtext("status") == "success"
    assert "is used by timesheets" in text_of(gateway.result('<delete_timetype key="102"/>'))
