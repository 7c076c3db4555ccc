"""Where the run in hand stands on the road: mapped, balanced, exported. Home and the sidebar show the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports, gl_records, labor_records, setup
from workbench.money import ZERO
from workbench.rules.coverage import coverage as money_coverage
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.ui import formats, run_in_hand, states


@dataclass(frozen=True)
class Standing:
    """The figures of one run; ``journals`` and ``sheets`` are its exports, newest first.

    ``imports`` are the time imports whose period it pays; ``job_cost`` says that worked time is to go back.
    """

    run: PostedRun
    mapped: Decimal
    unmapped: Decimal
    records: pd.DataFrame
    journals: pd.DataFrame
    sheets: pd.DataFrame
    imports: pd.DataFrame
    job_cost: bool

    @property
    def to_map(self) -> Decimal:
        """The money that needs an account; what is deliberately not posted does not count."""
        return self.mapped + self.unmapped

    @property
    def balanced(self) -> int:
        """Employees whose record is balanced or already exported."""
        return int(self.records["state"].isin(("balanced", "exported")).sum())

    @property
    def live(self) -> pd.DataFrame:
        """Journals that hold records now."""
        return _live(self.journals)

    @property
    def live_sheets(self) -> pd.DataFrame:
        """Timesheets that hold a week now."""
        return _live(self.sheets)

    @property
    def approved(self) -> int:
        """Timesheets that Intacct has approved."""
        return int((self.live_sheets["approval"] == "approved").sum())

    @property
    def sheets_done(self) -> bool:
        """Every timesheet that was exported is approved, and none was refused."""
        return 0 < self.approved == len(self.live_sheets) and not self.sheets["needs_person"].any()

    @property
    def exported(self) -> int:
        """Employees whose record is in a live export."""
        return int((self.records["state"] == "exported").sum())

    @property
    def confirmed(self) -> bool:
        """Everyone's record is in Intacct and was read back equal."""
        return self.exported == len(self.records) > 0 and bool((self.live["state"] == "confirmed").all())

    def journal_words(self) -> tuple[str, str]:
        """The state of the run's journal in words, and its color."""
        if not len(self.live):
            return "not exported", "gray"
        worst = next((s for s in self.live["state"] if s != "confirmed"), "confirmed")
        state = states.EXPORT[worst]
        word = "sent" if worst == "sent" else state.word.lower()
        some = f" ({self.exported} of {len(self.records)})" if self.exported < len(self.records) else ""
        return word + some, state.color

    def sheet_words(self) -> tuple[str, str]:
        """How many of the run's timesheets are approved, in words, and the color of it."""
        if not len(self.live_sheets):
            return "not exported", "gray"
        return f"{self.approved} of {len(self.live_sheets)} approved", "green" if self.sheets_done else "orange"


def _live(exported: pd.DataFrame) -> pd.DataFrame:
    return exported[~exported["state"].isin(("failed", "superseded", "withdrawn"))]


def of(desk: Desk, run: str) -> Standing:
    """The figures of a run, read from the store."""
    posted = run_in_hand.posted(desk, run)
    _, current = setup.setup_for(desk, posted.pay_date)
    covered, exported = coverage(posted, current), exports.exports(desk, run)
    imports = labor_records.time_imports(desk)
    during = [
        start <= posted.period_end and end >= posted.period_start
        for start, end in zip(imports["period_start"], imports["period_end"], strict=True)
    ]
    return Standing(
        run=posted,
        mapped=_total(covered["mapped"]),
        unmapped=_total(covered["unmapped"]) + _total(covered["undecided"]),
        records=gl_records.record_states(desk, run),
        journals=exported[exported["kind"] == "gl"],
        sheets=exported[exported["kind"] == "timesheet"],
        imports=imports[during],
        job_cost=any(structure.active for structure in current.job_cost) and bool(len(posted.labor)),
    )


def _total(amounts: pd.Series) -> Decimal:
    return amounts.sum() if len(amounts) else ZERO


def coverage(run: PostedRun, current: Setup) -> pd.DataFrame:
    """How much of the run's money has an account, per category and side."""
    return _coverage(run, current, (run.code, run_in_hand.number(run)), repr(current))


@st.cache_data(show_spinner=False, max_entries=16)
def _coverage(_run: PostedRun, _setup: Setup, which: tuple[str, int], setup_text: str) -> pd.DataFrame:
    return money_coverage(_run, _setup)


def facts(standing: Standing) -> list[tuple[str, str, str]]:
    """The small facts of the sidebar: name, value, color."""
    everyone = len(standing.records)
    timesheets = [("Timesheets", *standing.sheet_words())] if standing.job_cost else []
    return [
        (
            "Mapped in money",
            formats.share(standing.mapped, standing.to_map),
            "green" if not standing.unmapped else "orange",
        ),
        (
            "Records balanced",
            f"{standing.balanced} of {everyone}",
            "green" if standing.balanced == everyone else "orange",
        ),
        ("Journal", *standing.journal_words()),
        *timesheets,
    ]
