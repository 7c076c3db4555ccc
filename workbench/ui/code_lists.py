"""The shorter lists of the Code Finder, each a tab: journals, time types, periods, entities."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, setup
from workbench.ui import grids

_LABELS = {
    "Journals": {"symbol": "Symbol", "title": "Title", "status": "Status", "use": "Used"},
    "Time types": {"name": "Time type", "status": "Status", "earning_type": "Earning type", "account": "Account"},
    "Periods": {"name": "Reporting period", "start": "Begins", "end": "Ends"},
    "Entities": {"id": "Entity", "name": "Name", "status": "Status"},
}
_NONE = {
    "Journals": "No journals were read.",
    "Time types": "No time types: the company does not keep time in Sage Intacct, or the user may not read them.",
    "Periods": "No reporting periods with dates were read.",
    "Entities": "This company has no entities: everything is booked at the top level.",
}
_NOTES = {
    "Time types": "Time types have to be named like the payroll categories they are paid as.",
    "Periods": "Intacct does not tell which periods are closed; a draft for a closed one is refused.",
}


def tabs(desk: Desk) -> dict[str, Callable[[], None]]:
    """What to draw in each tab, by its title with the number of rows."""
    read = {name.capitalize() for name in code_finder.contents(desk)["name"]}  # a chart from a file brings none
    lists = {
        "Journals": _journals,
        "Time types": code_finder.time_types,
        "Periods": code_finder.periods,
        "Entities": code_finder.entities,
    }
    frames = {title: of(desk) for title, of in lists.items() if title in read}
    return {f"{title} ({len(frame):,})": partial(_draw, title, frame) for title, frame in frames.items()}


def marked(status: pd.Series) -> pd.Series:
    """The status with a sign before what cannot be used."""
    return status.map(lambda one: f"✕ {one}" if one == "inactive" else one)


def _draw(title: str, frame: pd.DataFrame) -> None:
    if not len(frame):
        st.caption(_NONE[title])
        return
    if title in _NOTES:
        st.caption(_NOTES[title])
    labels = _LABELS[title]
    key = f"list {title}"
    found = grids.search(frame, list(labels)[:2] if title != "Periods" else ["name"], key=f"find {key}", label="Search")
    if "status" in found:
        found = found.assign(status=marked(found["status"]))
    grids.table(grids.one_page(found, key=key), labels, key=key, alt=title, name=title.lower())
    if title == "Journals" and not (frame["use"] != "").any():
        st.page_link(
            "pages/account_setup.py",
            label="Choose the payroll journal under Structure",
            icon=":material/arrow_forward:",
        )


def _journals(desk: Desk) -> pd.DataFrame:
    frame, mine = code_finder.journals(desk), setup.current_setup(desk).journal
    used = pd.Series(["✓ payroll journal" if one == mine else "" for one in frame["symbol"]], dtype="str")
    return frame.assign(use=used)
