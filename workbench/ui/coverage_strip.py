"""How much of the payroll's money has an account, per side and in percent, and the bar by category behind it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.coverage import Covered, summary
from workbench.ui import drafting, formats, grids, plots, runs_in_view

_FIRST = 0.05  # seconds in which the edit just made reaches the browser, before its money is reckoned


@st.fragment(key=drafting.STRIP)
def show(desk: Desk, codes: Sequence[str]) -> None:
    """The figures in one line; the bar and the table by category when asked for."""
    if not codes:
        return
    time.sleep(_FIRST)
    covered = drafting.covered(desk, runs_in_view.posted(desk, codes))
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        _figures(summary(covered))
        opened = st.toggle("By category", key="coverage open")
    if opened:
        _by_category(covered)


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
