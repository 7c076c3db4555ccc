"""The payroll run in hand: chosen once in the sidebar, kept in the address, used by every page."""

from __future__ import annotations

import itertools
import weakref
from datetime import datetime

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import payroll
from workbench.rules.payroll import PostedRun
from workbench.ui import formats

_KEY, _NEXT = "run", "run that is taken next"
_NUMBERS: dict[int, tuple[weakref.ref[PostedRun], int]] = {}
_COUNT = itertools.count()


def runs(desk: Desk) -> pd.DataFrame:
    """The loaded runs, the latest pay date first."""
    return payroll.runs(desk).sort_values(["pay_date", "code"], ascending=False, ignore_index=True)


def pick(known: pd.DataFrame) -> str | None:
    """The picker; gives the code of the run in hand, None when nothing is loaded."""
    codes = list(known["code"])
    if _NEXT in st.session_state:
        st.session_state[_KEY] = st.session_state.pop(_NEXT)
    if st.session_state.get(_KEY) not in codes:
        st.session_state.pop(_KEY, None)
    if not codes:
        return None
    paid = dict(zip(codes, known["pay_date"], strict=True))
    label = lambda code: f"{code} · paid {formats.day(paid[code])}"  # noqa: E731
    chosen: str | None = st.selectbox("Payroll run", codes, key=_KEY, format_func=label, bind="query-params")
    return chosen


def code() -> str | None:
    """The run in hand; None when nothing is loaded."""
    chosen: str | None = st.session_state.get(_KEY)
    return chosen


def take(run: str) -> None:
    """Make a run the one in hand from the next drawing on."""
    st.session_state[_NEXT] = run


def posted(desk: Desk, run: str) -> PostedRun:
    """The run as it was loaded; shared and read only."""
    known = payroll.runs(desk)
    loaded = known.loc[known["code"] == run, "loaded_at"]
    return _posted(desk, (desk.url, desk.workspace), run, loaded.iloc[0] if len(loaded) else None)


@st.cache_resource(show_spinner=False, max_entries=4)
def _posted(_desk: Desk, place: tuple[str, str], run: str, loaded_at: datetime | None) -> PostedRun:
    return payroll.posted_run(_desk, run)


def number(run: PostedRun) -> int:
    """A number no other run of this process has or had, whatever its code, client company and place in memory."""
    kept = _NUMBERS.get(id(run))
    if kept is None or kept[0]() is not run:
        kept = _NUMBERS[id(run)] = (weakref.ref(run), next(_COUNT))
    return kept[1]
