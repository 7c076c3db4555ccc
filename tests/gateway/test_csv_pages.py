"""CSV is believed only where it says what the XML says; whatever looks odd goes back to XML, and no row is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.conftest import Sandbox
from workbench.gateway.csv_pages import CsvPages, Odd, agrees, read_csv
from workbench.gateway.gateway import Fetched, Gateway
from workbench.gateway.page_tables import ReadTable, read_table
from workbench.gateway.pages import XmlPages
from workbench.gateway.transport import Answer

FIELDS = ["ACCOUNTNO", "TITLE", "STATUS"]
EVERY = 63
PAGES = XmlPages("GLACCOUNT", ["RECORDNO", *FIELDS], pagesize=10)
HEADING = b"RECORDNO,ACCOUNTNO,TITLE,STATUS\n"


def read(gateway: Gateway, expected: int = EVERY) -> ReadTable:
    return read_table(gateway, "GLACCOUNT", FIELDS, None, expected, pagesize=10)


def asked_for_csv(sandbox: Sandbox) -> list[bool]:
    log = sandbox.control("log", last=500)["log"]
    return ["returnformat" in one["request"] for one in log if one["functions"] == ["query GLACCOUNT"]]


class Altered:
    """A gateway whose CSV answers come altered from the wire; everything else of it is as it is."""

    def __init__(self, gateway: Gateway, change: Callable[[bytes], bytes], nth: int) -> None:
        self._gateway, self._change, self._nth, self._seen = gateway, change, nth, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)

    def fetch(self, function: Any) -> Fetched:
        fetched = self._gateway.fetch(function)
        if fetched.answer.content_type == "text/csv":
            self._seen += 1
            if self._seen == self._nth:
                answer = Answer(200, "text/csv", self._change(fetched.answer.body))
                return Fetched(fetched.sent, answer, fetched.session, fetched.milliseconds)
        return fetched


def test_csv_gives_the_very_table_that_xml_gives(gateway: Gateway, sandbox: Sandbox) -> None:
    sandbox.control("set", object="GLACCOUNT", id="6010", fields={"TITLE": 'Wages, "night"\nand <day> & Ñandú'})
    sandbox.control("set", object="GLACCOUNT", id="6020", fields={"TITLE": "NA"})
    quick, plain = read(gateway), read(gateway, expected=0)
    assert (quick.format, plain.format, quick.pages, plain.pages) == ("csv", "xml", 7, 7)
    assert quick.table.equals(plain.table) and quick.table.num_rows == EVERY
    assert "NA" in quick.table["TITLE"].to_pylist()


def test_the_first_page_is_compared_and_the_others_are_asked_for_once(gateway: Gateway, sandbox: Sandbox) -> None:
    read(gateway)
    assert asked_for_csv(sandbox) == [False, True, *[True] * 6]


def test_few_records_are_read_as_xml(gateway: Gateway, sandbox: Sandbox) -> None:
    assert read(gateway, expected=30).format == "xml" and not any(asked_for_csv(sandbox))


ODD: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda body: b"",
    "the heading alone": lambda body: HEADING,
    "a row short": lambda body: body[: body.rfind(b"\n", 0, -1) + 1],
    "a row more": lambda body: body + b'999999,"9",T,active\n',
    "cut in the last cell": lambda body: body[:-3],
    "two documents": lambda body: body + body,
    "a cell short": lambda body: body.replace(b",active\n", b"\n", 1),
    "another order of rows": lambda body: HEADING + b"\n".join(body.split(b"\n")[:0:-1])[1:] + b"\n",
    "a row twice": lambda body: body.replace(body.split(b"\n")[-3], body.split(b"\n")[-2]),
    "no record number": lambda body: body.replace(b"\n", b"\nx", 1),
    "other columns": lambda body: body.replace(b"TITLE", b"NAME", 1),
    "labels": lambda body: body.replace(HEADING, b"Record number,Account,Title,Status\n"),
    "another encoding": lambda body: body.decode().encode("utf-16"),
    "not UTF-8": lambda body: body.replace(b",active\n", b"\xff,active\n", 1),
    "HTML": lambda body: b"<html><body>502</body></html>",
}  # fmt: skip


@pytest.mark.parametrize("nth", [1, 3], ids=["first", "later"])
@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_what_is_odd_goes_back_to_xml_and_no_row_is_lost(
    gateway: Gateway, sandbox: Sandbox, change: Callable[[bytes], bytes], nth: int
) -> None:
    found = read(Altered(gateway, change, nth))
    numbers = found.table["RECORDNO"].to_pylist()
    assert len(set(numbers)) == len(numbers) == EVERY and numbers == sorted(numbers)
    assert found.format == ("xml" if nth == 1 else "csv")


def test_a_cell_that_differs_from_the_xml_is_not_believed(gateway: Gateway) -> None:
    first = PAGES.read_patiently(gateway, 0)
    assert agrees(gateway, PAGES, first)
    assert not agrees(Altered(gateway, lambda body: body.replace(b",active", b",ACTIVE", 1), 1), PAGES, first)


def test_a_company_without_csv_is_read_as_xml(gateway: Gateway, sandbox: Sandbox) -> None:
    sandbox.control("faults", faults=[{"kind": "aborted", "on": "query GLACCOUNT", "nth": 2}])
    found = read(gateway)
    assert (found.format, found.table.num_rows) == ("xml", EVERY)


@pytest.mark.parametrize("kind", ["session_expired", "throttled", "busy", "offline", "reset_after", "html_502_after"])
def test_a_page_that_got_lost_is_read_as_xml_and_the_rest_as_csv(gateway: Gateway, sandbox: Sandbox, kind: str) -> None:
    sandbox.control("faults", faults=[{"kind": kind, "on": "query GLACCOUNT", "nth": 5}])
    found = read(gateway)
    assert (found.format, found.table.num_rows) == ("csv", EVERY)
    assert len(set(found.table["RECORDNO"].to_pylist())) == EVERY
    asked = asked_for_csv(sandbox)
    assert asked[-1] and sum(not csv for csv in asked) == (3 if kind == "session_expired" else 2)


def test_codes_stay_what_they_are() -> None:
    batch = read_csv(b'RECORDNO,A,B\n1,0600,\n2,"1E5",null\n3,NA,"a\nb"\n', ["RECORDNO", "A", "B"])
    assert batch.to_pydict() == {"RECORDNO": ["1", "2", "3"], "A": ["0600", "1E5", "NA"], "B": ["", "null", "a\nb"]}


def test_the_next_page_is_guessed_from_the_last_line() -> None:
    pages = CsvPages(PAGES, expected=20)
    assert pages.hint(HEADING + b'7,1,a,b\n12345,2,"c",d\n') == 12345
    assert pages.hint(HEADING + b'"8","2","c","d"\n') == 8 and pages.hint(b"") is None
    assert CsvPages(PAGES, expected=20, done=10).hint(HEADING + b"7,1,a,b\n") is None


def test_odd_says_why() -> None:
    with pytest.raises(Odd, match="end with a line"):
        read_csv(b"RECORDNO\n1", ["RECORDNO"])
