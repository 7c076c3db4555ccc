"""How much of the payroll's money has an account, per side and in percent, and the bar by category behind it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.flows.setup_draft import SetupDraft
from workbench.rules.coverage import Covered, summary
from workbench.rules.payroll import PostedRun
from workbench.ui import draft_figures, drafting, formats, grids, plots, runs_in_view

_FIRST = 0.05  # seconds in which the edit just made reaches the browser, before its money is reckoned


@st.fragment(key=drafting.STRIP)
def show(desk: Desk, codes: Sequence[str]) -> None:
    """The figures in one line; the bar and the table by category when asked for."""
    if not codes:
        return
    time.sleep(_FIRST)
    draft, runs = drafting.of(desk), runs_in_view.posted(desk, codes)
    covered = draft_figures.covered_in_view(desk, runs, draft)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        _figures(summary(covered))
        opened = st.toggle("By category", key="coverage open")
    _which(desk, runs, draft)
    if opened:
        _by_category(covered)


def _which(desk: Desk, runs: Sequence[PostedRun], draft: SetupDraft) -> None:
    """The setup these figures are of; a run paid before the draft starts keeps the version of its pay date."""
    held = zip(runs, draft_figures.setups(desk, runs, draft), strict=True)
    kept = [(run, number) for run, (number, _) in held if number or not draft_figures.reaches(draft, run)]
    st.caption(formats.plain(_words(draft, kept, len(runs))))
    if kept or st.session_state.get(drafting.EVEN_SO):
        st.checkbox(
            "Look at the draft all the same", key=drafting.EVEN_SO, on_change=drafting.redraw,
            help="As if it held for every pay date. GL records are made with the version of the pay date.",
        )  # fmt: skip


def _words(draft: SetupDraft, kept: Sequence[tuple[PostedRun, int]], runs: int) -> str:
    version = f"version {draft.base}"
    mine = f"the draft on {version}" if draft.base else "the draft; nothing is published yet"
    said = [f"Figures of {mine if draft.changes or not draft.base else version}."] if len(kept) < runs else []
    for run, number in kept:
        own = f"version {number}" if number else "no version"
        said.append(f"{run.code}, paid {formats.day(run.pay_date)}, has {own}: what is edited here starts later.")
    return " ".join(said)


def _figures(total: Covered) -> None:
    st.metric("Mapped in money", total.percent or "–", width="content")
    for name, side in (("Debits", total.debit), ("Credits", total.credit)):
        whole = side.mapped + side.unmapped + side.undecided
        figures = f"{formats.amount(side.mapped)} of {formats.amount(whole)}"
        st.metric(f"{name} with an account · {side.percent or '–'}", figures, width="content")
    st.markdown("  \n".join(badges(total)), width="content")


def badges(total: Covered) -> list[str]:
    """What is left, in words and colors."""
    said = []
    if total.unmapped:
        said.append(f":orange-badge[:material/warning: {formats.amount(total.unmapped)} without an account]")
    if total.undecided:
        said.append(f":orange-badge[:material/help: {formats.amount(total.undecided)} undecided]")
    if total.complete:
        said.append(":green-badge[:material/check_circle: Every amount has an account]")
    if total.not_posted - total.undecided:
        left_out = formats.amount(total.not_posted - total.undecided)
        said.append(f":gray-badge[:material/block: {left_out} not posted on purpose]")
    return said


def _by_category(covered: pd.DataFrame) -> None:
    """The money per category and side, mapped or not, as a picture and a table."""
    shown = covered.assign(label=covered["category"] + " " + covered["name"])
    per = shown.groupby("label", as_index=False, sort=False)[["mapped", "unmapped"]].sum()
    plots.draw(plots.covered(per), key="coverage", alt="Money with an account per category", height=90 + 24 * len(per))
    labels = {
        "category": "Code",
        "name": "Category",
        "side": "Side",
        "amount": "Amount",
        "mapped": "With an account",
        "unmapped": "Without",
        **({"not_posted": "Not posted"} if covered["not_posted"].any() else {}),
    }
    grids.table(covered, labels, key="coverage table", alt="Coverage per category and side", name="coverage")
