"""What is read from the bytes is what the XML parser reads, or nothing is."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gateway.document import Unreadable, parse
from workbench.gateway.plain_rows import SMALL, plain_rows
from workbench.gateway.query import read_page
from workbench.gateway.reply import Result

FIELDS = ["RECORDNO", "NAME", "A.B"]
FILL = "x" * SMALL


def body(*records: str, before: str = "<response><data count='1'>", after: str = "</data></response>") -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>' + before + "".join(records) + after).encode()


def record(number: int, name: str = "n", dotted: str = FILL) -> str:
    return f"<X><RECORDNO>{number}</RECORDNO><NAME>{name}</NAME><A.B>{dotted}</A.B></X>"


def by_the_parser(answer: bytes) -> dict[str, list[str]]:
    page = read_page(Result(data=parse(answer).find("data")), FIELDS, 0, 2000)
    return {name: list(column) for name, column in page.columns.items()}


# What XML can carry, with what matters to a reader of bytes well represented.
texts = st.text(
    st.one_of(st.sampled_from("<>&;\"' \t\n]/é€𝄞"), st.characters(codec="utf-8", exclude_categories=["Cc"]))
)


@given(st.lists(texts, min_size=1, max_size=6), st.booleans())
def test_any_text_reads_as_the_parser_reads_it(names: list[str], short: bool) -> None:
    written = [escape(name).replace("\ufffe", "").replace("\uffff", "") for name in names]
    records = [record(n, name, FILL if n == 1 else "") for n, name in enumerate(written, 1)]
    answer = body(*(one.replace("<A.B></A.B>", "<A.B/>") if short else one for one in records))
    plain = plain_rows(answer, FIELDS)
    assert plain is not None
    assert {name: list(column) for name, column in plain.columns.items()} == by_the_parser(answer)


@pytest.mark.parametrize(
    "odd",
    {
        "a comment": record(2, "a<!-- -->b"),
        "a CDATA section": record(2, "<![CDATA[a]]>"),
        "a processing instruction": record(2, "<?php?>"),
        "an attribute": record(2).replace("<NAME>", "<NAME x='1'>"),
        "an element inside": record(2, "100<b/>0"),
        "another order": "<X><NAME>a</NAME><RECORDNO>2</RECORDNO><A.B/></X>",
        "a leaf missing": "<X><RECORDNO>2</RECORDNO><NAME>a</NAME></X>",
        "a leaf twice": record(2).replace("<A.B>", "<NAME>b</NAME><A.B>"),
        "another record": record(2).replace("X>", "Y>"),
        "a carriage return": record(2, "a\r\nb"),
        "white space between records": "\n" + record(2),
        "an end that comes early": record(2) + "</data><data>",
        "an unknown reference": record(2, "&nbsp;"),
        "a bare ampersand": record(2, "a & b"),
        "a reference to what XML cannot carry": record(2, "&#0;"),
        "a control character": record(2, "a\x01b"),
        "an end of CDATA": record(2, "a]]>b"),
        "a record cut off": record(2)[:-30],
    }.values(),
)  # fmt: skip
def test_what_is_odd_is_left_to_the_parser(odd: str) -> None:
    assert plain_rows(body(record(1), odd, record(3)), FIELDS) is None


def test_bytes_that_are_not_utf_8_are_left_to_the_parser() -> None:
    assert plain_rows(body(record(1), record(2, "é")).replace("é".encode(), b"\xe9"), FIELDS) is None


def test_a_document_type_in_the_envelope_is_left_to_the_parser() -> None:
    answer = body(record(1), before="<!DOCTYPE response><response><data >")
    assert plain_rows(answer, FIELDS) is None
    with pytest.raises(Unreadable, match="document type"):
        parse(answer)


def test_other_fields_than_asked_are_left_to_the_parser() -> None:
    assert plain_rows(body(record(1)), ["RECORDNO", "NAME"]) is None
    assert plain_rows(body(record(1)), [*FIELDS, "MORE"]) is None


def test_the_envelope_keeps_the_first_records_and_all_around_them() -> None:
    plain = plain_rows(body(*map(record, range(1, 6))), FIELDS)
    assert plain is not None
    root = parse(plain.envelope)
    assert root.find("data").get("count") == "1"
    assert [one.findtext("RECORDNO") for one in root.find("data")] == ["1", "2", "3"]
    assert list(plain.columns["RECORDNO"]) == ["1", "2", "3", "4", "5"]


def test_a_small_answer_is_left_to_the_parser() -> None:
    assert plain_rows(body(record(1, dotted="d")), FIELDS) is None


def test_hostile_records_take_no_more_time_than_their_length() -> None:
    """A megabyte that almost fits, over and over: one look at each byte, no tuple per character."""
    almost = record(1, dotted=FILL) + "<X><RECORDNO>1</RECORDNO>" * 40_000
    answers = [body(almost), body(record(1) + "<X>" * 300_000), body("<" * 100_000 + record(1))]
    assert [plain_rows(answer, FIELDS) for answer in answers] == [None] * 3
