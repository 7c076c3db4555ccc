"""The field map: what fills what, value maps, and everything that is wrong with a map said at once."""

import pandas as pd
import pyarrow as pa
import pytest

from workbench.rules.field_map import (
    FieldMap,
    MappedField,
    Target,
    check_field_map,
    translate,
    unfit,
    with_field,
    with_value,
)
from workbench.rules.field_suggestions import suggest_targets

EMPLOYEE = Target("employee", "code", True, "employee number", ("Emp No", "Employee ID"))
DATE = Target("work_date", "date", True, "day worked", ("Work Date", "Date"))
UNITS = Target("units", "hours", True, "hours", ("Qty", "Hours", "Hrs"))
RATE = Target("rate", "rate")
TARGETS = (EMPLOYEE, DATE, UNITS, RATE)


def sources(*rows):
    return pd.DataFrame([dict(zip(("field", "label", "samples", "type"), row, strict=False)) for row in rows])


OFFERED = sources(
    ("EMP", "Emp. no.", ["E1001"], "text"),
    ("DAY", "Work date", ["2026-02-09"], "date"),
    ("HRS", "Hrs", ["8", "7.5"], "decimal"),
    ("PAID", "Paid", ["T"], "boolean"),
)
GOOD = FieldMap((MappedField("EMP", "employee"), MappedField("DAY", "work_date"), MappedField("HRS", "units")))


def said(fields, offered=OFFERED):
    return [(f.code, f.column, f.value) for f in check_field_map(fields, offered, TARGETS)]


def test_a_map_that_fills_every_required_target_is_fine():
    assert said(GOOD) == []


def test_everything_wrong_is_said_at_once():
    wrong = FieldMap((MappedField("EMP", "employee"), MappedField("HRS", "employee"), MappedField("GONE", "units")))
    assert said(wrong) == [
        ("two_on_one_target", "employee", "HRS"),
        ("type_unfit", "employee", "HRS"),
        ("unknown_source", "units", "GONE"),
        ("target_unmapped", "work_date", ""),
    ]


def test_a_field_turned_off_fills_nothing():
    off = with_field(GOOD, MappedField("HRS", "units", on=False))
    assert off.source_of("units") == "" and said(off) == [("target_unmapped", "units", "")]


def test_a_flag_cannot_be_hours_and_a_target_must_exist():
    assert said(with_field(GOOD, MappedField("PAID", "rate"))) == [("type_unfit", "rate", "PAID")]
    assert said(with_field(GOOD, MappedField("PAID", "wages"))) == [("unknown_target", "wages", "PAID")]


@pytest.mark.parametrize(
    ("kind", "samples", "fits"),
    [
        ("date", ["2026-02-09"], True), ("date", ["02/09/2026 00:00"], True), ("date", ["9 Feb 2026"], True),
        ("date", ["P100", ""], False), ("date", ["", ""], True), ("hours", ["1.234,50-"], True),
        ("money", ["$1,234.50"], True), ("money", ["(12.00)"], True), ("rate", ["Bridge"], False),
        ("code", ["anything"], True),
    ],
)  # fmt: skip
def test_the_samples_of_a_field_show_what_it_can_hold(kind, samples, fits):
    assert (unfit(kind, "text", samples) == "") is fits


def test_a_value_map_translates_codes_and_leaves_the_others():
    fields = with_value(with_value(FieldMap(), "category", "REG", "102"), "category", "", "101")
    column = pa.chunked_array([["REG", "103"], ["", "REG"]])
    assert translate(column, fields.values["category"]).to_pylist() == ["102", "103", "101", "102"]
    assert with_value(with_value(fields, "category", "REG", None), "category", "", None).values == {}


def test_targets_are_suggested_by_name_and_only_where_the_values_fit():
    found = suggest_targets(
        sources(
            ("EMPNO", "", ["E1"], "text"), ("WORK_DAY", "Work date", ["2026-02-09"], "date"),
            ("HOURSS", "", ["8"], "decimal"), ("RATE", "", ["standard"], "text"), ("COLOR", "", ["red"], "text"),
        ),
        TARGETS,
    )  # fmt: skip
    assert {source: one[:2] for source, one in found.items()} == {
        "EMPNO": ("employee", "sure"), "WORK_DAY": ("work_date", "sure"), "HOURSS": ("units", "likely"),
    }  # fmt: skip
    assert found["EMPNO"].reason == "EMPNO is a usual name of it"


def test_a_target_is_suggested_once_for_the_field_named_most_like_it():
    found = suggest_targets(sources(("HOUR", "", ["8"]), ("HOURS", "", ["8"])), TARGETS)
    assert {source: one.target for source, one in found.items()} == {"HOURS": "units"}
