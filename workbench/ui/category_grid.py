"""The Category tab: the debit and credit account of every payroll category, as they are typed, pasted or found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup, with_category
from workbench.rules.sides import SIDES_OF_CLASS
from workbench.ui import downloads, draft_figures, drafting, editing, finder_panel, grids, page, runs_in_view, why_panel
from workbench.ui.finder_panel import Target
from workbench.ui.states import CLASSES

_KEY = "categories"
EVERY, OPEN = "All", "Still to do"
FIND, WHY, LEAVE, POST = "Find the {} account", "Why this account?", "Do not post it", "Post it"
TEXT, TICK = st.column_config.TextColumn, st.column_config.CheckboxColumn


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """The grid, and beside it the code finder."""
    setup = drafting.setup(desk)
    frame = rows(setup, runs, draft_figures.covered(desk, runs))
    if not len(frame):
        page.nothing(
            "No payroll categories yet.",
            "pages/payroll_runs.py",
            "Load a payroll",
            why="They come with the first payroll; or bring a setup you have on the File tab.",
        )
        return
    grid, finder = st.columns([7, 3], gap="medium")
    with grid:
        _grid(desk, frame)
    with finder:
        finder_panel.show(desk, runs, targets(frame), lambda *cell: put_account(desk, *cell))


def targets(frame: pd.DataFrame) -> list[Target]:
    """Every side that may get an account."""
    return [
        Target("category", row["code"], side, f"{row['code']} {row['name']}".strip(), side in row["missing"])
        for row in frame.to_dict("records")
        for side in row["sides"]
    ]


def _grid(desk: Desk, frame: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "Show", [EVERY, OPEN], default=EVERY, required=True, key="category view", label_visibility="collapsed"
        )
        found = grids.search(frame, ["code", "name"], key="find category", label="Search a category")
    kept = _kept_in_view(found, view)
    if not len(kept):
        st.caption("Nothing to show here: every category has its accounts, or none fits the search.")
        return
    part = grids.one_page(kept, key=_KEY)
    ids = list(part["code"])
    columns = {
        "code": TEXT("Code", width=52),
        "name": TEXT("Category", width=122),
        "kind": TEXT("Class", width=92),
        "amount": st.column_config.NumberColumn("Amount", format=grids.MONEY_FORMAT, width=82),
        "debit": TEXT("Debit", width=82, help="The whole account or the part that the structure uses."),
        "credit": TEXT("Credit", width=82),
        "expense": TICK("Expense", width=84, help="Off: a payout from a liability, vacation paid say."),
        "post": TICK("Post", width=66, help="Off: deliberately not posted."),
        "menu": st.column_config.ButtonColumn(
            "", width=40, type="tertiary", key="category menu", on_click=drafting.answered(_chosen), args=(desk, ids)
        ),
    }
    editing.grid(
        part,
        ids,
        columns,
        lambda changes, shown: save(desk, changes, shown),
        key=_KEY,
        alt="Accounts per payroll category",
        fixed=("code", "name", "kind", "amount", "menu"),
        before=True,
        told=drafting.answered,
    )
    downloads.offer(frame.drop(columns=["missing", "sides", "menu"]), "payroll categories", "categories file")


def _chosen(desk: Desk, ids: Sequence[str]) -> None:
    """Something of the three dots of a row was chosen."""
    code, words = editing.clicked("category menu", ids)
    if words == WHY:
        why_panel.ask_about(code)
    elif words in (LEAVE, POST):
        post = drafting.setup(desk).category(code).post
        save(desk, {code: {"post": words == POST}}, {code: {"post": post}})
    else:
        side = next(side for side in ("debit", "credit") if words == FIND.format(side))
        finder_panel.point_at("category", code, side)


def _kept_in_view(frame: pd.DataFrame, view: str) -> pd.DataFrame:
    """Rows that were open when the view was chosen stay until it is left, so that the list does not jump."""
    if view == EVERY:
        st.session_state.pop("open categories", None)
        return frame
    held = st.session_state.setdefault("open categories", list(frame.loc[frame["missing"].str.len() > 0, "code"]))
    return frame[frame["code"].isin(held)]


def rows(setup: Setup, runs: Sequence[PostedRun], covered: pd.DataFrame) -> pd.DataFrame:
    """One row per category of the runs and of the setup: names, money, accounts and the sides still open."""
    named, used = runs_in_view.categories(runs), runs_in_view.used_categories(runs)
    codes = [c for c in named["code"] if c in used or c in setup.categories]
    codes += sorted(set(setup.categories) - set(codes))
    names = named.set_index("code")
    money = covered.groupby("category")["amount"].max()
    waiting = covered[(covered["unmapped"] > 0) | (covered["undecided"] > 0)]
    missing = waiting.groupby("category")["side"].agg(list).to_dict()
    accounts = [setup.category(code) for code in codes]
    kinds = [names["class"].get(code, "") for code in codes]
    sides = [list(SIDES_OF_CLASS.get(kind, ("debit", "credit"))) for kind in kinds]
    return pd.DataFrame(
        {
            "code": codes,
            "name": [names["name"].get(code, "") for code in codes],
            "kind": [CLASSES.get(kind, "") for kind in kinds],
            "amount": pd.Series([money.get(code) for code in codes], dtype=covered["amount"].dtype),
            "debit": [a.debit for a in accounts],
            "credit": [a.credit for a in accounts],
            "expense": [a.expense for a in accounts],
            "post": [a.post for a in accounts],
            "missing": [missing.get(code, []) for code in codes],
            "sides": sides,
            "menu": [
                [*(FIND.format(side) for side in mine), WHY, LEAVE if a.post else POST]
                for mine, a in zip(sides, accounts, strict=True)
            ],
        }
    )


def save(desk: Desk, changes: Mapping[str, dict[str, Any]], shown: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of the category tab into the draft; ``shown`` is what they showed before."""
    setup = drafting.setup(desk)
    drafting.keep(desk, _with(setup, shown), _with(setup, changes), f"category {', '.join(changes)}")


def _with(setup: Setup, cells: Mapping[str, dict[str, Any]]) -> Setup:
    for code, one in cells.items():
        setup = with_category(setup, code, replace(setup.category(code), **one))
    return setup


def put_account(desk: Desk, code: str, side: str, account: str) -> None:
    """Put one account into a category of the draft."""
    before = drafting.setup(desk).category(code).account(side)
    save(desk, {code: {side: account}}, {code: {side: before}})
