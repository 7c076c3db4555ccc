"""The mapping workshop over the runs and the setup of a desk: how much money is mapped, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.desk import Desk
from workbench.flows import payroll
from workbench.flows.setup import setup_for
from workbench.money import show
from workbench.rules import coverage as rules
from workbench.rules.mapping_queue import unmapped_queue
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup


@dataclass(frozen=True, eq=False)
class Coverage:
    """How much of some runs a setup maps: ``frame`` per category and side, ``total`` in one figure and per side."""

    frame: pd.DataFrame
    total: rules.Covered

    @property
    def percent(self) -> str:
        """The share of the money that has an account; 100.00 % only when nothing at all is unmapped."""
        return self.total.percent

    def by_side(self) -> pd.DataFrame:
        """Debit, credit and both: amount, mapped, unmapped, undecided, not posted, percent."""
        names = ("amount", "mapped", "unmapped", "undecided", "not_posted", "percent")
        rows = {**self.total.sides, "total": self.total}
        shown = [{"side": side, **{name: getattr(one, name) for name in names}} for side, one in rows.items()]
        return pd.DataFrame(shown)

    def __repr__(self) -> str:
        return f"Coverage({self.percent or 'nothing to map'}: {show(self.total.mapped)} of {show(self.total.amount)})"

    def _repr_html_(self) -> str:
        return str(self.by_side().to_html(index=False))


def posted_runs(desk: Desk, runs: str | Sequence[str]) -> list[PostedRun]:
    """One run or several by their codes; NotFound when there is none by a code."""
    return [payroll.posted_run(desk, code) for code in ([runs] if isinstance(runs, str) else runs)]


def setups_of(desk: Desk, runs: Sequence[PostedRun], setup: Setup | None = None) -> list[Setup]:
    """The setup each run is looked at with: the one given, else the one in force on its pay date."""
    return [setup or setup_for(desk, run.pay_date)[1] for run in runs]


def latest_setup(desk: Desk, runs: Sequence[PostedRun]) -> Setup:
    """The setup in force for the run paid last; today's where there is no run."""
    return setup_for(desk, max((run.pay_date for run in runs), default=desk.today()))[1]


def coverage(desk: Desk, runs: str | Sequence[str], setup: Setup | None = None) -> Coverage:
    """How much of one or several runs is mapped, in money and percent, per side.

    Each under the setup in force on its pay date, as its GL records are made, or all under the one given.
    """
    posted = posted_runs(desk, runs)
    frame = rules.coverage_of_runs(posted, setups_of(desk, posted, setup))
    return Coverage(frame, rules.summary(frame))


def unmapped(desk: Desk, runs: str | Sequence[str], setup: Setup | None = None) -> pd.DataFrame:
    """What of one or several runs has no account, biggest money first; under the setups that ``coverage`` takes."""
    posted = posted_runs(desk, runs)
    return unmapped_queue(posted, setups_of(desk, posted, setup))
