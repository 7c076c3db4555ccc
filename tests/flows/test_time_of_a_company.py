"""A company with awkward time: what becomes of every entry, against labor records written down by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from tests.conftest import sandbox_of
from workbench.desk import Desk
from workbench.files.csv_reader import read_csv
from workbench.files.limits import BY_PATH
from workbench.flows.field_maps import default_time_field_map, save_time_field_map
from workbench.flows.time_import import accept_time, labor_csv, skip_time
from workbench.frames import LABOR
from workbench.gateway import lookup
from workbench.rules.field_map import MappedField, with_field, with_value

START, END = date(2026, 2, 9), date(2026, 2, 22)
COMPANY = Path(__file__).parent / "data" / "harbor.yaml"
# employee, category, day of February, units, department, location, project, task, class, crew, text
EXPECTED = [
    ("00017", "102", 9, "13", "", "E100", "", "", "", "", ""),
    ("00017", "103", 9, "12", "", "E100", "", "", "", "", ""),
    ("00017", "102", 15, "4.3333", "", "E200", "", "", "", "", ""),
    ("E1002", "102", 9, "8", "010", "E100", "0042", "07", "00", "10001", 'said "go", naïve'),
    ("E1002", "103", 11, "0.25", "FLD", "E200", "+1", "", "", "", "=1+1"),
    ("E1002", "102", 13, "-2.5", "", "E100", "", "", "", "", ""),
    ("E1003", "102", 22, "1.125", "", "", "", "", "", "", ""),
]


@pytest.fixture
def harbor(desk_without_connection: Desk) -> Iterator[Desk]:
    """A desk with the Ontario payroll, its time import connected to a company of its own."""
    lookup._KNOWN.clear()
    with sandbox_of("--company-file", str(COMPANY)) as company:
        wb.connect(desk_without_connection, "time_import", **company.credentials)
        yield desk_without_connection


def mapped(desk: Desk) -> None:
    """Time types and a new employee in value maps, a dimension of the company's own, and the notes as text."""
    fields = default_time_field_map()
    for source, target in (("GLDIMCREW", "crew"), ("NOTES", "text")):
        fields = with_field(fields, MappedField(source, target))
    for target, theirs, ours in (
        ("category", "Regular hours", "102"), ("category", "OT 1.5", "103"), ("employee", "00017", "00017"),
    ):  # fmt: skip
        fields = with_value(fields, target, theirs, ours)
    save_time_field_map(desk, fields)


def test_awkward_time_is_told_row_by_row_then_decided_and_becomes_exactly_these_labor_records(harbor: Desk) -> None:
    first = wb.preview_time_import(harbor, START, END)
    assert dict(first.waiting) == {"Approved": 8, "Submitted": 1} and len(first.labor) == 8
    assert {f.code for f in first.findings.errors} == {
        "unknown_employee", "unknown_category", "units_not_positive", "long_day",
    }  # fmt: skip
    mapped(harbor)
    seen = wb.preview_time_import(harbor, START, END)
    assert [f.code for f in seen.findings.errors] == ["units_not_positive", "units_not_positive", "long_day"]
    assert not wb.process_time_import(harbor, seen).done and not len(wb.labor_records(harbor, START, END))
    record = {(row.employee, row.units): row.record for row in seen.labor.itertuples()}
    skip_time(harbor, [record["E1002", Decimal("0.0000")]], "entered by mistake")
    accept_time(harbor, [record["E1002", Decimal("-2.5000")]], "corrects the week before")
    accept_time(harbor, [record["00017", Decimal(n)] for n in ("13.0000", "12.0000")], "double shift, approved")
    done = wb.process_time_import(harbor, wb.preview_time_import(harbor, START, END))
    assert done.new == 7 and not done.findings.errors
    assert [row_of(row) for row in done.labor.to_dict("records")] == [
        (e, c, date(2026, 2, d), Decimal(u).quantize(Decimal("0.0001")), *rest) for e, c, d, u, *rest in EXPECTED
    ]


def row_of(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("employee", "category", "work_date", "units", "department", "location", "project", "task", "class", "crew")
    return (*(row[name] for name in names), row["text"])


def test_labor_csv_brings_every_code_back_as_it_is_and_no_formula_in_free_text(harbor: Desk) -> None:
    mapped(harbor)
    seen = wb.preview_time_import(harbor, START, END)
    wrong = seen.labor.loc[(seen.labor["check"] == "error").to_numpy(bool), "record"]
    accept_time(harbor, [int(one) for one in wrong], "as entered")
    assert wb.process_time_import(harbor, wb.preview_time_import(harbor, START, END)).new == 8
    table, findings = read_csv(labor_csv(harbor, START, END, "R2"), LABOR, "labor.csv", BY_PATH)
    assert table is not None and not [f for f in findings if f.severity == "error"]
    told = table.table.to_pandas()
    assert list(told["project"]) == ["", "", "", "0042", "+1", "", "", ""]
    assert list(told["units"])[5:7] == ["0.0000", "-2.5000"] and told["text"].iloc[4] == "'=1+1"
