"""The Department, Location, dimension and Employee tabs: the part a structure uses, the id Intacct knows a code by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows import code_finder
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Codes, Setup, with_codes
from workbench.ui import downloads, drafting, editing, finder_panel, formats, grids, runs_in_view
from workbench.ui.finder_panel import Target

FIND = "Find the GL part"


def show(desk: Desk, runs: Sequence[PostedRun], dimension: str) -> None:
    """The grid of one dimension's codes; beside it the code finder where the structure asks for its part."""
    setup = drafting.setup(desk)
    frame = rows(setup.codes(dimension), runs_in_view.values(runs, dimension))
    if not len(frame):
        st.caption("No codes yet: they come with a payroll.")
        return
    uses = f"{{{dimension}_gl}}" in setup.structure
    if not uses:
        _grid(desk, frame, dimension, uses)
        return
    grid, finder = st.columns([7, 3], gap="medium")
    with grid:
        _grid(desk, frame, dimension, uses)
    with finder:
        targets = [
            Target(dimension, row["code"], "gl", f"{row['code']} {row['name']}".strip(), not row["gl"])
            for row in frame.to_dict("records")
        ]
        finder_panel.show(desk, runs, targets, lambda code, field, part: put_part(desk, dimension, code, part))


def _grid(desk: Desk, frame: pd.DataFrame, dimension: str, uses: bool) -> None:
    _known_in_intacct(desk, dimension, frame)
    found = grids.search(frame, ["code", "name"], key=f"find {dimension}", label="Search") if len(frame) > 12 else frame
    part = grids.one_page(found, key=f"codes {dimension}")
    if not len(part):
        st.caption("No code fits the search.")
        return
    ids = list(part["code"])
    help_ = "Used where the structure asks for it." + ("" if uses else " Yours does not now.")
    columns: dict[str, Any] = {
        "code": "Code",
        "name": "Name",
        "gl": st.column_config.TextColumn("GL part", help=help_),
        "intacct": st.column_config.TextColumn("Intacct ID", help="Blank: the code itself is sent."),
    }
    if uses:
        part = part.assign(menu=[[FIND]] * len(part))
        columns["menu"] = st.column_config.ButtonColumn(
            "", type="tertiary", key=f"menu {dimension}", on_click=drafting.in_tab(_chosen), args=(dimension, ids)
        )
    editing.grid(
        part,
        ids,
        columns,
        lambda changes, shown: save(desk, dimension, changes, shown),
        key=f"codes {dimension}",
        alt=f"Codes of {dimension}",
        fixed=("code", "name", "menu"),
        before=True,
        told=drafting.answered,
    )
    downloads.offer(frame, f"{dimension} codes", f"{dimension} file")


def _chosen(dimension: str, ids: Sequence[str]) -> None:
    code, _ = editing.clicked(f"menu {dimension}", ids)
    finder_panel.point_at(dimension, code, "gl")


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


def rows(tab: Mapping[str, Codes], values: pd.DataFrame) -> pd.DataFrame:
    """One row per code of the runs and of the tab: code, name, GL part, Intacct id."""
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


def save(
    desk: Desk, dimension: str, changes: Mapping[str, dict[str, Any]], shown: Mapping[str, dict[str, Any]]
) -> None:
    """Put changed cells of a code tab into the draft; ``shown`` is what they showed before."""
    setup = drafting.setup(desk)
    before, after = (_with(setup, dimension, cells) for cells in (shown, changes))
    drafting.keep(desk, before, after, f"{dimension} {', '.join(changes)}")


def _with(setup: Setup, dimension: str, cells: Mapping[str, dict[str, Any]]) -> Setup:
    for code, one in cells.items():
        setup = with_codes(setup, dimension, code, replace(setup.codes(dimension).get(code, Codes()), **one))
    return setup


def put_part(desk: Desk, dimension: str, code: str, part: str) -> None:
    """Put the part the structure uses into one code of the draft."""
    before = drafting.setup(desk).gl_of(dimension, code)
    save(desk, dimension, {code: {"gl": part}}, {code: {"gl": before}})
