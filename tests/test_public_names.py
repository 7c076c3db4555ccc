"""The public names that notebooks rely on: what is called how, and what its answer holds."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import workbench as wb
from workbench.frames import LABOR

ONTARIO = Path(wb.__file__).parent / "samples" / "ontario-2026-bw03"
CALLS = """
def open(url=None): ...
def demo(): ...
def connect(desk, interface, *, company, user, password, entity="", sender_id=None, sender_password=None,
            endpoint=None): ...
def test_connection(desk, interface): ...
def load_payroll(desk, path, replace=False): ...
def refresh_code_finder(desk): ...
def gl_codes(desk): ...
def load_setup(desk, path): ...
def save_setup(desk, path): ...
def setup_findings(desk, run): ...
def create_gl_records(desk, run, employees=None): ...
def preview_gl_batch(desk, records, *, batch_date, description, detail="account", source_entity=None): ...
def export_gl_batch(desk, batch, wait=True): ...
def reconcile(desk, export): ...
def create_job_cost_records(desk, run, structure, employees=None): ...
def preview_job_cost(desk, records, *, batch_date, description): ...
def export_job_cost(desk, batch): ...
"""
LINES = [
    "run", "employee", "category", "category_class", "side", "account", "amount", "department", "location",
    "project", "task", "cost_type", "trace",
]  # fmt: skip


@pytest.mark.parametrize("promised", ast.parse(CALLS).body, ids=lambda node: node.name)
def test_a_call_takes_what_was_promised(promised: ast.FunctionDef) -> None:
    real = list(inspect.signature(getattr(wb, promised.name)).parameters.values())
    asked = promised.args
    positional = [parameter for parameter in real if parameter.kind == parameter.POSITIONAL_OR_KEYWORD]
    assert [parameter.name for parameter in positional][: len(asked.args)] == [arg.arg for arg in asked.args]
    assert {arg.arg for arg in asked.kwonlyargs} <= {parameter.name for parameter in real}
    defaults = {a.arg: d for a, d in zip(reversed(asked.args), reversed(asked.defaults), strict=False)}
    defaults |= {a.arg: d for a, d in zip(asked.kwonlyargs, asked.kw_defaults, strict=True) if d}
    known = {arg.arg for arg in (*asked.args, *asked.kwonlyargs)}
    for parameter in real:
        if parameter.name in defaults:
            assert parameter.default == ast.literal_eval(defaults[parameter.name])
        elif parameter.name in known:
            assert parameter.default is parameter.empty
        else:
            assert parameter.default is not parameter.empty or parameter.kind == parameter.VAR_KEYWORD


def test_a_refused_export_is_an_error_with_its_findings() -> None:
    assert issubclass(wb.ExportRefused, Exception)
    assert wb.ExportRefused("No.").findings == ()


def test_every_public_name_is_there() -> None:
    assert [name for name in wb.__all__ if not hasattr(wb, name)] == []


@pytest.fixture(scope="module")
def desk() -> Iterator[Any]:
    with wb.demo() as opened:
        yield opened


@pytest.fixture(scope="module")
def batch(desk: Any) -> Any:
    records = wb.create_gl_records(desk, wb.load_payroll(desk, ONTARIO).run)
    return wb.preview_gl_batch(desk, records, batch_date=date(2026, 2, 13), description="Payroll 2026-BW03")


def test_a_loaded_payroll(desk: Any) -> None:
    loaded = wb.load_payroll(desk, ONTARIO)
    assert (list(loaded.runs), loaded.run) == ([loaded.run], "2026-BW03")
    assert not loaded.findings.errors
    assert len(loaded.totals)


def test_gl_codes(desk: Any) -> None:
    assert {"account", "title", "type", "normal_balance", "status"} <= set(wb.refresh_code_finder(desk).columns)
    assert "6010" in set(wb.gl_codes(desk)["account"])


def test_the_connection_test(desk: Any) -> None:
    tested = wb.test_connection(desk, "gl_export")
    assert tested.ok
    assert len(tested.steps)
    assert hasattr(tested, "diagnosis")


def test_gl_records(desk: Any) -> None:
    made = wb.create_gl_records(desk, "2026-BW03", employees=["E1003"])
    assert set(made.records["employee"]) == {"E1003"}
    assert set(LINES) <= set(made.lines.columns)
    assert {"employee", "debit", "credit", "difference", "missing_accounts", "balanced"} <= set(made.records.columns)
    assert made.lines["amount"].dtype.pyarrow_dtype == pa.decimal128(18, 2)
    assert not made.findings.errors


def test_a_batch(batch: Any) -> None:
    assert (batch.debit, batch.credit, batch.balanced) == (Decimal("15495.10"), Decimal("15495.10"), True)
    assert {"account", "side", "amount", "memo", "LOCATION", "DEPARTMENT", "PROJECTID"} <= set(batch.lines.columns)
    assert batch.reference
    assert not batch.findings.errors


def test_an_export_and_what_was_read_back(desk: Any, batch: Any) -> None:
    export = wb.export_gl_batch(desk, batch)
    assert (export.state, export.reference) == ("confirmed", batch.reference)
    assert export.record_no
    found = wb.reconcile(desk, export)
    assert found.equal
    assert found.differences.empty
    assert found.state == "Draft"
    assert wb.export_gl_batch(desk, batch).record_no == export.record_no


def test_time_that_was_imported(desk: Any) -> None:
    preview = wb.preview_time_import(desk, date(2026, 2, 9), date(2026, 2, 22))
    assert {*LABOR.names, "project", "task", "cost_type"} <= set(preview.labor.columns)
    assert preview.labor["units"].sum() == Decimal("193.5000")
    assert not preview.findings.errors
    assert len(wb.process_time_import(desk, preview).labor) == len(preview.labor) == 25
    again = wb.preview_time_import(desk, date(2026, 2, 9), date(2026, 2, 22))
    assert wb.process_time_import(desk, again).new == 0


def test_worked_time_that_went_back(desk: Any) -> None:
    worked = wb.create_job_cost_records(desk, "2026-BW03", "Field labor", employees=["E1003"])
    assert set(worked.records["employee"]) == {"E1003"}
    batch = wb.preview_job_cost(desk, worked, batch_date=date(2026, 2, 13), description="Field labor")
    assert not batch.findings.errors
    export = wb.export_job_cost(desk, batch)
    assert (export.state, export.reference) == ("confirmed", batch.reference)
    assert list(export.sheets["approved"]) == [True, True]
    assert wb.export_job_cost(desk, batch).reference == export.reference
