"""The chart of accounts ready to be searched while people type; made once per reading of the Code Finder."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.rules.account_search import AccountIndex, search_accounts


def index(desk: Desk) -> AccountIndex | None:
    """The chart as last read; None while it was never read."""
    read_at = code_finder.refreshed_at(desk)
    return None if read_at is None else _index(desk, (desk.url, *code_finder.place(desk)), read_at)


@st.cache_resource(show_spinner=False, max_entries=8)
def _index(_desk: Desk, place: tuple[str, ...], read_at: datetime) -> AccountIndex:
    return AccountIndex(code_finder.gl_codes(_desk))


def chart(desk: Desk) -> pd.DataFrame | None:
    """The chart itself; shared and read only."""
    known = index(desk)
    return None if known is None else known.chart


def titles(desk: Desk) -> dict[str, str]:
    """The title of every account."""
    known = chart(desk)
    return {} if known is None else dict(zip(known["account"], known["title"], strict=True))


def search(desk: Desk, text: str, limit: int = 20) -> pd.DataFrame:
    """The accounts that fit what was typed so far, the best first."""
    known = index(desk)
    return pd.DataFrame() if known is None else search_accounts(known, text, limit)
