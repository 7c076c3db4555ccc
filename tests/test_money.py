"""No number is guessed: sixty spellings, each read exactly or refused, one by one and by the column."""

from decimal import Decimal

import pyarrow as pa
import pytest

from workbench.money import cents_of, parse, parse_column, show

READ = {
    "0": "0.00",
    "-0": "0.00",
    "-0.00": "0.00",
    "1": "1.00",
    "7.": "7.00",
    "12.5": "12.50",
    "12.50": "12.50",
    "-12.50": "-12.50",
    "0.01": "0.01",
    "-0.01": "-0.01",
    "0600": "600.00",
    "007.10": "7.10",
    "1234.50": "1234.50",
    "-1234.50": "-1234.50",
    "99999999.99": "99999999.99",
    "9999999999999.99": "9999999999999.99",
    "-9999999999999.99": "-9999999999999.99",
    "0000000000001": "1.00",
}
REFUSED = [
    "", " ", "+5", "--5", "+-5", "-+5", "5-", "(5.00)", "-", ".", "-.", ".25", "-.25", "1.005", "1.000", "1.2.3",
    "1,234.50", "1.234,50", "1 234.50", "1\u00a0234.50", "12'345", "1_000", "1e3", "1E5", "1e308", "0x1F", "0b1", "½",
    "NaN", "nan", "inf", "Infinity", "-inf", "$5", "5 $", "€5", "5%", " 5", "5 ", "5\n", "\t5", "5\x00", "１２３", "٣",
    "−5", "–5", "five", "NA", "null", "None", "TRUE", "10000000000000", "99999999999999.99", "#N/A", "=1+1", "0.-5",
]  # fmt: skip


def by_column(texts):
    numbers, bad = parse_column(pa.array(texts, pa.string()))
    return numbers.to_pylist(), bad.to_pylist()


@pytest.mark.parametrize("text", READ)
def test_a_plain_number_is_read_exactly(text):
    assert str(parse(text)) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        parse(text)


def test_a_column_reads_what_a_cell_reads():
    numbers, bad = by_column(list(READ))
    assert not any(bad) and [str(number + 0) for number in numbers] == list(READ.values())


def test_a_column_refuses_what_a_cell_refuses_and_takes_a_blank_for_missing():
    numbers, bad = by_column(REFUSED)
    assert numbers == [None] * len(REFUSED)
    assert [text for text, wrong in zip(REFUSED, bad, strict=True) if not wrong] == [""]


def test_units_and_rates_have_their_own_decimals():
    assert parse("7.1234", 4) == Decimal("7.1234") and parse("21.123456", 6) == Decimal("21.123456")
    for text, scale in (("7.12345", 4), ("21.1234567", 6)):
        with pytest.raises(ValueError):
            parse(text, scale)


def test_parts_of_a_cent_never_become_cents():
    assert cents_of(Decimal("15495.10")) == 1_549_510
    with pytest.raises(ValueError):
        cents_of(Decimal("0.005"))


def test_amounts_are_shown_with_two_decimals_and_separators():
    assert [show(1_549_510), show(Decimal("-0.50")), show(0)] == ["15,495.10", "-0.50", "0.00"]
