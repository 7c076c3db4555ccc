"""The identity of an export."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.flows.export_key import content_hash, export_key

WHO = ("ACME", "", "gl", "2026-BW03")


def test_the_reference_is_18_unambiguous_characters():
    assert re.fullmatch(r"PW[0-9A-HJKMNP-TV-Z]{13}-01", export_key(*WHO, ["E1001"], 0))


def test_any_installation_gives_the_same_records_the_same_key():
    assert export_key("acme", "", "gl", "2026-BW03", ["E2", "E1"], 0) == export_key(*WHO, ["E1", "E2"], 0)


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=4), st.integers(0, 3))
def test_other_records_another_run_another_revision_are_another_key(records, revision):
    key = export_key(*WHO, records, revision)
    assert key != export_key(*WHO, records, revision + 1)
    assert key != export_key(*WHO, [*records, "one more"], revision)
    assert key != export_key("ACME", "E100", "gl", "2026-BW03", records, revision)


def test_records_do_not_run_into_each_other():
    assert export_key(*WHO, ["E1", "2"], 0) != export_key(*WHO, ["E12"], 0)


def test_the_content_does_not_depend_on_the_order_of_lines():
    lines = pd.DataFrame({"account": ["6010", "2100"], "amount": ["1.00", "1.00"]})
    assert content_hash({"d": "x"}, lines) == content_hash({"d": "x"}, lines.iloc[::-1])
    assert content_hash({"d": "x"}, lines) != content_hash({"d": "y"}, lines)
    assert content_hash({"d": "x"}, lines) != content_hash({"d": "x"}, lines.replace("6010", "6011"))


def test_the_parts_of_a_large_journal_share_all_but_the_number():
    first, third = (export_key(*WHO, ["E1001"], 0, part) for part in (1, 3))
    assert first[:-2] == third[:-2] and third.endswith("-03")
