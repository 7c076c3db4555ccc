"""Codes that look like others: what is odd in them, how they were meant, which known code is near."""

import pytest

from workbench.rules.look_alikes import NearCodes, cleaned, odd_characters

KNOWN = NearCodes(["6010", "0600", "A6010", "P100", "2310-000", "ÉTÉ", "OPS", "0P5"])


@pytest.mark.parametrize(
    ("code", "said", "plain"),
    [
        ("6010\u00a0", "a non-breaking space, a blank at its start or end", "6010"),
        ("6010\u200b", "an invisible space", "6010"),
        ("\uff16010", "\uff16, which is no digit 0 to 9", "6010"),
        ("\u04106010", "\u0410, which is not the Latin A", "A6010"),  # Cyrillic
        ("\u03916010", "\u0391, which is not the Latin A", "A6010"),  # Greek
        ("2310\u2013000", "\u2013, which is no hyphen", "2310-000"),
        ("6010  A", "two blanks in a row", "6010 A"),
        (" 6010", "a blank at its start or end", "6010"),
        ("\uff21BC", "\uff21, which is not the plain A", "ABC"),
    ],
)
def test_what_is_odd_is_named_and_written_plainly(code, said, plain):
    assert (odd_characters(code), cleaned(code)) == (said, plain)


@pytest.mark.parametrize("code", ["6010", "ÉTÉ", "2310-000", "A B", "ПОЛЕ", "Łódź", "1E5", "NA"])
def test_honest_codes_of_any_language_are_left_alone(code):
    assert odd_characters(code) == "" and cleaned(code) == code


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("6O10", "6010"), ("60l0", "6010"), ("600", "0600"), ("p100", "P100"), ("P1OO", "P100"),
        ("2310 000", "2310-000"),
        ("6010", ""), ("\u04106010", "A6010"), ("9999", ""), ("", ""), ("0PS", ""),  # two are near: OPS and 0P5
    ],
)  # fmt: skip
def test_the_one_known_code_that_was_meant_is_found(code, near):
    assert KNOWN.near(code) == near
