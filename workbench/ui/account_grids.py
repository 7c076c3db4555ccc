"""The grids of the account setup: categories with their accounts, codes with their GL parts and Intacct ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder, setup
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Codes, Setup, with_category, with_codes
from workbench.ui import downloads, editing, formats, grids, page, setup_keeping
from workbench.ui.states import CLASSES

ACCOUNT = st.column_config.TextColumn
EVERY, OPEN = "All", "Still to do"


def category_grid(desk: Desk, current: Setup, run: PostedRun | None, covered: pd.DataFrame) -> None:
    """The Payroll Category tab: debit and credit account per category, saved as they are typed."""
    frame = category_frame(current, run, covered)
    if not len(frame):
        page.nothing(
            "No payroll categories yet.",
            "pages/payroll_runs.py",
            "Load a payroll",
            why="They come with the first payroll; or bring a setup you have on the File tab.",
        )
        return
    chart = code_finder.gl_codes(desk)
    known = set(chart["account"]) if len(chart) else set()
    frame = frame.assign(missing=[_to_do(row, known, current) for row in frame.itertuples()])
    view = st.segmented_control(
        "Show", [EVERY, OPEN], default=EVERY, required=True, key="category view", label_visibility="collapsed"
    )
    _queue(frame)
    frame = _kept_in_view(frame, view)
    if not len(frame):
        st.success("Nothing is left to do: every category has its accounts.", icon=":material/check_circle:")
        return
    columns = {
        "code": st.column_config.TextColumn("Code", width=60),
        "name": st.column_config.TextColumn("Category", width=150),
        "kind": "Class",
        "amount": "In this run",
        "debit": ACCOUNT("Debit", help="The whole account or the part that the structure uses."),
        "credit": ACCOUNT("Credit"),
        "expense": st.column_config.CheckboxColumn(
            "Expense", help="Off for a payout from a liability, vacation paid say."
        ),
        "post": st.column_config.CheckboxColumn("Post", help="Off: deliberately not posted."),
    }
    if run is None:
        columns.pop("amount")
    editing.grid(
        frame,
        list(frame["code"]),
        columns,
        lambda changes: save_categories(desk, changes),
        key="categories",
        alt="Accounts per payroll category",
        fixed=("code", "name", "kind", "amount"),
    )
    downloads.offer(frame.drop(columns="missing"), "payroll categories", "categories file")


def _queue(frame: pd.DataFrame) -> None:
    """What is still to do, category by category, the most money first."""
    todo = frame[frame["missing"].str.len() > 0]
    todo = todo.sort_values("amount", ascending=False, kind="stable").head(8)
    words = [
        f":orange-badge[{formats.plain(f'{row.code} {row.name_}'.strip())}: {', '.join(row.missing)}]"
        for row in todo.rename(columns={"name": "name_"}).itertuples()
    ]
    st.markdown("Still to do: " + " ".join(words) if words else ":green[:material/check_circle:] Nothing left to do")


def _kept_in_view(frame: pd.DataFrame, view: str) -> pd.DataFrame:
    """Rows that were open when the view was chosen stay until it is left, so that the list does not jump."""
    if view == EVERY:
        st.session_state.pop("open categories", None)
        return frame
    held = st.session_state.setdefault("open categories", list(frame.loc[frame["missing"].str.len() > 0, "code"]))
    return frame[frame["code"].isin(held)]


def _to_do(row: Any, known: set[str], current: Setup) -> list[str]:
    whole = current.structure == "{category_gl}"
    strange = whole and known and any(a and a not in known for a in (row.debit, row.credit))
    return [*row.missing, *(["not in chart"] if strange else [])]


def category_frame(current: Setup, run: PostedRun | None, covered: pd.DataFrame) -> pd.DataFrame:
    """One row per category of the run and of the setup: names, money, accounts and the sides still open."""
    named = run.categories if run is not None else pd.DataFrame(columns=["code", "name", "class"])
    used = set(run.paycards["category"]) if run is not None else set()
    codes = [c for c in named["code"] if c in used or c in current.categories]
    codes += sorted(set(current.categories) - set(codes))
    names = named.set_index("code")
    money = covered.groupby("category")["amount"].max() if len(covered) else pd.Series(dtype=object)
    open_sides = (
        covered[covered["unmapped"] > 0].groupby("category")["side"].agg(list).to_dict() if len(covered) else {}
    )
    accounts = [current.category(code) for code in codes]
    return pd.DataFrame(
        {
            "code": codes,
            "name": [names["name"].get(code, "") for code in codes],
            "kind": [CLASSES.get(names["class"].get(code, ""), "") for code in codes],
            "amount": pd.Series([money.get(code) for code in codes], dtype=covered["amount"].dtype),
            "debit": [a.debit for a in accounts],
            "credit": [a.credit for a in accounts],
            "missing": [sorted(set(open_sides.get(code, ())), reverse=True) for code in codes],
            "expense": [a.expense for a in accounts],
            "post": [a.post for a in accounts],
        }
    )


def save_categories(desk: Desk, changes: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of the category tab into the setup."""
    after = setup.current_setup(desk)
    for code, cells in changes.items():
        after = with_category(after, code, replace(after.category(code), **cells))
    setup_keeping.keep(desk, after, f"category {', '.join(changes)}")


