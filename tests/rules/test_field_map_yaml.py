"""The field map as a file: what was written reads back the same, and what is wrong is said at its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.rules.field_map import FieldMap, MappedField
from workbench.rules.field_map_yaml import read_field_map, write_field_map

MAP = FieldMap(
    (MappedField("QTY", "units"), MappedField("NOTES", "text", on=False)), {"category": {"REG": "0102", "": "101"}}
)
TEXT = """fields:
  - {on: true, source: "QTY", target: "units"}
  - {on: false, source: "NOTES", target: "text"}
values:
  "category":
    "": "101"
    "REG": "0102"
"""
texts = st.text(st.characters(codec="utf-8"), min_size=1)


def test_the_file_is_readable_and_stable():
    assert write_field_map(MAP) == TEXT
    assert read_field_map(TEXT) == (MAP, ())


def test_an_empty_file_is_an_empty_map():
    assert read_field_map("") == (FieldMap(), ()) == read_field_map(write_field_map(FieldMap()))


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, unique=True, max_size=4), st.dictionaries(texts, st.dictionaries(texts, texts, min_size=1)))
def test_whatever_the_codes_are_they_read_back_as_they_were(sources, values):
    fields = FieldMap(tuple(MappedField(source, source[::-1], len(source) % 2 == 0) for source in sources), values)
    assert read_field_map(write_field_map(fields)) == (fields, ())


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\t- a", "not_yaml", 1), ("fields: x", "wrong_shape", 1), ("values: [a]", "wrong_shape", 1),
        ("fields:\n  - {target: units}", "no_source", 2), ("fields:\n  - {source: A, on: maybe}", "wrong_value", 2),
        ("fields:\n  - {source: A}\n  - {source: A}", "duplicate_source", 3),
        ("values:\n  category: {A: [1]}", "wrong_shape", 2), ("values: {}\nvalues: {}", "duplicate_key", 2),
    ],
)  # fmt: skip
def test_what_is_wrong_is_an_error_with_its_line(text, code, line):
    fields, findings = read_field_map(text)
    assert fields is None and (code, line) in [(f.code, f.row) for f in findings.errors]
    assert {f.page for f in findings} == {"field_maps"}, "every finding leads to the page where the map is mended"


def test_an_unknown_key_is_named_and_the_rest_is_read():
    fields, findings = read_field_map("feelds: []\nfields:\n  - {source: A}")
    assert fields == FieldMap((MappedField("A"),)) and [f.code for f in findings] == ["unknown_key"]
