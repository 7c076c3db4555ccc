"""Checks a posted payroll as it was read, all findings at once, and makes its frames when nothing blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.findings import Finding, Findings
from workbench.frames import conform
from workbench.money import HOURS, MONEY, RATE
from workbench.rules.payroll import Payroll
from workbench.rules.payroll_cells import cell_findings, column_findings
from workbench.rules.payroll_codes import (
    dimension_name_findings,
    dimension_names,
    duplicate_findings,
    unknown_findings,
)
from workbench.rules.payroll_columns import SCHEMAS, Coded, Sheet, TextTable, days
from workbench.rules.payroll_ties import (
    group_findings,
    identical_findings,
    labor_findings,
    net_pay_findings,
    run_findings,
    type_findings,
)

_DTYPE = {"money": MONEY, "hours": HOURS, "rate": RATE}
_DAY = pd.ArrowDtype(pa.date32())
_ORDER = ("error", "warning", "note")


def check_payroll(raw: Mapping[str, TextTable]) -> tuple[Payroll | None, Findings]:
    """The payroll and all findings about it, errors first; no payroll when one is an error or a file is missing."""
    sheets = {name: Sheet(raw[name]) for name in SCHEMAS if name in raw}
    dimensions = dimension_names(sheets)
    found = [*_by_file(sheets, dimensions), *_across_files(sheets, dimensions)]
    findings = Findings(sorted(found, key=lambda f: _ORDER.index(f.severity)))
    if findings.errors or len(sheets) < len(SCHEMAS):
        return None, findings
    tables = {name: _frame(sheet, dimensions) for name, sheet in sheets.items()}
    return Payroll(tables, dimensions), findings


def _by_file(sheets: Mapping[str, Sheet], dimensions: Sequence[str]) -> list[Finding]:
    findings = dimension_name_findings(sheets)
    for sheet in sheets.values():
        findings += column_findings(sheet, dimensions)
        findings += cell_findings(sheet, dimensions)
    if "paycards" in sheets and not sheets["paycards"].length:
        said, remedy = "There are no paycard lines: nothing to load.", "Export the posted payroll again."
        place = {"file": sheets["paycards"].file, "page": "payroll_runs"}
        findings.append(Finding("no_lines", "error", said, remedy, **place))  # type: ignore[arg-type]
    return findings


def _across_files(sheets: Mapping[str, Sheet], dimensions: Sequence[str]) -> list[Finding]:
    findings = [*duplicate_findings(sheets), *unknown_findings(sheets, dimensions)]
    paycards = sheets.get("paycards")
    if paycards is None:
        return findings
    if "categories" in sheets and paycards.raw.whole:
        findings += net_pay_findings(paycards, sheets["categories"])
    if "labor" in sheets and paycards.raw.whole and paycards.length and sheets["labor"].raw.whole:
        findings += labor_findings(paycards, sheets["labor"])
    if "employees" in sheets:
        findings += group_findings(paycards, sheets["employees"])
    return [*findings, *identical_findings(paycards), *run_findings(paycards), *type_findings(paycards)]


def _frame(sheet: Sheet, dimensions: Sequence[str]) -> pd.DataFrame:
    columns = {c.name: _series(sheet, c.name, c.kind) for c in sheet.schema.columns}
    if sheet.schema.dimensions:
        columns |= {name: _series(sheet, name, "code") for name in dimensions}
    own = tuple(dimensions) if sheet.schema.dimensions else ()
    return conform(pd.DataFrame(columns), sheet.schema, own)


def _series(sheet: Sheet, column: str, kind: str) -> pd.Series:
    if kind in _DTYPE:
        return pd.Series(sheet.numbers(column)[0], dtype=_DTYPE[kind])
    coded = sheet.coded(column) if column in sheet else Coded(np.zeros(sheet.length, np.int32), [""])
    if kind == "date":
        return pd.Series(days(coded)[0], dtype=_DAY)
    texts = pa.DictionaryArray.from_arrays(pa.array(coded.codes), pa.array(coded.values, pa.large_string()))
    return pd.Series(texts.cast(pa.large_string()), dtype="str")
