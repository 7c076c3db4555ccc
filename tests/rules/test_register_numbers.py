"""Numbers and dates of registers: read exactly, refused, or asked; never guessed."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.register_numbers import date_order, number_style, parse_numbers, plain_day, plain_number


@pytest.mark.parametrize(("text", "mark", "plain"), [
    ("1,234.56", ".", "1234.56"), ("(12.00)", ".", "-12.00"), ("12.00-", ".", "-12.00"), ("$1,234.56", ".", "1234.56"),
    ("1.234,56", ",", "1234.56"), ("-$5.00", ".", "-5.00"), ("$(5.00)", ".", "-5.00"), ("1 234,56 $", ",", "1234.56"),
    ("1'234.50", ".", "1234.50"), (".25", ".", "0.25"), ("−5", ".", "-5"), ("CA$ 1,000", ".", "1000"),
    ("12,34", ".", None), ("1,23,456.00", ".", None), ("-(5)", ".", None), ("(5", ".", None), ("1234.56", ",", None),
    ("1.2.3", ".", None), ("12.00 CR", ".", None), ("", ".", None), ("١٢", ".", None),
])  # fmt: skip
def test_a_number_as_people_write_it(text, mark, plain):
    assert plain_number(text, mark) == plain


@given(st.integers(-(10**12), 10**12), st.sampled_from(".,"), st.sampled_from(["-{}", "({})", "{}-", "$-{}", "-${}"]))
def test_what_is_written_is_read_back_to_the_cent(cents, mark, negative):
    text = f"{Decimal(abs(cents)).scaleb(-2):,.2f}"
    text = text if mark == "." else text.translate(str.maketrans(",.", ".,"))
    text = negative.format(text) if cents < 0 else text
    column = parse_numbers(pa.chunked_array([[text]]), mark, "amount")
    assert not column.bad.any()
    assert column.numbers.to_pylist() == [Decimal(cents).scaleb(-2)]


def column_of(texts, mark, measure="amount", typed=None, rounded=False):
    parsed = parse_numbers(pa.chunked_array([texts]), mark, measure, typed, rounded)
    return [None if n is None else str(n) for n in parsed.numbers.to_pylist()], parsed.bad.tolist()


def test_a_column_has_blanks_dashes_and_bad_cells():
    numbers, bad = column_of(["1,234.56", "", "-", "x", "1.005", "(3)"], ".")
    assert numbers == ["1234.56", None, "0.00", None, None, "-3.00"]
    assert bad == [False, False, False, True, True, False]


def test_a_point_is_no_decimal_mark_where_a_comma_is():
    assert column_of(["1.234", "1.234,50", "1234.50", "12,5"], ",") == (
        ["1234.00", "1234.50", None, "12.50"], [False, False, True, False],
    )  # fmt: skip


def test_a_workbook_s_number_is_known_to_fifteen_digits():
    typed = np.array([True, True, True, False])
    numbers, bad = column_of(["0.30000000000000004", "1234.5600000000002", "33.3333333", "1,5"], ".", typed=typed)
    assert (numbers, bad) == (["0.30", "1234.56", None, None], [False, False, True, True])


def test_rates_are_rounded_only_when_asked_and_amounts_never():
    texts = ["24.03846151", "1.5"]
    assert column_of(texts, ".", "rate")[1] == [True, False]
    assert column_of(texts, ".", "rate", rounded=True)[0] == ["24.038462", "1.500000"]
    assert column_of(["1.005"], ".", "amount", rounded=True)[1] == [True]


@pytest.mark.parametrize(("texts", "mark"), [
    (["1,234.56"], "."), (["1.234,56"], ","), (["12,5"], ","), (["12.5"], "."), (["1,234"], ""), (["1.234"], ""),
    (["1234"], "."), (["1,234", "7.50"], "."), (["1 234,50"], ","), ([""], "."),
])  # fmt: skip
def test_the_decimal_mark_is_shown_by_the_file_or_asked(texts, mark):
    assert number_style([pa.chunked_array([texts])]).mark == mark


@pytest.mark.parametrize(("texts", "order"), [
    (["02/13/2026"], "mdy"), (["13.02.2026"], "dmy"), (["02/01/2026"], ""), (["2026-02-01"], "any"),
    (["1-Feb-26"], "any"),
    (["20260213"], "any"), (["02/01/2026", "02/13/2026"], "mdy"), (["31/12/26", "02/01/2026"], "dmy"),
    (["13 févr. 2026"], "any"), ([], "any"), (["12/12/2026"], "dmy"),
])  # fmt: skip
def test_the_order_of_a_date_is_shown_by_the_file_or_asked(texts, order):
    assert date_order(texts).mark == order


def test_dates_as_people_write_them():
    first = date(2026, 2, 1)
    assert {plain_day(t, "mdy") for t in ("02/01/2026", "2/1/26", "2026-02-01", "1-Feb-26", "Feb 1, 2026")} == {first}
    european = ("01/02/2026", "1.2.26", "2026/02/01", "1 February 2026", "01 févr. 2026")
    assert {plain_day(text, "dmy") for text in european} == {first}
    assert plain_day("2026-02-01T00:00:00", "") == first
    none = ("32/01/2026", "2026-02-30", "45123", "x", "1/2", "2026-02-01 13:00", "1/1/1" * 99)
    assert [plain_day(text, "dmy") for text in none] == [None] * 7
