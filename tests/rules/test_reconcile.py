"""What was sent against what Intacct holds, to the cent."""

from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.money import MONEY
from workbench.rules.reconcile import compare


def journal(*rows, field="LOCATION"):
    frame = pd.DataFrame(rows, columns=["account", "side", "amount", field, "memo"], dtype="str")
    return frame.assign(amount=frame["amount"].map(Decimal).astype(MONEY))


def brief(differences):
    return [
        tuple("" if v is pd.NA or v is None else str(v) for v in row)
        for row in differences[["where", "account", "side", "amount_sent", "amount_found", "memo"]].itertuples(
            index=False
        )
    ]


LINES = [
    ("6010", "debit", "5.00", "E", "m"),
    ("6010", "debit", "5.00", "E", "m"),
    ("2100", "credit", "10.00", "E", "m"),
]


def test_equal_journals_have_no_difference_in_whatever_order():
    assert not len(compare(journal(*LINES), journal(*LINES[::-1])))


def test_a_line_that_is_missing_and_one_too_many_are_told_apart():
    assert brief(compare(journal(*LINES), journal(*LINES[1:]))) == [("only sent", "6010", "debit", "5.00", "", "m")]
    assert brief(compare(journal(*LINES[1:]), journal(*LINES))) == [
        ("only in Intacct", "6010", "debit", "", "5.00", "m")
    ]


def test_another_amount_on_the_same_line_stands_as_one_difference():
    found = [*LINES[:2], ("2100", "credit", "10.01", "E", "m")]
    assert brief(compare(journal(*LINES), journal(*found))) == [
        ("amount differs", "2100", "credit", "10.00", "10.01", "m")
    ]


def test_another_side_field_or_memo_is_another_line():
    for other in (
        ("2100", "debit", "10.00", "E", "m"),
        ("2100", "credit", "10.00", "F", "m"),
        ("2100", "credit", "10.00", "E", "x"),
    ):
        wheres = [row[0] for row in brief(compare(journal(LINES[2]), journal(other)))]
        assert wheres == ["only in Intacct", "only sent"]


def test_a_missing_field_counts_as_blank():
    with_blank = journal(("1", "debit", "1.00", "", "m"), field="CLASSID")
    without = with_blank.drop(columns="CLASSID")
    assert not len(compare(with_blank, without)) and not len(compare(without, with_blank))
    assert len(compare(journal(("1", "debit", "1.00", "C", "m"), field="CLASSID"), without)) == 2


def test_cents_of_very_large_amounts_are_seen():
    one, two = ("1", "credit", "90071992547409.93", "E", "m"), ("1", "credit", "90071992547409.92", "E", "m")
    assert brief(compare(journal(one), journal(two))) == [("amount differs", "1", "credit", one[2], two[2], "m")]


def test_nothing_against_something():
    assert len(compare(journal(), journal(*LINES))) == 3 and not len(compare(journal(), journal()))


sides, amounts = st.sampled_from(["debit", "credit"]), st.sampled_from(["1.00", "2.00"])
rows = st.lists(st.tuples(st.sampled_from("ab"), sides, amounts, st.just("E"), st.sampled_from("mn")), max_size=6)


@given(rows, rows)
def test_the_difference_is_empty_exactly_for_equal_multisets_and_conserves_the_amounts(ours, theirs):
    found = compare(journal(*ours), journal(*theirs))
    assert (len(found) == 0) == (sorted(ours) == sorted(theirs))
    sent, there = (sum((v for v in found[c] if not pd.isna(v)), Decimal(0)) for c in ("amount_sent", "amount_found"))
    assert sent - there == sum(Decimal(r[2]) for r in ours) - sum(Decimal(r[2]) for r in theirs)
