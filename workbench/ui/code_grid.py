"""The Department, Location, dimension and Employee tabs: the part a structure uses, the id Intacct knows a code by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
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
BLANK = Codes()


def show(desk: Desk, runs: Sequence[PostedRun], dimension: str) -> None:
    """The grid of one dimension's codes; beside it the code finder where the structure asks for its part."""
    setup = drafting.setup(desk)
    named = codes(setup.codes(dimension), runs_in_view.values(runs, dimension))
    if not len(named):
        st.caption("No codes yet: they come with a payroll.")
        return
    if f"{{{dimension}_gl}}" not in setup.structure:
        _grid(desk, setup, named, dimension)
        return
    grid, finder = st.columns([7, 3], gap="medium")
    with grid:
        part = _grid(desk, setup, named, dimension, {"menu": _menu(dimension)})
    with finder:
        targets = [
            Target(dimension, row["code"], "gl", f"{row['code']} {row['name']}".strip(), not row["gl"])
            for row in part.to_dict("records")
        ]
        finder_panel.show(desk, runs, targets, lambda code, field, text: put_part(desk, dimension, code, text))


def _menu(dimension: str) -> Callable[[Sequence[str]], Any]:
    """The dots of a row; made for the rows of the page that is shown."""
    return lambda ids: st.column_config.ButtonColumn(
        "", type="tertiary", key=f"menu {dimension}", on_click=drafting.in_tab(_chosen), args=(dimension, ids)
    )


def _grid(
    desk: Desk, setup: Setup, named: pd.DataFrame, dimension: str, menu: Mapping[str, Any] = MappingProxyType({})
) -> pd.DataFrame:
    """The rows of one page; gives them."""
    tab = setup.codes(dimension)
    _known_in_intacct(desk, dimension, tab, list(named["code"]))
    found = grids.search(named, ["code", "name"], key=f"find {dimension}", label="Search") if len(named) > 12 else named
    part = rows(tab, grids.one_page(found, key=f"codes {dimension}"))
    if not len(part):
        st.caption("No code fits the search.")
        return part
    ids = list(part["code"])
    unused = "" if menu else " Yours does not now."
    columns: dict[str, Any] = {
        "code": "Code",
        "name": "Name",
        "gl": st.column_config.TextColumn("GL part", help="Used where the structure asks for it." + unused),
        "intacct": st.column_config.TextColumn("Intacct ID", help="Blank: the code itself is sent."),
        **{name: made(ids) for name, made in menu.items()},
    }
    editing.grid(
        part.assign(menu=[[FIND]] * len(part)) if menu else part,
        ids,
        columns,
        lambda changes, shown: save(desk, dimension, changes, shown),
        key=f"codes {dimension}",
        alt=f"Codes of {dimension}",
        fixed=("code", "name", "menu"),
        before=True,
        told=drafting.answered,
    )
    downloads.offer(lambda: rows(tab, named), f"{dimension} codes", f"{dimension} file")
    return part


def _chosen(dimension: str, ids: Sequence[str]) -> None:
    code, _ = editing.clicked(f"menu {dimension}", ids)
    finder_panel.point_at(dimension, code, "gl")


def _known_in_intacct(desk: Desk, dimension: str, tab: Mapping[str, Codes], named: Sequence[str]) -> None:
    """Whether every id that would be sent is there; which ones are not."""
    theirs = set(code_finder.dimension_values(desk, dimension)["code"])
    if not theirs:
        st.caption("The Code Finder has not read these from Intacct, so the ids cannot be checked.")
        return
    sent = {code: tab[code].intacct or code if code in tab else code for code in named}
    missing = [code if code == one else f"{code} as {one}" for code, one in sent.items() if one not in theirs]
    if missing:
        some = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        st.markdown(f":orange[:material/warning:] Not in Intacct: {formats.plain(some)}")
    else:
        st.markdown(":green[:material/check_circle:] Every id is in Intacct.")


def codes(tab: Mapping[str, Codes], values: pd.DataFrame) -> pd.DataFrame:
    """Code and name of every code of the runs, then those only the tab has."""
    further = sorted(set(tab) - set(values["code"]))
    if not further:
        return values
    return pd.concat([values, pd.DataFrame({"code": further, "name": ""}, dtype="str")], ignore_index=True)


def rows(tab: Mapping[str, Codes], named: pd.DataFrame) -> pd.DataFrame:
    """The rows of some codes: code, name, GL part, Intacct id."""
    mine = [tab.get(code, BLANK) for code in named["code"]]
    return named.assign(
        gl=pd.Series([one.gl for one in mine], dtype="str", index=named.index),
        intacct=pd.Series([one.intacct for one in mine], dtype="str", index=named.index),
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
