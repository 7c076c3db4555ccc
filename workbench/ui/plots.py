"""The few plots: gross to net, a record from paycard to journal, debit and credit by account, accounts by type."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from workbench.ui import formats

# Middle tones that keep their contrast on light and on dark ground.
LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0}
DEBIT, CREDIT, TOTAL, OPEN = "#2f8f74", "#4d83c4", "#7d8b87", "#d07a2d"


def draw(figure: go.Figure, *, key: str, alt: str, height: int = 320) -> None:
    """A figure in the style of the app."""
    figure.update_layout(height=height, margin={"l": 8, "r": 8, "t": 36, "b": 8}, legend=LEGEND)
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


def steps(labels: Sequence[str], amounts: Sequence[Decimal], totals: Sequence[bool]) -> go.Figure:
    """A waterfall: what comes on, what goes off, and the sums between (``totals``)."""
    figure = go.Figure(
        go.Waterfall(
            x=list(labels),
            y=[str(a) for a in amounts],  # plotly.js reads the digits; no binary fraction on the way
            measure=["total" if total else "relative" for total in totals],
            text=[formats.amount(a) for a in amounts],
            textposition="outside",
            cliponaxis=False,
            increasing={"marker": {"color": DEBIT}},
            decreasing={"marker": {"color": CREDIT}},
            totals={"marker": {"color": TOTAL}},
            connector={"line": {"color": TOTAL, "width": 1}},
            hovertemplate="%{x}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(type="linear", tickformat=",.0f", rangemode="tozero")
    return figure


def sides(frame: pd.DataFrame, by: str) -> go.Figure:
    """Debit and credit per account or any other code, side by side, of lines with a side and an amount."""
    totals = {side: frame[frame["side"] == side].groupby(by)["amount"].sum() for side in ("debit", "credit")}
    return both_sides(pd.DataFrame(totals).rename_axis(by).reset_index(), by)


def both_sides(frame: pd.DataFrame, by: str) -> go.Figure:
    """Debit and credit per code, side by side, of rows that have a column for each."""
    figure = go.Figure()
    for side, color in (("debit", DEBIT), ("credit", CREDIT)):
        one = frame[frame[side].notna()]
        _bars(figure, side.capitalize(), one[by], one[side], color)
    figure.update_xaxes(type="category", categoryorder="category ascending")
    figure.update_yaxes(type="linear", tickformat=",.0f")
    return figure


def changes(accounts: pd.DataFrame) -> go.Figure:
    """By how much debits less credits of each account changed; those that did not are left out."""
    moved = accounts[accounts["change"] != 0]
    figure = go.Figure()
    for name, rows, color in (
        ("More debit", moved[moved["change"] > 0], DEBIT),
        ("More credit", moved[moved["change"] < 0], CREDIT),
    ):
        _bars(figure, name, rows["account"], rows["change"], color)
    figure.update_layout(barmode="relative")
    figure.update_xaxes(type="category", categoryorder="category ascending")
    figure.update_yaxes(type="linear", tickformat=",.0f")
    return figure


def _bars(figure: go.Figure, name: str, codes: pd.Series, amounts: pd.Series, color: str) -> None:
    figure.add_bar(
        x=list(codes),
        y=[str(a) for a in amounts],
        name=name,
        marker_color=color,
        text=[formats.amount(a) for a in amounts],
        hovertemplate="%{x}: %{text}<extra></extra>",
        textposition="none",
    )


def covered(frame: pd.DataFrame) -> go.Figure:
    """Money with and without an account per category, as one bar each."""
    figure = go.Figure()
    for column, name, color in (("mapped", "With an account", DEBIT), ("unmapped", "Without an account", OPEN)):
        figure.add_bar(
            y=list(frame["label"]),
            x=[str(a) for a in frame[column]],
            name=name,
            orientation="h",
            marker_color=color,
            text=[formats.amount(a) for a in frame[column]],
            hovertemplate="%{y}: %{text}<extra></extra>",
            textposition="none",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_xaxes(type="linear", tickformat=",.0f")
    return figure


def counts(frame: pd.DataFrame, by: str, split: str) -> go.Figure:
    """How many of each, split in two colors or more."""
    table = frame.groupby([by, split]).size().unstack(fill_value=0)
    figure = go.Figure()
    for name, color in zip(table.columns, (TOTAL, DEBIT, CREDIT, OPEN), strict=False):
        figure.add_bar(y=list(table.index), x=table[name].tolist(), name=str(name), orientation="h", marker_color=color)
    figure.update_layout(barmode="stack")
    figure.update_yaxes(type="category")
    return figure
