"""The code finder: the chart of accounts as Intacct has it, its dimensions, journals and entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, setup
from workbench.flows.connections import saved_connection
from workbench.rules.setup import Setup
from workbench.ui import chart_file_panel, code_age, code_lists, formats, grids, notices, page, plots, problems

TYPES = {"balancesheet": "Balance sheet", "incomestatement": "Income statement"}
DIMENSIONS = {
    "department": "Departments",
    "location": "Locations",
    "project": "Projects",
    "task": "Tasks",
    "cost_type": "Cost types",
    "class": "Classes",
    "employee": "Employees",
}
CHART = {
    "account": "Account",
    "title": "Title",
    "type": "Type",
    "normal_balance": "Normal balance",
    "status": "Status",
    "required_dimensions": "Required on every line",
    "used_by": "Used by",
}
VALUES = {
    "code": "ID",
    "name": "Name",
    "status": "Status",
    "parent": "Belongs to",
    "project": "Project",
    "entity": "Entity",
}


def show(desk: Desk) -> None:
    """Refresh, then a tab for the chart and for everything else that was read."""
    connection = saved_connection(desk, "gl_export")
    if connection is None:
        chart_file_panel.show(desk)
    else:
        _refresh(desk)
        code_age.show(desk, connection)
    chart = code_finder.gl_codes(desk)
    if len(chart):
        _tabs(desk, chart)
    elif connection:
        where = f"company {connection.company}" + (f", entity {connection.entity}" if connection.entity else "")
        page.nothing(
            "The Code Finder is empty.",
            why=f"It was never read from {where}. Press Refresh Code Finder; if that fails, test the connection.",
            page="pages/connections.py",
            label="Test the connection",
        )


def _tabs(desk: Desk, chart: pd.DataFrame) -> None:
    names = [*DIMENSIONS, *code_finder.own_dimensions(desk)]
    values = {name: code_finder.dimension_values(desk, name) for name in names}
    there = {name: frame for name, frame in values.items() if len(frame)}
    shown: dict[str, Callable[[], None]] = {f"Accounts ({len(chart):,})": lambda: _chart(desk, chart)}
    for name, frame in there.items():
        shown[f"{_label(name)} ({len(frame):,})"] = partial(_values, name, frame)
    shown |= code_lists.tabs(desk)
    for tab, draw in zip(st.tabs(list(shown)), shown.values(), strict=True):
        with tab:
            draw()


def _refresh(desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Refresh Code Finder", type="primary", icon=":material/refresh:", key="refresh codes"):
            with problems.shown():
                before = code_finder.gl_codes(desk)
                with st.status("Reading from Sage Intacct") as box:
                    chart = code_finder.refresh_code_finder(desk, lambda text: box.update(label=f"Reading: {text}"))
                notices.say("success", changes(before, chart), f"{len(chart):,} accounts read")
                st.rerun()
        kept = code_finder.contents(desk)
        if len(kept):
            last = kept.iloc[kept["read_at"].argmax()]
            st.caption(f"Read {formats.moment(last['read_at'])} by {formats.plain(last['read_by'])}")


def changes(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """What is new and what went since the last reading, in words."""
    if not len(before):
        return "The accounts can be chosen in Account setup now."
    new, gone = (sorted(set(a["account"]) - set(b["account"])) for a, b in ((after, before), (before, after)))
    parts = [f"{word}: {', '.join(codes[:10])}" for word, codes in (("New", new), ("Gone", gone)) if codes]
    return ". ".join(parts) or "Nothing changed since the last reading."


def _chart(desk: Desk, chart: pd.DataFrame) -> None:
    used = used_by(setup.current_setup(desk))
    shown = chart.assign(
        type=chart["type"].map(TYPES).fillna(chart["type"]),
        status=code_lists.marked(chart["status"]),
        used_by=[", ".join(used.get(account, ())) for account in chart["account"]],
    )
    search, only = st.columns([3, 1], vertical_alignment="center")
    with search:
        found = grids.search(
            shown,
            ["account", "title", "used_by", "required_dimensions"],
            key="find gl code",
            label="Search account, title or use",
        )
    with only:
        if st.toggle("Only accounts in use", key="used codes"):
            found = found[found["used_by"] != ""]
    grids.table(
        grids.one_page(found, key="chart"),
        CHART,
        key="chart",
        alt="Chart of accounts",
        name="chart of accounts",
    )
    st.markdown("**Accounts by type**")
    by = shown.assign(use=["used by the setup" if u else "not used" for u in shown["used_by"]])
    plots.draw(plots.counts(by, "type", "use"), key="by type", alt="Number of accounts by type and use", height=170)


def used_by(current: Setup) -> dict[str, list[str]]:
    """Which category or overwrite row names an account, by account."""
    users: dict[str, list[str]] = defaultdict(list)
    for code, accounts in current.categories.items():
        for side in ("debit", "credit"):
            if accounts.account(side):
                users[accounts.account(side)].append(f"{code} {side}")
    for row in current.overwrite:
        for side in ("debit", "credit"):
            if row.account(side):
                users[row.account(side)].append(f"overwrite {row.words()} {side}")
    return users


def _label(dimension: str) -> str:
    """A dimension as a heading; one the company made itself by its own name."""
    return DIMENSIONS.get(dimension) or dimension.replace("_", " ").capitalize()


def _values(name: str, frame: pd.DataFrame) -> None:
    found = grids.search(frame, ["code", "name"], key=f"find {name} value", label="Search")
    found = found.assign(status=code_lists.marked(found["status"]))
    labels = {c: label for c, label in VALUES.items() if c in frame and (frame[c] != "").any()}
    grids.table(
        grids.one_page(found, key=f"values {name}"),
        labels,
        key=f"values {name}",
        alt=_label(name),
        name=_label(name).lower(),
    )
