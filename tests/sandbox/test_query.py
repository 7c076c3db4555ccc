"""The query function: fields, operators, order, pages, visibility."""

import pytest
from lxml import etree

from tests.sandbox.calls import journal, line, number_of, query, text_of

ORDERED = "<orderby><order><field>RECORDNO</field></order></orderby>"


def accounts(gateway, filter_xml: str, rest: str = ORDERED) -> list[str]:
    return [row["ACCOUNTNO"] for row in gateway.rows(query("GLACCOUNT", "ACCOUNTNO", filter_xml, rest))]


ANY = "<isnotnull><field>TITLE</field></isnotnull>"


def both(*operators: str) -> str:
    return f"<and>{''.join(operators)}</and>"


def holds(operator: str, field: str, *values: str) -> str:
    return f"<{operator}><field>{field}</field>{''.join(f'<value>{v}</value>' for v in values)}</{operator}>"


@pytest.mark.parametrize(
    "filter_xml, expected",
    [
        (holds("equalto", "ACCOUNTNO", "6010"), ["6010"]),
        (holds("in", "ACCOUNTNO", "6010", "2100", "none"), ["2100", "6010"]),
        (holds("between", "ACCOUNTNO", "6010", "6025"), ["6010", "6020", "6025"]),
        (holds("like", "ACCOUNTNO", "61_0"), ["6110", "6120", "6130", "6140", "6150", "6160", "6170", "6180"]),
        (holds("like", "TITLE", "%HT%"), ["2340", "6130"]),
        (holds("greaterthan", "ACCOUNTNO", "6900"), ["7000"]),
        (holds("lessthanorequalto", "ACCOUNTNO", "1010"), ["1000", "1010"]),
        (holds("equalto", "REQUIREDEPT", "true"), ["6030", "6040"]),
        (holds("equalto", "STATUS", "inactive"), ["6000"]),
        (holds("equalto", "TITLE", "salaries"), []),
        (
            both(holds("greaterthanorequalto", "ACCOUNTNO", "6900"), holds("notequalto", "ACCOUNTNO", "6900")),
            ["7000"],
        ),
        (
            f"<or>{holds('equalto', 'ACCOUNTNO', '6900')}{both(holds('like', 'ACCOUNTNO', '7%'), ANY)}</or>",
            ["6900", "7000"],
        ),
    ],
)
def test_the_operators(gateway, filter_xml, expected):
    assert accounts(gateway, filter_xml) == expected


def test_negative_operators_leave_nothing_but_the_others(gateway):
    everything = accounts(gateway, holds("isnotnull", "ACCOUNTNO"))
    assert set(everything) - set(accounts(gateway, holds("notin", "ACCOUNTNO", "6010", "6020"))) == {"6010", "6020"}
    assert set(everything) - set(accounts(gateway, holds("notlike", "ACCOUNTNO", "6%"))) == {
        number for number in everything if number.startswith("6")
    }


def test_a_null_is_neither_equal_nor_unequal(gateway):
    with_required = accounts(gateway, holds("isnotnull", "REQUIREDEPT"))
    assert "6010" not in accounts(gateway, holds("notequalto", "REQUIREDEPT", "true"))
    assert with_required == ["6030", "6040"]


def test_case_is_ignored_when_asked(gateway):
    rest = f"{ORDERED}<options><caseinsensitive>true</caseinsensitive></options>"
    assert accounts(gateway, holds("equalto", "TITLE", "SALARIES"), rest) == ["6010"]


def test_dates_and_numbers_compare_as_such(gateway):
    gateway.result(journal())
    gateway.result(journal(BATCH_DATE="12/31/2025", REFERENCENO="HW-2"))
    found = gateway.rows(query("GLBATCH", "REFERENCENO", holds("lessthan", "BATCH_DATE", "01/01/2026")))
    assert found == [{"REFERENCENO": "HW-2"}]
    assert len(gateway.rows(query("GLENTRY", "RECORDNO", holds("greaterthan", "AMOUNT", "99.99")))) == 4


@pytest.mark.parametrize("value", ["2026-01-01", "1/1/2026", "13/01/2026", "soon"])
def test_a_date_not_written_mm_dd_yyyy_is_refused(gateway, value):
    assert (
        number_of(gateway.result(query("GLBATCH", "RECORDNO", holds("equalto", "BATCH_DATE", value)))) == "DL02000001"
    )


def test_fields_over_paths_have_a_dot_in_their_tag(gateway):
    rows = gateway.rows(
        query("TASK", "TASKID PROJECT.NAME PROJECT.CUSTOMER.NAME", holds("equalto", "PROJECT.PROJECTID", "P200"))
    )
    assert rows[0] == {
        "TASKID": "01-100",
        "PROJECT.NAME": "Water main",
        "PROJECT.CUSTOMER.NAME": "Regional Water Board",
    }
    assert len(rows) == 3


def test_one_hop_only_over_a_hierarchy(gateway):
    assert gateway.rows(query("LOCATION", "PARENT.NAME", holds("equalto", "LOCATIONID", "E100-OTT"))) == [
        {"PARENT.NAME": "Ontario"}
    ]
    assert gateway.result(query("LOCATION", "PARENT.PARENT.NAME")).findtext("status") == "failure"


