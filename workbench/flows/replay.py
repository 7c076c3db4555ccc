"""Past payroll runs replayed under two setups: the effect of a version, or of the draft, in money."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import payroll
from workbench.flows.setup_versions import setup_of
from workbench.rules import replay as rules
from workbench.rules.payroll import PostedRun
from workbench.rules.record_checks import check_run
from workbench.rules.setup import Setup


def replay(desk: Desk, before: int | Setup, after: int | Setup, runs: str | Sequence[str]) -> pd.DataFrame:
    """Money per account over these runs under two versions or setups, as the GL records made with each have it.

    Columns: account (blank where there is none), title, kind (account, no account, not posted), before, after,
    difference (debits less credits), debit_before, debit_after, credit_before, credit_after. The differences add up
    to 0, and each side to the same money. WorkbenchError when a setup makes no records of a run at all.
    """
    setups = setup_of(desk, before), setup_of(desk, after)
    frame = rules.replay(_posted(desk, runs, setups), *setups)
    titles = _titles(desk)
    frame.insert(1, "title", pd.Series([titles.get(a, "") for a in frame["account"]], dtype="str"))
    return frame


def moved_lines(desk: Desk, before: int | Setup, after: int | Setup, runs: str | Sequence[str]) -> pd.DataFrame:
    """The record lines of these runs that would change account, sent fields or amount between two versions or setups.

    Columns: run, employee, category, side, line_key, change, then account, amount and fields before and after.
    """
    setups = setup_of(desk, before), setup_of(desk, after)
    return rules.moved_lines(_posted(desk, runs, setups), *setups)


def _posted(desk: Desk, codes: str | Sequence[str], setups: Sequence[Setup]) -> list[PostedRun]:
    runs = [payroll.posted_run(desk, code) for code in ([codes] if isinstance(codes, str) else codes)]
    for run in runs:
        for setup in setups:
            for error in check_run(run, setup, None).errors[:1]:
                raise WorkbenchError(f"Run {run.code} gives no records: {error.message}", error.remedy)
    return runs


def _titles(desk: Desk) -> dict[str, str]:
    """The titles of the accounts, as far as the chart is known."""
    from workbench.flows import code_finder  # it asks the connections, which ask for the setup

    chart = code_finder.chart_or_none(desk)
    return {} if chart is None else dict(zip(chart["account"], chart["title"], strict=True))
