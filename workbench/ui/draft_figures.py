"""What follows from the draft for the runs in view: the setup of each pay date, their GL records, coverage, effect.

The records of a run are made once per state of the draft; everything else is reckoned from them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows.setup import setup_for
from workbench.flows.setup_draft import SetupDraft
from workbench.flows.setup_versions import setup_of
from workbench.rules.coverage import coverage_of_runs
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.replay import replay
from workbench.rules.setup import Setup
from workbench.ui import drafting, run_in_hand
from workbench.ui.drafting import Versions

_KEPT = 6  # records of runs, of the draft and of versions


def reaches(draft: SetupDraft, run: PostedRun) -> bool:
    """Whether the draft would hold for a run once it is published, by its pay date; or is looked at all the same."""
    first = st.session_state.get(drafting.FROM) or draft.effective_from
    return first <= run.pay_date or bool(st.session_state.get(drafting.EVEN_SO))


def setups(desk: Desk, runs: Sequence[PostedRun], draft: SetupDraft) -> list[tuple[int, Setup]]:
    """The setup each run is looked at with: the draft (0), or the version in force on its pay date and its number."""
    return [(0, draft.setup) if reaches(draft, run) else setup_for(desk, run.pay_date) for run in runs]


def records(desk: Desk, run: PostedRun, draft: SetupDraft, number: int, setup: Setup) -> GLRecords:
    """The GL records of a run under the draft (number 0) or a version."""
    edits = 0 if number else draft.number
    which = (desk.url, desk.workspace, number or draft.base, edits, run.code, run_in_hand.number(run))
    return _records(run, setup, which)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _records(_run: PostedRun, _setup: Setup, which: Versions) -> GLRecords:
    return create_records(_run, _setup)


def drafted(desk: Desk, runs: Sequence[PostedRun], draft: SetupDraft) -> list[GLRecords]:
    """The records of the runs under the draft, whatever their pay dates."""
    return [records(desk, run, draft, 0, draft.setup) for run in runs]


def in_view(desk: Desk, runs: Sequence[PostedRun], draft: SetupDraft) -> list[GLRecords]:
    """The records of the runs as they will be made once the draft is published."""
    held = setups(desk, runs, draft)
    return [records(desk, run, draft, *one) for run, one in zip(runs, held, strict=True)]


def covered(desk: Desk, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """How much of the runs' money has an account in the draft, per category and side."""
    draft = drafting.of(desk)
    which = (drafting.versions(desk, draft, runs), (0,) * len(runs))
    return _covered([draft.setup] * len(runs), runs, drafted(desk, runs, draft), which)


def covered_in_view(desk: Desk, runs: Sequence[PostedRun], draft: SetupDraft) -> pd.DataFrame:
    """How much of the runs' money has an account, as their GL records would have it once the draft is published."""
    held = setups(desk, runs, draft)
    which = (drafting.versions(desk, draft, runs), tuple(number for number, _ in held))
    return _covered([setup for _, setup in held], runs, in_view(desk, runs, draft), which)


@st.cache_resource(show_spinner=False, max_entries=16)
def _covered(
    _setups: Sequence[Setup], _runs: Sequence[PostedRun], _made: Sequence[GLRecords], which: Versions
) -> pd.DataFrame:
    return coverage_of_runs(_runs, _setups, _made)


def effect(desk: Desk, draft: SetupDraft, runs: Sequence[PostedRun]) -> pd.DataFrame:
    """What publishing the draft would move between accounts in the runs it would hold for."""
    mine, before = [run for run in runs if reaches(draft, run)], setup_of(desk, draft.base)
    made = [records(desk, run, draft, draft.base, before) for run in mine] if draft.base else None
    after = drafted(desk, mine, draft)
    return replay(mine, before, draft.setup, (made, after) if made is not None else None)
