"""Examples of accounts as a structure composes them from the payroll in hand: as they are, and as they would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.money import ZERO
from workbench.rules.gl_records import GLRecords, create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.replay import moved_lines, replay, summed_moves
from workbench.rules.setup import Setup
from workbench.rules.structure import parse_structure
from workbench.ui import chart_index, downloads, draft_figures, drafting, formats, grids, runs_in_view
from workbench.ui.drafting import Versions

PEOPLE, ROWS = 25, 15
MOVES = {
    "account_before": "From account", "account_after": "To account", "category": "Category", "side": "Side",
    "amount": "Amount", "lines": "Lines", "employees": "Employees",
}  # fmt: skip


def show(desk: Desk, runs: Sequence[PostedRun], setup: Setup, wanted: str) -> None:
    """A table of lines of the first run with their account, and the account under ``wanted`` when it differs."""
    if not runs:
        st.caption("Load a payroll to see what the structure makes of its lines.")
        return
    which = drafting.versions(desk, drafting.of(desk), runs)
    frame = _examples(setup, replace(setup, structure=wanted), runs[0], (which, wanted))
    titles = chart_index.titles(desk)
    frame = frame.assign(exists=[_existence(account, titles) for account in frame["then"]])
    changes = wanted != setup.structure
    parts = [d for d in frame.columns if d not in ("category", "side", "now", "then", "exists", "amount")]
    labels = {"category": "Category", "side": "Side", **{d: runs_in_view.words(d) for d in parts}}
    labels |= {"now": "Account now", **({"then": "Account then"} if changes else {}), "exists": "In the chart"}
    grids.table(frame, labels, key="structure examples", alt="Examples of composed accounts")


def _existence(account: str, titles: Mapping[str, str]) -> str:
    if not account:
        return "no account"
    return f"✓ {titles[account]}".strip() if account in titles else "✕ not there" if titles else ""


@st.cache_resource(show_spinner=False, max_entries=8)
def _examples(_now: Setup, _then: Setup, _run: PostedRun, which: tuple[Versions, str]) -> pd.DataFrame:
    """Lines of some employees, one of each combination of the values that decide, the biggest amounts first."""
    people = list(_run.employees["employee"].head(PEOPLE))
    now, then = (create_records(_run, setup, people).lines for setup in (_now, _then))
    deciding = parse_structure(_now.structure).dimensions | parse_structure(_then.structure).dimensions
    asked = [d for d in ("department", "location", *_run.dimensions, "employee") if d in deciding]
    frame = now[["category", "side", *asked, "amount"]].assign(now=now["account"], then=then["account"])
    order = frame["amount"].sort_values(ascending=False, kind="stable").index
    return frame.loc[order].drop_duplicates(["category", "side", *asked]).head(ROWS).reset_index(drop=True)


def moves(desk: Desk, runs: Sequence[PostedRun], setup: Setup, wanted: Setup) -> None:
    """What a change that is not kept yet would move: lines from account to account, then account by account."""
    draft = drafting.of(desk)
    made = draft_figures.drafted(desk, runs, draft)
    which = drafting.versions(desk, draft, runs)
    moved, lines = _moved(runs, setup, wanted, made, (which, wanted.structure))
    _lines(lines)
    moved = moved[moved["difference"] != ZERO]
    if not len(moved):
        st.success("No line of these payrolls would get another account.", icon=":material/check_circle:")
        return
    st.warning(f"{formats.count(len(moved), 'account')} would carry other amounts.", icon=":material/swap_horiz:")
    named = moved.assign(account=moved["account"].where(moved["account"] != "", "no account"))
    labels = {"account": "Account", "before": "Now", "after": "Then", "difference": "Difference"}
    grids.table(named, labels, key="structure moves", alt="What the new structure moves", name="structure moves")


def _lines(lines: pd.DataFrame) -> None:
    """The lines that would move, added up; each of them in the download."""
    summed = summed_moves(lines)
    if not len(summed):
        return
    count = formats.count(int(summed["lines"].sum()), "line")
    st.markdown(f"**{count} would go to another account**")
    named = summed.assign(
        **{name: summed[name].where(summed[name] != "", "no account") for name in ("account_before", "account_after")}
    )
    grids.table(grids.one_page(named, key="structure lines"), MOVES, key="structure lines", alt="Lines that would move")
    downloads.offer(lines, "every line that would move", "structure lines file")


@st.cache_resource(show_spinner="Replaying the payrolls", max_entries=4)
def _moved(
    _runs: Sequence[PostedRun], _now: Setup, _then: Setup, _made: Sequence[GLRecords], which: tuple[Versions, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    made = (_made, [create_records(run, _then) for run in _runs])
    return replay(_runs, _now, _then, made), moved_lines(_runs, _now, _then, made)
