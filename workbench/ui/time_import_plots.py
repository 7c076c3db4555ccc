"""Hours by day, stacked by project: a missing day, a double day or a wrong project is seen at once."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from workbench.ui.plots import CREDIT, DEBIT, OPEN, TOTAL

COLORS = (DEBIT, CREDIT, OPEN, "#8d6bb3", "#b0894a", "#5aa0a8", "#b3566f")
NONE = "No project"


def hours(labor: pd.DataFrame) -> go.Figure:
    """A bar per day, a color per project (the seven largest; the others together)."""
    project = labor["project"] if "project" in labor else pd.Series("", index=labor.index)
    part = pd.DataFrame({"day": labor["work_date"].astype(str), "project": project.replace("", NONE)})
    part["units"] = labor["units"]
    part = part[part["units"].notna() & (labor["check"] != "skipped") & (labor["check"] != "left out")]
    sums = part.groupby(["project", "day"])["units"].sum().unstack(fill_value=0)
    largest = sums.sum(axis=1).sort_values(ascending=False).index[: len(COLORS)]
    figure = go.Figure()
    for name, color in zip(largest, COLORS, strict=False):
        _bar(figure, str(name), sums.loc[name], color)
    others = sums.drop(index=largest)
    if len(others):
        _bar(figure, f"{len(others)} other projects", others.sum(), TOTAL)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(type="date", tickformat="%a %b %d")
    figure.update_yaxes(type="linear", title="Hours")
    return figure


def _bar(figure: go.Figure, name: str, hours_of_day: pd.Series, color: str) -> None:
    figure.add_bar(
        x=[str(day) for day in hours_of_day.index],
        y=[str(units) for units in hours_of_day],
        name=name,
        marker_color=color,
        hovertemplate="%{x}: %{y} h<extra>" + name.replace("<", "") + "</extra>",
    )
