"""The mend of a finding about the setup, where there is one: what its button says and the setup it would make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from workbench.findings import Finding
from workbench.rules import category_fixes, code_fixes, overwrite_fixes
from workbench.rules.known import Fix, Known
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup

__all__ = ["FIXES", "Fix", "fix_of"]

Make = Callable[[Finding, Setup, Known], Fix | None]

FIXES: dict[str, Make] = {
    "account_type": category_fixes.account_type,
    "benefit_not_posted": category_fixes.not_posted,
    "category_unknown": code_fixes.unknown_category,
    "category_unmapped": category_fixes.not_posted,
    "cost_type_without_task": category_fixes.same_reach,
    "dimension_unknown": code_fixes.dimension_name,
    "earning_without_units": category_fixes.by_amount,
    "employee_ids": category_fixes.no_employee_ids,
    "field_name": code_fixes.default_field,
    "inactive_account": code_fixes.nearest_account,
    "inactive_value": code_fixes.nearest_value,
    "look_alike": code_fixes.plain_characters,
    "odd_characters": code_fixes.plain_characters,
    "overwrite_contradiction": overwrite_fixes.remove_contradiction,
    "overwrite_side": overwrite_fixes.clear_side,
    "overwrite_unused": overwrite_fixes.remove_row,
    "part_left_out": category_fixes.part_as_id,
    "payout": category_fixes.payout,
    "payout_overwritten": overwrite_fixes.row_for_payout,
    "required_dimension": category_fixes.required_dimension,
    "task_without_project": category_fixes.same_reach,
    "unknown_account": code_fixes.nearest_account,
    "unknown_value": code_fixes.nearest_value,
    "unused_account": code_fixes.nearest_account,
}


def fix_of(
    finding: Finding,
    setup: Setup,
    *,
    runs: Sequence[PostedRun] = (),
    chart: pd.DataFrame | None = None,
    values: Mapping[str, pd.DataFrame] | None = None,
) -> Fix | None:
    """The mend of a finding on this setup; None where people have to decide, or where it would change nothing.

    The more of the runs, the chart and the dimension values of Intacct is given, the more can be mended.
    """
    make = FIXES.get(finding.code)
    fix = make(finding, setup, Known(runs, chart, values or {})) if make else None
    return fix if fix is not None and fix.wanted != setup else None
