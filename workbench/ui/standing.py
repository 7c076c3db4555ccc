"""Where the run in hand stands on the road: mapped, balanced, exported. Home and the sidebar show the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import exports, gl_records, setup
from workbench.money import ZERO
from workbench.rules.coverage import coverage as money_coverage
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.ui import formats, run_in_hand, states


@dataclass(frozen=True)
class Standing:
    """The figures of one run; ``journals`` are its exports, newest first."""

    run: PostedRun
    mapped: Decimal
    unmapped: Decimal
    records: pd.DataFrame
    journals: pd.DataFrame

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
        """Exports that hold records now."""
        return self.journals[~self.journals["state"].isin(("failed", "superseded", "withdrawn"))]

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


def of(desk: Desk, run: str) -> Standing:
    """The figures of a run, read from the store."""
    posted = run_in_hand.posted(desk, run)
    covered = coverage(posted, setup.current_setup(desk))
    return Standing(
        run=posted,
        mapped=_total(covered["mapped"]),
        unmapped=_total(covered["unmapped"]),
        records=gl_records.record_states(desk, run),
        journals=exports.exports(desk, run),
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
    words, color = standing.journal_words()
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
        ("Journal", words, color),
    ]
