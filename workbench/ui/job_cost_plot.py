"""Hours by project, one color per time type."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from workbench.rules.job_cost import JobCostRecords
from workbench.ui import plots

NONE = "no project"
_COLORS = (plots.DEBIT, plots.CREDIT, plots.OPEN, plots.TOTAL)
MOST = 20  # bars; what is less is one bar together


def show(entries: pd.DataFrame, records: JobCostRecords) -> None:
    """The picture, or why there is none."""
    field = records.fields.get("project", "")
    if field not in entries.columns or not len(entries):
        st.caption("This payroll has no projects.")
        return
    totals = hours_by_project(entries, field)
    plots.draw(_figure(totals), key="hours by project", alt="Hours by project and time type")


def hours_by_project(entries: pd.DataFrame, field: str) -> pd.DataFrame:
    """project, time_type, units; the largest projects first, small ones together."""
    hours = entries[["time_type", "units"]].assign(project=entries[field].where(entries[field] != "", NONE))
    order = list(hours.groupby("project")["units"].sum().sort_values(ascending=False, kind="stable").index)
    small = set(order[MOST:])
    hours["project"] = [f"{len(small)} more" if one in small else one for one in hours["project"]]
    totals = hours.groupby(["project", "time_type"], as_index=False)["units"].sum()
    shown = [*order[:MOST], *([f"{len(small)} more"] if small else [])]
    return totals.assign(place=totals["project"].map(shown.index)).sort_values("place", kind="stable")


def _figure(totals: pd.DataFrame) -> go.Figure:
    figure = go.Figure()
    for at, (time_type, mine) in enumerate(totals.groupby("time_type", sort=True)):
        words = [f"{units:,.2f}" for units in mine["units"]]
        figure.add_bar(
            x=list(mine["project"]), y=[str(units) for units in mine["units"]], name=str(time_type),
            marker_color=_COLORS[at % len(_COLORS)], text=words, hovertemplate="%{x}: %{text} hours<extra></extra>",
            textposition="none",
        )  # fmt: skip
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(dict.fromkeys(totals["project"])))
    figure.update_yaxes(type="linear", tickformat=",.0f", title="Hours")
    return figure
