"""readByQuery and readMore."""

from xml.sax.saxutils import escape

import pytest

from tests.sandbox.calls import journal, number_of, text_of


def read(gateway, name: str, fields: str, text: str, rest: str = "", **more):
    return gateway.result(
        f"<readByQuery><object>{name}</object><fields>{fields}</fields><query>{escape(text)}</query>{rest}"
        f"</readByQuery>",
        **more,
    )


def accounts(gateway, text: str) -> list[str]:
    result = read(gateway, "GLACCOUNT", "ACCOUNTNO", text)
    assert result.findtext("status") == "success", text_of(result)
    return sorted(node.findtext("ACCOUNTNO") for node in result.find("data"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("ACCOUNTNO = '6010'", ["6010"]),
        ("ACCOUNTNO in ('6010', '2100')", ["2100", "6010"]),
        ("ACCOUNTNO >= '6900' AND ACCOUNTNO != '6900'", ["7000"]),
        ("ACCOUNTNO like '611%' OR (ACCOUNTNO > '6900' and NOT TITLE = 'x')", ["6110", "7000"]),
        ("STATUS = 'F'", ["6000"]),
        ("ACCOUNTTYPE = 'N' and ACCOUNTNO like '1_10'", ["1010", "1510", "1610"]),
        ("REQUIREDEPT IS NOT NULL", ["6030", "6040"]),
        ("ACCOUNTNO not like '%0' ", ["2345", "6025"]),
        ("TITLE = 'salaries'", []),
    ],
)
def test_the_sql_like_operators(gateway, text, expected):
    found = accounts(gateway, text)
    assert [number for number in found if number in expected] == expected
    assert len(found) == len(expected)


def test_an_inner_quote_is_escaped_with_a_backslash(gateway):
    result = read(gateway, "CONTACT", "CONTACTNAME", r"LASTNAME = 'O\'Neil'")
    assert result.find("data")[0].findtext("CONTACTNAME") == "O'Neil, Grace"


def test_elements_are_in_lower_case_and_the_data_counts(gateway):
    data = read(gateway, "GLJOURNAL", "SYMBOL", "").find("data")
    assert [data.get(name) for name in ("listtype", "count", "totalcount", "numremaining")] == [
        "gljournal",
        "5",
        "5",
        "0",
    ]
    assert {node.tag for node in data} == {"gljournal"}


def test_states_are_codes(gateway):
    gateway.result(journal())
    assert read(gateway, "GLBATCH", "*", "STATE = 'I'").find("data").get("count") == "1"
    assert read(gateway, "GLBATCH", "*", "STATE = 'Draft'").find("data").get("count") == "0"


def test_row_numbers(gateway):
    assert len(accounts(gateway, "rownum < 5")) == 4


def test_read_more_follows_the_result_id_to_the_end(gateway):
    page = read(gateway, "GLACCOUNT", "RECORDNO", "", "<pagesize>25</pagesize>").find("data")
    seen = []
    while True:
        seen += [int(node.findtext("RECORDNO")) for node in page]
        if page.get("numremaining") == "0":
            break
        page = gateway.result(f"<readMore><resultId>{page.get('resultId')}</resultId></readMore>").find("data")
    assert sorted(seen) == list(range(1, 64))
    assert seen != sorted(seen)
    assert gateway.control("stats")["transactions"] == 3


def test_read_more_by_object_and_with_an_unknown_id(gateway):
    read(gateway, "GLACCOUNT", "RECORDNO", "", "<pagesize>60</pagesize>")
    more = gateway.result("<readMore><object>GLACCOUNT</object></readMore>").find("data")
    assert more.get("count") == "3"
    assert gateway.result("<readMore><resultId>none</resultId></readMore>").findtext("status") == "failure"


@pytest.mark.parametrize(
    "text",
    [
        "ACCOUNTNO = '6010' ORDER BY TITLE",
        "COLOR = 'red'",
        "ACCOUNTNO = 6010",
        "ACCOUNTNO =",
        "PROJECT.NAME = 'x'",
        "WHENMODIFIED > '2026-01-01T00:00:00Z'",
        "(ACCOUNTNO = '1'",
    ],
)
def test_what_cannot_be_run(gateway, text):
    assert number_of(read(gateway, "GLACCOUNT", "*", text)) == "DL02000001"


@pytest.mark.parametrize(
    "broken",
    [
        "<readByQuery><object>GLACCOUNT</object><fields>*</fields></readByQuery>",
        "<readByQuery><object>GLACCOUNT</object><query/><pagesize>1001</pagesize></readByQuery>",
        "<readByQuery><object>GLACCOUNT</object><query/><orderby>TITLE</orderby></readByQuery>",
    ],
)
def test_what_is_outside_the_schema(gateway, broken):
    assert gateway.call(broken).findtext("control/status") == "failure"


def test_permission_is_named_in_full(gateway):
    result = read(gateway, "GLBATCH", "*", "", auth=gateway.login("payroll_nogl", "p&w<nogl>#1"))
    assert "You do not have permission for API operation READ_BY_QUERY on objects of type glbatch" in text_of(result)
