"""Pages of a query: in the order of their record numbers, without a gap or a double, fast where the shape allows."""

from __future__ import annotations

import pytest

from workbench.errors import OutcomeUnknown
from workbench.gateway.document import Unreadable, parse, write
from workbench.gateway.query import Where, above, all_of, any_of, between, equal, one_of, page_hint, read_page
from workbench.gateway.reply import Result


def page_of(records: str, more: str = "0", after: int = 0, pagesize: int = 2) -> object:
    data = parse(f'<data listtype="X" numremaining="{more}">{records}</data>'.encode())
    return read_page(Result(data=data), ["RECORDNO", "NAME", "A.B"], after, pagesize)


def record(number: object, name: str = "n", dotted: str = "d", tag: str = "X") -> str:
    return f"<{tag}><RECORDNO>{number}</RECORDNO><NAME>{name}</NAME><A.B>{dotted}</A.B></{tag}>"


def test_a_page_is_columns_of_text() -> None:
    page = page_of(record(3, "Jos\u00e9 &amp; Co", "") + record(7), more="5")
    assert page.columns == {"RECORDNO": ["3", "7"], "NAME": ["José & Co", "n"], "A.B": ["", "d"]}
    assert (page.rows, page.last, page.more) == (2, 7, True)


def test_records_of_another_shape_are_read_one_by_one() -> None:
    shapes = [
        "<X><NAME>a</NAME><RECORDNO>1</RECORDNO><A.B>b</A.B></X>",
        "<X><RECORDNO>2</RECORDNO></X>",
        "<X><RECORDNO>3</RECORDNO><MORE>x</MORE><NAME>c</NAME></X>",
        "<Y><RECORDNO>4</RECORDNO><NAME>d</NAME><A.B/></Y>",
    ]
    page = page_of("".join(shapes))
    assert page.columns == {"RECORDNO": ["1", "2", "3", "4"], "NAME": ["a", "", "c", "d"], "A.B": ["b", "", "", ""]}


def test_the_order_of_the_fields_in_the_records_does_not_matter() -> None:
    swapped = "".join(f"<X><A.B>b{n}</A.B><NAME>a{n}</NAME><RECORDNO>{n}</RECORDNO></X>" for n in (1, 2))
    assert page_of(swapped).columns == {"RECORDNO": ["1", "2"], "NAME": ["a1", "a2"], "A.B": ["b1", "b2"]}


@pytest.mark.parametrize(
    "records",
    [
        record(7) + record(3),
        record(3) + record(3),
        record(""),
        record("x"),
        "<X><NAME>a</NAME></X>",
        "<X><RECORDNO>1</RECORDNO><NAME>a</NAME><NAME>b</NAME></X>" + record(2),
    ],
)
def test_records_out_of_order_doubled_or_without_a_number_are_not_believed(records: str) -> None:
    with pytest.raises(OutcomeUnknown):
        page_of(records)


def test_records_from_before_the_page_are_not_believed() -> None:
    with pytest.raises(OutcomeUnknown):
        page_of(record(5), after=5)


def test_a_value_with_an_element_inside_is_not_believed() -> None:
    with pytest.raises(Unreadable):
        page_of("<X><RECORDNO>1</RECORDNO><NAME>100<b/>0.00</NAME><A.B/></X>")


def test_a_page_without_data_is_not_believed() -> None:
    with pytest.raises(OutcomeUnknown):
        read_page(Result(), ["RECORDNO"], 0, 2)


@pytest.mark.parametrize(
    ("more", "rows", "expected"), [("0", 2, False), ("1", 2, True), ("1", 0, False), ("9", 1, True)]
)
def test_there_is_more_while_intacct_says_so(more: str, rows: int, expected: bool) -> None:
    assert page_of("".join(record(n + 1) for n in range(rows)), more=more).more is expected


def test_without_a_count_a_full_page_means_more() -> None:
    data = parse(f"<data>{record(1)}{record(2)}</data>".encode())
    assert read_page(Result(data=data), ["RECORDNO"], 0, 2).more
    assert not read_page(Result(data=data), ["RECORDNO"], 0, 3).more


def test_the_hint_is_the_last_record_number_when_more_follows() -> None:
    body = f'<response><data numremaining="4">{record(12)}{record(345)}</data></response>'.encode()
    assert page_hint(body) == 345
    assert page_hint(body.replace(b'"4"', b'"0"')) is None
    assert page_hint(b"") is None and page_hint(b"<data numremaining='1'><RECORDNO>x</RECORDNO>") is None


def shown(where: Where | None) -> str:
    return "" if where is None else write(where.element()).decode()


def test_filters_as_intacct_reads_them() -> None:
    assert shown(equal("A", "1&2")) == "<equalto><field>A</field><value>1&amp;2</value></equalto>"
    assert shown(between("D", "1", "2")) == "<between><field>D</field><value>1</value><value>2</value></between>"
    assert shown(any_of(equal("A", "1"), above("B", "2"))) == (
        "<or><equalto><field>A</field><value>1</value></equalto><greaterthan><field>B</field><value>2</value></greaterthan></or>"
    )


def test_and_takes_at_least_two_and_does_not_nest() -> None:
    a, b, c = (equal(name, "1") for name in "ABC")
    assert all_of() is None and all_of(None, a) == a and any_of(a) == a
    assert all_of(all_of(a, b), None, c) == Where("and", parts=(a, b, c))


def test_a_list_of_values_has_one_to_a_thousand() -> None:
    assert len(one_of("A", ["x"] * 1000).values) == 1000
    for values in ([], ["x"] * 1001):
        with pytest.raises(ValueError, match="1 to 1000"):
            one_of("A", values)