def test_an_employee_by_the_name_of_the_contact(gateway):
    rows = gateway.rows(query("EMPLOYEE", "EMPLOYEEID CONTACT.LASTNAME", holds("equalto", "CONTACT.LASTNAME", "Żak")))
    assert rows == [{"EMPLOYEEID": "E1005", "CONTACT.LASTNAME": "Żak"}]


def test_an_unknown_field_is_refused(gateway):
    result = gateway.result(query("GLACCOUNT", "ACCOUNTNO COLOR"))
    assert (result.findtext("status"), number_of(result)) == ("failure", "DL02000001")
    assert "COLOR" in text_of(result)


@pytest.mark.parametrize(
    "broken",
    [
        "<query><object>GLACCOUNT</object></query>",
        "<query><select><field>TITLE</field></select></query>",
        "<query><object>GLACCOUNT</object><select/></query>",
        query("GLACCOUNT", "*"),
        query("GLACCOUNT", "TITLE", holds("equalto", "TITLE", "a") + holds("equalto", "TITLE", "b")),
        query("GLACCOUNT", "TITLE", f"<and>{holds('equalto', 'TITLE', 'a')}</and>"),
        query("GLACCOUNT", "TITLE", f"<not>{holds('equalto', 'TITLE', 'a')}</not>"),
        query("GLACCOUNT", "TITLE", holds("between", "TITLE", "a")),
        query("GLACCOUNT", "TITLE", holds("equalto", "TITLE", "a", "b")),
        query("GLACCOUNT", "TITLE", holds("isnull", "TITLE", "a")),
        query("GLACCOUNT", "TITLE", holds("in", "TITLE", *["x"] * 1001)),
        query("GLACCOUNT", "TITLE", rest="<pagesize>2001</pagesize>"),
        query("GLACCOUNT", "TITLE", rest="<pagesize>0</pagesize>"),
        query("GLACCOUNT", "TITLE", rest="<offset>-1</offset>"),
        query("GLACCOUNT", "TITLE", rest="<orderby><field>TITLE</field></orderby>"),
        query(
            "GLACCOUNT",
            "TITLE",
            rest="<options><showprivate>true</showprivate><caseinsensitive>true</caseinsensitive></options>",
        ),
        query("GLACCOUNT", "TITLE", rest="<page>1</page>"),
    ],
)
def test_a_query_outside_the_schema_is_a_control_failure(gateway, broken):
    answer = gateway.call(broken)
    assert (answer.findtext("control/status"), number_of(answer)) == ("failure", "XL03000003")


def test_pages_say_where_they_stand(gateway):
    data = gateway.result(
        query("GLACCOUNT", "RECORDNO", rest=f"{ORDERED}<pagesize>20</pagesize><offset>60</offset>")
    ).find("data")
    assert dict(data.attrib) == {
        "listtype": "GLACCOUNT",
        "totalcount": "63",
        "offset": "60",
        "count": "3",
        "numremaining": "0",
    }


def test_a_page_has_100_rows_by_default(gateway):
    for _ in range(2):
        gateway.result(
            journal(*[line("6010", 1, "1.00") for _ in range(30)], *[line("2100", -1, "1.00") for _ in range(30)])
        )
    data = gateway.result(query("GLENTRY", "RECORDNO")).find("data")
    assert (data.get("count"), data.get("totalcount"), data.get("numremaining")) == ("100", "120", "20")


def test_a_walk_by_record_number_meets_every_row_once(gateway):
    last, seen = 0, []
    while True:
        rest = f"{ORDERED}<pagesize>25</pagesize>"
        page = gateway.rows(query("GLACCOUNT", "RECORDNO", holds("greaterthan", "RECORDNO", str(last)), rest))
        seen += [int(row["RECORDNO"]) for row in page]
        if len(page) < 25:
            break
        last = seen[-1]
    assert seen == list(range(1, 64))


def test_order_descending_and_by_several_fields(gateway):
    rest = (
        "<orderby><order><field>ACCOUNTTYPE</field><descending/></order><order><field>ACCOUNTNO</field><descending/></order>"
        "</orderby><pagesize>1</pagesize>"
    )
    assert accounts(gateway, holds("isnotnull", "TITLE"), rest) == ["7000"]


def test_without_orderby_rows_come_in_no_order(gateway):
    orders = {tuple(accounts(gateway, holds("isnotnull", "TITLE"), "")) for _ in range(5)}
    assert len(orders) > 1


def test_private_records_of_entities_are_hidden_at_the_top_level(gateway):
    e100, e200 = gateway.login(entity="E100"), gateway.login(entity="E200")
    gateway.result(journal(), auth=e100)
    shown = f"{ORDERED}<options><showprivate>true</showprivate></options>"
    assert gateway.rows(query("GLBATCH", "RECORDNO")) == []
    assert len(gateway.rows(query("GLBATCH", "RECORDNO", rest=shown))) == 1
    assert len(gateway.rows(query("GLBATCH", "RECORDNO"), auth=e100)) == 1
    assert gateway.rows(query("GLBATCH", "RECORDNO", rest=shown), auth=e200) == []


def test_top_level_records_are_seen_from_entities(gateway):
    gateway.result(journal())
    assert len(gateway.rows(query("GLBATCH", "RECORDNO"), auth=gateway.login(entity="E200"))) == 1


def test_names_with_markup_and_accents_survive(gateway):
    rows = etree.tostring(gateway.result(query("EMPLOYEE", "PERSONALINFO.CONTACTNAME")), encoding="unicode")
    assert "O'Neil, Grace" in rows and "Żak, Tomasz" in rows