def put_account(desk: Desk, code: str, side: str, account: str) -> None:
    """Put one account into a category."""
    save_categories(desk, {code: {side: account}})


def codes_grid(desk: Desk, current: Setup, dimension: str, values: pd.DataFrame, uses_part: bool) -> None:
    """A Department, Location, dimension or Employee tab: the part a structure uses, the id Intacct knows it by."""
    tab = current.codes(dimension)
    frame = _codes_frame(tab, values)
    if not len(frame):
        st.caption("No codes yet: they come with a payroll.")
        return
    _known_in_intacct(desk, dimension, frame)
    columns: dict[str, Any] = {
        "code": "Code",
        "name": "Name",
        "gl": ACCOUNT(
            "GL part", help="Used where the structure asks for it." + ("" if uses_part else " Yours does not now.")
        ),
        "intacct": ACCOUNT("Intacct ID", help="Blank: the code itself is sent."),
    }
    found = grids.search(frame, ["code", "name"], key=f"find {dimension}", label="Search") if len(frame) > 12 else frame
    part = grids.one_page(found, key=f"codes {dimension}")
    editing.grid(
        part,
        list(part["code"]),
        columns,
        lambda changes: save_codes(desk, dimension, changes),
        key=f"codes {dimension}",
        alt=f"Codes of {dimension}",
        fixed=("code", "name"),
    )
    downloads.offer(frame, f"{dimension} codes", f"{dimension} file")


def _known_in_intacct(desk: Desk, dimension: str, frame: pd.DataFrame) -> None:
    """Whether every id that would be sent is there; which ones are not."""
    theirs = set(code_finder.dimension_values(desk, dimension)["code"])
    sent = [(code, intacct or code) for code, intacct in zip(frame["code"], frame["intacct"], strict=True)]
    missing = [code if code == one else f"{code} as {one}" for code, one in sent if one not in theirs]
    if not theirs:
        st.caption("The Code Finder has not read these from Intacct, so the ids cannot be checked.")
    elif missing:
        some = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        st.markdown(f":orange[:material/warning:] Not in Intacct: {formats.plain(some)}")
    else:
        st.markdown(":green[:material/check_circle:] Every id is in Intacct.")


def _codes_frame(tab: Mapping[str, Codes], values: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(values["code"], values["name"], strict=True))
    codes = [*names, *sorted(set(tab) - set(names))]
    return pd.DataFrame(
        {
            "code": codes,
            "name": [names.get(code, "") for code in codes],
            "gl": [tab.get(code, Codes()).gl for code in codes],
            "intacct": [tab.get(code, Codes()).intacct for code in codes],
        },
        dtype="str",
    )


def save_codes(desk: Desk, dimension: str, changes: Mapping[str, dict[str, Any]]) -> None:
    """Put changed cells of a code tab into the setup."""
    after = setup.current_setup(desk)
    for code, cells in changes.items():
        after = with_codes(after, dimension, code, replace(after.codes(dimension).get(code, Codes()), **cells))
    setup_keeping.keep(desk, after, f"{dimension} {', '.join(changes)}")
