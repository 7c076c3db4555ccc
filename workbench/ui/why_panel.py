"""The Why tab: for any line the rules tried, the one that won, those it beat, and what would change the account."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.rules.gl_records import create_records
from workbench.rules.payroll import PostedRun
from workbench.rules.setup import Setup
from workbench.rules.switches import Switch
from workbench.rules.why import Tried, Why, why
from workbench.ui import chart_index, draft_figures, drafting, formats, grids, page, runs_in_view, setup_places

_CATEGORY, _EMPLOYEE, _RUN = "why category", "why employee", "why run"


def ask_about(category: str) -> None:
    """Turn to this tab with a category in hand, as the three dots of its row do."""
    st.session_state[setup_places.TABS] = "Why"
    st.session_state[_CATEGORY] = category
    st.session_state.pop(_EMPLOYEE, None)


def show(desk: Desk, runs: Sequence[PostedRun]) -> None:
    """Choose a line of anybody's record; its account explained."""
    if not runs:
        page.nothing("No payroll is loaded yet.", "pages/payroll_runs.py", "Load a payroll")
        return
    with st.container(horizontal=True):
        run = _run(runs)
        ((_, setup),) = draft_figures.setups(desk, [run], drafting.of(desk))
        category, employee = _category(run), _employee(run)
    lines = create_records(run, setup, [employee]).lines
    lines = lines[lines["category"] == category].reset_index(drop=True)
    if not len(lines):
        st.caption("This category makes no line for this employee: it is not posted, or has no amount.")
        return
    key = _line(run, lines)
    _explain(desk, setup, why(run, setup, employee, key))


def _run(runs: Sequence[PostedRun]) -> PostedRun:
    codes = [run.code for run in runs]
    if len(codes) == 1:
        return runs[0]
    return runs[codes.index(st.selectbox("Run", codes, key=_RUN))]


def _category(run: PostedRun) -> str:
    used = run.categories[run.categories["code"].isin(set(run.paycards["category"]))].sort_values("code")
    names = dict(zip(used["code"], used["name"], strict=True))
    if st.session_state.get(_CATEGORY) not in names:
        st.session_state.pop(_CATEGORY, None)
    chosen: str = st.selectbox("Category", list(names), key=_CATEGORY, format_func=lambda c: f"{c} {names[c]}".strip())
    return chosen


def _employee(run: PostedRun) -> str:
    """Those with a paycard line of the category."""
    paid = set(run.paycards.loc[run.paycards["category"] == st.session_state[_CATEGORY], "employee"])
    staff = run.employees[run.employees["employee"].isin(paid)]
    names = dict(zip(staff["employee"], staff["name"], strict=True))
    if st.session_state.get(_EMPLOYEE) not in names:
        st.session_state.pop(_EMPLOYEE, None)
    chosen: str = st.selectbox("Employee", list(names), key=_EMPLOYEE, format_func=lambda e: f"{e} {names[e]}".strip())
    return chosen


def _line(run: PostedRun, lines: pd.DataFrame) -> str:
    """The line to explain; the first while none is picked."""
    used = [d for d in ("department", "location", *run.dimensions) if (lines[d] != "").any()]
    labels = {"side": "Side", "account": "Account", "amount": "Amount", **{d: runs_in_view.words(d) for d in used}}
    keys = list(lines["line_key"])
    picked = grids.choose(lines, keys, labels, key="why line", alt="Lines of the category", many=False)
    return picked[0] if picked else keys[0]


def _explain(desk: Desk, setup: Setup, said: Why) -> None:
    title = chart_index.titles(desk).get(said.account, "")
    account = f"{said.account} {title}".strip() or "no account"
    values = ", ".join(f"{name} {value}" for name, value in said.values.items() if value)
    st.markdown(f"##### {formats.plain(account)}")
    st.caption(formats.plain(f"The {said.side} side of {values}"))
    tried, change = st.columns([6, 5], gap="large")
    with tried:
        st.markdown("**Rules tried, in their order**")
        for one in said.tried:
            _tried(one)
        if said.not_shown:
            st.caption(f"{formats.count(said.not_shown, 'further overwrite row')} fit even less.")
    with change:
        st.markdown("**What would change it**")
        for place, switch in enumerate(said.switches):
            _switch(desk, setup, place, switch)


def _tried(one: Tried) -> None:
    sign, word = (
        (":green[:material/check_circle:]", "won") if one.wins
        else (":orange[:material/remove_circle:]", "beaten") if one.fits
        else (":gray[:material/cancel:]", "does not fit")
    )  # fmt: skip
    account = f" → **{formats.plain(one.account)}**" if one.account else ""
    st.markdown(f"{sign} {formats.plain(one.rule)}{account} · {word}  \n:small[{formats.plain(one.reason)}]")


def _switch(desk: Desk, setup: Setup, place: int, switch: Switch) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        then = f" → {formats.plain(switch.account)}" if switch.account else ""
        st.markdown(f"{formats.plain(switch.label)}{then}", width="stretch")
        if switch.wanted is not None:
            st.button(
                "Do it", on_click=drafting.answered(drafting.keep), args=(desk, setup, switch.wanted, switch.label),
                key=f"switch {place}",
            )  # fmt: skip
        else:
            setup_places.button(switch.tab, switch.key, key=f"switch {place}")
