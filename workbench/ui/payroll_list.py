"""The loaded runs, one line each; picking one makes it the run in hand."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from workbench.desk import Desk
from workbench.ui import formats, grids, page, run_in_hand

LABELS = {
    "code": "Run",
    "payroll_groups": "Payroll group",
    "period_start": "From",
    "period_end": "To",
    "pay_date": "Paid",
    "employees": "Employees",
    "gross": "Gross",
    "net": "Net pay",
    "loaded": "Loaded",
    "source": "From file",
}


def show(desk: Desk) -> None:
    """Every run with its dates and figures; a click on one opens it below."""
    runs = run_in_hand.runs(desk)
    if not len(runs):
        page.nothing("No payroll is loaded yet.", why="Bring the files of a posted payroll above, or try the sample.")
        return
    st.subheader("Runs", anchor=False)
    shown = runs.assign(
        loaded=[formats.moment(at) for at in runs["loaded_at"]],
        source=[PurePath(source).name for source in runs["source"]],
    )
    in_hand = run_in_hand.code()
    picked = grids.choose(shown, list(runs["code"]), LABELS, key="runs", alt="Loaded payroll runs", many=False)
    if picked and picked[0] != in_hand:
        run_in_hand.take(picked[0])
        st.rerun()
