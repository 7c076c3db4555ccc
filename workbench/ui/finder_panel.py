"""The GL code finder beside a grid: search the chart, take the whole code or a run of its characters, put it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from workbench.desk import Desk
from workbench.rules.composing import Composed, Take, composed, taken
from workbench.rules.payroll import PostedRun
from workbench.ui import chart_index, drafting, formats, grids, page

_FOR, _ASKED, _TEXT = "finder for", "finder asked", "find code"
Put = Callable[[str, str, str], None]
WHOLE, CHARACTERS = "Whole account", "Characters"


@dataclass(frozen=True)
class Target:
    """A cell that can take an account: the tab (``category`` or a dimension), its row and field, in words."""

    tab: str
    row: str
    field: str
    words: str
    open: bool = False

    @property
    def name(self) -> str:
        """Row and field as one text."""
        return f"{self.row}\x1f{self.field}"


def point_at(tab: str, row: str, field: str) -> None:
    """Make a cell the one the finder fills, as the three dots of its row do."""
    st.session_state[_ASKED] = (tab, f"{row}\x1f{field}")


def show(desk: Desk, runs: Sequence[PostedRun], targets: Sequence[Target], put: Put) -> None:
    """Which cell, the search, what is found, and how it would look; ``put`` gets row, field and text."""
    st.markdown("**GL code finder**")
    if chart_index.chart(desk) is None:
        page.nothing(
            "The chart of accounts is not read yet.",
            "pages/gl_codes.py",
            "Refresh the Code Finder",
            why="Accounts can be typed into the grid all the same.",
        )
        return
    target = _target(targets)
    if target is None:
        return
    text = st.text_input(
        "Search account or title", key=_TEXT, placeholder="number or words of the title", icon=":material/search:",
        live=True, label_visibility="collapsed",
    )  # fmt: skip
    found = chart_index.search(desk, text)
    if not len(found):
        st.caption("No account fits. Fewer letters find more.")
        return
    labels = {"account": st.column_config.TextColumn("Account", width=80), "title": "Title"}
    picked = grids.choose(
        found, list(found["account"]), labels, key="codes", alt="Accounts to choose from", many=False, height=200
    )
    if picked:
        _take(desk, runs, target, picked[0], put)
    else:
        st.caption("Pick an account to see what it would become.")


def _target(targets: Sequence[Target]) -> Target | None:
    """The cell to fill: the one asked for, else the first open one."""
    by_name = {target.name: target for target in targets}
    if not by_name:
        return None
    tab, asked = st.session_state.pop(_ASKED, ("", ""))
    if asked in by_name and tab == targets[0].tab:
        st.session_state[f"{_FOR} {tab}"] = asked
    key = f"{_FOR} {targets[0].tab}"
    if st.session_state.get(key) not in by_name:
        st.session_state[key] = next((t.name for t in targets if t.open), targets[0].name)
    name = st.selectbox(
        "For", list(by_name), key=key, format_func=lambda one: f"{by_name[one].words} · {by_name[one].field}"
    )
    return by_name[name]


def _take(desk: Desk, runs: Sequence[PostedRun], target: Target, account: str, put: Put) -> None:
    """Whole or characters, the account that comes of it, and the button that puts it in."""
    with st.container(border=True):
        take = _how(account)
        own = taken(account, take)
        if target.tab == "category":
            _preview(composed(
                drafting.setup(desk), target.row, target.field, account, take, chart=chart_index.chart(desk), runs=runs
            ))  # fmt: skip
        st.button(
            f"Select {own or 'nothing'} as {target.field} of {target.row}",
            disabled=not own,
            on_click=drafting.answered(_put),
            args=(put, target, own),
            key="take",
            width="stretch",
        )


def _how(account: str) -> Take:
    kind = st.segmented_control(
        "Take", [WHOLE, CHARACTERS], default=WHOLE, required=True, key="take how", label_visibility="collapsed",
        help="A structure of several parts needs only the characters that belong to this part.",
    )  # fmt: skip
    if kind == WHOLE or len(account) < 2:
        return "whole"
    first, last = st.slider(
        f"Characters of {account}", 1, len(account), (1, max(1, len(account) - 1)), key=f"characters {len(account)}"
    )
    return (first, last)


def _preview(made: Composed) -> None:
    """The accounts that come of it for these payrolls, each with its title or the word that it does not exist."""
    for row in made.accounts.head(6).to_dict("records"):
        st.markdown(_words(row))
    if len(made.accounts) > 6:
        st.caption(f"and {len(made.accounts) - 6} more accounts")
    if not len(made.accounts):
        st.caption("No line of these payrolls would use it.")


def _words(row: dict[str, object]) -> str:
    account, title = formats.plain(str(row["account"])), formats.plain(str(row["title"]))
    money = f" · {formats.amount(row['amount'])}" if row["amount"] else ""  # type: ignore[arg-type]
    where = f" · {formats.plain(str(row['lines_for']))}" if row["lines_for"] else ""
    if not row["in_chart"]:
        return f":red[:material/cancel: **{account}** is not in the chart]{where}{money}"
    if row["status"] != "active":
        return f":orange[:material/warning: **{account}** {title} is inactive]{where}{money}"
    return f":green[:material/check_circle:] **{account}** {title}{where}{money}"


def _put(put: Put, target: Target, text: str) -> None:
    put(target.row, target.field, text)
    st.session_state.pop(f"{_FOR} {target.tab}", None)  # on to the next that is open
