"""Where a finding on the setup is mended: the tab of the file and the row in it."""

from __future__ import annotations

from workbench.fields import dimension_of
from workbench.findings import Finding
from workbench.rules.setup import CODE_TABS, Setup

Place = tuple[str, str]  # tab, row; a blank row: the tab as a whole; a blank tab: not in the setup
_OF_VALUES = ("unknown_value", "inactive_value")
_OF_ACCOUNTS = ("unknown_account", "inactive_account")
_OF_STRUCTURE = (
    "required_dimension", "employee_ids", "task_without_project", "cost_type_without_task", "field_name", "field_twice",
    "dimension_name", "dimension_unknown", "too_large",
)  # fmt: skip


def place_of(finding: Finding, setup: Setup) -> Place:
    """The tab (categories, departments, dimensions.crew, overwrite, structure) and the row a finding is about."""
    if finding.code.startswith("overwrite") or finding.column.startswith("overwrite."):
        return "overwrite", ""
    if finding.code == "part_left_out":
        return _row_of(finding.column.rpartition("_")[0], finding.value)
    if finding.code in _OF_VALUES:
        return _of_value(finding, setup)
    if finding.category:
        return "categories", finding.category
    if finding.code in _OF_ACCOUNTS:
        return _of_account(finding.value, setup)
    if finding.code in _OF_STRUCTURE or finding.code.startswith(("structure", "journal", "gl_lines")):
        return "structure", ""
    return _of_cell(finding, setup)


def _row_of(dimension: str, code: str) -> Place:
    if dimension == "category":
        return "categories", code
    return CODE_TABS.get(dimension, f"dimensions.{dimension}"), code


def _of_value(finding: Finding, setup: Setup) -> Place:
    """The code that is sent as an id Intacct does not take."""
    own = {field: name for name, field in setup.intacct_fields.items()}
    dimension = own.get(finding.column) or dimension_of(finding.column)
    sent = {row.intacct: code for code, row in setup.codes(dimension).items() if row.intacct}
    return _row_of(dimension, sent.get(finding.value, finding.value))


def _of_account(account: str, setup: Setup) -> Place:
    """The category that gives an account, or the overwrite row; a composed one leads to the structure."""
    for code, row in setup.categories.items():
        if account in (row.debit, row.credit):
            return "categories", code
    given = any(account in (row.debit, row.credit) for row in setup.overwrite)
    return ("overwrite", "") if given else ("structure", "")


def _of_cell(finding: Finding, setup: Setup) -> Place:
    """The row that holds a cell with a code that is not what it looks like."""
    place, _, field = finding.column.partition(".")
    if place in ("journal", "structure"):
        return "structure", ""
    if not field or place not in (*CODE_TABS, *setup.dimensions):
        return "", ""
    rows = setup.codes(place)
    holding = [code for code, row in rows.items() if field != "key" and finding.value in (row.gl, row.intacct)]
    return _row_of(place, holding[0] if holding else finding.value)
