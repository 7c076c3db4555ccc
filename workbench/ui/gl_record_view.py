"""A GL record opened: debit and credit side by side, and for the chosen line why and where from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from workbench.desk import Desk
from workbench.fields import intacct_field
from workbench.flows import gl_records, setup
from workbench.money import ZERO
from workbench.rules.payroll import PostedRun
from workbench.ui import (
    balance_strip,
    formats,
    gl_record_edit,
    gl_record_list,
    grids,
    line_origin,
    plots,
    run_in_hand,
    states,
)

_LINE, _ROUND = "line in hand", "line round"


def show(desk: Desk, run: str, employee: str) -> None:
    """The record of one employee."""
    record = gl_records.gl_records(desk, run, employees=[employee])
    if record is None or not len(record.lines):
        gl_record_list.open_record(None)
        return
    posted = run_in_hand.posted(desk, run)
    standing = gl_records.record_states(desk, run).set_index("employee").loc[employee]
    with st.container(border=True):
        _head(desk, run, employee, standing)
        lines = named(record.lines, posted)
        balance_strip.show(standing["debit"], standing["credit"], missing_accounts=int(standing["missing_accounts"]))
        if standing["cause"]:
            st.warning(formats.plain(standing["cause"][:1].upper() + standing["cause"][1:]), icon=":material/error:")
        fields = sent_fields(desk, lines, record.dimensions)
        _sides(lines, fields, employee)
        chosen = _chosen(lines)
        if chosen is None:
            st.caption("Choose a line to see why it has its account and where it comes from, or to edit it.")
        else:
            line_origin.show(posted, record.dimensions, chosen)
            gl_record_edit.line(desk, run, chosen, fields, locked=standing["state"] == "exported")
        gl_record_edit.made(desk, run, employee, locked=standing["state"] == "exported")
        with st.expander("From paycard to journal, as a picture"):
            plots.draw(
                _into_journal(lines), key=f"journal {employee}", alt="Debits build up, credits take off, to zero"
            )


def _head(desk: Desk, run: str, employee: str, standing: pd.Series) -> None:
    created = gl_records.record_states(desk, run)
    everyone = list(created.loc[created["state"] != "not created", "employee"])
    names = dict(zip(created["employee"], created["name"], strict=True))
    place = everyone.index(employee)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{names[employee]}", anchor=False, width="content")
        states.badge(states.RECORD[standing["state"]])
        st.space("stretch")
        for label, icon, to in (("Previous", "chevron_left", place - 1), ("Next", "chevron_right", place + 1)):
            st.button(
                label,
                icon=f":material/{icon}:",
                disabled=not 0 <= to < len(everyone),
                key=f"record {label}",
                on_click=gl_record_list.open_record,
                args=(everyone[to % len(everyone)],),
                type="tertiary",
            )
        st.button(
            "Close",
            icon=":material/close:",
            on_click=gl_record_list.open_record,
            args=(None,),
            type="tertiary",
            key="close",
        )
    st.caption(f"GL record of {employee} in run {run}")


def named(lines: pd.DataFrame, run: PostedRun) -> pd.DataFrame:
    """The lines with the name of their category."""
    names = run.categories.set_index("code")["name"]
    return lines.assign(category_name=lines["category"].map(names).fillna(""))


def sent_fields(desk: Desk, lines: pd.DataFrame, dimensions: tuple[str, ...]) -> list[str]:
    """The Intacct fields that any line of the record carries."""
    further = setup.current_setup(desk).intacct_fields
    order = [intacct_field(d, further) for d in ("department", "location", *dimensions, "employee")]
    return [f for f in dict.fromkeys(order) if f in lines.columns and (lines[f] != "").any()]


def _sides(lines: pd.DataFrame, fields: list[str], employee: str) -> None:
    for place, side in zip(st.columns([3, 2]), ("debit", "credit"), strict=True):
        mine = lines[lines["side"] == side]
        with place:
            total, bare = (_sum(part) for part in (mine, mine[mine["account"] == ""]))
            rest = f", {formats.amount(bare)} of it without an account" if bare else ""
            st.markdown(
                f"**{side.capitalize()}** · {formats.count(len(mine), 'line')} · **{formats.amount(total)}**{rest}"
            )
            _side(mine, side, fields, employee)


def _sum(lines: pd.DataFrame) -> Decimal:
    return lines["amount"].sum() if len(lines) else ZERO


def _side(mine: pd.DataFrame, side: str, fields: list[str], employee: str) -> None:
    carried = [f for f in fields if (mine[f] != "").any()]
    labels: dict[str, Any] = {"account": narrow("Account", 70), "category_name": "Category", "amount": "Amount"}
    labels |= {field: narrow(formats.field(field), 80) for field in carried}
    ids = list(mine["line_key"])
    key = f"lines {side} {grids.version([employee, *ids])} {st.session_state.get(f'{_ROUND} {side}', 0)}"
    shown = mine.assign(account=mine["account"].where(mine["account"] != "", "✕ none"))
    st.dataframe(
        shown,
        column_order=list(labels),
        column_config=grids.headings(shown, labels),
        hide_index=True,
        on_select=lambda: _picked(side, ids, key),
        selection_mode="single-row",
        key=key,
        height="content",
        alt=f"{side.capitalize()} lines of the record",
    )


def narrow(label: str, width: int) -> Any:
    """A text column of a fixed width in pixels."""
    return st.column_config.TextColumn(label, width=width)


def _picked(side: str, ids: list[str], key: str) -> None:
    """Remember the line by its own key; the other side lets go of its choice."""
    rows = st.session_state[key]["selection"]["rows"]
    other = "credit" if side == "debit" else "debit"
    st.session_state[_LINE] = ids[rows[0]] if rows else None
    turned = f"{_ROUND} {other}"
    st.session_state[turned] = st.session_state.get(turned, 0) + 1


def _chosen(lines: pd.DataFrame) -> pd.Series | None:
    mine = lines[lines["line_key"] == st.session_state.get(_LINE)]
    return mine.iloc[0] if len(mine) else None


def _into_journal(lines: pd.DataFrame) -> Any:
    """Debits by account build up, credits by account take off; what stays is the difference."""
    account = lines["account"].where(lines["account"] != "", "none")
    totals = lines.assign(account=account).groupby(["side", "account"], as_index=False)["amount"].sum()
    debit, credit = (totals[totals["side"] == side] for side in ("debit", "credit"))
    labels = [*("Dr " + debit["account"]), *("Cr " + credit["account"]), "Left over"]
    amounts = [*debit["amount"], *(-a for a in credit["amount"])]
    rest: Decimal = sum(amounts, ZERO)
    return plots.steps(labels, [*amounts, rest], [False] * len(amounts) + [True])
