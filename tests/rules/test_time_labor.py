"""Time entries become labor records: exact numbers and days, codes by value map and account setup read backwards."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from tests.rules.timing import known, mapped, with_pay
from workbench.frames import LABOR
from workbench.rules.field_map import FieldMap, MappedField, with_value
from workbench.rules.setup import Codes, Setup
from workbench.rules.time_labor import read_days, read_numbers
from workbench.rules.time_targets import as_offered, check_time_map, default_time_map, suggest_time_targets
from workbench.rules.time_values import code_books, value_maps


def test_a_labor_record_has_the_columns_of_a_posted_payrolls_labor():
    labor = mapped({"PROJECTID": "P1", "DEPARTMENTID": "200"}).labor
    assert list(labor.columns) == [*LABOR.names, "project", "task", "cost_type", "class", "record"]
    first = labor.iloc[0]
    assert (first["run"], first["employee"], first["work_date"]) == ("", "E1", date(2026, 2, 9))
    assert (first["units"], first["department"], first["project"]) == (Decimal("8.0000"), "200", "P1")
    assert labor["rate"].isna().all()


@pytest.mark.parametrize(
    ("text", "number"),
    [("8", "8"), ("7.50", "7.5"), (".25", "0.25"), ("-.5", "-0.5"), ("8.0000000000", "8"), ("10.", "10"), ("0", "0"),
     ("7.33333", None), ("1,5", None), ("8h", None), ("1e1", None)],
)  # fmt: skip
def test_units_are_read_exactly_or_not_at_all(text, number):
    numbers, bad = read_numbers(pa.array([text]), 4)
    assert numbers[0].as_py() == (Decimal(number) if number else None) and bool(bad[0]) is (number is None)


def test_days_in_both_writings_and_none_that_is_not_a_day():
    days, bad = read_days(pa.array(["02/09/2026", "2026-02-09", "2/9/2026 00:00:00", "", "02/30/2026"]))
    assert days.to_pylist() == [date(2026, 2, 9)] * 3 + [None, None] and list(bad) == [False] * 4 + [True]


def test_rows_stand_by_employee_day_and_entry():
    labor = mapped({"EMPLOYEEID": "E2"}, {"ENTRYDATE": "02/10/2026"}, {}, {}).labor
    assert list(labor["record"]) == [3, 4, 2, 1]


def test_the_account_setup_read_backwards_gives_payrolls_codes():
    setup = Setup(departments={"FLD": Codes("", "200"), "ADM": Codes("", "100")}, employees={"E1": Codes("", "77")})
    labor = mapped({"DEPARTMENTID": "200", "EMPLOYEEID": "77"}, {"DEPARTMENTID": "300"}, setup=setup).labor
    assert list(labor["department"]) == ["FLD", "300"] and list(labor["employee"]) == ["E1", "E1"]


def test_the_saved_value_map_comes_first_and_the_maps_are_visible():
    setup = Setup(departments={"FLD": Codes("", "200"), "SHP": Codes("", "200"), "ADM": Codes("", "100")})
    fields = with_value(default_time_map(["DEPARTMENTID"]), "department", "100", "OPS")
    shown = value_maps(code_books(fields, setup, known(), ["department"]))
    assert shown.to_dict("records") == [
        {"target": "department", "source": "100", "ours": "OPS", "origin": "field map"},
        {"target": "department", "source": "200", "ours": "", "origin": "account setup: FLD or SHP"},
    ]


def test_a_field_that_is_not_mapped_is_missing_and_one_that_is_comes_in():
    labor = mapped({"EXTCOSTRATE": "31.5"}, fields=with_pay("rate", "EXTCOSTRATE")).labor
    assert labor["rate"][0] == Decimal("31.5") and labor["amount"].isna().all()


def test_the_usual_fields_hold_while_no_map_was_saved():
    fields = default_time_map(["TIMESHEET.EMPLOYEEID", "TIMETYPE", "ENTRYDATE", "QTY", "PROJECTID"])
    assert [(f.source, f.target) for f in fields.fields] == [
        ("TIMESHEET.EMPLOYEEID", "employee"), ("TIMETYPE", "category"), ("ENTRYDATE", "work_date"), ("QTY", "units"),
        ("PROJECTID", "project"),
    ]  # fmt: skip
    elsewhere = as_offered(fields, {"EMPLOYEEID", "QTY"})
    assert elsewhere.source_of("employee") == "EMPLOYEEID" and elsewhere.source_of("project") == "PROJECTID"


def test_a_company_without_a_required_field_is_told_at_once():
    sources = pd.DataFrame({"field": ["QTY"], "label": [""], "samples": [["8"]], "type": ["DECIMAL"]})
    found = check_time_map(default_time_map(["QTY"]), sources)
    assert [(f.code, f.column) for f in found] == [
        ("unknown_source", "employee"), ("unknown_source", "category"), ("unknown_source", "work_date"),
    ]  # fmt: skip
    rated = FieldMap((MappedField("EXTBILLRATE", "amount"),))
    assert "amount_is_rate" in [f.code for f in check_time_map(rated, sources)]


def test_a_dimension_the_company_made_itself_is_suggested_by_its_name():
    sources = pd.DataFrame({"field": ["GLDIMCREW", "QTY"], "label": ["Crew", "Qty"], "samples": [["1"], ["8"]]})
    found = suggest_time_targets(sources)
    assert (found["GLDIMCREW"].target, found["QTY"].target) == ("crew", "units")
